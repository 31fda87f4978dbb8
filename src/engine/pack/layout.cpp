// kind: layout — fields of files that are read, fields and rows of tables that are written.
#include <algorithm>

#include "base/text.hpp"
#include "engine/pack/kinds.hpp"

namespace pack {
namespace {

/// "C..18", "C3", "I..10", "D20.2", "date", "yes_no", "-" into kind, width and scale.
bool parse_field_type(std::string_view text, domain::Field& field) {
    field.type = text;
    if (text == "-") {
        field.kind = domain::FieldKind::blank;
        return true;
    }
    if (text == "date") {
        field.kind = domain::FieldKind::date;
        field.width = 10;
        return true;
    }
    if (text == "yes_no") {
        field.kind = domain::FieldKind::yes_no;
        field.width = 1;
        return true;
    }
    if (text.size() < 2) return false;
    char const letter = text[0];
    std::string_view rest = text.substr(1);
    bool const ranged = rest.starts_with("..");
    if (ranged) rest.remove_prefix(2);
    size_t const point = rest.find('.');
    auto const width = base::parse_integer(rest.substr(0, point));
    auto const scale = point == std::string_view::npos
                           ? std::optional<int64_t>(0)
                           : base::parse_integer(rest.substr(point + 1));
    if (!width || !scale || *width < 1 || *width > 4000) return false;
    field.width = int32_t(*width);
    field.scale = int32_t(*scale);
    if (letter == 'C')
        field.kind = ranged ? domain::FieldKind::text_max : domain::FieldKind::text_fixed;
    if (letter == 'I') field.kind = domain::FieldKind::integer;
    if (letter == 'D') field.kind = domain::FieldKind::decimal;
    return letter == 'C' || (letter == 'I' && ranged) ||
           (letter == 'D' && !ranged && point != std::string_view::npos);
}

OutputField read_field(Decoder decoder) {
    decoder.only({"id", "zh", "type", "required", "free_text", "codes", "put", "value"});
    OutputField out;
    out.field.id = decoder.text_or("id", "");
    out.field.zh = decoder.text("zh");
    out.field.required = decoder.yes("required");
    out.field.free_text = decoder.yes("free_text");
    out.field.codes = decoder.text_or("codes", "");
    std::string const type = decoder.text("type");
    if (!type.empty() && !parse_field_type(type, out.field))
        decoder.fault("pack_bad_type", decoder.node(), "type", {{"value", type}});
    std::string const put = decoder.text_or("put", "value");
    constexpr std::string_view names[] = {"value",  "blank", "category",
                                          "amount", "rate",  "customers"};
    auto const at = std::find(std::begin(names), std::end(names), put);
    if (at == std::end(names))
        decoder.fault("pack_bad_put", decoder.node(), "put", {{"value", put}});
    else
        out.put = Put(at - std::begin(names));
    out.value = decoder.source_or_none("value");
    if (out.field.kind == domain::FieldKind::blank) out.put = Put::blank;
    return out;
}

OutputRow read_row(Decoder decoder) {
    decoder.only({"code", "zh", "en", "where", "step", "why", "series"});
    OutputRow out;
    out.code = decoder.text_or("code", "");
    out.label = {decoder.text("zh"), decoder.text("en")};
    std::string const step = decoder.text_or("step", "none");
    constexpr std::string_view names[] = {"none", "start",  "plus", "minus",
                                          "memo", "absent", "end"};
    auto const at = std::find(std::begin(names), std::end(names), step);
    if (at == std::end(names))
        decoder.fault("pack_bad_step", decoder.node(), "step", {{"value", step}});
    else
        out.step = Step(at - std::begin(names));
    if (out.step != Step::absent) out.where = decoder.source("where");
    if (decoder.has("why") || out.step == Step::absent) out.why = decoder.label("why");
    out.series = decoder.texts("series");
    out.place = decoder.place(decoder.node());
    return out;
}

/// A bridge leads from one start to one end; rows of other tables are no steps.
void check_steps(Decoder& decoder, LayoutPack const& layout, LayoutVersion const& version) {
    bool const bridge = layout.number.starts_with("bridge.");
    auto const count = [&](Step step) {
        return std::count_if(version.rows.begin(), version.rows.end(),
                             [&](OutputRow const& row) { return row.step == step; });
    };
    size_t const plain = size_t(count(Step::none));
    bool const sound = bridge ? plain == 0 && count(Step::start) == 1 && count(Step::end) == 1
                              : plain == version.rows.size();
    if (!sound) decoder.fault("pack_bridge_steps", decoder.node(), "rows");
}

LayoutVersion read_version(Reading& reading, Decoder decoder, LayoutPack const& layout) {
    decoder.only({"from", "message", "unverified", "gaps", "fields", "rows", "detail", "law"});
    LayoutVersion out;
    out.from = decoder.day("from");
    out.message = decoder.text("message");
    out.unverified = decoder.yes("unverified");
    out.gaps = decoder.texts("gaps");
    out.law = decoder.law("law");
    if (out.law.empty()) decoder.fault("pack_no_law", decoder.node(), "law");
    for (base::YamlNode const& node : decoder.sequence("fields").items)
        out.fields.push_back(read_field(decoder.at(node, "fields")));
    if (out.fields.empty()) decoder.fault("pack_missing_key", decoder.node(), "fields");
    for (base::YamlNode const& node : decoder.sequence("rows").items)
        out.rows.push_back(read_row(decoder.at(node, "rows")));
    if (decoder.has("detail")) out.detail = read_row(decoder.at(decoder.map("detail"), "detail"));
    check_steps(decoder, layout, out);
    bool const written = !layout.grain.empty();
    if (written != decoder.has("detail"))
        decoder.fault("pack_layout_detail", decoder.node(), "detail");
    std::vector<std::string> seen;
    for (OutputField const& field : out.fields) {
        if (field.field.id.empty()) {
            if (!written)
                decoder.fault("pack_missing_key", decoder.node(), "fields.id",
                              {{"field", field.field.zh}});
            continue;
        }
        if (std::find(seen.begin(), seen.end(), field.field.id) != seen.end())
            decoder.fault("pack_duplicate_name", decoder.node(), "fields.id",
                          {{"name", field.field.id}});
        seen.push_back(field.field.id);
    }
    (void)reading;
    return out;
}

}  // namespace

void read_layout(Reading& reading, Decoder root) {
    root.only(
        {"layout", "kind", "name", "format", "number", "grain", "relation", "series", "versions"});
    LayoutPack layout;
    layout.name = read_name(reading, root, "layout");
    layout.label = root.label("name");
    std::string const format = root.text("format");
    if (format != "dat" && format != "csv")
        root.fault("pack_bad_format", root.node(), "format", {{"value", format}});
    layout.format = format == "csv" ? domain::FileFormat::csv : domain::FileFormat::dat;
    layout.number = root.text_or("number", "");
    layout.grain = root.text_or("grain", "");
    layout.relation = root.text("relation");
    layout.series = root.texts("series");
    layout.place = root.place(root.node());
    for (base::YamlNode const& node : root.sequence("versions").items) {
        LayoutVersion version = read_version(reading, root.at(node, "versions"), layout);
        if (!layout.versions.empty() && version.from <= layout.versions.back().from)
            root.fault("pack_version_order", node, "from");
        layout.versions.push_back(std::move(version));
    }
    if (layout.versions.empty()) root.fault("pack_missing_key", root.node(), "versions");
    add(reading, reading.book.layouts, std::move(layout));
}

LayoutVersion const* version_on(LayoutPack const& layout, base::Day day) {
    LayoutVersion const* found = nullptr;
    for (LayoutVersion const& version : layout.versions)
        if (version.from <= day) found = &version;
    return found;
}

domain::Layout reader_layout(LayoutPack const& layout, LayoutVersion const& version) {
    domain::Layout out;
    out.name = layout.name;
    out.zh = layout.label.zh;
    out.message = version.message;
    out.format = layout.format;
    out.from = version.from;
    out.unverified = version.unverified;
    out.gaps = version.gaps;
    for (OutputField const& field : version.fields) out.fields.push_back(field.field);
    return out;
}

}  // namespace pack
