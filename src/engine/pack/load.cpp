// Loading a pack folder: every file is read, then what they say of each other is checked.
#include <algorithm>
#include <span>
#include <unordered_set>

#include "base/digest.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "engine/pack/kinds.hpp"

namespace pack {
namespace {

constexpr std::string_view chapters[] = {"common",  "tech",    "green",     "inclusive",
                                         "pension", "digital", "governance"};
constexpr std::string_view kinds[] = {"param",    "fact",     "eligibility", "table",    "score",
                                      "metric",   "check",    "alert",       "register", "flow",
                                      "contract", "document", "page",        "layout"};

bool is_one_of(std::string_view text, std::span<std::string_view const> all) {
    return std::find(all.begin(), all.end(), text) != all.end();
}

/// Reads one YAML definition by its kind, which must be the folder's name.
void read_definition(Reading& reading, base::YamlNode const& node, std::string_view folder_kind) {
    Decoder root(node, reading.file, "", reading.errors);
    std::string const kind = root.text("kind");
    if (kind.empty()) return;
    if (kind != folder_kind) {
        root.fault("pack_wrong_folder", node, "kind",
                   {{"kind", kind}, {"folder", std::string(folder_kind)}});
        return;
    }
    if (kind == "fact") return read_fact(reading, root);
    if (kind == "eligibility" || kind == "check") return read_rule(reading, root);
    if (kind == "table") return read_table(reading, root);
    if (kind == "metric") return read_metric(reading, root);
    if (kind == "layout") return read_layout(reading, root);
    root.fault("pack_kind_not_built", node, "kind", {{"kind", kind}});
}

/// A law text without blanks and line ends: page breaks and spaces must not hide a quote.
std::string without_blanks(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == ' ' || text[i] == '\n' || text[i] == '\r' || text[i] == '\t') continue;
        if (text.substr(i, 3) == "\xE3\x80\x80") {  // U+3000.
            i += 2;
            continue;
        }
        out += text[i];
    }
    return out;
}

class CitationCheck {
public:
    CitationCheck(Book const& book, std::vector<base::Error>& errors) : errors_(errors) {
        for (auto const& [title, text] : book.law) texts_[title] = without_blanks(text);
    }

    void operator()(Citation const& citation) {
        auto const held = texts_.find(citation.doc);
        if (held == texts_.end()) {
            if (!citation.quote.empty()) fault("pack_quote_not_held", citation);
            return;
        }
        if (citation.quote.empty()) return fault("pack_quote_missing", citation);
        if (held->second.find(without_blanks(citation.quote)) == std::string::npos)
            fault("pack_quote_not_found", citation);
    }
    void operator()(std::vector<Citation> const& law) {
        for (Citation const& citation : law) (*this)(citation);
    }

private:
    void fault(std::string_view code, Citation const& citation) {
        errors_.push_back({base::ErrorKind::invalid,
                           std::string(code),
                           citation.place,
                           {{"doc", citation.doc}, {"quote", citation.quote}}});
    }
    std::map<std::string, std::string> texts_;
    std::vector<base::Error>& errors_;
};

void check_citations(Book const& book, std::vector<base::Error>& errors) {
    CitationCheck check(book, errors);
    for (auto const& [name, list] : book.codes) check(list.law);
    for (auto const& [name, set] : book.sets)
        for (CodeSetVersion const& version : set.versions) check(version.law);
    for (auto const& [name, map] : book.maps) check(map.law);
    for (auto const& [name, rows] : book.params)
        for (ParamRow const& row : rows) check(row.law);
    for (auto const& [name, rule] : book.rules)
        for (Version const& version : rule.versions) check(version.law);
    for (auto const& [name, table] : book.tables) check(table.law);
    for (auto const& [name, metric] : book.metrics) check(metric.law);
    for (auto const& [name, layout] : book.layouts)
        for (LayoutVersion const& version : layout.versions) check(version.law);
}

