// Loops over the rows of a slice: comparisons into bitmaps, copies under a mask. No allocation.
#pragma once

#include <algorithm>

#include "engine/rule/bits.hpp"
#include "engine/rule/ir.hpp"

namespace rule {

/// Numbers of one node: narrow or wide integers, or one value for every row.
struct Numbers {
    void const* data = nullptr;
    bool wide = false;
    std::optional<base::Int128> constant;

    base::Int128 at(size_t row) const {
        if (constant) return *constant;
        return wide ? static_cast<base::Int128 const*>(data)[row]
                    : static_cast<int64_t const*>(data)[row];
    }
};

/// Sets a bit for every row whose test holds; rows beyond `rows` give anything.
template <typename Test>
void test_rows(size_t rows, Bits& out, Test test) {
    alignas(64) uint8_t bytes[slice_rows_max] = {};
    for (size_t row = 0; row < rows; ++row) bytes[row] = test(row);
    for (size_t w = 0; w < (rows + 63) / 64; ++w) out[w] = pack_bytes(bytes + 64 * w);
}

template <typename Left, typename Right>
void compare_rows(Op op, size_t rows, Bits& out, Left left, Right right) {
    switch (op) {
        case Op::lt:
            return test_rows(rows, out, [&](size_t row) { return left(row) < right(row); });
        case Op::le:
            return test_rows(rows, out, [&](size_t row) { return left(row) <= right(row); });
        case Op::gt:
            return test_rows(rows, out, [&](size_t row) { return left(row) > right(row); });
        case Op::ge:
            return test_rows(rows, out, [&](size_t row) { return left(row) >= right(row); });
        default: return test_rows(rows, out, [&](size_t row) { return left(row) == right(row); });
    }
}

/// Values of T, or one constant, on each side.
template <typename T>
void compare_values(Op op, size_t rows, Bits& out, T const* left, T const* right, T constant) {
    if (right == nullptr)
        compare_rows(
            op, rows, out, [=](size_t row) { return left[row]; }, [=](size_t) { return constant; });
    else
        compare_rows(
            op, rows, out, [=](size_t row) { return left[row]; },
            [=](size_t row) { return right[row]; });
}

/// Copies `from` (or `*constant`) where `selected` has a bit.
template <typename T>
void copy_selected(Bits const& selected, size_t words, T const* from, T const* constant, T* to) {
    for (size_t w = 0; w < words; ++w) {
        if (selected[w] == 0) continue;
        size_t const begin = 64 * w;
        if (constant != nullptr) {
            if (selected[w] == UINT64_MAX)
                std::fill(to + begin, to + begin + 64, *constant);
            else
                for (uint64_t rest = selected[w]; rest != 0; rest &= rest - 1)
                    to[begin + size_t(__builtin_ctzll(rest))] = *constant;
        } else if (selected[w] == UINT64_MAX) {
            std::copy(from + begin, from + begin + 64, to + begin);
        } else {
            for (uint64_t rest = selected[w]; rest != 0; rest &= rest - 1) {
                size_t const row = begin + size_t(__builtin_ctzll(rest));
                to[row] = from[row];
            }
        }
    }
}

}  // namespace rule
