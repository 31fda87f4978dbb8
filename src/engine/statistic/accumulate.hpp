// What an accumulator holds while rows come in. Private to the engine.
#pragma once

#include <array>
#include <map>
#include <memory>

#include "base/check.hpp"
#include "engine/statistic/signature.hpp"
#include "engine/statistic/statistic.hpp"

namespace statistic {

inline constexpr size_t word_bits = 62;
inline constexpr size_t dimension_count = 4;

/// A row that is in a cell, as its customer is counted from it.
struct LoggedRow {
    uint16_t code[dimension_count];  // By dimension.
    uint32_t signature;              // Of the institution's held sums.
    uint16_t customer;               // Within its block.
    uint16_t mask;                   // Measures.
};
static_assert(sizeof(LoggedRow) == 16);

/// Customers of an institution whose rows are logged together.
inline constexpr size_t block_customers = size_t(1) << 16;

/// Rows in the order they came; never copied as they become more.
class RowLog {
public:
    void add(LoggedRow const& row) {
        if (used_ == chunk_rows) {
            chunks_.push_back(std::make_unique_for_overwrite<LoggedRow[]>(chunk_rows));
            used_ = 0;
        }
        chunks_.back()[used_++] = row;
    }

    template <typename Visit>
    void each(Visit visit) const {
        for (auto const& chunk : chunks_)
            for (size_t i = 0, end = &chunk == &chunks_.back() ? used_ : chunk_rows; i < end; ++i)
                visit(chunk[i]);
    }

private:
    static constexpr size_t chunk_rows = 2048;
    std::vector<std::unique_ptr<LoggedRow[]>> chunks_;
    size_t used_ = chunk_rows;  // Of the last chunk.
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

/// Masks of measures, numbered as they come.
class Kinds {
public:
    uint16_t number(uint16_t mask) {
        if (numbers_[mask] == 0) {
            masks_.push_back(mask);
            numbers_[mask] = uint32_t(masks_.size());
        }
        return uint16_t(numbers_[mask] - 1);
    }
    uint16_t mask(size_t number) const { return masks_[number]; }
    size_t size() const { return masks_.size(); }

private:
    std::vector<uint16_t> masks_;
    std::vector<uint32_t> numbers_ = std::vector<uint32_t>(1 << 16, 0);  // Number + 1.
};

/// Sums by code of a dimension's value and by kind, in one array.
class ValueSums {
public:
    /// Makes room for codes and kinds below these.
    void reserve(size_t codes, size_t kinds) {
        if (kinds > room_) widen(kinds);
        if (codes * room_ > sums_.size()) sums_.resize(codes * room_);
    }
    /// Of a code and a kind that there is room for.
    Sum& sum(size_t code, size_t kind) { return sums_[code * room_ + kind]; }

    /// Calls `visit(code, kind, sum)` for every sum of some rows.
    template <typename Visit>
    void each(Visit visit) const {
        for (size_t at = 0; at < sums_.size(); ++at)
            if (sums_[at].receipts != 0) visit(at / room_, at % room_, sums_[at]);
    }

private:
    void widen(size_t kinds) {
        size_t room = room_;
        while (room < kinds) room *= 2;
        std::vector<Sum> wider(sums_.size() / room_ * room);
        each([&](size_t code, size_t kind, Sum const& sum) { wider[code * room + kind] = sum; });
        sums_.swap(wider);
        room_ = room;
    }

    size_t room_ = 16;  // Kinds of a code.
    std::vector<Sum> sums_;
};

/// What one institution's rows add up to: those that are in cells, and those in doubt.
struct InstitutionSums {
    InstitutionSums(size_t cell_words, size_t doubt_words, size_t customers)
        : held(cell_words),
          doubted(doubt_words),
          logs(customers / block_customers + 1),
          borrowers(customers, 0) {}

    SignatureSums held, doubted;
    ValueSums held_by[dimension_count], doubted_by[dimension_count];
    std::vector<RowLog> logs;        // By block of customers.
    std::vector<int32_t> borrowers;  // Number + 1, by customer; 0: no row yet.
};

/// Rows of a batch with the keys that they are added up under.
struct KeyedRows {
    explicit KeyedRows(size_t key_words)
        : words(key_words),
          keys(base::batch_rows_max * words),
          hashes(base::batch_rows_max),
          rows(base::batch_rows_max),
          numbers(base::batch_rows_max) {}

    uint64_t* key(size_t i) { return keys.data() + i * words; }

    size_t words;
    size_t count = 0;
    std::vector<uint64_t> keys;
    std::vector<size_t> hashes;
    std::vector<uint32_t> rows;
    std::vector<uint32_t> numbers;  // Of the keys' entries.
};

/// Where a cell stands in a key.
struct CellBit {
    size_t word;
    uint64_t bit;
};

struct AccumulatorState {
    explicit AccumulatorState(Spec given);

    void add(base::Batch const& batch);

    size_t cells() const { return spec.cells.size(); }
    size_t measures() const { return dimension_cells.size() + 1; }
    size_t dimensions() const { return spec.columns.dimensions.size(); }

    Spec spec;
    size_t cell_words, doubt_words;
    std::vector<uint64_t> counted;   // Bits of the cell masks that are cells.
    std::vector<uint64_t> in_union;  // Those of the union's cells.
    std::vector<size_t> dimension_cells;
    std::vector<CellBit> measure_bits;                           // Of them and of the union.
    std::vector<std::unique_ptr<InstitutionSums>> institutions;  // None without rows.
    Kinds kinds;
    int64_t strangers = 0;  // Rows of no institution.

private:
    InstitutionSums& sums_of(size_t institution);
    uint16_t kind_of(uint64_t const* key);
    void add_rows(base::Batch const& batch, size_t begin, size_t end, size_t institution);
    void make_keys(base::Batch const& batch, size_t begin, size_t end);
    void find_entries(KeyedRows& rows, SignatureSums& sums);
    void add_held(base::Batch const& batch, InstitutionSums& sums);
    void add_doubted(base::Batch const& batch, InstitutionSums& sums);

    /// Of the rows of a batch.
    using RowCodes = std::array<uint16_t, dimension_count>;
    std::vector<RowCodes> codes_;
    std::array<size_t, dimension_count> code_ends_{};  // Codes are below, by dimension.
    KeyedRows held_, doubted_;
};

}  // namespace statistic
