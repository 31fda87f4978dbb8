// Totals of a month: amounts, weighted rates, distinct customers, and what is in doubt, by cell and
// by institution or dimension. Union, not sum: a customer counts once. Pure; no SQL, no threads of
// its own.
#pragma once

#include <cstdint>
#include <map>
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

/// Where the columns of a batch stand.
struct Columns {
    size_t legal;                    // Text: USCC of the institution.
    size_t customer;                 // int32: dense from 0 within the institution.
    size_t borrower;                 // int32: dense from 0 over all.
    size_t amount;                   // int64 cents.
    size_t rate;                     // int64 in 10^-5 percent.
    std::vector<size_t> dimensions;  // Text, null is "-".
    std::vector<size_t> in_cell;     // int64 words of 62 bits.
    std::vector<size_t> in_doubt;
    std::vector<size_t> unknown;  // Condition masks.
    std::vector<size_t> missing;  // Missing-item masks.
};

struct Institution {
    std::string legal_uscc;
    int32_t customers = 0;  // Numbers 0 … customers-1 occur.
};

struct Spec {
    std::vector<Cell> cells;
    std::vector<std::vector<int>>
        condition_inputs;  // Inputs of each condition, as bits of the missing mask.
    std::vector<Institution> institutions;
    int32_t borrowers = 0;
    Columns columns;
};

/// Adds batches up. Not thread-safe: one per thread, then merged.
class Accumulator {
public:
    explicit Accumulator(Spec spec);

    void add(base::Batch const& batch);

    /// Adds what another one of the same spec has seen.
    void merge(Accumulator const& other);

    Totals by_institution(size_t institution, size_t cell) const;

    /// Totals of a cell with `in_overall` over all institutions.
    Totals overall(size_t cell) const;

    /// Values that occur in a dimension among rows whose `cell` (with `in_dimensions`) is not no,
    /// sorted.
    std::vector<std::string> values(size_t dimension, size_t cell) const;
    Totals by_value(size_t dimension, std::string const& value, size_t cell) const;

    /// The union of the cells with `in_union`: each row and each customer once.
    Totals union_by_institution(size_t institution) const;
    Totals union_overall() const;
    Totals union_by_value(size_t dimension, std::string const& value) const;

private:
    /// A set of small numbers.
    struct Bits {
        std::vector<uint64_t> words;
        void set(int32_t index);
        void merge(Bits const& other);
        int64_t count(int64_t from, int64_t to) const;
        int64_t count() const;
    };
    struct Sum {
        Totals totals;
        std::vector<int64_t> missing;  // Pending rows by missing input.
        void add(int64_t amount, int64_t rate);
        void merge(Sum const& other);
        Totals finished() const;
    };
    struct Group {
        std::vector<Sum> sums;  // By dimension cell; the last is the union.
        std::vector<Bits> borrowers;
    };

    size_t institution_of(std::string_view legal);
    void add_row(base::Batch const& batch, size_t row);
    void doubt(base::Batch const& batch, size_t row, size_t cell, Sum& sum);
    void add_dimensions(base::Batch const& batch, size_t row, std::vector<size_t> const& yes,
                        bool union_unknown);
    Group& group(size_t dimension, std::string_view value);
    Group new_group() const;
    Totals of_group(Group const& group, size_t index) const;
    Totals over_institutions(size_t cell) const;

    Spec spec_;
    std::vector<uint64_t> counted_;  // Bits of the cell masks that are cells.
    std::vector<int64_t> offsets_;   // First pair number of each institution.
    std::map<std::string, size_t, std::less<>> institutions_;
    size_t last_institution_ = 0;
    std::vector<std::vector<Sum>> sums_;  // Institution, cell; the last is the union.
    std::vector<Bits> customers_;  // Cell: institution's offset + customer; the last is the union.
    std::vector<size_t> dimension_cells_;  // Cells with in_dimensions.
    std::vector<int> dimension_index_;     // By cell: index in a group, or -1.
    std::vector<Bits> overall_;            // Cell: borrowers; the last is the union.
    std::vector<std::map<std::string, Group, std::less<>>> groups_;  // By dimension.
};

}  // namespace statistic
