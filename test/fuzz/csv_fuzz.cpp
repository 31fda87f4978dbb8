// Goal: no bytes crash the CSV reader, and what it reads can be written and read again.
#include <algorithm>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "fuzz.hpp"

namespace {

/// The reader goes on after an error, and always gets to the end.
void read_all(std::string_view text) {
    base::CsvReader reader(text, "x.csv");
    std::vector<std::string_view> fields;
    size_t const lines = size_t(std::count(text.begin(), text.end(), '\n')) + 1;
    for (size_t turn = 0;; ++turn) {
        fuzz::must(turn <= lines, "the reader does not end");
        auto const more = reader.next(fields);
        fuzz::must(size_t(reader.line()) <= lines + 1, "a line behind the last");
        if (more && !*more) return;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(uint8_t const* data, size_t size) {
    std::string_view const input = fuzz::text_of(data, size);
    read_all(input);
    auto const table = base::parse_csv_table(input, "x.csv");
    if (!table) {
        auto const lines = std::count(input.begin(), input.end(), '\n') + 1;
        fuzz::must(table.error().at.line <= lines, "an error behind the last line");
        return 0;
    }
    std::string written;
    base::append_csv_row(written, table->columns);
    for (auto const& row : table->rows) {
        fuzz::must(row.cells.size() == table->columns.size(), "a row of another width");
        base::append_csv_row(written, row.cells);
    }
    // A row of one empty cell is written as a blank line, which is skipped; a first cell may look
    // like a byte order mark.
    if (table->columns.size() == 1 || table->columns[0].starts_with(base::utf8_bom)) return 0;
    auto const again = base::parse_csv_table(written, "x.csv");
    fuzz::must(
        again && again->columns == table->columns && again->rows.size() == table->rows.size(),
        "written and read again it differs", written);
    for (size_t i = 0; i < table->rows.size(); ++i)
        fuzz::must(again->rows[i].cells == table->rows[i].cells, "a row differs", written);
    return 0;
}
