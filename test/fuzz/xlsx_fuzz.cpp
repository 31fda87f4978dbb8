// Goal: no part of a workbook crashes its reader; rows go forward, cells stay inside the sheet.
// The input is parts, each after a line `@name`; what it does not name is that of a good workbook.
// The zip is made here, so that no checksum stands between the fuzzer and the XML.
#include <map>
#include <memory>

#include <zip.h>

#include "base/text.hpp"
#include "fuzz.hpp"
#include "warehouse/xlsx_for_test.hpp"
#include "warehouse/xlsx_reader.hpp"

namespace {

using Parts = std::map<std::string, std::string>;

std::string packed(Parts const& parts) {
    zip_error_t error;
    zip_source_t* const whole = zip_source_buffer_create(nullptr, 0, 0, &error);
    zip_source_keep(whole);
    zip_t* const archive = zip_open_from_source(whole, ZIP_TRUNCATE, &error);
    for (auto const& [name, text] : parts) {
        zip_source_t* const part = zip_source_buffer(archive, text.data(), text.size(), 0);
        zip_int64_t const index = zip_file_add(archive, name.c_str(), part, ZIP_FL_ENC_UTF_8);
        if (index < 0)
            zip_source_free(part);  // A name that no zip can hold.
        else
            zip_set_file_compression(archive, zip_uint64_t(index), ZIP_CM_STORE, 0);
    }
    fuzz::must(zip_close(archive) == 0, "the zip was not made");
    zip_source_open(whole);
    zip_stat_t status;
    zip_source_stat(whole, &status);
    std::string out(status.size, '\0');
    zip_source_read(whole, out.data(), out.size());
    zip_source_close(whole);
    zip_source_free(whole);
    return out;
}

void read_sheet(warehouse::XlsxFile& file, warehouse::XlsxOptions const& options) {
    int64_t last = 0;
    (void)file.read(options, [&](int64_t row, auto cells) -> base::Result<void> {
        fuzz::must(row > last && row <= 1048576, "rows go forward");
        last = row;
        int64_t column = -1;
        for (warehouse::XlsxCell const& cell : cells) {
            fuzz::must(int64_t(cell.column) > column && cell.column < 16384, "cells go forward");
            column = int64_t(cell.column);
            fuzz::must(base::find_malformed_utf8(cell.text) == std::string_view::npos, "UTF-8");
            fuzz::must(!cell.text.empty() || cell.is_formula || !cell.exact.empty(), "empty");
        }
        return {};
    });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(uint8_t const* data, size_t size) {
    static Parts const good = warehouse::parts_for_test("<row><c><v>1</v></c></row>");
    Parts parts = good;
    std::string_view input = fuzz::text_of(data, size);
    while (input.starts_with('@')) {
        size_t const line = input.find('\n');
        std::string const name(input.substr(1, line == std::string_view::npos ? line : line - 1));
        input.remove_prefix(line == std::string_view::npos ? input.size() : line + 1);
        size_t const next = input.find("\n@");
        if (name.find('\0') == std::string::npos) parts[name] = std::string(input.substr(0, next));
        input.remove_prefix(next == std::string_view::npos ? input.size() : next + 1);
    }
    auto file = warehouse::XlsxFile::open(fuzz::file_with(packed(parts)));
    if (!file) return 0;
    for (std::string const& sheet : file->sheets()) {
        read_sheet(*file, {.sheet = sheet});
        read_sheet(*file, {.sheet = sheet,
                           .formulas = warehouse::FormulaPolicy::cached,
                           .days = warehouse::DayForm::serial});
    }
    return 0;
}
