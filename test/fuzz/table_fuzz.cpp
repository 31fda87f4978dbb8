// Goal: no CSV crashes the reader of lists; a row is good or has a fault, and what is marked and
// read again has the same good rows.
#include <cstdio>

#include "base/text.hpp"
#include "domain/list_row.hpp"
#include "fuzz.hpp"
#include "service/table_file.hpp"

namespace {

bool is_marked(service::SentTable const& file, int64_t row) {
    for (auto const& fault : file.faults)
        if (fault.row == row || fault.code == "csv_missing_column") return true;
    return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(uint8_t const* data, size_t size) {
    base::Record const& record = base::record_of<domain::ListEntryRow>;
    service::TableOptions const options{
        .columns = {"identifier", "name", "listed_from", "listed_to"},
        .choices = {{"name", {"a", "b"}}}};
    std::string const& path = fuzz::file_with(fuzz::text_of(data, size));
    auto const file = service::read_table_file(record, path, options);
    if (!file) return 0;
    int64_t last = 0;
    for (service::TableRow const& row : file->rows) {
        fuzz::must(row.row >= last, "rows go forward");
        last = row.row;
        fuzz::must(row.is_good() || is_marked(*file, row.row), "a bad row without fault");
        fuzz::must((row.is_good() ? row.values.size() : row.cells.size()) == record.columns.size(),
                   "a row of another width");
    }
    for (service::TableFault const& fault : file->faults)
        fuzz::must(base::find_malformed_utf8(service::fault_text(
                       *file, fault, service::Language::zh)) == std::string_view::npos,
                   "UTF-8");
    static std::string const marked = "/dev/shm/wupian_fuzz_" + std::to_string(getpid()) + ".xlsx";
    fuzz::must(
        service::write_marked_table(record, *file, marked, service::Language::zh).has_value(),
        "no workbook");
    auto const again = service::read_table_file(record, marked, options);
    fuzz::must(again.has_value(), "the marked workbook is not read",
               again ? "" : again.error().code);
    fuzz::must(again->good_rows() == file->good_rows(), "other rows are good");
    std::remove(marked.c_str());
    return 0;
}
