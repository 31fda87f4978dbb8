// Numbering: dense numbers for distinct values in order of first appearance. Open addressing.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include "base/batch.hpp"

namespace warehouse {

/// `Traits` has Key, `hash(key)`, `equal(a, b)`, and `keep(key)`, which gives a key that lasts.
template <typename Traits>
class Numbering {
public:
    using Key = typename Traits::Key;

    uint32_t number_of(Key const& key) {
        if (!keys_.empty() && Traits::equal(keys_[last_], key)) return last_;
        if ((keys_.size() + 1) * 2 > slots_.size()) grow();
        for (size_t at = Traits::hash(key) & mask_;; at = (at + 1) & mask_) {
            uint32_t const there = slots_[at];
            if (there == free_slot) {
                last_ = slots_[at] = uint32_t(keys_.size());
                keys_.push_back(traits_.keep(key));
                return last_;
            }
            if (Traits::equal(keys_[there], key)) return last_ = there;
        }
    }
    std::vector<Key> const& keys() const { return keys_; }

private:
    static constexpr uint32_t free_slot = UINT32_MAX;

    void grow() {
        slots_.assign(slots_.empty() ? 1024 : slots_.size() * 2, free_slot);
        mask_ = slots_.size() - 1;
        for (uint32_t i = 0; i < keys_.size(); ++i) {
            size_t at = Traits::hash(keys_[i]) & mask_;
            while (slots_[at] != free_slot) at = (at + 1) & mask_;
            slots_[at] = i;
        }
    }

    Traits traits_;
    std::vector<Key> keys_;
    std::vector<uint32_t> slots_;
    size_t mask_ = 0;
    uint32_t last_ = 0;
};

inline uint64_t mix_words(uint64_t a, uint64_t b) {
    __extension__ using Wide = unsigned __int128;
    Wide const product = Wide(a ^ 0x9E3779B97F4A7C15ULL) * (b ^ 0xD6E8FEB86659FD93ULL);
    return uint64_t(product) ^ uint64_t(product >> 64);
}

struct NumberTraits {
    using Key = int64_t;
    static uint64_t hash(Key key) { return mix_words(uint64_t(key), 0); }
    static bool equal(Key a, Key b) { return a == b; }
    Key keep(Key key) const { return key; }
};

/// Texts of over 12 bytes are copied.
struct TextTraits {
    using Key = base::TextView;

    static uint64_t word(Key const& key, size_t at) {
        uint64_t out;
        std::memcpy(&out, reinterpret_cast<char const*>(&key) + at, sizeof out);
        return out;
    }
    static uint64_t hash(Key const& key) {
        if (key.length <= 12) return mix_words(word(key, 0), word(key, 8));
        return mix_words(std::hash<std::string_view>()(key.view()), key.length);
    }
    static bool equal(Key const& a, Key const& b) {
        if (word(a, 0) != word(b, 0)) return false;
        if (a.length <= 12) return word(a, 8) == word(b, 8);
        return std::memcmp(a.pointer, b.pointer, a.length) == 0;
    }
    Key keep(Key const& key) {
        if (key.length <= 12) return key;
        if (key.length > left_) {
            size_t const size = key.length > block_bytes ? key.length : block_bytes;
            blocks_.push_back(std::make_unique<char[]>(size));
            free_ = blocks_.back().get();
            left_ = size;
        }
        std::memcpy(free_, key.pointer, key.length);
        Key const out(std::string_view(free_, key.length));
        free_ += key.length;
        left_ -= key.length;
        return out;
    }

private:
    static constexpr size_t block_bytes = 1 << 20;
    std::vector<std::unique_ptr<char[]>> blocks_;
    char* free_ = nullptr;
    size_t left_ = 0;
};

}  // namespace warehouse
