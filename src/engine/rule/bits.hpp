// Bitmaps over the rows of a slice, three-valued truth as two of them, and their transposition.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace rule {

/// Rows that the column executor takes at a time, so that its columns stay in the cache.
inline constexpr size_t slice_rows_max = 512;
inline constexpr size_t slice_words = slice_rows_max / 64;

using Bits = std::array<uint64_t, slice_words>;

/// Neither bit set is unknown; both are never set.
struct Truth {
    Bits yes{};
    Bits no{};
};

/// The lowest bit of each of 64 bytes. Bytes of null rows may hold anything.
inline uint64_t pack_bytes(uint8_t const* bytes) {
    uint64_t out = 0;
    for (size_t i = 0; i < 8; ++i) {
        uint64_t eight;
        std::memcpy(&eight, bytes + 8 * i, 8);
        out |= (((eight & 0x0101010101010101) * 0x0102040810204080) >> 56) << (8 * i);
    }
    return out;
}

/// Turns a matrix of 64 words by 64 bits over: bit r of word c becomes bit c of word r.
inline void transpose(std::array<uint64_t, 64>& m) {
    uint64_t mask = 0x00000000FFFFFFFF;
    for (size_t width = 32; width != 0; width >>= 1, mask ^= mask << width) {
        for (size_t block = 0; block < 64; block += 2 * width) {
            for (size_t i = block; i < block + width; ++i) {
                uint64_t const swapped = ((m[i] >> width) ^ m[i + width]) & mask;
                m[i] ^= swapped << width;
                m[i + width] ^= swapped;
            }
        }
    }
}

/// Calls `visit(row)` for every set bit of the first `words` words.
template <typename Visit>
void for_each_bit(Bits const& bits, size_t words, Visit visit) {
    for (size_t w = 0; w < words; ++w)
        for (uint64_t rest = bits[w]; rest != 0; rest &= rest - 1)
            visit(64 * w + size_t(__builtin_ctzll(rest)));
}

}  // namespace rule
