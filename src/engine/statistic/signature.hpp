// Sums by signature: rows that count in the same cells, or are in doubt for the same reasons, are
// added up together; which cells those are is asked once per signature, not once per row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/decimal.hpp"

namespace statistic {

struct Sum {
    base::Int128 amount = 0;
    base::Int128 weighted = 0;
    int64_t receipts = 0;

    void add(int64_t cents, base::Int128 cents_by_rate) {
        amount += cents;
        weighted += cents_by_rate;
        ++receipts;
    }
    void merge(Sum const& other) {
        amount += other.amount;
        weighted += other.weighted;
        receipts += other.receipts;
    }
};

/// A hash table from keys of a fixed number of words to dense numbers.
class Signatures {
public:
    explicit Signatures(size_t words) : words_(words), slots_(64, 0) {}

    size_t size() const { return size_; }
    uint64_t const* key(size_t number) const { return keys_.data() + number * words_; }

    /// Products of single words are independent of each other: they run side by side.
    size_t hash(uint64_t const* words) const {
        uint64_t sum = 0, odd = 0x9E3779B97F4A7C15;
        for (size_t w = 0; w < words_; ++w, odd += 0x3C6EF372FE94F82A)
            sum += (words[w] ^ (words[w] >> 31)) * odd;
        sum ^= sum >> 32;
        return size_t((sum * 0xD6E8FEB86659FD93) >> 20);
    }

    /// Asks the cache for the place where a key with this hash begins.
    void prefetch(size_t hash) const { __builtin_prefetch(&slots_[hash & (slots_.size() - 1)]); }

    /// Asks the cache for the key that stands at that place; gives its number, if any does.
    size_t prefetch_key(size_t hash) const {
        size_t const number = slots_[hash & (slots_.size() - 1)] - size_t(1);
        if (number != size_t(-1)) __builtin_prefetch(key(number));
        return number;
    }

    /// The number of a key; a new key gets the next one.
    size_t find(uint64_t const* wanted) { return find(wanted, hash(wanted)); }
    size_t find(uint64_t const* wanted, size_t hash) {
        for (size_t at = hash & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
            if (slots_[at] == 0) return insert(wanted, at);
            if (is_key(slots_[at] - 1, wanted)) return slots_[at] - 1;
        }
    }

private:
    bool is_key(size_t number, uint64_t const* wanted) const {
        uint64_t const* const held = key(number);
        uint64_t differs = 0;
        for (size_t w = 0; w < words_; ++w) differs |= held[w] ^ wanted[w];
        return differs == 0;
    }

    size_t insert(uint64_t const* wanted, size_t at) {
        keys_.insert(keys_.end(), wanted, wanted + words_);
        slots_[at] = uint32_t(++size_);
        if (size_ * 2 > slots_.size()) {
            slots_.assign(slots_.size() * 2, 0);
            for (size_t number = 0; number < size_; ++number) {
                size_t to = hash(key(number)) & (slots_.size() - 1);
                while (slots_[to] != 0) to = (to + 1) & (slots_.size() - 1);
                slots_[to] = uint32_t(number + 1);
            }
        }
        return size_ - 1;
    }

    size_t words_;
    size_t size_ = 0;
    std::vector<uint64_t> keys_;
    std::vector<uint32_t> slots_;  // Number + 1; 0 is free.
};

/// Sums by signature, and the kind of each.
struct SignatureSums {
    explicit SignatureSums(size_t key_words) : signatures(key_words) {}

    struct Entry {
        Sum sum;
        uint16_t kind = 0;
        uint16_t mask = 0;  // Of the kind.
        bool in_cells = false;
    };
    /// Asks the cache for what a key with this hash most likely has.
    void prefetch(size_t hash) const {
        size_t const number = signatures.prefetch_key(hash);
        if (number != size_t(-1)) __builtin_prefetch(&entries[number]);
    }

    Signatures signatures;
    std::vector<Entry> entries;  // By signature.
};

}  // namespace statistic
