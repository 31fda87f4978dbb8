// kinds: table (unique decision tables, collecting code maps) and param (dated parameter rows).
#include <algorithm>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "engine/pack/kinds.hpp"

namespace pack {
namespace {

/// Reads the CSV companion named by `file:`; an empty table when that fails.
base::CsvTable companion_table(Reading& reading, Decoder& root) {
    std::string const name = root.text("file");
    auto const text = reading.companion(name);
    if (!text) {
        reading.errors.push_back(text.error());
        return {};
    }
    auto table =
        base::parse_csv_table(*text, reading.file.substr(0, reading.file.rfind('/') + 1) + name);
    if (!table) {
        reading.errors.push_back(table.error());
        return {};
    }
    return std::move(*table);
}

int required_column(Reading& reading, base::CsvTable const& table, std::string_view name) {
    int const index = table.find(name);
    if (index < 0 && !table.columns.empty())
        reading.errors.push_back({base::ErrorKind::invalid,
                                  "csv_missing_column",
                                  {.file = table.file, .line = 1, .field = std::string(name)},
                                  {}});
    return index;
}

void read_map(Reading& reading, Decoder& root) {
    root.only({"table", "kind", "name", "hit", "of", "to", "file", "law"});
    CodeMap map;
    map.name = read_name(reading, root, "table");
    map.label = root.label("name");
    map.of = root.text("of");
    map.to = root.text("to");
    map.law = root.law("law");
    map.place = root.place(root.node());
    base::CsvTable const table = companion_table(reading, root);
    int const code = required_column(reading, table, "code");
    int const category = required_column(reading, table, "category");
    int const flag = required_column(reading, table, "flag");
    if (code < 0 || category < 0 || flag < 0) return;
    for (base::CsvTable::Row const& row : table.rows) {
        MapRow out{row.cells[size_t(code)], row.cells[size_t(category)], row.cells[size_t(flag)],
                   int32_t(row.line)};
        if (out.flag != "U" && out.flag != "*")
            reading.errors.push_back({base::ErrorKind::invalid,
                                      "pack_bad_flag",
                                      {table.file, out.line, 0, "flag"},
                                      {{"value", out.flag}}});
        map.rows.push_back(std::move(out));
    }
    add(reading, reading.book.maps, std::move(map));
}

void read_unique(Reading& reading, Decoder& root) {
    root.only({"table", "kind", "name", "hit", "grain", "output", "file", "law", "tests"});
    DecisionTable out;
    out.name = read_name(reading, root, "table");
    out.label = root.label("name");
    out.grain = root.text("grain");
    out.law = root.law("law");
    out.tests = read_tests(root);
    out.place = root.place(root.node());
    std::string const output_type = root.text("output");
    if (auto const type = parse_type(output_type))
        out.output = *type;
    else if (!output_type.empty())
        root.fault("pack_bad_type", root.node(), "output", {{"value", output_type}});
    base::CsvTable const table = companion_table(reading, root);
    int output = -1;
    std::vector<size_t> inputs;
    for (size_t i = 0; i < table.columns.size(); ++i) {
        std::string const& head = table.columns[i];
        if (head == "#" || head == "law") continue;
        if (head.starts_with("=>")) {
            output = int(i);
            continue;
        }
        size_t const colon = head.find(':');
        out.inputs.push_back(
            {head.substr(0, colon), colon == std::string::npos ? "" : head.substr(colon + 1)});
        inputs.push_back(i);
    }
    if (output < 0 && !table.columns.empty()) root.fault("pack_table_output", root.node(), "file");
    for (base::CsvTable::Row const& row : table.rows) {
        DecisionTable::Row cells;
        cells.at = {table.file, int32_t(row.line), 0, ""};
        for (size_t index : inputs)
            cells.cells.push_back(
                {row.cells[index], {table.file, int32_t(row.line), 0, table.columns[index]}});
        if (output >= 0) cells.output = row.cells[size_t(output)];
        out.rows.push_back(std::move(cells));
    }
    add(reading, reading.book.tables, std::move(out));
}

/// Parses the dates, the mark and the region of one parameter row; notes faults.
bool read_param_row(Reading& reading, base::CsvTable const& table, base::CsvTable::Row const& row,
                    ParamRow& out) {
    auto const cell = [&](std::string_view name) -> std::string const& {
        return row.cells[size_t(table.find(name))];
    };
    auto const fault = [&](std::string_view code, std::string_view field) {
        reading.errors.push_back({base::ErrorKind::invalid,
                                  std::string(code),
                                  {table.file, int32_t(row.line), 0, std::string(field)},
                                  {{"value", cell(field)}}});
        return false;
    };
    out.name = cell("name");
    if (!out.name.starts_with(reading.chapter + ".")) return fault("pack_bad_name", "name");
    out.region = cell("region");
    auto const from = base::parse_day(cell("from"));
    if (!from) return fault("pack_bad_date", "from");
    out.from = *from;
    if (!cell("to").empty()) {
        out.to = base::parse_day(cell("to"));
        if (!out.to || *out.to < out.from) return fault("pack_bad_date", "to");
    }
    if (!cell("value").empty()) out.value = cell("value");
    out.unit = cell("unit");
    if (cell("mark").size() != 1 ||
        std::string_view("SKUP").find(cell("mark")[0]) == std::string_view::npos)
        return fault("pack_bad_mark", "mark");
    out.law = {cell("doc"),
               cell("at"),
               cell("quote"),
               Mark(cell("mark")[0]),
               {table.file, int32_t(row.line), 0, "quote"}};
    if (out.law.doc.empty()) return fault("pack_no_law", "doc");
    return true;
}

}  // namespace

void read_table(Reading& reading, Decoder root) {
    std::string const hit = root.text("hit");
    if (hit == "collect") return read_map(reading, root);
    if (hit == "unique") return read_unique(reading, root);
    if (!hit.empty()) root.fault("pack_bad_hit", *root.node().find("hit"), "hit", {{"value", hit}});
}

void read_params(Reading& reading, std::string_view text) {
    auto const table = base::parse_csv_table(text, reading.file);
    if (!table) {
        reading.errors.push_back(table.error());
        return;
    }
    for (std::string_view name :
         {"name", "region", "from", "to", "value", "unit", "doc", "at", "quote", "mark"})
        if (required_column(reading, *table, name) < 0) return;
    for (base::CsvTable::Row const& row : table->rows) {
        ParamRow out;
        if (!read_param_row(reading, *table, row, out)) continue;
        auto& rows = reading.book.params[out.name];
        auto const clash = std::find_if(rows.begin(), rows.end(), [&](ParamRow const& other) {
            return other.region == out.region && other.from == out.from;
        });
        if (clash != rows.end()) {
            reading.errors.push_back({base::ErrorKind::conflict,
                                      "pack_param_twice",
                                      {table->file, int32_t(row.line), 0, "from"},
                                      {{"name", out.name}}});
            continue;
        }
        rows.push_back(std::move(out));
        std::sort(rows.begin(), rows.end(), [](ParamRow const& a, ParamRow const& b) {
            return std::pair(a.region, a.from) < std::pair(b.region, b.from);
        });
    }
}

}  // namespace pack
