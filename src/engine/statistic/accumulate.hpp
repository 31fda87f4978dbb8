// What an accumulator holds while rows come in. Private to the engine.
#pragma once

#include <sys/mman.h>

#include <array>
#include <cstdlib>
#include <map>
#include <memory>
#include <unordered_map>

#include "base/check.hpp"
#include "engine/statistic/signature.hpp"
#include "engine/statistic/statistic.hpp"

namespace statistic {

inline constexpr size_t word_bits = 62;
inline constexpr size_t dimension_count = 4;  // Two bits of a place.

/// Zeroed memory that takes room only where it is written; in large pages when it is large, as it
/// is read and written in no order.
template <typename T>
class Zeroed {
public:
    explicit Zeroed(size_t size)
        : size_(size), held_(std::calloc(size * sizeof(T) + line, 1), &std::free) {
        CHECK(held_ != nullptr);
        uintptr_t const begin = uintptr_t(held_.get());
        data_ = reinterpret_cast<T*>((begin + line - 1) & ~(line - 1));
        uintptr_t const first = (begin + large_page - 1) & ~(large_page - 1);
        uintptr_t const last = (begin + size * sizeof(T)) & ~(large_page - 1);
        if (first < last)  // Advice: nothing hangs on whether it is taken.
            (void)madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE);
    }
    T& operator[](size_t index) { return data_[index]; }
    T const& operator[](size_t index) const { return data_[index]; }
    size_t size() const { return size_; }

private:
    static constexpr uintptr_t line = 64;  // Of the cache.
    static constexpr uintptr_t large_page = uintptr_t(2) << 20;

    size_t size_;
    std::unique_ptr<void, void (*)(void*)> held_;
    T* data_;  // Begins on a line.
};

/// A party's value of each dimension, and the measures it counts in there. Further values of the
/// same dimension go to a table beside it.
struct Places {
    uint16_t code[dimension_count];  // Code + 1; 0 is none yet.
    uint16_t mask[dimension_count];
};

/// A place of a party, with the measures it counts in there.
struct Place {
    size_t party;
    size_t dimension;
    uint16_t code;
    uint16_t mask;
};

/// Masks of 16 bits by party, dimension and code: a hash table of one word an entry.
class FurtherPlaces {
public:
    void add(Place const& place) {
        uint64_t const mask = place.mask;
        uint64_t const key = key_of(place);
        for (size_t at = hash(key);; at = (at + 1) & (entries_.size() - 1)) {
            if (entries_[at] == 0) {
                entries_[at] = key << 16 | mask;
                if (++size_ * 2 > entries_.size()) grow();
                return;
            }
            if (entries_[at] >> 16 == key) {
                entries_[at] |= mask;
                return;
            }
        }
    }

    size_t size() const { return size_; }

    /// Makes room for so many places, if none stands yet.
    void reserve(size_t places) {
        size_t room = entries_.size();
        while (room < 2 * places) room *= 2;
        if (size_ == 0) entries_.assign(room, 0);
    }

    /// Asks the cache for where the place stands or will stand.
    void prefetch(Place const& place) const { __builtin_prefetch(&entries_[hash(key_of(place))]); }

    /// Calls `visit` with every place.
    template <typename Visit>
    void each(Visit visit) const {
        for (uint64_t entry : entries_)
            if (entry != 0)
                visit(Place{size_t(entry >> 32), size_t(entry >> 30) & 3,
                            uint16_t((entry >> 16) & 0x3FFF), uint16_t(entry)});
    }

private:
    static uint64_t key_of(Place const& place) {
        return uint64_t(place.party) << 16 | place.dimension << 14 | place.code;
    }
    size_t hash(uint64_t key) const {
        uint64_t const product = key * 0x9E3779B97F4A7C15;
        return size_t(product >> 24) & (entries_.size() - 1);
    }
    void grow() {
        std::vector<uint64_t> old(entries_.size() * 2, 0);
        old.swap(entries_);
        for (uint64_t entry : old) {
            if (entry == 0) continue;
            size_t at = hash(entry >> 16);
            while (entries_[at] != 0) at = (at + 1) & (entries_.size() - 1);
            entries_[at] = entry;
        }
    }

    std::vector<uint64_t> entries_ = std::vector<uint64_t>(64, 0);  // A mask is never 0.
    size_t size_ = 0;
};

inline void add_place(Places& places, FurtherPlaces& further, Place const& place) {
    auto const [party, d, code, mask] = place;
    if (mask == 0) return;
    if (places.code[d] == 0) places.code[d] = uint16_t(code + 1);
    if (places.code[d] == code + 1)
        places.mask[d] |= mask;
    else
        further.add(place);
}

/// Texts of a column as codes of the values they are shown under.
class TextCodes {
public:
    explicit TextCodes(Dimension dimension) : dimension_(std::move(dimension)), slots_(256) {}

