// What an accumulator holds while rows come in. Private to the engine.
#pragma once

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

/// A party's value of each dimension, and the measures it counts in there. A second value of the
/// same dimension goes to `Spread::more`.
struct Places {
    uint16_t code[dimensions_max];  // Code + 1; 0 is none yet.
    uint16_t mask[dimensions_max];
};

/// Places of numbered parties.
struct Spread {
    explicit Spread(size_t parties) : places(parties) {}

    void add(size_t party, size_t dimension, uint16_t code, uint16_t mask) {
        Places& p = places[party];
        if (p.code[dimension] == 0) p.code[dimension] = uint16_t(code + 1);
        if (p.code[dimension] == code + 1)
            p.mask[dimension] |= mask;
        else if (mask != 0)
            more[more_key(party, dimension, code)] |= mask;
    }
    static uint64_t more_key(size_t party, size_t dimension, uint16_t code) {
        return uint64_t(party) << 20 | uint64_t(dimension) << 16 | code;
    }

    Zeroed<Places> places;
    std::unordered_map<uint64_t, uint16_t> more;
};

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
    Spread spread;                     // By party.

private:
    size_t institution_of(base::TextView const& legal);
    void add_row(base::Batch const& batch, size_t row);
    void make_key(base::Batch const& batch, size_t row);

    size_t last_institution_ = size_t(-1);
    base::TextView last_legal_;
    std::vector<uint64_t> key_;
};

}  // namespace statistic
