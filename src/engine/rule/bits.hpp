// Bitmaps over the rows of a slice, three-valued truth as two of them, and their transposition.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#ifdef __AVX2__
#include <immintrin.h>
#endif

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
#ifdef __AVX2__
    for (size_t i = 0; i < 64; i += 32) {
        __m256i const all = _mm256_loadu_si256(reinterpret_cast<__m256i const*>(bytes + i));
        uint32_t const lowest = uint32_t(_mm256_movemask_epi8(_mm256_slli_epi16(all, 7)));
        out |= uint64_t(lowest) << i;
    }
#else
    for (size_t i = 0; i < 8; ++i) {
        uint64_t eight;
        std::memcpy(&eight, bytes + 8 * i, 8);
        out |= (((eight & 0x0101010101010101) * 0x0102040810204080) >> 56) << (8 * i);
    }
#endif
    return out;
}

/// Four words of a matrix at once.
using FourWords = uint64_t __attribute__((vector_size(32)));

/// One step of turning over: blocks of `width` bits change places between two rows of words.
template <int width>
void exchange(FourWords& a, FourWords& b) {
    constexpr uint64_t mask = UINT64_MAX / ((uint64_t(1) << width) + 1);
    FourWords const swapped = ((a >> width) ^ b) & mask;
    a ^= swapped << width;
    b ^= swapped;
}

/// Turns four vectors of four words over, as a matrix of words.
inline void turn(FourWords& a, FourWords& b, FourWords& c, FourWords& d) {
    FourWords const ab_even = __builtin_shufflevector(a, b, 0, 4, 2, 6);
    FourWords const ab_odd = __builtin_shufflevector(a, b, 1, 5, 3, 7);
    FourWords const cd_even = __builtin_shufflevector(c, d, 0, 4, 2, 6);
    FourWords const cd_odd = __builtin_shufflevector(c, d, 1, 5, 3, 7);
    a = __builtin_shufflevector(ab_even, cd_even, 0, 1, 4, 5);
    b = __builtin_shufflevector(ab_odd, cd_odd, 0, 1, 4, 5);
    c = __builtin_shufflevector(ab_even, cd_even, 2, 3, 6, 7);
    d = __builtin_shufflevector(ab_odd, cd_odd, 2, 3, 6, 7);
}

/// Turns a matrix of 64 words by 64 bits over: bit r of word c becomes bit c of word r. Steps over
/// four words and more take whole vectors; the last two take words that were brought side by side.
inline void transpose(std::array<uint64_t, 64>& m) {
    FourWords v[16];
    std::memcpy(v, m.data(), sizeof v);
    for (size_t i = 0; i < 8; ++i) exchange<32>(v[i], v[i + 8]);
    for (size_t i = 0; i < 16; i += i % 4 == 3 ? 5 : 1) exchange<16>(v[i], v[i + 4]);
    for (size_t i = 0; i < 16; i += i % 2 == 1 ? 3 : 1) exchange<8>(v[i], v[i + 2]);
    for (size_t i = 0; i < 16; i += 2) exchange<4>(v[i], v[i + 1]);
    for (size_t i = 0; i < 16; i += 4) {
        turn(v[i], v[i + 1], v[i + 2], v[i + 3]);
        exchange<2>(v[i], v[i + 2]);
        exchange<2>(v[i + 1], v[i + 3]);
        exchange<1>(v[i], v[i + 1]);
        exchange<1>(v[i + 2], v[i + 3]);
        turn(v[i], v[i + 1], v[i + 2], v[i + 3]);
    }
    std::memcpy(m.data(), v, sizeof v);
}

/// Calls `visit(row)` for every set bit of the first `words` words.
template <typename Visit>
void for_each_bit(Bits const& bits, size_t words, Visit visit) {
    for (size_t w = 0; w < words; ++w)
        for (uint64_t rest = bits[w]; rest != 0; rest &= rest - 1)
            visit(64 * w + size_t(__builtin_ctzll(rest)));
}

}  // namespace rule
