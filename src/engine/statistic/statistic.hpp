// Totals of a month: amounts, weighted rates, distinct customers, and what is in doubt, by cell and
// by institution and dimension. Union, not sum: a customer counts once. Pure; no SQL, and no
// threads of its own but those of Accumulator::finish, which it joins.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/batch.hpp"
#include "base/decimal.hpp"

namespace statistic {

/// One figure: rows that are 是, and beside them those that are 待核.
struct Totals {
    base::Int128 amount = 0;    // Cents.
    base::Int128 weighted = 0;  // Σ cents × rate in 10^-5 percent.
    int64_t customers = 0;      // Distinct.
    int64_t receipts = 0;       // Rows.
    base::Int128 pending_amount = 0;
    int64_t pending_receipts = 0;
    int pending_item = -1;  // Input missing in most pending rows, as a bit of the missing mask.

    /// Σ(amount × rate) ÷ Σ amount in 10^-5 percent, half up; 0 when the base is 0.
    int64_t rate_e5() const;
};

/// What a cell is; its bit in the cell masks is its index. Higher bits of the masks are left alone.
struct Cell {
    bool in_dimensions = false;   // Also totalled by dimension (the five chapters).
    bool in_overall = false;      // Also totalled over all institutions, each borrower once.
    bool in_union = false;        // One of the chapters whose union is the net figure.
    std::vector<int> conditions;  // Bits of the condition masks it is made of.
};

/// A text column whose values split the totals.
struct Dimension {
    size_t column;
    std::function<std::string(std::string_view)> shown;  // Empty: the text itself. Null is "-".
};

struct CodesState;

/// Texts as the numbers of what they are shown under. One for all the accumulators that count by
/// it. Safe on many threads.
class Codes {
public:
    /// Without `shown` a text is shown as it is. Null is "-".
    explicit Codes(std::function<std::string(std::string_view)> shown = {});
    ~Codes();

    void find(base::BatchColumn const& texts, size_t rows, uint16_t* codes);
    std::vector<std::string> values() const;

private:
    std::unique_ptr<CodesState> state_;
};

/// A column of codes whose values split the totals.
struct CodedDimension {
    size_t column;  // uint16: made by `codes`.
    std::shared_ptr<Codes> codes;
};

/// Where the columns of a batch stand, for a cube.
struct Columns {
    size_t legal;                            // uint16: index of the institution.
    size_t customer;                         // int32: dense from 0 within the institution.
    size_t borrower;                         // int32: dense from 0 over all.
    size_t amount;                           // int64 cents.
    size_t rate;                             // int64 in 10^-5 percent; null is 0.
    std::vector<CodedDimension> dimensions;  // Four at most.
    std::vector<size_t> in_cell;             // int64 words of 62 bits.
    std::vector<size_t> in_doubt;
    std::vector<size_t> unknown;  // Condition masks.
    std::vector<size_t> missing;  // Missing-item masks.
};

struct Institution {
    std::string legal_uscc;
    int32_t customers = 0;  // Numbers 0 … customers-1 occur.
};

struct Spec {
    std::vector<Cell> cells;  // At most 15 of them with `in_dimensions`.
    std::vector<std::vector<int>>
        condition_inputs;  // Inputs of each condition, as bits of the missing mask.
    std::vector<Institution> institutions;
    int32_t borrowers = 0;
    Columns columns;
};

/// All institutions together, each borrower once.
inline constexpr size_t everywhere = size_t(-1);

/// The figures of a month. `institution` is an index of the spec's or `everywhere`.
class Cube {
public:
    /// The index under which the union of the cells with `in_union` stands: each row and each
    /// customer once.
    size_t union_cell() const { return cells_; }

    /// Totals of a cell; with `everywhere` only of a cell with `in_overall`, or the union.
    Totals const& total(size_t institution, size_t cell) const;

    /// Values that occur in a dimension among rows whose `cell` (with `in_dimensions`) is not no,
    /// sorted.
    std::vector<std::string> values(size_t institution, size_t dimension, size_t cell) const;
    /// Totals of a cell with `in_dimensions`, or the union, for one value. `pending_item` is not
    /// told.
    Totals by_value(size_t institution, size_t dimension, std::string const& value,
                    size_t cell) const;

private:
    friend class Accumulator;
    size_t slot(size_t institution) const { return institution == everywhere ? all_ : institution; }

    size_t cells_ = 0;
    size_t all_ = 0;                                    // Slot of `everywhere`.
    size_t measures_ = 0;                               // Dimension cells and the union.
    std::vector<bool> overall_;                         // By cell.
    std::vector<int> measure_;                          // By cell, or -1.
    std::vector<std::vector<std::string>> values_;      // By dimension and code.
    std::vector<std::vector<Totals>> totals_;           // By slot and cell.
    std::vector<std::vector<std::vector<Totals>>> by_;  // By slot, dimension, code × measure.
};

struct AccumulatorState;

/// Adds batches up. Not thread-safe: one per thread, then merged. Memory: 16 bytes a row, 4 a
/// customer of an institution, and one sum per set of cells that occurs.
class Accumulator {
public:
    explicit Accumulator(Spec spec);
    Accumulator(Accumulator&&) noexcept;
    ~Accumulator();

    void add(base::Batch const& batch);

    /// Takes over what another one of the same spec has seen.
    void merge(Accumulator&& other);

    /// Rows that were left out, as their legal person is none of the spec's.
    int64_t strangers() const;

    /// The figures, by so many threads; the same ones by any number of them.
    Cube finish(int threads) const;

private:
    std::vector<std::unique_ptr<AccumulatorState>> parts_;
};

struct TallyState;

/// Rows and money by the texts and words that the rows have. For what has few distinct ones.
class Tally {
public:
    struct Columns {
        std::vector<Dimension> texts;
        std::vector<size_t> words;  // int64.
        size_t amount;              // int64 cents; null is 0.
    };
    struct Group {
        std::vector<std::string> texts;
        std::vector<uint64_t> words;
        int64_t receipts = 0;
        base::Int128 amount = 0;
    };

    explicit Tally(Columns columns);
    Tally(Tally&&) noexcept;
    ~Tally();

    void add(base::Batch const& batch);
    void merge(Tally const& other);
    std::vector<Group> groups() const;

private:
    std::unique_ptr<TallyState> state_;
};

struct CountsState;

/// Rows and money by the value of each of many text columns, one column at a time, by institution.
/// Null is not counted.
class Counts {
public:
    struct Columns {
        size_t legal;               // Text: USCC of the institution.
        std::vector<size_t> texts;  // Columns that are counted.
        size_t amount;              // int64 cents; null is 0.
    };
    struct Line {
        std::string legal_uscc;
        size_t text;  // Index into `texts`.
        std::string value;
        int64_t receipts = 0;
        base::Int128 amount = 0;
    };

    explicit Counts(Columns columns);
    Counts(Counts&&) noexcept;
    ~Counts();

    void add(base::Batch const& batch);
    void merge(Counts const& other);
    std::vector<Line> lines() const;

private:
    std::unique_ptr<CountsState> state_;
};

}  // namespace statistic
