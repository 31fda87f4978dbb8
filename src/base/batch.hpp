// Batch: columns of one type each with validity words; the bulk form of rows. Layout-compatible
// with DuckDB's vectors, so that one can be wrapped without a copy. Views only: memory belongs to
// the maker.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.hpp"

namespace base {

/// Rows in one batch at the most, as in DuckDB.
inline constexpr size_t batch_rows_max = 2048;

/// A 16-byte string reference: up to 12 bytes inline, longer ones by a 4-byte prefix and a pointer.
struct TextView {
    uint32_t length = 0;
    char prefix[4] = {};
    union {
        char inlined_rest[8];
        char const* pointer;
    };

    TextView() : inlined_rest{} {}
    /// The bytes must outlive the view when there are more than 12.
    explicit TextView(std::string_view text) : length(uint32_t(text.size())), inlined_rest{} {
        if (text.size() <= 12) {
            std::memcpy(prefix, text.data(), text.size() < 4 ? text.size() : 4);
            if (text.size() > 4) std::memcpy(inlined_rest, text.data() + 4, text.size() - 4);
        } else {
            std::memcpy(prefix, text.data(), 4);
            pointer = text.data();
        }
    }
    std::string_view view() const { return {length <= 12 ? prefix : pointer, length}; }
};
static_assert(sizeof(TextView) == 16);

enum class ColumnKind : uint8_t { boolean, uint8, uint16, int32, int64, int128, day, text };

/// What a column holds, apart from any batch. A number has `digits` in all, or is a plain integer
/// (0).
struct ColumnShape {
    std::string name;
    ColumnKind kind = ColumnKind::text;
    uint8_t digits = 0;
    uint8_t scale = 0;
};

/// One column of a batch. Decimals are int64 (up to 18 digits) or int128 units at `scale`.
struct BatchColumn {
    ColumnKind kind = ColumnKind::text;
    uint8_t scale = 0;
    void* data =
        nullptr;  // bool, uint8_t, uint16_t, int32_t (also Day), int64_t, Int128, TextView.
    uint64_t* validity = nullptr;  // Bit set = valid; nullptr = all valid.

    template <typename T>
    T* values() const {
        return static_cast<T*>(data);
    }
    bool is_valid(size_t row) const {
        return validity == nullptr || ((validity[row / 64] >> (row % 64)) & 1) != 0;
    }
    void set_null(size_t row) const { validity[row / 64] &= ~(uint64_t(1) << (row % 64)); }
    void set_valid(size_t row) const { validity[row / 64] |= uint64_t(1) << (row % 64); }
};

/// A BIGINT column that holds booleans: flag i is known if bit 2i is set, and true if the bit after
/// it is. At most 31 flags, so that the number is never negative.
struct FlagWord {
    static constexpr size_t flags_max = 31;

    std::string column;
    std::vector<std::string> flags;  // The columns that it stands for, in their order.
};

struct Batch {
    std::span<BatchColumn const> columns;
    size_t rows = 0;  // 0..=batch_rows_max.
};

}  // namespace base
