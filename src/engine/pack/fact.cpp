// kind: fact — the dictionary: grains with their items, code lists, dated code sets, list
// declarations.
#include <unordered_set>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "engine/pack/kinds.hpp"

namespace pack {
namespace {

void read_items(Reading& reading, Decoder& root) {
    root.only({"fact", "kind", "name", "grain", "relations", "items", "law"});
    std::string const grain_name = root.text("grain");
    Grain& grain = reading.book.grains[grain_name];
    if (grain.name.empty()) {
        grain.name = grain_name;
        grain.label = root.label("name");
        grain.place = root.place(root.node());
    }
    for (std::string& relation : root.texts("relations"))
        grain.relations.push_back(std::move(relation));
    base::YamlNode const& items = root.map("items");
    for (base::YamlNode::Entry const& entry : items.entries) {
        Decoder decoder = root.at(entry.value, entry.key);
        decoder.only({"type", "column", "expr", "zh", "en", "territory"});
        Item item;
        item.name = entry.key;
        item.place = decoder.place(entry.value);
        item.label = {decoder.text("zh"), decoder.text("en")};
        std::string const type = decoder.text("type");
        if (auto const parsed = parse_type(type))
            item.type = *parsed;
        else if (!type.empty())
            decoder.fault("pack_bad_type", *entry.value.find("type"), "type", {{"value", type}});
        item.column = decoder.text_or("column", "");
        item.expression = decoder.source_or_none("expr");
        item.territory = decoder.text_or("territory", "");
        if (item.column.empty() == item.expression.text.empty())
            decoder.fault("pack_item_source", entry.value, "");
        for (Item const& other : grain.items)
            if (other.name == item.name)
                decoder.fault("pack_duplicate_name", entry.value, "", {{"name", item.name}});
        grain.items.push_back(std::move(item));
    }
}

void read_code_csv(Reading& reading, CodeList& list, std::string const& file) {
    auto const text = reading.companion(file);
    if (!text) {
        reading.errors.push_back(text.error());
        return;
    }
    auto const table =
        base::parse_csv_table(*text, reading.file.substr(0, reading.file.rfind('/') + 1) + file);
    if (!table) {
        reading.errors.push_back(table.error());
        return;
    }
    int const code = table->find("code"), zh = table->find("zh"), en = table->find("en");
    int const parent = table->find("parent"), level = table->find("level");
    if (code < 0 || zh < 0) {
        reading.errors.push_back(
            {base::ErrorKind::invalid,
             "csv_missing_column",
             {.file = table->file, .line = 1, .field = code < 0 ? "code" : "zh"},
             {}});
        return;
    }
    list.is_tree = parent >= 0;
    std::unordered_set<std::string> seen;
    for (base::CsvTable::Row const& row : table->rows) {
        Code entry;
        entry.code = row.cells[size_t(code)];
        entry.label.zh = row.cells[size_t(zh)];
        if (en >= 0) entry.label.en = row.cells[size_t(en)];
        if (parent >= 0) entry.parent = row.cells[size_t(parent)];
        if (level >= 0) entry.level = row.cells[size_t(level)];
        base::Place const place{table->file, int32_t(row.line), 0, "code"};
        if (entry.code.empty() || !seen.insert(entry.code).second)
            reading.errors.push_back(
                {base::ErrorKind::invalid, "pack_duplicate_code", place, {{"code", entry.code}}});
        if (!entry.parent.empty() && !seen.contains(entry.parent))
            reading.errors.push_back({base::ErrorKind::invalid,
                                      "pack_unknown_parent",
                                      {table->file, int32_t(row.line), 0, "parent"},
                                      {{"code", entry.parent}}});
        list.codes.push_back(std::move(entry));
    }
}

void read_codes(Reading& reading, Decoder& root) {
    root.only({"fact", "kind", "name", "codes", "law"});
    CodeList list;
    list.name = read_name(reading, root, "fact");
    list.label = root.label("name");
    list.law = root.law("law");
    list.place = root.place(root.node());
    Decoder codes = root.at(root.map("codes"), "codes");
    codes.only({"file", "values", "from", "levels"});
    list.derived_from = codes.text_or("from", "");
    list.levels = codes.texts("levels");
    if (codes.has("file")) read_code_csv(reading, list, codes.text("file"));
    for (base::YamlNode::Entry const& entry : codes.map("values").entries) {
        Decoder value = codes.at(entry.value, entry.key);
        value.only({"zh", "en"});
        list.codes.push_back({entry.key, {value.text("zh"), value.text("en")}});
    }
    if (list.codes.empty() && list.derived_from.empty())
        root.fault("pack_empty", root.node(), "codes");
    add(reading, reading.book.codes, std::move(list));
}

void read_set(Reading& reading, Decoder& root) {
    root.only({"fact", "kind", "name", "set_of", "versions"});
    CodeSet set;
    set.name = read_name(reading, root, "fact");
    set.label = root.label("name");
    set.of = root.text("set_of");
    set.place = root.place(root.node());
    for (base::YamlNode const& node : root.sequence("versions").items) {
        Decoder version = root.at(node, "versions");
        version.only({"from", "members", "law"});
        CodeSetVersion out{version.day("from"), version.texts("members"), version.law("law")};
        if (!set.versions.empty() && out.from <= set.versions.back().from)
            version.fault("pack_version_order", node, "from");
        set.versions.push_back(std::move(out));
    }
    if (set.versions.empty()) root.fault("pack_missing_key", root.node(), "versions");
    add(reading, reading.book.sets, std::move(set));
}

void read_lists(Reading& reading, Decoder& root) {
    root.only({"fact", "kind", "name", "lists"});
    for (base::YamlNode::Entry const& entry : root.map("lists").entries) {
        Decoder decoder = root.at(entry.value, entry.key);
        decoder.only({"zh", "en", "owner", "rule", "with"});
        ListDeclaration list{entry.key,
                             {decoder.text("zh"), decoder.text("en")},
                             decoder.text("owner"),
                             decoder.text_or("rule", entry.key),
                             decoder.texts("with"),
                             decoder.place(entry.value)};
        add(reading, reading.book.lists, std::move(list));
    }
}

}  // namespace

void read_fact(Reading& reading, Decoder root) {
    if (root.has("items")) return read_items(reading, root);
    if (root.has("codes")) return read_codes(reading, root);
    if (root.has("set_of")) return read_set(reading, root);
    if (root.has("lists")) return read_lists(reading, root);
    root.fault("pack_missing_key", root.node(), "items | codes | set_of | lists");
}

}  // namespace pack
