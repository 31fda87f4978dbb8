// Filling the buckets and the filter; the rare way on from a full bucket.
#include "engine/rule/text_index.hpp"

#include "base/check.hpp"

namespace rule {

TextIndex::TextIndex(std::vector<std::string> members, std::vector<uint32_t> const& values,
                     uint32_t otherwise)
    : members_(std::move(members)), otherwise_(otherwise) {
    CHECK(values.size() == members_.size());
    if (members_.empty()) return;
    // Small sets get room enough that hardly any bucket is full.
    size_t const room = members_.size() <= 512 ? 4 : 1;
    int bits = 2;
    while ((size_t(1) << bits) < room * members_.size()) ++bits;
    shift_ = 64 - bits;
    filter_shift_ = 64 - (bits + 4);
    Bucket none;
    none.value[0] = none.value[1] = otherwise;
    buckets_.assign(size_t(1) << bits, none);
    filter_.assign((size_t(1) << (bits + 4)) / 64, 0);
    struct Key {
        uint64_t first, second, hash;
    };
    std::vector<Key> keys;
    keys.reserve(members_.size());
    for (std::string const& member : members_) {
        base::TextView const text(member);
        has_long_ = has_long_ || text.length > 12;
        Key& key = keys.emplace_back(Key{0, second_of(text), 0});
        std::memcpy(&key.first, &text, 8);
        key.hash = mix(key.first, key.second);
    }
    constexpr uint32_t ahead = 16;  // Buckets lie anywhere: they are fetched before their turn.
    for (uint32_t number = 0; number < members_.size(); ++number) {
        if (number + ahead < keys.size())
            __builtin_prefetch(&buckets_[keys[number + ahead].hash >> shift_], 1);
        auto const [first, second, hash] = keys[number];
        size_t const bit = hash >> filter_shift_;
        filter_[bit / 64] |= uint64_t(1) << (bit % 64);
        size_t at = hash >> shift_;
        for (; buckets_[at].member[1] != empty; at = (at + 1) & (buckets_.size() - 1))
            buckets_[at].is_passed = true;
        Bucket& bucket = buckets_[at];
        size_t const side = bucket.member[0] == empty ? 0 : 1;
        bucket.first[side] = first;
        bucket.second[side] = second;
        bucket.member[side] = number;
        bucket.value[side] = values[number];
    }
}

uint32_t TextIndex::find_from(size_t at, uint64_t first, uint64_t second,
                              std::string_view text) const {
    for (;; at = (at + 1) & (buckets_.size() - 1)) {
        Bucket const& bucket = buckets_[at];
        for (size_t side = 0; side < 2; ++side) {
            if (bucket.first[side] != first || bucket.second[side] != second) continue;
            if (bucket.member[side] == empty) continue;  // As the empty text.
            if (uint32_t(first) <= 12 || text == members_[bucket.member[side]])
                return bucket.value[side];
        }
        if (!bucket.is_passed) return otherwise_;
    }
}

}  // namespace rule
