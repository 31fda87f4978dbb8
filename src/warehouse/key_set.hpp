// KeySet: which keys have been seen, exactly, over text that outlives it. Open addressing; a hash
// only finds the place, the key itself decides.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace warehouse {

class KeySet {
public:
    using Key = std::array<std::string_view, 4>;

    /// True when the key was not there before.
    bool insert(Key const& key) {
        if ((count_ + 1) * 2 > slots_.size()) grow();
        uint64_t const hash = hash_of(key);
        for (size_t at = hash & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
            Slot& slot = slots_[at];
            if (!slot.used) {
                slot = {true, hash, key};
                ++count_;
                return true;
            }
            if (slot.hash == hash && slot.key == key) return false;
        }
    }

private:
    struct Slot {
        bool used = false;
        uint64_t hash = 0;
        Key key;
    };

    static uint64_t hash_of(Key const& key) {
        uint64_t hash = 0;
        for (std::string_view part : key)
            hash = (hash ^ std::hash<std::string_view>()(part)) * 0x9E3779B97F4A7C15ULL;
        return hash ^ (hash >> 32);
    }

    void grow() {
        std::vector<Slot> old = std::move(slots_);
        slots_ = std::vector<Slot>(old.empty() ? 1024 : old.size() * 2);
        count_ = 0;
        for (Slot const& slot : old)
            if (slot.used) insert(slot.key);
    }

    std::vector<Slot> slots_;
    size_t count_ = 0;
};

}  // namespace warehouse
