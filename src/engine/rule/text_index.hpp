// Text index: a fixed set of texts to small numbers, by one hash probe in most cases.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/batch.hpp"

namespace rule {

/// Gives every member its value and all other texts one value. Immutable; shared by threads.
class TextIndex {
public:
    TextIndex() = default;
    /// Members must be distinct; the index keeps its own copy. `values` by member.
    TextIndex(std::vector<std::string> members, std::vector<uint32_t> const& values,
              uint32_t otherwise);

    /// Values of the texts whose bit is set in `valid`, `missing` for the rest.
    template <typename Value>
    void find(base::TextView const* texts, uint64_t const* valid, size_t rows, Value missing,
              Value* out) const {
        for (size_t begin = 0; begin < rows; begin += 64, ++valid) {
            size_t const count = std::min<size_t>(64, rows - begin);
            if (*valid == 0 || buckets_.empty())
                for (size_t i = 0; i < count; ++i)
                    out[begin + i] = is_set(*valid, i) ? Value(otherwise_) : missing;
            else if (has_long_)
                find_long(texts + begin, *valid, count, missing, out + begin);
            else
                find_short(texts + begin, *valid, count, missing, out + begin);
        }
    }

    std::vector<std::string> const& members() const { return members_; }

private:
    static constexpr uint32_t empty = UINT32_MAX;

    /// Two members and their values; both are compared at once, without a branch.
    struct alignas(64) Bucket {
        uint64_t first[2] = {};  // The 16 bytes of a short text; length and hash of a long one.
        uint64_t second[2] = {};
        uint32_t member[2] = {empty, empty};
        uint32_t value[2] = {};
        bool is_passed = false;  // A member that belongs here stands further on.
    };

    static bool is_set(uint64_t bits, size_t i) { return ((bits >> i) & 1) != 0; }
    static uint32_t ones_if_zero(uint64_t value) { return -uint32_t(value == 0); }
    static uint64_t mix(uint64_t first, uint64_t second) {
        return (first ^ (second * 0x9E3779B97F4A7C15)) * 0xD6E8FEB86659FD93;
    }
    static uint64_t eight(char const* at) {
        uint64_t out;
        std::memcpy(&out, at, 8);
        return out;
    }

    /// Of at least eight bytes; the last eight overlap those before.
    static uint64_t hash_long(std::string_view text) {
        uint64_t hash = text.size();
        char const* const last = text.data() + text.size() - 8;
        for (char const* at = text.data(); at < last; at += 8)
            hash = (hash ^ eight(at)) * 0x9E3779B97F4A7C15;
        hash ^= hash >> 29;
        hash = (hash ^ eight(last)) * 0x9E3779B97F4A7C15;
        return hash ^ (hash >> 32);
    }

    static uint64_t second_of(base::TextView const& text) {
        if (text.length > 12) return hash_long(text.view());
        return eight(reinterpret_cast<char const*>(&text) + 8);
    }

    /// No member is long, so the sixteen bytes of any text, even of a missing one, tell enough.
    template <typename Value>
    void find_short(base::TextView const* texts, uint64_t valid, size_t count, Value missing,
                    Value* out) const {
        for (size_t i = 0; i < count; ++i) {
            char const* const bytes = reinterpret_cast<char const*>(texts + i);
            uint64_t const first = eight(bytes), second = eight(bytes + 8);
            size_t const at = mix(first, second) >> shift_;
            Bucket const& bucket = buckets_[at];
            // Masks instead of choices, which the compiler would turn into branches.
            uint32_t const left =
                ones_if_zero((bucket.first[0] ^ first) | (bucket.second[0] ^ second));
            uint32_t const right =
                ones_if_zero((bucket.first[1] ^ first) | (bucket.second[1] ^ second));
            uint32_t value = otherwise_ ^ ((otherwise_ ^ bucket.value[0]) & left) ^
                             ((otherwise_ ^ bucket.value[1]) & right & ~left);
            if (bucket.is_passed && (left | right) == 0) value = find_on(at, first, second);
            uint32_t const is_known = -uint32_t(is_set(valid, i));
            out[i] = Value((value & is_known) | (missing & ~is_known));
        }
    }

    template <typename Value>
    void find_long(base::TextView const* texts, uint64_t valid, size_t count, Value missing,
                   Value* out) const {
        uint64_t first[64], second[64], hash[64], maybe = 0;
        base::TextView const none;
        for (size_t i = 0; i < count; ++i) {
            base::TextView const& text = is_set(valid, i) ? texts[i] : none;
            first[i] = eight(reinterpret_cast<char const*>(&text));
            second[i] = second_of(text);
            hash[i] = mix(first[i], second[i]);
            size_t const bit = hash[i] >> filter_shift_;
            maybe |= ((filter_[bit / 64] >> (bit % 64)) & 1) << i;
            out[i] = is_set(valid, i) ? Value(otherwise_) : missing;
        }
        maybe &= valid;
        for (uint64_t rest = maybe; rest != 0; rest &= rest - 1)
            __builtin_prefetch(&buckets_[hash[size_t(__builtin_ctzll(rest))] >> shift_]);
        for (uint64_t rest = maybe; rest != 0; rest &= rest - 1) {
            size_t const i = size_t(__builtin_ctzll(rest));
            out[i] = Value(find_from(hash[i] >> shift_, first[i], second[i], texts[i].view()));
        }
    }

    /// Looks on behind a bucket for a short text.
    uint32_t find_on(size_t at, uint64_t first, uint64_t second) const {
        return find_from((at + 1) & (buckets_.size() - 1), first, second, {});
    }
    /// Looks from a bucket on; the bytes of a long text are compared.
    uint32_t find_from(size_t at, uint64_t first, uint64_t second, std::string_view text) const;

    std::vector<std::string> members_;
    std::vector<Bucket> buckets_;   // Open addressing; a member stands behind full buckets.
    std::vector<uint64_t> filter_;  // A bit by hash: unset for nearly all that are no members.
    int shift_ = 63, filter_shift_ = 63;
    uint32_t otherwise_ = 0;
    bool has_long_ = false;
};

}  // namespace rule
