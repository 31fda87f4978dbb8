// Decoding a mapping strictly: the first fault ends it, with its line and field.
#include "warehouse/mapping.hpp"

#include <algorithm>
#include <array>

#include "base/csv.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "base/yaml.hpp"
#include "warehouse/cell.hpp"
#include "warehouse/mapped_cell.hpp"
#include "warehouse/zip_check.hpp"

namespace warehouse {
namespace {

using base::YamlKind;
using base::YamlNode;

struct Unit {
    std::string_view name;
    int shift;
    int32_t scale;  // Decimals of the fields that it fits: money 2, rates 5.
};
constexpr Unit units[] = {{"元", 0, 2},      {"分", -2, 2},       {"千元", 3, 2},
                          {"万元", 4, 2},    {"百万元", 6, 2},    {"亿元", 8, 2},
                          {"percent", 0, 5}, {"permille", -1, 5}, {"fraction", 2, 5}};

/// Would the reader take this value for the field?
CellFault fault_of(domain::Field const& field, std::string_view text) {
    alignas(16) std::array<char, 16> value{};
    uint64_t validity = 0;
    base::BatchColumn column;
    column.data = value.data();
    column.validity = &validity;
    return parse_cell(field, text, {.has_control = true, .has_high = true, .csv = true}, column, 0);
}

class Reader {
public:
    Reader(std::string path, MappingPlace const& where, MappingTargets const& targets)
        : path_(std::move(path)), where_(where), targets_(targets) {}

    base::Result<Mapping> read() {
        auto const text = TRY(base::read_file(path_, base::yaml_bytes_max));
        auto const root = TRY(base::parse_yaml(text, path_));
        TRY_VOID(only(root, "", {"mapping", "legal_uscc", "what_if", "notes", "tables"}));
        Mapping out;
        out.file = path_;
        out.name = TRY(text_of(root, "", "mapping", true));
        out.legal_uscc = TRY(text_of(root, "", "legal_uscc", true));
        if (out.legal_uscc.size() != 18)
            return fault("mapping_legal", *root.find("legal_uscc"), "legal_uscc",
                         {{"value", out.legal_uscc}});
        auto const what_if = TRY(word_of(root, "", "what_if", {"false", "true"}));
        out.what_if = what_if == 1;
        out.notes = TRY(texts_of(root, "", "notes"));
        auto const* const tables = TRY(child(root, "", "tables", YamlKind::sequence, true));
        if (tables->items.empty())
            return fault("mapping_missing_key", *tables, "tables", {{"key", "table"}});
        for (size_t i = 0; i < tables->items.size(); ++i) {
            auto table = TRY(read_table(tables->items[i], "tables." + std::to_string(i + 1)));
            for (MappedTable const& other : out.tables)
                if (other.table == table.table)
                    return fault("mapping_table_twice", tables->items[i], "table",
                                 {{"table", table.table}});
            out.tables.push_back(std::move(table));
        }
        return out;
    }

private:
    std::unexpected<base::Error> fault(std::string_view code, YamlNode const& node,
                                       std::string field, base::Args args = {}) const {
        return base::invalid(code, place(node, std::move(field)), std::move(args));
    }

    base::Place place(YamlNode const& node, std::string field) const {
        return {.file = path_, .line = node.line, .column = node.column, .field = std::move(field)};
    }

    static std::string path_of(std::string const& path, std::string_view key) {
        return path.empty() ? std::string(key) : path + "." + std::string(key);
    }

    base::Result<void> only(YamlNode const& node, std::string const& path,
                            std::vector<std::string> const& keys) const {
        if (node.kind != YamlKind::map)
            return fault("mapping_shape", node, path, {{"want", "key: value"}});
        for (YamlNode::Entry const& entry : node.entries)
            if (std::find(keys.begin(), keys.end(), entry.key) == keys.end())
                return base::invalid("mapping_unknown_key",
                                     {.file = path_,
                                      .line = entry.line,
                                      .column = entry.column,
                                      .field = path_of(path, entry.key)},
                                     {{"keys", base::join(keys, ", ")}});
        return {};
    }

