// RowScan: the first rows of one file by conditions and orders, all in codes. No values, no scope.
#pragma once

#include <cstdint>
#include <vector>

#include "warehouse/row_file.hpp"

namespace warehouse {

/// Rows whose code is in low … low + count - 1, or is not.
struct CodeRange {
    RowColumn const* column;
    uint32_t low = 0;
    uint32_t count = 0;
    bool outside = false;
};

/// Rows whose code is marked; one mark a code, null's the last.
struct CodeSet {
    RowColumn const* column;
    std::vector<uint8_t> marks;
};

/// An order by codes. Ranks grow in the wanted direction; null has the last.
struct CodeOrder {
    RowColumn const* column;
    bool descending = false;
    uint64_t after = 0;  // 2 × rank + 1 of the value to begin after; even if no row has it.

    uint32_t rank(size_t row) const {
        uint32_t const code = column->code(row);
        return !descending || code >= column->entries ? code : column->entries - 1 - code;
    }
};

/// What is asked of one file. Rows that are equal by the orders come as they stand.
struct RowScan {
    RowFile const* file = nullptr;
    std::vector<CodeRange> ranges;
    std::vector<CodeSet> sets;
    std::vector<CodeOrder> orders;
    bool has_after = false;
    int64_t row_after = -1;  // Rows up to here, if equal by the orders, came before.
    bool nothing = false;    // No row can fulfil the conditions.
};

/// Rank by the first order, and row, so that most comparisons are of one number.
using RowMark = uint64_t;
inline size_t row_of(RowMark mark) { return size_t(mark & UINT32_MAX); }

/// Whether row a comes before row b.
bool comes_before(RowScan const& scan, RowMark a, RowMark b);

struct RowPiece {
    size_t begin = 0, end = 0;   // Rows of the file.
    std::vector<RowMark> found;  // The first `limit` that fulfil all, in any order.
    int64_t count = 0;           // Rows that fulfil the conditions, if asked for.
};

/// Fills `found` and `count`.
void scan_piece(RowScan const& scan, size_t limit, bool count, RowPiece& piece);

}  // namespace warehouse