/// Code lists by name with their codes as a set, made once for the reference checks.
class Codes {
public:
    explicit Codes(Book const& book) : book_(book) {}
    std::unordered_set<std::string> const* of(std::string_view name) {
        CodeList const* const list = find(book_.codes, name);
        if (list == nullptr) return nullptr;
        auto [at, fresh] = sets_.try_emplace(list->name);
        if (fresh)
            for (Code const& code : list->codes) at->second.insert(code.code);
        return &at->second;
    }

private:
    Book const& book_;
    std::map<std::string, std::unordered_set<std::string>> sets_;
};

/// Lists that take some levels of another list get their codes.
void derive_code_lists(Book& book, std::vector<base::Error>& errors) {
    for (auto& [name, list] : book.codes) {
        if (list.derived_from.empty()) continue;
        CodeList const* const source = find(book.codes, list.derived_from);
        if (source == nullptr || !source->derived_from.empty()) {
            errors.push_back({base::ErrorKind::invalid,
                              "pack_unknown_codes",
                              list.place,
                              {{"value", list.derived_from}}});
            continue;
        }
        for (Code const& code : source->codes)
            if (std::find(list.levels.begin(), list.levels.end(), code.level) != list.levels.end())
                list.codes.push_back({code.code, code.label, "", code.level});
        if (list.codes.empty())
            errors.push_back({base::ErrorKind::invalid,
                              "pack_empty",
                              list.place,
                              {{"value", list.derived_from}}});
    }
}

void check_references(Book& book, std::vector<base::Error>& errors) {
    Codes codes(book);
    auto const fault = [&](std::string_view code, base::Place place, std::string value) {
        errors.push_back({base::ErrorKind::invalid,
                          std::string(code),
                          std::move(place),
                          {{"value", std::move(value)}}});
    };
    for (auto const& [name, set] : book.sets) {
        auto const* const known = codes.of(set.of);
        if (known == nullptr) {
            fault("pack_unknown_codes", set.place, set.of);
            continue;
        }
        for (CodeSetVersion const& version : set.versions)
            for (std::string const& member : version.members)
                if (!known->contains(member)) fault("pack_unknown_code", set.place, member);
    }
    for (auto const& [name, map] : book.maps) {
        auto const* const from = codes.of(map.of);
        auto const* const to = codes.of(map.to);
        if (from == nullptr || to == nullptr) {
            fault("pack_unknown_codes", map.place, from == nullptr ? map.of : map.to);
            continue;
        }
        for (MapRow const& row : map.rows) {
            base::Place place = map.place;
            place.line = row.line;
            if (!from->contains(row.code)) fault("pack_unknown_code", place, row.code);
            if (!to->contains(row.category)) fault("pack_unknown_code", place, row.category);
        }
    }
    for (auto const& [name, grain] : book.grains)
        for (Item const& item : grain.items)
            if (!item.type.codes.empty() && codes.of(item.type.codes) == nullptr)
                fault("pack_unknown_codes", item.place, item.type.codes);
    auto const check_series = [&](std::vector<std::string> const& series,
                                  base::Place const& place) {
        for (std::string const& one : series) {
            auto const rows = book.params.find(one);
            if (rows == book.params.end() || rows->second.front().unit != "text")
                fault("pack_unknown_series", place, one);
        }
    };
    for (auto const& [name, layout] : book.layouts) {
        check_series(layout.series, layout.place);
        for (LayoutVersion const& version : layout.versions)
            for (OutputRow const& row : version.rows) check_series(row.series, row.place);
    }
    std::map<std::string, std::shared_ptr<domain::CodeCheck const>> checks;
    for (auto& [name, layout] : book.layouts) {
        for (LayoutVersion& version : layout.versions) {
            for (OutputField& field : version.fields) {
                if (field.field.codes.empty()) continue;
                CodeList const* const list = find(book.codes, field.field.codes);
                if (list == nullptr) {
                    fault("pack_unknown_codes", layout.place, field.field.codes);
                    continue;
                }
                auto& check = checks[list->name];
                if (!check) {
                    std::vector<std::string> members;
                    for (Code const& code : list->codes) members.push_back(code.code);
                    check = std::make_shared<domain::CodeCheck const>(members);
                }
                field.field.check = check;
            }
        }
    }
}

}  // namespace

