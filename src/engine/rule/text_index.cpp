// Filling the slots; long texts are hashed eight bytes at a step.
#include "engine/rule/text_index.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace rule {

TextIndex::TextIndex(std::vector<std::string> members) : members_(std::move(members)) {
    if (members_.empty()) return;
    int bits = 4;
    while ((size_t(1) << bits) < 4 * members_.size()) ++bits;
    shift_ = 64 - bits;
    slots_.assign(size_t(1) << bits, absent);
    for (uint32_t number = 0; number < members_.size(); ++number) {
        base::TextView const text(members_[number]);
        longest_ = std::max(longest_, text.length);
        Key const key = make_key(text);
        size_t at = key.hash >> shift_;
        while (slots_[at] != absent) {
            CHECK(members_[slots_[at]] != members_[number]);
            at = (at + 1) & (slots_.size() - 1);
        }
        slots_[at] = number;
        keys_.push_back(key);
    }
}

uint64_t TextIndex::hash_long(std::string_view text) {
    uint64_t hash = text.size();
    for (size_t at = 0; at < text.size(); at += 8) {
        uint64_t eight = 0;
        std::memcpy(&eight, text.data() + at, std::min<size_t>(8, text.size() - at));
        hash = (hash ^ eight) * 0x9E3779B97F4A7C15;
        hash ^= hash >> 29;
    }
    return hash;
}

}  // namespace rule