    uint16_t find(base::TextView const& text);
    uint16_t null() { return code_of("-"); }
    uint16_t code_of(std::string const& shown);
    std::vector<std::string> const& values() const { return values_; }

private:
    struct Slot {
        base::TextView text;
        uint32_t code = 0;  // Code + 1; 0 is free.
    };
    static size_t hash(base::TextView const& text);
    uint16_t insert(base::TextView const& text);
    uint16_t find_longer(base::TextView const& text);

    Dimension dimension_;
    std::vector<Slot> slots_;  // Texts of up to 12 bytes.
    size_t used_ = 0;
    std::map<std::string, uint16_t, std::less<>> longer_;
    std::map<std::string, uint16_t, std::less<>> codes_;
    std::vector<std::string> values_;
};

/// Masks of measures, numbered as they come.
class Kinds {
public:
    uint16_t number(uint16_t mask) {
        auto const [at, fresh] = numbers_.try_emplace(mask, uint16_t(masks_.size()));
        if (fresh) masks_.push_back(mask);
        return at->second;
    }
    uint16_t mask(size_t number) const { return masks_[number]; }

private:
    std::vector<uint16_t> masks_;
    std::unordered_map<uint16_t, uint16_t> numbers_;
};

/// Sums by code of a dimension's value and by kind, in one array.
class ValueSums {
public:
    Sum& sum(size_t code, size_t kind) {
        if (kind >= room_) widen(kind);
        size_t const at = code * room_ + kind;
        if (at >= sums_.size()) sums_.resize((code + 1) * room_);
        return sums_[at];
    }

    /// Calls `visit(code, kind, sum)` for every sum of some rows.
    template <typename Visit>
    void each(Visit visit) const {
        for (size_t at = 0; at < sums_.size(); ++at)
            if (sums_[at].receipts != 0) visit(at / room_, at % room_, sums_[at]);
    }

private:
    void widen(size_t kind) {
        size_t room = room_;
        while (room <= kind) room *= 2;
        std::vector<Sum> wider(sums_.size() / room_ * room);
        each([&](size_t code, size_t k, Sum const& sum) { wider[code * room + k] = sum; });
        sums_.swap(wider);
        room_ = room;
    }

    size_t room_ = 16;  // Kinds of a code.
    std::vector<Sum> sums_;
};

/// What one institution's rows add up to: those that are in cells, and those in doubt.
struct InstitutionSums {
    InstitutionSums(size_t cell_words, size_t doubt_words)
        : held(cell_words), doubted(doubt_words) {}

    SignatureSums held, doubted;
    ValueSums held_by[dimension_count], doubted_by[dimension_count];
    FurtherPlaces further;  // By party.
};

/// A party of an institution: what its rows were in. The cells' words follow it.
struct Party {
    Places places;
    int64_t borrower = 0;  // Number + 1; 0: no row yet.
};
inline constexpr size_t party_words = sizeof(Party) / sizeof(uint64_t);

struct AccumulatorState {
    explicit AccumulatorState(Spec given);

    void add(base::Batch const& batch);
    void merge(AccumulatorState const& other);

    size_t cells() const { return spec.cells.size(); }
    size_t measures() const { return dimension_cells.size() + 1; }
    Party& party(size_t number) { return reinterpret_cast<Party&>(parties[number * stride]); }
    Party const& party(size_t number) const {
        return reinterpret_cast<Party const&>(parties[number * stride]);
    }
    uint64_t const* cells_of(size_t number) const {
        return &parties[number * stride + party_words];
    }

    Spec spec;
    size_t cell_words, doubt_words;
    std::vector<uint64_t> counted;   // Bits of the cell masks that are cells.
    std::vector<uint64_t> in_union;  // Those of the union's cells.
    std::vector<size_t> dimension_cells;
    std::vector<int64_t> offsets;  // First party number of each institution.
    std::map<std::string, size_t, std::less<>> numbers;
    std::vector<std::unique_ptr<InstitutionSums>> institutions;  // None without rows.
    Kinds kinds;
    std::vector<TextCodes> codes;  // By dimension.
    size_t stride;                 // Words of a party.
    Zeroed<uint64_t> parties;      // By number × stride.

private:
    InstitutionSums& sums_of(size_t institution);
    size_t institution_of(std::string_view legal) const;
    SignatureSums::Entry& entry(SignatureSums& sums, uint64_t const* key, size_t hash);
    uint16_t kind_of(uint64_t const* key);
    void add_rows(base::Batch const& batch, size_t begin, size_t end, size_t institution);
    void make_keys(base::Batch const& batch, size_t begin, size_t end, InstitutionSums& sums);
    void add_doubt(base::Batch const& batch, size_t row, InstitutionSums& sums);

    /// Of the rows of a batch.
    std::vector<uint64_t> keys_;    // By row × cell_words.
    std::vector<uint64_t> doubts_;  // By row × cell_words.
    std::vector<size_t> hashes_;
    std::vector<uint8_t> in_doubt_;
    std::vector<uint64_t> doubt_key_;
    std::vector<uint16_t> code_of_;  // By dimension × row.
};

}  // namespace statistic
