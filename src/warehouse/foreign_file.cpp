// Unpacking, decoding and splitting; nothing is judged here but the shape of a row.
#include "warehouse/foreign_file.hpp"

#include <zlib.h>

#include "base/csv.hpp"
#include "base/digest.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "warehouse/xlsx_reader.hpp"
#include "warehouse/zip.hpp"

namespace warehouse {
namespace {

/// Unpacks gzip, members one after another. Errors: `foreign_gzip`, `foreign_too_large`.
base::Result<std::string> unpack_gzip(std::string_view packed, std::string const& path) {
    z_stream stream{};
    constexpr int gzip_window = 15 + 16;
    if (inflateInit2(&stream, gzip_window) != Z_OK)
        return base::fail(base::ErrorKind::internal, "foreign_gzip", {.file = path});
    std::string out;
    std::string buffer(1 << 20, '\0');
    // zlib's interface is not const; it does not write to its input.
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<Bytef const*>(packed.data()));  // NOLINT
    size_t left = packed.size();
    int state = Z_OK;
    while (state != Z_STREAM_END || left > 0) {
        if (state == Z_STREAM_END && inflateReset(&stream) != Z_OK) break;
        size_t const given = std::min<size_t>(left, 1 << 30);
        stream.avail_in = uInt(given);
        stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
        stream.avail_out = uInt(buffer.size());
        state = inflate(&stream, Z_NO_FLUSH);
        left -= given - stream.avail_in;
        out.append(buffer, 0, buffer.size() - stream.avail_out);
        bool const stuck = stream.avail_out == buffer.size() && given == stream.avail_in;
        if ((state != Z_OK && state != Z_STREAM_END) || (stuck && state != Z_STREAM_END) ||
            int64_t(out.size()) > foreign_bytes_max)
            break;
    }
    inflateEnd(&stream);
    if (int64_t(out.size()) > foreign_bytes_max)
        return base::fail(base::ErrorKind::limit, "foreign_too_large", {.file = path});
    if (state != Z_STREAM_END || left > 0) return base::invalid("foreign_gzip", {.file = path});
    return out;
}

/// GB18030 text as UTF-8. A line that is not GB18030 stays as it is, so that it alone is refused.
std::string decode_lines(std::string_view bytes) {
    if (auto whole = base::decode_gb18030(bytes)) return std::move(*whole);
    std::string out;
    for (std::string_view line : base::split(bytes, '\n')) {
        auto const decoded = base::decode_gb18030(line);
        out += decoded ? *decoded : std::string(line);
        out += '\n';
    }
    return out;
}

/// Hands rows on with the wanted cells in the wanted order.
class Picker {
public:
    Picker(ForeignFile const& file, ForeignHeader const& header, ForeignRows const& rows)
        : file_(file), header_(header), rows_(rows) {}

    /// `line` counts lines of the file; those before the header are passed over.
    base::Result<void> take(int64_t line, std::span<std::string_view const> cells) {
        if (!has_header_) {
            if (line < file_.header_line) return {};
            std::vector<std::string> columns;
            for (std::string_view cell : cells) columns.emplace_back(base::trim(cell));
            // Empty heads at the end are a spreadsheet's habit.
            while (!columns.empty() && columns.back().empty()) columns.pop_back();
            wanted_ = TRY(header_(columns));
            columns_ = columns.size();
            has_header_ = true;
            return {};
        }
        while (cells.size() > columns_ && cells.back().empty())
            cells = cells.first(cells.size() - 1);
        bool const short_rows = file_.format == ForeignFormat::xlsx;
        if (cells.size() > columns_ || (cells.size() < columns_ && !short_rows))
            return rows_({line, {}, "column_count", std::to_string(cells.size())});
        picked_.clear();
        for (size_t at : wanted_) {
            std::string_view const cell = at < cells.size() ? cells[at] : std::string_view();
            // What stands in Parquet was meant; blanks in text files are padding.
            picked_.push_back(file_.format == ForeignFormat::parquet ? cell : base::trim(cell));
        }
        return rows_({line, picked_, "", ""});
    }

    base::Result<void> fault(int64_t line, std::string_view code) {
        if (!has_header_)
            return base::invalid("foreign_empty", {.file = file_.path, .line = int32_t(line)});
        return rows_({line, {}, code, ""});
    }

