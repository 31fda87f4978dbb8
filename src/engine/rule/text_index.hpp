// Text index: a fixed set of texts to small numbers, by one hash probe in most cases.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/batch.hpp"

namespace rule {

/// Numbers are the positions in the list that the index was made of. Immutable; shared by threads.
class TextIndex {
public:
    static constexpr uint32_t absent = UINT32_MAX;

    TextIndex() = default;
    /// Members must be distinct; the index keeps its own copy.
    explicit TextIndex(std::vector<std::string> members);

    uint32_t find(base::TextView const& text) const {
        if (slots_.empty() || text.length > longest_) return absent;
        Key const key = make_key(text);
        for (size_t at = key.hash >> shift_;; at = (at + 1) & (slots_.size() - 1)) {
            uint32_t const number = slots_[at];
            if (number == absent) return absent;
            if (same(keys_[number], key, text, number)) return number;
        }
    }

    std::vector<std::string> const& members() const { return members_; }

private:
    struct Key {
        uint64_t first, second;  // The 16 bytes of a short text; length and hash of a long one.
        uint64_t hash;
    };

    static Key make_key(base::TextView const& text) {
        Key key{};
        std::memcpy(&key.first, &text, 8);
        if (text.length <= 12)
            std::memcpy(&key.second, reinterpret_cast<char const*>(&text) + 8, 8);
        else
            key.second = hash_long(text.view());
        key.hash = (key.first ^ (key.second * 0x9E3779B97F4A7C15)) * 0xD6E8FEB86659FD93;
        return key;
    }

    bool same(Key const& known, Key const& key, base::TextView const& text, uint32_t number) const {
        if (known.first != key.first || known.second != key.second) return false;
        return text.length <= 12 || text.view() == members_[number];
    }

    static uint64_t hash_long(std::string_view text);

    std::vector<std::string> members_;
    std::vector<Key> keys_;
    std::vector<uint32_t> slots_;  // Open addressing, at most a quarter full.
    int shift_ = 63;
    uint32_t longest_ = 0;
};

}  // namespace rule