base::Result<std::string> Reading::companion(std::string_view name) const {
    if (name.find('/') != std::string_view::npos)
        return base::invalid("pack_companion_path", {.file = file}, {{"value", std::string(name)}});
    auto text = base::read_file(folder + "/" + std::string(name));
    if (!text)
        return base::invalid("pack_companion_missing", {.file = file},
                             {{"value", std::string(name)}});
    return text;
}

Loaded load(std::string const& folder) {
    Loaded out;
    auto const files = base::list_files_below(folder);
    if (!files) {
        out.errors.push_back(files.error());
        return out;
    }
    base::DigestStream digest(base::DigestKind::sha256);
    for (std::string const& file : *files) {
        auto const text = base::read_file(folder + "/" + file);
        if (!text) {
            out.errors.push_back(text.error());
            continue;
        }
        digest.add(file);
        digest.add(std::string_view("\0", 1));
        digest.add(*text);
        ++out.book.file_count;
        auto const parts = base::split(file, '/');
        std::string_view const extension = base::file_extension(file);
        if (parts.size() != 4 || !is_one_of(parts[0], chapters) ||
            (parts[2] != "law" && !is_one_of(parts[2], kinds))) {
            out.errors.push_back({base::ErrorKind::invalid, "pack_bad_path", {.file = file}, {}});
            continue;
        }
        if (parts[2] == "law") {
            out.book.law[std::string(base::file_stem(file))] = *text;
            continue;
        }
        std::string const absolute = folder + "/" + file;
        Reading reading{out.book, out.errors, absolute.substr(0, absolute.rfind('/')), file,
                        std::string(parts[0])};
        if (extension == "csv") {
            if (parts[2] == "param") read_params(reading, *text);
            continue;  // Other CSV files are companions, read with their YAML.
        }
        if (extension != "yaml") {
            out.errors.push_back({base::ErrorKind::invalid, "pack_bad_path", {.file = file}, {}});
            continue;
        }
        auto const node = base::parse_yaml(*text, file);
        if (!node) {
            out.errors.push_back(node.error());
            continue;
        }
        read_definition(reading, *node, parts[2]);
    }
    out.book.hash = digest.hex();
    derive_code_lists(out.book, out.errors);
    for (auto& [name, list] : out.book.codes) index_codes(list);
    check_references(out.book, out.errors);
    check_citations(out.book, out.errors);
    return out;
}

std::optional<Type> parse_type(std::string_view text) {
    Type type;
    size_t const space = text.find(' ');
    std::string_view head = text.substr(0, space);
    if (space != std::string_view::npos) type.unit = base::trim(text.substr(space + 1));
    std::string_view inner;
    if (size_t const open = head.find('('); open != std::string_view::npos && head.ends_with(')')) {
        inner = head.substr(open + 1, head.size() - open - 2);
        head = head.substr(0, open);
    }
    if (head == "code" && !inner.empty()) {
        type.kind = TypeKind::code;
        type.codes = inner;
    } else if (head == "decimal" && !inner.empty()) {
        auto const parts = base::split(inner, ',');
        auto const digits = base::parse_integer(parts[0]);
        auto const scale = parts.size() == 2 ? base::parse_integer(parts[1]) : std::nullopt;
        if (!digits || !scale || *digits < 1 || *digits > base::decimal_digits_max || *scale < 0 ||
            *scale > *digits)
            return std::nullopt;
        type.kind = TypeKind::decimal;
        type.digits = int32_t(*digits);
        type.scale = int32_t(*scale);
    } else if (!inner.empty()) {
        return std::nullopt;
    } else if (head == "money") {
        type = {TypeKind::decimal, 18, 2, "元", ""};
    } else if (head == "rate") {
        type = {TypeKind::decimal, 10, 5, "%", ""};
    } else if (head == "int") {
        type.kind = TypeKind::integer;
        type.digits = 18;
    } else if (head == "bool") {
        type.kind = TypeKind::boolean;
    } else if (head == "date") {
        type.kind = TypeKind::date;
    } else if (head != "text") {
        return std::nullopt;
    }
    return type;
}

}  // namespace pack
