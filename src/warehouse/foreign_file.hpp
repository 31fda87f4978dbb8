// Foreign files: any bank's own CSV, xlsx or Parquet file as rows of text, whatever they mean.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "warehouse/database.hpp"

namespace warehouse {

enum class ForeignFormat : uint8_t { csv, xlsx, parquet };
enum class ForeignEncoding : uint8_t { utf8, gb18030 };

/// Where the rows stand and how they are written.
struct ForeignFile {
    std::string path;  // .gz and .zip are unpacked.
    ForeignFormat format = ForeignFormat::csv;
    std::string inside;  // Entry of a .zip; "" when it has only one.
    std::string sheet;   // xlsx: "" is the first one.
    ForeignEncoding encoding = ForeignEncoding::utf8;
    char separator = ',';
    int64_t header_line = 1;  // Lines before it are passed over.
};

/// What came of reading one row: its cells in the order of the wanted columns, or a fault code
/// (`column_count`, `record_cut`) with its value.
struct ForeignRow {
    int64_t line = 0;  // Line of the file, row of the sheet, or number of the record, from 1.
    std::span<std::string_view const> cells;
    std::string_view fault;
    std::string value;
};

/// Called once with the header, before any row: says at which position each wanted column stands.
using ForeignHeader =
    std::function<base::Result<std::vector<size_t>>(std::vector<std::string> const& columns)>;
using ForeignRows = std::function<base::Result<void>(ForeignRow const& row)>;

/// What a read file was.
struct ForeignSource {
    std::string sha256;
    int64_t bytes = 0;
};

inline constexpr int64_t foreign_bytes_max = int64_t(4) << 30;  // Unpacked.

/// Reads a file row by row, streaming where the format allows it. Cells are views that hold during
/// the call. Numbers of an xlsx are rounded to the 15 digits that a spreadsheet holds.
/// Errors: `file_unreadable`, `foreign_too_large`, `foreign_gzip`, `zip_*`, `foreign_entries`,
/// `foreign_empty`, `xlsx_*`, `database_failed`, and those of the callbacks.
base::Result<ForeignSource> read_foreign(Connection& connection, ForeignFile const& file,
                                         ForeignHeader const& header, ForeignRows const& rows);

}  // namespace warehouse
