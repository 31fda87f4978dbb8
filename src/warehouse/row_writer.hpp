// Writes a file of rows (row_file.hpp) from what SQL gives; whole or not at all.
#pragma once

#include <string>
#include <vector>

#include "warehouse/database.hpp"
#include "warehouse/row_file.hpp"

namespace warehouse {

struct RowShape {
    std::string name;
    RowKind kind;
    uint8_t scale = 0;  // Decimals of the SQL value; an integer keeps the units.
    std::string sql;
};

/// Columns that one FROM clause gives, and which row of the month they are of.
struct RowInput {
    std::string from;
    std::string row_no;
    std::vector<RowShape> columns;
};

struct RowSource {
    std::vector<RowInput> inputs;  // Each has every row once.
    size_t keys;                   // Columns of the first input that are the key: 1..=4.
    size_t rows;
    std::string digest;  // 64 characters: what the rows are made of.
};

/// Returns the bytes written. Columns are taken a few at a time: memory is about 20 bytes a row and
/// the distinct texts of one column. Nobody else may write the same file meanwhile.
/// Errors: `rows_differ` (an input lacks a row, or the first key is not one value),
/// `database_type`, `file_unwritable`, those of Connection::query.
base::Result<int64_t> write_rows(Connection& connection, RowSource const& source,
                                 std::string const& path);

}  // namespace warehouse
