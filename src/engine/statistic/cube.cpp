// From sums by signature and masks by party to figures.
#include <algorithm>
#include <array>

#include "engine/statistic/accumulate.hpp"

namespace statistic {
namespace {

template <typename Visit>
void each_bit(uint64_t const* words, size_t count, Visit visit) {
    for (size_t w = 0; w < count; ++w)
        for (uint64_t rest = words[w]; rest != 0; rest &= rest - 1)
            visit(w * word_bits + size_t(__builtin_ctzll(rest)));
}

bool has_bit(uint64_t const* words, size_t bit) {
    return ((words[bit / word_bits] >> (bit % word_bits)) & 1) != 0;
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

/// How often each bit was set in many words: a counter per bit, kept as planes of binary digits.
class BitCounts {
public:
    void add(uint64_t word) {
        for (size_t i = 0; word != 0; ++i) {
            uint64_t const carry = planes_[i] & word;
            planes_[i] ^= word;
            word = carry;
        }
    }
    int64_t count(size_t bit) const {
        int64_t out = 0;
        for (size_t i = 0; i < planes_.size(); ++i) out |= int64_t((planes_[i] >> bit) & 1) << i;
        return out;
    }

private:
    std::array<uint64_t, 48> planes_{};
};

/// Inputs that each condition reads, as words of the missing mask.
std::vector<std::vector<uint64_t>> input_masks(Spec const& spec) {
    std::vector<std::vector<uint64_t>> out;
    for (auto const& inputs : spec.condition_inputs) {
        auto& mask = out.emplace_back(spec.columns.missing.size(), 0);
        for (int input : inputs)
            if (size_t(input) / word_bits < mask.size())
                mask[size_t(input) / word_bits] |= uint64_t(1) << (size_t(input) % word_bits);
    }
    return out;
}

/// Counts, by cell, the inputs that its conditions in doubt lack in rows of a signature, each once.
class MissingCounter {
public:
    explicit MissingCounter(AccumulatorState const& state)
        : state_(state), inputs_(input_masks(state.spec)) {}

    void count(uint64_t const* key, size_t cell, int64_t rows, std::vector<int64_t>& counts) const {
        if (cell >= state_.cells()) return;  // The union is made of no conditions of its own.
        uint64_t const* const unknown = key + state_.cell_words;
        uint64_t const* const missing = unknown + state_.spec.columns.unknown.size();
        size_t const words = state_.spec.columns.missing.size();
        if (counts.empty()) counts.assign(words * word_bits, 0);
        for (size_t w = 0; w < words; ++w) {
            uint64_t lacking = 0;
            for (int condition : state_.spec.cells[cell].conditions)
                if (has_bit(unknown, size_t(condition))) lacking |= inputs_[size_t(condition)][w];
            lacking &= missing[w];
            each_bit(&lacking, 1, [&](size_t bit) { counts[w * word_bits + bit] += rows; });
        }
    }

private:
    AccumulatorState const& state_;
    std::vector<std::vector<uint64_t>> inputs_;
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

/// Sums of one institution, cell by cell.
std::vector<Totals> sum_cells(AccumulatorState const& state, InstitutionSums const& sums,
                              MissingCounter const& counter, Missing& missing) {
    std::vector<Totals> out(state.cells() + 1);
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
    return out;
}

void merge_totals(std::vector<Totals>& to, std::vector<Totals> const& from) {
    if (to.size() < from.size()) to.resize(from.size());
    for (size_t i = 0; i < from.size(); ++i) {
        to[i].amount += from[i].amount;
        to[i].weighted += from[i].weighted;
        to[i].receipts += from[i].receipts;
        to[i].pending_amount += from[i].pending_amount;
        to[i].pending_receipts += from[i].pending_receipts;
    }
}

/// Sums of one institution by code and measure of a dimension.
std::vector<Totals> sum_values(AccumulatorState const& state, InstitutionSums const& sums,
                               size_t dimension) {
    size_t const measures = state.measures();
    std::vector<Totals> out(state.codes[dimension].values().size() * measures);
    auto const each_sum = [&](ValueSums const& values, auto put) {
        values.each([&](size_t code, size_t kind, Sum const& sum) {
            for (uint32_t mask = state.kinds.mask(kind); mask != 0; mask &= mask - 1)
                put(out[code * measures + size_t(__builtin_ctz(mask))], sum);
        });
    };
    each_sum(sums.held_by[dimension], add_sum);
    each_sum(sums.doubted_by[dimension], add_doubt);
    return out;
}

/// Parties by number.
struct Span {
    size_t begin, end;
};

/// Counts parties by code and measure of every dimension.
template <typename PlacesAt>
void count_places(PlacesAt places_at, FurtherPlaces const& further, Span span, size_t measures,
                  std::vector<std::vector<Totals>>& by) {
    std::vector<std::vector<int64_t>> counts;
    for (auto const& totals : by) counts.emplace_back(totals.size(), 0);
    auto const count = [&](size_t dimension, size_t code, uint32_t mask) {
        for (; mask != 0; mask &= mask - 1)
            ++counts[dimension][code * measures + size_t(__builtin_ctz(mask))];
    };
    for (size_t party = span.begin; party < span.end; ++party)
        for (size_t d = 0; d < by.size(); ++d)
            if (uint16_t const mask = places_at(party).mask[d]; mask != 0)
                count(d, size_t(places_at(party).code[d]) - 1, mask);
    further.each([&](Place const& p) { count(p.dimension, p.code, p.mask); });
    for (size_t d = 0; d < by.size(); ++d)
        for (size_t i = 0; i < by[d].size(); ++i) by[d][i].customers += counts[d][i];
}

/// Places and cells of borrowers, from those of their customers at all institutions.
struct Borrowers {
    Borrowers(AccumulatorState const& state, std::vector<uint64_t> const& wanted)
        : places(size_t(state.spec.borrowers)),
          cells(size_t(state.spec.borrowers) * state.cell_words) {
        size_t const dimensions = state.codes.size();
        size_t const parties = size_t(state.offsets.back());
        size_t expected = 0;
        for (auto const& sums : state.institutions)
            expected += sums == nullptr ? 0 : sums->further.size();
        further.reserve(expected);
        for (size_t number = 0; number < parties; ++number) {
            constexpr size_t ahead = 16;
            if (number + ahead < parties) {
                size_t const next = size_t(state.party(number + ahead).borrower);
                __builtin_prefetch(&places[next]);
                __builtin_prefetch(&cells[next * state.cell_words]);
            }
            Party const& party = state.party(number);
            if (party.borrower == 0) continue;
            size_t const borrower = size_t(party.borrower - 1);
            for (size_t d = 0; d < dimensions; ++d)
                if (party.places.mask[d] != 0)
                    add_place(
                        places[borrower], further,
                        {borrower, d, uint16_t(party.places.code[d] - 1), party.places.mask[d]});
            for (size_t w = 0; w < state.cell_words; ++w)
                if (uint64_t const bits = state.cells_of(number)[w] & wanted[w]; bits != 0)
                    cells[borrower * state.cell_words + w] |= bits;
        }
        fold_further(state);
    }

    /// Places stand where a hash says: they are asked for a while before they are needed.
    void fold_further(AccumulatorState const& state) {
        std::array<Place, 32> waiting;
        size_t count = 0;
        auto const add_waiting = [&] {
            for (size_t i = 0; i < count; ++i)
                add_place(places[waiting[i].party], further, waiting[i]);
            count = 0;
        };
        for (auto const& sums : state.institutions) {
            if (sums == nullptr) continue;
            sums->further.each([&](Place place) {
                place.party = size_t(state.party(place.party).borrower - 1);
                __builtin_prefetch(&places[place.party]);
                further.prefetch(place);
                waiting[count++] = place;
                if (count == waiting.size()) add_waiting();
            });
        }
        add_waiting();
    }

    Zeroed<Places> places;
    FurtherPlaces further;
    Zeroed<uint64_t> cells;  // By borrower × cell_words.
};

template <typename CellsAt>
void count_cells(CellsAt cells_at, Span span, size_t words, std::vector<Totals>& totals) {
    for (size_t w = 0; w < words; ++w) {
        BitCounts counts;
        for (size_t party = span.begin; party < span.end; ++party) counts.add(cells_at(party)[w]);
        for (size_t bit = 0; bit < word_bits && w * word_bits + bit < totals.size(); ++bit)
            totals[w * word_bits + bit].customers += counts.count(bit);
    }
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

Accumulator::Accumulator(Spec spec) : state_(std::make_unique<AccumulatorState>(std::move(spec))) {}
Accumulator::Accumulator(Accumulator&&) noexcept = default;
Accumulator::~Accumulator() = default;

void Accumulator::add(base::Batch const& batch) { state_->add(batch); }
void Accumulator::merge(Accumulator const& other) { state_->merge(*other.state_); }

Cube Accumulator::finish() const {
    AccumulatorState const& state = *state_;
    size_t const cells = state.cells(), words = state.cell_words, dimensions = state.codes.size();
    Cube out;
    out.cells_ = cells;
    out.all_ = state.institutions.size();
    out.measures_ = state.measures();
    out.measure_.assign(cells + 1, -1);
    for (size_t i = 0; i < state.dimension_cells.size(); ++i)
        out.measure_[state.dimension_cells[i]] = int(i);
    out.measure_[cells] = int(state.dimension_cells.size());
    for (TextCodes const& codes : state.codes) out.values_.push_back(codes.values());
    std::vector<uint64_t> wanted(words, 0);
    for (size_t cell = 0; cell <= cells; ++cell) {
        bool const overall = cell == cells || state.spec.cells[cell].in_overall;
        out.overall_.push_back(overall);
        if (overall) wanted[cell / word_bits] |= uint64_t(1) << (cell % word_bits);
    }
    MissingCounter const counter(state);
    std::vector<Totals> all(cells + 1);
    std::vector<std::vector<Totals>> by_all(dimensions);
    Missing missing_all(cells + 1);
    for (size_t i = 0; i < state.institutions.size(); ++i) {
        auto& totals = out.totals_.emplace_back(cells + 1);
        auto& by = out.by_.emplace_back(dimensions);
        if (state.institutions[i] == nullptr) continue;
        Missing missing(cells + 1);
        totals = sum_cells(state, *state.institutions[i], counter, missing);
        for (size_t d = 0; d < dimensions; ++d) {
            by[d] = sum_values(state, *state.institutions[i], d);
            merge_totals(by_all[d], by[d]);
        }
        merge_totals(all, totals);
        merge_missing(missing_all, missing);
        put_missing(missing, totals);
        Span const span{size_t(state.offsets[i]), size_t(state.offsets[i + 1])};
        count_cells([&](size_t party) { return state.cells_of(party); }, span, words, totals);
        count_places([&](size_t party) -> Places const& { return state.party(party).places; },
                     state.institutions[i]->further, span, out.measures_, by);
    }
    for (size_t d = 0; d < dimensions; ++d) by_all[d].resize(out.values_[d].size() * out.measures_);
    put_missing(missing_all, all);
    Borrowers const borrowers(state, wanted);
    Span const span{0, size_t(state.spec.borrowers)};
    count_cells([&](size_t b) { return &borrowers.cells[b * words]; }, span, words, all);
    count_places([&](size_t b) -> Places const& { return borrowers.places[b]; }, borrowers.further,
                 span, out.measures_, by_all);
    out.totals_.push_back(std::move(all));
    out.by_.push_back(std::move(by_all));
    return out;
}

}  // namespace statistic