    /// The node under a key; null when it is absent and need not be there.
    base::Result<YamlNode const*> child(YamlNode const& node, std::string const& path,
                                        std::string const& key, YamlKind kind,
                                        bool required) const {
        YamlNode const* const found = node.find(key);
        if (found == nullptr) {
            if (required)
                return fault("mapping_missing_key", node, path_of(path, key), {{"key", key}});
            return nullptr;
        }
        constexpr std::string_view shapes[] = {"~", "text", "[a, b]", "key: value"};
        if (found->kind != kind)
            return fault("mapping_shape", *found, path_of(path, key),
                         {{"want", std::string(shapes[size_t(kind)])}});
        return found;
    }

    base::Result<std::string> text_of(YamlNode const& node, std::string const& path,
                                      std::string const& key, bool required) const {
        auto const* const found = TRY(child(node, path, key, YamlKind::scalar, required));
        if (found == nullptr) return std::string();
        if (found->text.empty())
            return fault("mapping_missing_key", *found, path_of(path, key), {{"key", key}});
        return found->text;
    }

    /// Which of the words stands there; 0, the first, when the key is absent.
    base::Result<size_t> word_of(YamlNode const& node, std::string const& path,
                                 std::string const& key,
                                 std::vector<std::string> const& words) const {
        auto const text = TRY(text_of(node, path, key, false));
        if (text.empty()) return size_t(0);
        for (size_t i = 0; i < words.size(); ++i)
            if (words[i] == text) return i;
        return fault("mapping_word", *node.find(key), path_of(path, key),
                     {{"value", text}, {"words", base::join(words, ", ")}});
    }

    base::Result<std::vector<std::string>> texts_of(YamlNode const& node, std::string const& path,
                                                    std::string const& key) const {
        std::vector<std::string> out;
        auto const* const found = TRY(child(node, path, key, YamlKind::sequence, false));
        if (found == nullptr) return out;
        for (YamlNode const& item : found->items) {
            if (item.kind != YamlKind::scalar)
                return fault("mapping_shape", item, path_of(path, key), {{"want", "text"}});
            out.push_back(item.text);
        }
        return out;
    }

    /// A whole number above 0; `otherwise` when the key is absent.
    base::Result<int64_t> count_of(YamlNode const& node, std::string const& path,
                                   std::string const& key, int64_t otherwise) const {
        auto const text = TRY(text_of(node, path, key, false));
        if (text.empty()) return otherwise;
        auto const number = base::parse_integer(text);
        if (!number || *number < 1 || *number > 1'000'000)
            return fault("mapping_word", *node.find(key), path_of(path, key),
                         {{"value", text}, {"words", "1, 2, 3 …"}});
        return *number;
    }

    base::Result<MappedTable> read_table(YamlNode const& node, std::string const& path) const {
        TRY_VOID(only(node, path,
                      {"table", "file", "format", "inside", "sheet", "encoding", "separator",
                       "header_line", "missing", "where", "columns"}));
        MappedTable out;
        out.at = place(node, path);
        out.table = TRY(text_of(node, path, "table", true));
        auto const target = targets_.find(out.table);
        if (target == targets_.end()) {
            std::vector<std::string> names;
            for (auto const& [name, layout] : targets_) names.push_back(name);
            return fault("mapping_unknown_table", *node.find("table"), path_of(path, "table"),
                         {{"table", out.table}, {"names", base::join(names, ", ")}});
        }
        out.file = TRY(read_file_keys(node, path));
        auto const missing = TRY(texts_of(node, path, "missing"));
        out.missing.insert(missing.begin(), missing.end());
        auto const* const where = TRY(child(node, path, "where", YamlKind::map, false));
        if (where != nullptr)
            for (YamlNode::Entry const& entry : where->entries) {
                auto const values = TRY(texts_of(*where, path_of(path, "where"), entry.key));
                out.where.push_back({entry.key,
                                     {values.begin(), values.end()},
                                     place(entry.value, path_of(path, "where." + entry.key))});
            }
        auto const* const columns = TRY(child(node, path, "columns", YamlKind::map, true));
        TRY_VOID(read_columns(*columns, path_of(path, "columns"), *target->second, out));
        return out;
    }