    base::Result<void> finish() const {
        if (!has_header_) return base::invalid("foreign_empty", {.file = file_.path});
        return {};
    }

private:
    ForeignFile const& file_;
    ForeignHeader const& header_;
    ForeignRows const& rows_;
    bool has_header_ = false;
    size_t columns_ = 0;
    std::vector<size_t> wanted_;
    std::vector<std::string_view> picked_;
};

/// Comma-separated text may have quotes; other separators have none.
base::Result<void> read_text(std::string_view text, char separator, Picker& picker) {
    if (text.starts_with(base::utf8_bom)) text.remove_prefix(base::utf8_bom.size());
    std::vector<std::string_view> cells;
    if (separator == ',') {
        base::CsvReader reader(text, "");
        while (true) {
            auto const more = reader.next(cells);
            if (more && !*more) return {};
            if (more)
                TRY_VOID(picker.take(reader.line(), cells));
            else
                TRY_VOID(picker.fault(reader.line(), more.error().code == "csv_quote_unclosed"
                                                         ? "record_cut"
                                                         : "column_count"));
        }
    }
    int64_t line = 0;
    while (!text.empty()) {
        size_t const end = text.find('\n');
        std::string_view row = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        ++line;
        if (row.ends_with('\r')) row.remove_suffix(1);
        if (row.empty()) continue;
        cells = base::split(row, separator);
        TRY_VOID(picker.take(line, cells));
    }
    return {};
}

/// Every column as text, in the file's own order of rows.
base::Result<void> read_parquet_rows(Connection& connection, ForeignFile const& file,
                                     Picker& picker) {
    std::string const source = "read_parquet([" + quote(file.path) + "], file_row_number = true)";
    auto const columns =
        connection.rows("SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM " + source +
                        ") WHERE column_name <> 'file_row_number'");
    if (!columns)
        return base::invalid(
            "foreign_parquet", {.file = file.path},
            {{"reason", columns.error().args.empty() ? "" : columns.error().args[0].second}});
    std::string select = "SELECT file_row_number";
    std::vector<std::string_view> names;
    for (auto const& column : *columns) {
        bool const flag = column[1] == "BOOLEAN";
        select +=
            ", CAST(" +
            (flag ? "CAST(" + identifier(column[0]) + " AS INTEGER)" : identifier(column[0])) +
            " AS VARCHAR)";
        names.push_back(column[0]);
    }
    TRY_VOID(picker.take(file.header_line, names));
    std::vector<std::string_view> cells(names.size());
    return connection.query(
        select + " FROM " + source + " ORDER BY file_row_number",
        [&](base::Batch const& batch) -> base::Result<void> {
            for (size_t row = 0; row < batch.rows; ++row) {
                for (size_t i = 0; i < cells.size(); ++i) {
                    base::BatchColumn const& column = batch.columns[i + 1];
                    cells[i] = column.is_valid(row) ? column.values<base::TextView>()[row].view()
                                                    : std::string_view();
                }
                TRY_VOID(picker.take(batch.columns[0].values<int64_t>()[row] + 1, cells));
            }
            return {};
        });
}

/// A bank's own workbook: its formulas count by the values stored with them, days are numbers.
base::Result<void> read_xlsx_rows(ForeignFile const& file, Picker& picker) {
    auto workbook = TRY(XlsxFile::open(file.path));
    std::vector<std::string_view> row;
    auto const take = [&](int64_t number, std::span<XlsxCell const> cells) -> base::Result<void> {
        size_t columns = 0;
        for (XlsxCell const& cell : cells)
            if (!cell.text.empty()) columns = cell.column + 1;
        if (columns == 0) return {};
        if (row.size() < columns) row.resize(columns);
        for (XlsxCell const& cell : cells)
            if (cell.column < columns) row[cell.column] = cell.text;
        auto const done = picker.take(number, std::span(row).first(columns));
        for (XlsxCell const& cell : cells)
            if (cell.column < columns) row[cell.column] = {};
        return done;
    };
    TRY_VOID(workbook.read(
        {.sheet = file.sheet, .formulas = FormulaPolicy::cached, .days = DayForm::serial}, take));
    return {};
}

/// The name of the only entry of a zip, or the one that is asked for.
base::Result<std::string> entry_of(ForeignFile const& file) {
    if (!file.inside.empty()) return file.inside;
    auto const names = TRY(list_zip(file.path));
    if (names.size() == 1) return names[0];
    return base::invalid("foreign_entries", {.file = file.path},
                         {{"names", base::shorten(base::join(names, ", "), 200)}});
}

}  // namespace

base::Result<ForeignSource> read_foreign(Connection& connection, ForeignFile const& file,
                                         ForeignHeader const& header, ForeignRows const& rows) {
    auto const mapped = TRY(base::MappedFile::open(file.path));
    ForeignSource source{base::digest_hex(base::DigestKind::sha256, mapped.bytes()),
                         int64_t(mapped.bytes().size())};
    Picker picker(file, header, rows);
    if (file.format == ForeignFormat::parquet) {
        TRY_VOID(read_parquet_rows(connection, file, picker));
    } else if (file.format == ForeignFormat::xlsx) {
        TRY_VOID(read_xlsx_rows(file, picker));
    } else {
        std::string unpacked;
        std::string_view text = mapped.bytes();
        std::string_view const extension = base::file_extension(file.path);
        if (extension == "gz") {
            unpacked = TRY(unpack_gzip(text, file.path));
            text = unpacked;
        } else if (extension == "zip") {
            auto const entry = TRY(entry_of(file));
            unpacked = TRY(read_zip_entry(file.path, entry));
            text = unpacked;
        }
        std::string decoded;
        if (file.encoding == ForeignEncoding::gb18030) {
            decoded = decode_lines(text);
            text = decoded;
        }
        TRY_VOID(read_text(text, file.separator, picker));
    }
    TRY_VOID(picker.finish());
    return source;
}

}  // namespace warehouse
