// Strict CSV (RFC 4180) with line and column: quotes only around whole fields, doubled inside.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace base {

/// Fields of a row; no spreadsheet has more.
inline constexpr size_t csv_columns_max = 16'384;

/// Reads rows from text that outlives the reader. LF and CRLF end a row; a UTF-8 BOM is skipped;
/// wholly blank lines are skipped. Fields are views that hold until the next call of `next`.
class CsvReader {
public:
    CsvReader(std::string_view text, std::string file, char separator = ',');

    /// Reads the next row into `fields`; false at the end. After an error the reader stands on the
    /// following line, so a caller may go on.
    /// Errors: `csv_quote_unclosed`, `csv_quote_misplaced`, `csv_too_wide`.
    Result<bool> next(std::vector<std::string_view>& fields);

    /// Line on which the last row began, from 1.
    int64_t line() const { return row_line_; }

private:
    Result<std::string_view> quoted_field();
    std::unexpected<Error> refuse(std::string_view code, size_t at);

    std::string_view text_;
    std::string file_;
    char separator_;
    size_t at_ = 0;
    size_t line_start_ = 0;
    int64_t line_ = 1;
    int64_t row_line_ = 0;
    std::deque<std::string> unescaped_;  // Owns fields that held doubled quotes.
};

/// A small CSV read whole: packs and lists, not bulk months.
struct CsvTable {
    struct Row {
        int64_t line;
        std::vector<std::string> cells;  // As many as there are columns.
    };
    std::string file;
    std::vector<std::string> columns;
    std::vector<Row> rows;

    /// Index of a column, or -1.
    int find(std::string_view column) const;
};

/// Errors: those of CsvReader, `csv_empty`, `csv_duplicate_column`, `csv_wrong_count`,
/// `csv_not_utf8`.
Result<CsvTable> parse_csv_table(std::string_view text, std::string const& file);

/// Appends one field, quoted only when it must be.
void append_csv_field(std::string& out, std::string_view field);

/// Appends one row and LF.
void append_csv_row(std::string& out, std::vector<std::string> const& fields);

}  // namespace base