    base::Result<void> check_confined(YamlNode const& node, std::string const& path,
                                      std::string const& key, std::string const& name) const {
        if (!where_.confined || is_plain_path(name)) return {};
        return fault("mapping_elsewhere", *node.find(key), path_of(path, key), {{"path", name}});
    }

    base::Result<ForeignFile> read_file_keys(YamlNode const& node, std::string const& path) const {
        ForeignFile out;
        std::string name = TRY(text_of(node, path, "file", true));
        TRY_VOID(check_confined(node, path, "file", name));
        std::string day = base::to_text(where_.report_date);
        std::erase(day, '-');
        name =
            base::replace_all(std::move(name), "{month}", base::to_month_text(where_.report_date));
        name = base::replace_all(std::move(name), "{date}", day);
        out.path = name.starts_with('/') ? name : where_.folder + "/" + name;
        if (where_.look && !base::is_file(out.path))
            return fault("mapping_file_missing", *node.find("file"), path_of(path, "file"),
                         {{"path", out.path}});
        std::string_view const extension = base::file_extension(out.path);
        size_t const by_name = extension == "xlsx" ? 1 : extension == "parquet" ? 2 : 0;
        auto const format = TRY(word_of(node, path, "format", {"", "csv", "xlsx", "parquet"}));
        out.format = ForeignFormat(format > 0 ? format - 1 : by_name);
        out.inside = TRY(text_of(node, path, "inside", false));
        out.sheet = TRY(text_of(node, path, "sheet", false));
        auto const encoding = TRY(word_of(node, path, "encoding", {"utf-8", "gb18030"}));
        out.encoding = ForeignEncoding(encoding);
        auto const separator = TRY(word_of(node, path, "separator", {"comma", "bar", "tab"}));
        out.separator = ",|\t"[separator];
        out.header_line = TRY(count_of(node, path, "header_line", 1));
        return out;
    }

    base::Result<void> read_columns(YamlNode const& node, std::string const& path,
                                    domain::Layout const& layout, MappedTable& out) const {
        for (YamlNode::Entry const& entry : node.entries) {
            int const field = layout.find(entry.key);
            std::string const at = path_of(path, entry.key);
            if (field < 0)
                return base::invalid(
                    "mapping_unknown_column",
                    {.file = path_, .line = entry.line, .column = entry.column, .field = at},
                    {{"column", entry.key}, {"table", out.table}});
            auto column = TRY(read_column(entry.value, at, layout.fields[size_t(field)]));
            column.id = entry.key;
            out.columns.push_back(std::move(column));
        }
        for (domain::Field const& field : layout.fields)
            if (field.required && node.find(field.id) == nullptr && field.id != "legal_uscc")
                return fault("mapping_column_required", node, path_of(path, field.id),
                             {{"column", field.id}, {"table", out.table}, {"zh", field.zh}});
        return {};
    }

    base::Result<MappedColumn> read_column(YamlNode const& node, std::string const& path,
                                           domain::Field const& field) const {
        MappedColumn out;
        out.at = place(node, path);
        if (node.kind == YamlKind::scalar) {
            out.source = node.text;
            return out;
        }
        TRY_VOID(
            only(node, path,
                 {"column", "value", "unit", "date", "first", "codes", "code_file", "otherwise"}));
        out.source = TRY(text_of(node, path, "column", false));
        out.constant = TRY(text_of(node, path, "value", false));
        if (out.source.empty() == out.constant.empty())
            return fault("mapping_column_or_value", node, path);
        if (!out.constant.empty()) {
            if (node.entries.size() > 1) return fault("mapping_value_alone", node, path);
            CellFault const refused = fault_of(field, out.constant);
            if (refused != CellFault::none)
                return fault("mapping_value_refused", node, path,
                             {{"value", out.constant},
                              {"type", field.type},
                              {"reason", std::string(fault_code(refused))}});
            return out;
        }
        TRY_VOID(read_unit(node, path, field, out));
        out.date = TRY(text_of(node, path, "date", false));
        bool const is_date = field.kind == domain::FieldKind::date;
        if (!out.date.empty() && !(is_date && is_date_format(out.date)))
            return fault("mapping_date", *node.find("date"), path_of(path, "date"),
                         {{"value", out.date}});
        auto const first = TRY(count_of(node, path, "first", 0));
        out.first = size_t(first);
        TRY_VOID(read_codes(node, path, field, out));
        return out;
    }

