// Sparse vectors over the integers modulo a prime: fast rank, then exact fractions. Private.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "base/decimal.hpp"

namespace disclosure {

inline constexpr uint64_t prime = (uint64_t(1) << 61) - 1;

inline uint64_t multiply(uint64_t a, uint64_t b) {
    auto const product = base::Int128(a) * base::Int128(b);
    uint64_t const sum = uint64_t(product & base::Int128(prime)) + uint64_t(product >> 61);
    return sum >= prime ? sum - prime : sum;
}
inline uint64_t subtract(uint64_t a, uint64_t b) { return a >= b ? a - b : a + prime - b; }
inline uint64_t to_field(int64_t value) {
    int64_t const rest = value % int64_t(prime);
    return uint64_t(rest < 0 ? rest + int64_t(prime) : rest);
}
uint64_t invert(uint64_t value);

/// Entries by index, ascending; none is 0.
using Sparse = std::vector<std::pair<uint32_t, uint64_t>>;

/// The value at an index; 0 where there is none.
uint64_t at(Sparse const& vector, uint32_t index);

/// vector -= factor × other. `room` is kept from call to call.
void subtract_multiple(Sparse& vector, uint64_t factor, Sparse const& other, Sparse& room);

/// The fraction of small integers (31 bits) that a residue stands for: (numerator, divisor).
std::optional<std::pair<int64_t, int64_t>> to_fraction(uint64_t residue);

/// Residues as integers in the same proportion, the smallest ones; the divisor that residue 1
/// became. None when they are no small fractions.
struct Integers {
    std::vector<int64_t> values;
    int64_t one = 1;
};
std::optional<Integers> to_integers(Sparse const& residues);

}  // namespace disclosure
