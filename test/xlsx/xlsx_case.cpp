// Shows to test/xlsx and bench/xlsx_bench.py what the readers of workbooks and tables say.
//
// Usage: xlsx_case read FILE [cached]   each cell of each sheet: sheet, row, column, kind, text
//        xlsx_case count FILE           rows, cells and bytes of text of the first sheet
//        xlsx_case table FILE MARKED    good rows of a list, then its faults; writes MARKED
//        xlsx_case form FILE            writes the empty form of a list
#include <cstdio>
#include <string>

#include "base/text.hpp"
#include "domain/list_row.hpp"
#include "service/table_file.hpp"
#include "warehouse/xlsx_reader.hpp"

namespace {

void put(std::string const& line) {
    std::fwrite(line.data(), 1, line.size(), stdout);
    std::fputc('\n', stdout);
}

int fail(base::Error const& error) {
    put("error " + error.code + " " + error.at.field);
    return 1;
}

base::Result<int> show(std::string const& path, warehouse::FormulaPolicy formulas) {
    constexpr std::string_view kinds[] = {"text", "number", "day", "flag", "error"};
    auto file = TRY(warehouse::XlsxFile::open(path));
    for (std::string const& sheet : file.sheets()) {
        auto const take = [&](int64_t row, auto cells) -> base::Result<void> {
            for (warehouse::XlsxCell const& cell : cells)
                put(sheet + "\t" + std::to_string(row) + "\t" + std::to_string(cell.column + 1) +
                    "\t" + std::string(kinds[size_t(cell.kind)]) + "\t" +
                    base::replace_all(std::string(cell.text), "\n", "\\n"));
            return {};
        };
        auto const report = TRY(file.read({.sheet = sheet, .formulas = formulas}, take));
        for (std::string const& range : report.merged) put(sheet + "\tmerged\t" + range);
    }
    return 0;
}

base::Result<int> count(std::string const& path) {
    auto file = TRY(warehouse::XlsxFile::open(path));
    size_t cells = 0, bytes = 0;
    auto const take = [&](int64_t, auto row) -> base::Result<void> {
        cells += row.size();
        for (warehouse::XlsxCell const& cell : row) bytes += cell.text.size();
        return {};
    };
    auto const report = TRY(file.read({}, take));
    put(std::to_string(report.rows) + " " + std::to_string(cells) + " " + std::to_string(bytes));
    return 0;
}

base::Record const& record = base::record_of<domain::ListEntryRow>;

service::TableOptions options() {
    return {.columns = {"identifier", "name", "level", "listed_from", "listed_to"},
            .choices = {{"level", {"国家级", "省级"}}}};
}

base::Result<int> table(std::string const& path, std::string const& marked) {
    auto const file = TRY(service::read_table_file(record, path, options()));
    for (service::TableRow const& row : file.rows) {
        std::string line = std::to_string(row.row);
        for (base::Value const& value : row.values) line += "\t" + base::to_text(value);
        if (row.is_good()) put(line);
    }
    for (service::TableFault const& fault : file.faults)
        put("fault " + service::fault_text(file, fault, service::Language::zh));
    TRY_VOID(service::write_marked_table(record, file, marked, service::Language::zh));
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    std::string const mode = argc > 2 ? argv[1] : "";
    base::Result<int> done = 2;
    if (mode == "read")
        done = show(argv[2],
                    argc > 3 ? warehouse::FormulaPolicy::cached : warehouse::FormulaPolicy::refuse);
    if (mode == "count") done = count(argv[2]);
    if (mode == "table" && argc > 3) done = table(argv[2], argv[3]);
    if (mode == "form") {
        auto const made =
            service::write_table_form(record, options(), argv[2], service::Language::zh);
        if (!made) return fail(made.error());
        done = 0;
    }
    return done ? *done : fail(done.error());
}
