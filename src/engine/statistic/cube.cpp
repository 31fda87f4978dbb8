// From sums by signature and masks by party to figures.
#include <algorithm>

#include "engine/statistic/customers.hpp"

namespace statistic {
namespace {

template <typename Visit>
void each_bit(uint64_t const* words, size_t count, Visit visit) {
    for (size_t w = 0; w < count; ++w)
        for (uint64_t rest = words[w]; rest != 0; rest &= rest - 1)
            visit(w * word_bits + size_t(__builtin_ctzll(rest)));
}

void add_sum(Totals& to, Sum const& from) {
    to.amount += from.amount;
    to.weighted += from.weighted;
    to.receipts += from.receipts;
}

void add_doubt(Totals& to, Sum const& from) {
    to.pending_amount += from.amount;
    to.pending_receipts += from.receipts;
}

/// Pending rows by cell and missing input.
using Missing = std::vector<std::vector<int64_t>>;

/// Words of a mask with these bits; bits beyond so many words are left out.
std::vector<uint64_t> words_of(std::vector<int> const& bits, size_t words) {
    std::vector<uint64_t> out(words, 0);
    for (int bit : bits)
        if (size_t(bit) / word_bits < words)
            out[size_t(bit) / word_bits] |= uint64_t(1) << (size_t(bit) % word_bits);
    return out;
}

/// Counts, by cell, the inputs that its conditions in doubt lack in rows of a signature, each once.
class MissingCounter {
public:
    explicit MissingCounter(AccumulatorState const& state)
        : state_(state),
          unknown_words_(state.spec.columns.unknown.size()),
          missing_words_(state.spec.columns.missing.size()) {
        for (Cell const& cell : state.spec.cells)
            conditions_.push_back(words_of(cell.conditions, unknown_words_));
        for (auto const& inputs : state.spec.condition_inputs)
            inputs_.push_back(words_of(inputs, missing_words_));
    }

