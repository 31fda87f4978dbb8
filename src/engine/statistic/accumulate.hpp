// What an accumulator holds while rows come in. Private to the engine.
#pragma once

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
inline constexpr size_t dimensions_max = 4;

/// Zeroed memory that takes room only where it is written.
template <typename T>
class Zeroed {
public:
    explicit Zeroed(size_t size)
        : size_(size), data_(static_cast<T*>(std::calloc(size + 1, sizeof(T))), &std::free) {
        CHECK(data_ != nullptr);
    }
    T& operator[](size_t index) { return data_.get()[index]; }
    T const& operator[](size_t index) const { return data_.get()[index]; }
    size_t size() const { return size_; }

private:
    size_t size_;
    std::unique_ptr<T, void (*)(void*)> data_;
};

/// A party's value of each dimension, and the measures it counts in there. Further values of the
/// same dimension go to a table beside it.
struct Places {
    uint16_t code[dimensions_max];  // Code + 1; 0 is none yet.
    uint16_t mask[dimensions_max];
};

/// Masks of 16 bits by party, dimension and code: a hash table of one word an entry.
class FurtherPlaces {
public:
    void add(size_t party, size_t dimension, uint16_t code, uint16_t mask) {
        uint64_t const key = uint64_t(party) << 16 | dimension << 14 | code;
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

    /// Calls `visit(party, dimension, code, mask)` for every entry.
    template <typename Visit>
    void each(Visit visit) const {
        for (uint64_t entry : entries_)
            if (entry != 0)
                visit(size_t(entry >> 32), size_t(entry >> 30) & 3, uint16_t((entry >> 16) & 0x3FFF),
                      uint16_t(entry));
    }

private:
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

inline void add_place(Places& places, FurtherPlaces& further, size_t party, size_t dimension,
                      uint16_t code, uint16_t mask) {
    if (mask == 0) return;
    if (places.code[dimension] == 0) places.code[dimension] = uint16_t(code + 1);
    if (places.code[dimension] == code + 1)
        places.mask[dimension] |= mask;
    else
        further.add(party, dimension, code, mask);
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

/// What one institution's rows add up to.
struct InstitutionSums {
    explicit InstitutionSums(size_t key_words) : signatures(key_words) {}

    Signatures signatures;
    std::vector<Sum> sums;                                // By signature.
    std::vector<uint16_t> kinds;                          // By signature.
    std::vector<std::vector<Sum>> by[dimensions_max];     // By dimension and code: by kind.
    FurtherPlaces further;                                // By party.
};

struct AccumulatorState {
    explicit AccumulatorState(Spec given);

    void add(base::Batch const& batch);
    void merge(AccumulatorState const& other);

    size_t cells() const { return spec.cells.size(); }
    size_t measures() const { return dimension_cells.size() + 1; }
    /// Measures of the cells in a signature's words, and, shifted by 16, those in doubt.
    uint16_t kind_of(uint64_t const* key);
    size_t signature_of(InstitutionSums& sums, uint64_t const* key);

    Spec spec;
    size_t cell_words, key_words;
    std::vector<uint64_t> counted;     // Bits of the cell masks that are cells.
    std::vector<uint64_t> in_union;    // Those of the union's cells.
    std::vector<size_t> dimension_cells;
    std::vector<int64_t> offsets;      // First party number of each institution.
    std::map<std::string, size_t, std::less<>> numbers;
    std::vector<std::unique_ptr<InstitutionSums>> institutions;  // None without rows.
    std::vector<uint32_t> kinds;
    std::unordered_map<uint32_t, uint16_t> kind_numbers;
    std::vector<TextCodes> codes;      // By dimension.
    Zeroed<uint64_t> cell_masks;       // By party × cell_words: cells with a row of the party.
    Zeroed<int32_t> borrower_of;       // By party: number + 1.
    Zeroed<Places> places;             // By party.

private:
    size_t institution_of(base::TextView const& legal);
    void add_row(base::Batch const& batch, size_t row);
    void make_key(base::Batch const& batch, size_t row);

    size_t last_institution_ = size_t(-1);
    base::TextView last_legal_;
    std::vector<uint64_t> key_;
};

}  // namespace statistic