    base::Result<void> read_unit(YamlNode const& node, std::string const& path,
                                 domain::Field const& field, MappedColumn& out) const {
        auto const name = TRY(text_of(node, path, "unit", false));
        if (name.empty()) return {};
        std::vector<std::string> fitting;
        for (Unit const& unit : units) {
            if (field.kind != domain::FieldKind::decimal || unit.scale != field.scale) continue;
            fitting.emplace_back(unit.name);
            if (unit.name != name) continue;
            out.shift = unit.shift;
            return {};
        }
        return fault("mapping_unit", *node.find("unit"), path_of(path, "unit"),
                     {{"value", name}, {"units", base::join(fitting, ", ")}});
    }

    base::Result<void> read_codes(YamlNode const& node, std::string const& path,
                                  domain::Field const& field, MappedColumn& out) const {
        auto const* const codes = TRY(child(node, path, "codes", YamlKind::map, false));
        auto const file = TRY(text_of(node, path, "code_file", false));
        auto const otherwise = TRY(word_of(node, path, "otherwise", {"refuse", "empty"}));
        out.empty_if_unknown = otherwise == 1;
        out.has_codes = codes != nullptr || !file.empty();
        if (codes != nullptr)
            for (YamlNode::Entry const& entry : codes->entries) {
                // ~ says that the bank's code has no counterpart: no value.
                std::string const value = entry.value.text;
                base::Place const at = place(entry.value, path_of(path, "codes." + entry.key));
                TRY_VOID(add_code(entry.key, value, field, at, out));
            }
        if (file.empty()) return {};
        TRY_VOID(check_confined(node, path, "code_file", file));
        size_t const slash = path_.rfind('/');
        std::string const beside = slash == std::string::npos ? "" : path_.substr(0, slash + 1);
        std::string const full = file.starts_with('/') ? file : beside + file;
        if (!base::is_file(full))
            return fault("mapping_file_missing", *node.find("code_file"),
                         path_of(path, "code_file"), {{"path", full}});
        auto const text = TRY(base::read_file(full, base::yaml_bytes_max));
        auto const table = TRY(base::parse_csv_table(text, full));
        int const from = table.find("code"), to = table.find("value");
        if (from < 0 || to < 0)
            return base::invalid("csv_missing_column",
                                 {.file = full, .line = 1, .field = from < 0 ? "code" : "value"});
        for (auto const& row : table.rows) {
            base::Place const at{.file = full, .line = int32_t(row.line), .field = "code"};
            TRY_VOID(add_code(row.cells[size_t(from)], row.cells[size_t(to)], field, at, out));
        }
        return {};
    }

    static base::Result<void> add_code(std::string const& code, std::string const& value,
                                       domain::Field const& field, base::Place const& at,
                                       MappedColumn& out) {
        CellFault const refused = value.empty() ? CellFault::none : fault_of(field, value);
        if (refused != CellFault::none)
            return base::invalid("mapping_value_refused", at,
                                 {{"value", value},
                                  {"type", field.type},
                                  {"reason", std::string(fault_code(refused))}});
        if (!out.codes.emplace(code, value).second)
            return base::invalid("mapping_code_twice", at, {{"value", code}});
        return {};
    }

    std::string path_;
    MappingPlace const& where_;
    MappingTargets const& targets_;
};

}  // namespace

base::Result<Mapping> read_mapping(std::string const& path, MappingPlace const& place,
                                   MappingTargets const& targets) {
    return Reader(path, place, targets).read();
}

}  // namespace warehouse
