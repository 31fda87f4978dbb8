// Random: a small seeded generator (splitmix64) whose numbers are the same on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>

namespace sample {

/// Scrambles 64 bits one-to-one (the finalizer of splitmix64).
constexpr uint64_t scramble(uint64_t x) {
    x ^= x >> 30;
    x *= 0xBF58476D1CE4E5B9u;
    x ^= x >> 27;
    x *= 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

/// A seed for the stream that belongs to `number` of a `kind` of thing.
constexpr uint64_t derive(uint64_t seed, uint64_t kind, uint64_t number) {
    return scramble(scramble(seed + 0x9E3779B97F4A7C15u * (kind + 1)) ^ (number + 1));
}

class Random {
public:
    explicit Random(uint64_t seed) : state_(seed) {}

    uint64_t next() {
        state_ += 0x9E3779B97F4A7C15u;
        return scramble(state_);
    }

    /// 0 … bound-1; bound 1..=2^32. The bias is below 2^-32 and does not matter for a sample.
    uint32_t below(uint32_t bound) { return uint32_t(((next() >> 32) * bound) >> 32); }

    int32_t between(int32_t low, int32_t high) {
        return low + int32_t(below(uint32_t(high - low + 1)));
    }

    int64_t between_wide(int64_t low, int64_t high) {
        return low + int64_t(next() % uint64_t(high - low + 1));
    }

    bool chance(uint32_t per_mille) { return below(1000) < per_mille; }

    template <typename T>
    T const& pick(std::span<T const> items) {
        return items[below(uint32_t(items.size()))];
    }

    template <typename T>
    T pick(std::initializer_list<T> items) {
        return items.begin()[below(uint32_t(items.size()))];
    }

    /// Index of a weight, drawn in proportion to the weights.
    size_t weighted(std::initializer_list<uint32_t> weights) {
        uint32_t total = 0;
        for (uint32_t w : weights) total += w;
        uint32_t at = below(total);
        size_t i = 0;
        for (uint32_t w : weights) {
            if (at < w) return i;
            at -= w;
            ++i;
        }
        return 0;
    }

private:
    uint64_t state_;
};

}  // namespace sample