    void count(uint64_t const* key, size_t cell, int64_t rows, std::vector<int64_t>& counts) {
        if (cell >= state_.cells()) return;  // The union is made of no conditions of its own.
        uint64_t const* const unknown = key + state_.cell_words;
        uint64_t const* const missing = unknown + unknown_words_;
        if (counts.empty()) counts.assign(missing_words_ * word_bits, 0);
        lacking_.assign(missing_words_, 0);
        for (size_t u = 0; u < unknown_words_; ++u) {
            uint64_t const in_doubt = unknown[u] & conditions_[cell][u];
            each_bit(&in_doubt, 1, [&](size_t bit) {
                for (size_t w = 0; w < missing_words_; ++w)
                    lacking_[w] |= inputs_[u * word_bits + bit][w];
            });
        }
        for (size_t w = 0; w < missing_words_; ++w) lacking_[w] &= missing[w];
        each_bit(lacking_.data(), missing_words_, [&](size_t bit) { counts[bit] += rows; });
    }

private:
    AccumulatorState const& state_;
    size_t unknown_words_, missing_words_;
    std::vector<std::vector<uint64_t>> conditions_;  // By cell, as unknown words.
    std::vector<std::vector<uint64_t>> inputs_;      // By condition, as missing words.
    std::vector<uint64_t> lacking_;
};

void merge_missing(Missing& to, Missing const& from) {
    for (size_t cell = 0; cell < from.size(); ++cell) {
        if (to[cell].empty()) to[cell].resize(from[cell].size(), 0);
        for (size_t i = 0; i < from[cell].size(); ++i) to[cell][i] += from[cell][i];
    }
}

void put_missing(Missing const& missing, std::vector<Totals>& totals) {
    for (size_t cell = 0; cell < missing.size(); ++cell) {
        auto const most = std::max_element(missing[cell].begin(), missing[cell].end());
        if (most != missing[cell].end() && *most > 0)
            totals[cell].pending_item = int(most - missing[cell].begin());
    }
}

/// Adds sums of one institution, cell by cell.
void sum_cells(AccumulatorState const& state, InstitutionSums const& sums, MissingCounter& counter,
               std::vector<Totals>& out, Missing& missing) {
    for (size_t number = 0; number < sums.held.entries.size(); ++number)
        each_bit(sums.held.signatures.key(number), state.cell_words,
                 [&](size_t cell) { add_sum(out[cell], sums.held.entries[number].sum); });
    for (size_t number = 0; number < sums.doubted.entries.size(); ++number) {
        uint64_t const* const key = sums.doubted.signatures.key(number);
        Sum const& sum = sums.doubted.entries[number].sum;
        each_bit(key, state.cell_words, [&](size_t cell) {
            add_doubt(out[cell], sum);
            counter.count(key, cell, sum.receipts, missing[cell]);
        });
    }
}

void merge_totals(std::vector<Totals>& to, std::vector<Totals> const& from) {
    for (size_t i = 0; i < from.size(); ++i) {
        to[i].amount += from[i].amount;
        to[i].weighted += from[i].weighted;
        to[i].receipts += from[i].receipts;
        to[i].pending_amount += from[i].pending_amount;
        to[i].pending_receipts += from[i].pending_receipts;
    }
}

/// Adds sums of one institution by code and measure of a dimension.
void sum_values(AccumulatorState const& state, InstitutionSums const& sums, size_t dimension,
                std::vector<Totals>& out) {
    auto const each_sum = [&](ValueSums const& values, auto put) {
        values.each([&](size_t code, size_t kind, Sum const& sum) {
            for (uint32_t mask = state.kinds.mask(kind); mask != 0; mask &= mask - 1)
                put(out[code * state.measures() + size_t(__builtin_ctz(mask))], sum);
        });
    };
    each_sum(sums.held_by[dimension], add_sum);
    each_sum(sums.doubted_by[dimension], add_doubt);
}

/// What the rows of one institution add up to, but for its customers.
struct Figures {
    std::vector<Totals> totals;           // By cell.
    std::vector<std::vector<Totals>> by;  // By dimension, code × measure; none without rows.
    Missing missing;
};

Figures figures_of(Parts parts, PlaceNumbers const& numbers, MissingCounter& counter,
                   size_t institution) {
    size_t const cells = parts[0]->cells() + 1, dimensions = numbers.values.size();
    Figures out{std::vector<Totals>(cells), std::vector<std::vector<Totals>>(dimensions),
                Missing(cells)};
    for (auto const& part : parts) {
        AccumulatorState const& state = *part;
        if (state.institutions[institution] == nullptr) continue;
        InstitutionSums const& sums = *state.institutions[institution];
        sum_cells(state, sums, counter, out.totals, out.missing);
        for (size_t d = 0; d < dimensions; ++d) {
            out.by[d].resize(numbers.values[d].size() * state.measures());
            sum_values(state, sums, d, out.by[d]);
        }
    }
    return out;
}

void put_customers(Figures& figures, CustomerCounts const& counts) {
    for (size_t cell = 0; cell < counts.cells.size(); ++cell)
        figures.totals[cell].customers = counts.cells[cell];
    size_t at = 0;
    for (auto& by : figures.by)
        for (Totals& totals : by) totals.customers = counts.places[at++];
}

}  // namespace

Totals const& Cube::total(size_t institution, size_t cell) const {
    CHECK(institution != everywhere || cell == cells_ || overall_[cell]);
    return totals_[slot(institution)][cell];
}

std::vector<std::string> Cube::values(size_t institution, size_t dimension, size_t cell) const {
    std::vector<std::string> out;
    auto const& by = by_[slot(institution)][dimension];
    for (size_t code = 0; code < values_[dimension].size() && !by.empty(); ++code) {
        Totals const& totals = by[code * measures_ + size_t(measure_[cell])];
        if (totals.receipts > 0 || totals.pending_receipts > 0)
            out.push_back(values_[dimension][code]);
    }
    std::sort(out.begin(), out.end());
    return out;
}

Totals Cube::by_value(size_t institution, size_t dimension, std::string const& value,
                      size_t cell) const {
    auto const& by = by_[slot(institution)][dimension];
    auto const& values = values_[dimension];
    size_t const code = size_t(std::find(values.begin(), values.end(), value) - values.begin());
    if (code == values.size() || by.empty()) return {};
    return by[code * measures_ + size_t(measure_[cell])];
}

Accumulator::Accumulator(Spec spec) {
    parts_.push_back(std::make_unique<AccumulatorState>(std::move(spec)));
}
Accumulator::Accumulator(Accumulator&&) noexcept = default;
Accumulator::~Accumulator() = default;

void Accumulator::add(base::Batch const& batch) { parts_[0]->add(batch); }
void Accumulator::merge(Accumulator&& other) {
    std::move(other.parts_.begin(), other.parts_.end(), std::back_inserter(parts_));
    other.parts_.clear();
}

int64_t Accumulator::strangers() const {
    int64_t out = 0;
    for (auto const& part : parts_) out += part->strangers;
    return out;
}

Cube Accumulator::finish(int threads) const {
    AccumulatorState const& state = *parts_[0];
    PlaceNumbers numbers(state.spec);
    size_t const cells = state.cells(), dimensions = numbers.values.size();
    MissingCounter const counter(state);
    std::vector<MissingCounter> counters(size_t(threads), counter);
    std::vector<Figures> figures(state.institutions.size());
    run_on_threads(size_t(threads), figures.size(), [&](size_t i, size_t thread) {
        figures[i] = figures_of(parts_, numbers, counters[thread], i);
    });
    Customers const customers = count_customers(parts_, numbers, size_t(threads));

    Cube out;
    out.cells_ = cells;
    out.all_ = figures.size();
    out.measures_ = state.measures();
    out.measure_.assign(cells + 1, -1);
    for (size_t i = 0; i < state.dimension_cells.size(); ++i)
        out.measure_[state.dimension_cells[i]] = int(i);
    out.measure_[cells] = int(state.dimension_cells.size());
    for (size_t cell = 0; cell <= cells; ++cell)
        out.overall_.push_back(cell == cells || state.spec.cells[cell].in_overall);
    Figures all{std::vector<Totals>(cells + 1), std::vector<std::vector<Totals>>(dimensions),
                Missing(cells + 1)};
    for (size_t d = 0; d < dimensions; ++d)
        all.by[d].resize(numbers.values[d].size() * out.measures_);
    auto const take = [&](Figures& one, CustomerCounts const& counts) {
        put_missing(one.missing, one.totals);
        put_customers(one, counts);
        out.totals_.push_back(std::move(one.totals));
        out.by_.push_back(std::move(one.by));
    };
    for (size_t i = 0; i < figures.size(); ++i) {
        merge_totals(all.totals, figures[i].totals);
        merge_missing(all.missing, figures[i].missing);
        for (size_t d = 0; d < dimensions; ++d) merge_totals(all.by[d], figures[i].by[d]);
        take(figures[i], customers.institutions[i]);
    }
    take(all, customers.everywhere);
    out.values_ = std::move(numbers.values);
    return out;
}

}  // namespace statistic
