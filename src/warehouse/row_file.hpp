// RowFile: rows of one legal person by column in one mapped file, made to be filtered, sorted and
// fetched by row. Each column holds its distinct values in order, and a number into them a row.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.hpp"
#include "base/value.hpp"

namespace warehouse {

enum class RowKind : uint8_t { integer, decimal, day, text };

/// Where a value stands among a column's values: those before `at` are less.
struct RowPlace {
    uint32_t at = 0;
    bool exact = false;  // The value at `at` is equal.
};

/// A column. A row's code is the place of its value, or `entries` when it has none: so codes are
/// compared instead of values, and null comes last.
struct RowColumn {
    std::string name;
    RowKind kind = RowKind::text;
    uint8_t scale = 0;         // Of decimals.
    uint8_t code_bytes = 4;    // 1, 2 or 4.
    uint8_t offset_bytes = 4;  // 4 or 8; texts only.
    uint32_t entries = 0;
    char const* codes = nullptr;    // One a row.
    char const* numbers = nullptr;  // int64 an entry; or entries + 1 offsets into `texts`.
    char const* texts = nullptr;
    size_t text_bytes = 0;

    uint32_t code(size_t row) const;
    /// The value of a code; null for `entries` and above.
    base::Value value(uint32_t code) const;
    std::string_view text(uint32_t code) const;
    int64_t number(uint32_t code) const;

    /// Whether values of this type can be compared with the column's.
    bool takes(base::Value const& value) const;
    /// Precondition: `takes(value)`, not null.
    RowPlace place_of(base::Value const& value) const;
    /// The end of the texts that begin so; they start at place_of(prefix).
    uint32_t end_of_prefix(std::string_view prefix) const;
};

/// A file written by row_writer; the memory of its columns. Thread-safe.
class RowFile {
public:
    /// Checks the whole file against its digest. Errors: `rows_damaged`, `file_unreadable`.
    static base::Result<RowFile> open(std::string const& path);

    size_t rows() const { return rows_; }
    size_t bytes() const { return file_.bytes().size(); }
    size_t keys() const { return keys_; }
    /// The first `keys` are the key, by which the rows are in order; the first of all is one value.
    std::vector<RowColumn> const& columns() const { return columns_; }
    RowColumn const* find(std::string_view name) const;
    /// The row's place in the file of the month.
    uint32_t row_no(size_t row) const;
    /// What the rows were made of, as the writer was told.
    std::string const& source() const { return source_; }
    std::string const& path() const { return path_; }

private:
    RowFile(std::string path, base::MappedFile file)
        : path_(std::move(path)), file_(std::move(file)) {}
    base::Result<void> read();
    bool read_column(std::string_view line);
    bool has(int64_t at, size_t size, size_t count) const;

    std::string path_;
    base::MappedFile file_;
    size_t rows_ = 0;
    size_t keys_ = 0;
    char const* row_numbers_ = nullptr;
    std::string source_;
    std::vector<RowColumn> columns_;
};

/// The first bytes of a file. The digest is over what follows the head, then bytes, directory and
/// source of the head. Numbers as the machine has them (x86-64).
struct RowFileHead {
    char magic[16];
    char digest[64];     // SHA-256.
    uint64_t bytes;      // Of the whole file.
    uint64_t directory;  // Where it begins: lines that say where the columns are.
    char source[64];
};
static_assert(sizeof(RowFileHead) == 160);

inline constexpr std::string_view row_file_magic = "wupian rows 1\n\n\n";

/// The digest that the head must have.
std::string row_file_digest(RowFileHead const& head, std::string_view content);

}  // namespace warehouse
