// Adding a month up in one pass.
#include "engine/statistic/statistic.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace statistic {
namespace {

constexpr int word_bits = 62;

uint64_t word_at(base::Batch const& batch, size_t column, size_t row) {
    return uint64_t(batch.columns[column].values<int64_t>()[row]);
}

/// Calls `visit` with the index of every set bit of a mask that is a cell.
template <typename Visit>
void each_bit(base::Batch const& batch, std::vector<size_t> const& columns,
              std::vector<uint64_t> const& counted, size_t row, Visit visit) {
    for (size_t w = 0; w < counted.size(); ++w)
        for (uint64_t rest = word_at(batch, columns[w], row) & counted[w]; rest != 0;
             rest &= rest - 1)
            visit(w * word_bits + size_t(__builtin_ctzll(rest)));
}

bool has_bit(base::Batch const& batch, std::vector<size_t> const& columns, size_t row, size_t bit) {
    return ((word_at(batch, columns[bit / word_bits], row) >> (bit % word_bits)) & 1) != 0;
}

}  // namespace

int64_t Totals::rate_e5() const {
    return amount == 0 ? 0 : int64_t(base::divide_half_up(weighted, amount));
}

void Accumulator::Bits::set(int32_t index) {
    size_t const word = size_t(index) / 64;
    if (word >= words.size()) words.resize(std::max(word + 1, words.size() * 2), 0);
    words[word] |= uint64_t(1) << (index % 64);
}

void Accumulator::Bits::merge(Bits const& other) {
    if (words.size() < other.words.size()) words.resize(other.words.size(), 0);
    for (size_t i = 0; i < other.words.size(); ++i) words[i] |= other.words[i];
}

int64_t Accumulator::Bits::count(int64_t from, int64_t to) const {
    int64_t total = 0;
    for (int64_t i = from; i < to;) {
        size_t const word = size_t(i / 64);
        if (word >= words.size()) break;
        uint64_t bits = words[word] >> (i % 64);
        int64_t const here = std::min<int64_t>(64 - i % 64, to - i);
        if (here < 64) bits &= (uint64_t(1) << here) - 1;
        total += __builtin_popcountll(bits);
        i += here;
    }
    return total;
}

int64_t Accumulator::Bits::count() const {
    int64_t total = 0;
    for (uint64_t word : words) total += __builtin_popcountll(word);
    return total;
}

void Accumulator::Sum::add(int64_t amount, int64_t rate) {
    totals.amount += amount;
    totals.weighted += base::Int128(amount) * rate;
    ++totals.receipts;
}

void Accumulator::Sum::merge(Sum const& other) {
    totals.amount += other.totals.amount;
    totals.weighted += other.totals.weighted;
    totals.receipts += other.totals.receipts;
    totals.pending_amount += other.totals.pending_amount;
    totals.pending_receipts += other.totals.pending_receipts;
    if (missing.size() < other.missing.size()) missing.resize(other.missing.size(), 0);
    for (size_t i = 0; i < other.missing.size(); ++i) missing[i] += other.missing[i];
}

Totals Accumulator::Sum::finished() const {
    Totals out = totals;
    auto const most = std::max_element(missing.begin(), missing.end());
    if (most != missing.end() && *most > 0) out.pending_item = int(most - missing.begin());
    return out;
}

Accumulator::Accumulator(Spec spec) : spec_(std::move(spec)) {
    counted_.assign((spec_.cells.size() + word_bits - 1) / word_bits, 0);
    for (size_t cell = 0; cell < spec_.cells.size(); ++cell)
        counted_[cell / word_bits] |= uint64_t(1) << (cell % word_bits);
    int64_t offset = 0;
    for (size_t i = 0; i < spec_.institutions.size(); ++i) {
        institutions_.emplace(spec_.institutions[i].legal_uscc, i);
        offsets_.push_back(offset);
        offset += spec_.institutions[i].customers;
    }
    offsets_.push_back(offset);
    sums_.assign(spec_.institutions.size(), std::vector<Sum>(spec_.cells.size() + 1));
    customers_.resize(spec_.cells.size() + 1);
    dimension_index_.assign(spec_.cells.size(), -1);
    for (size_t cell = 0; cell < spec_.cells.size(); ++cell) {
        if (!spec_.cells[cell].in_dimensions) continue;
        dimension_index_[cell] = int(dimension_cells_.size());
        dimension_cells_.push_back(cell);
    }
    overall_.resize(spec_.cells.size() + 1);
    groups_.resize(spec_.columns.dimensions.size());
}

Accumulator::Group Accumulator::new_group() const {
    Group out;
    out.sums.resize(dimension_cells_.size() + 1);
    out.borrowers.resize(dimension_cells_.size() + 1);
    return out;
}

Accumulator::Group& Accumulator::group(size_t dimension, std::string_view value) {
    auto& groups = groups_[dimension];
    auto const at = groups.find(value);
    if (at != groups.end()) return at->second;
    return groups.emplace(std::string(value), new_group()).first->second;
}

size_t Accumulator::institution_of(std::string_view legal) {
    if (!spec_.institutions.empty() && spec_.institutions[last_institution_].legal_uscc == legal)
        return last_institution_;
    auto const at = institutions_.find(legal);
    CHECK(at != institutions_.end());
    last_institution_ = at->second;
    return last_institution_;
}

void Accumulator::add(base::Batch const& batch) {
    for (size_t row = 0; row < batch.rows; ++row) add_row(batch, row);
}

void Accumulator::add_row(base::Batch const& batch, size_t row) {
    Columns const& c = spec_.columns;
    size_t const institution =
        institution_of(batch.columns[c.legal].values<base::TextView>()[row].view());
    int64_t const amount = batch.columns[c.amount].values<int64_t>()[row];
    int64_t const rate = batch.columns[c.rate].values<int64_t>()[row];
    int32_t const pair =
        int32_t(offsets_[institution]) + batch.columns[c.customer].values<int32_t>()[row];
    int32_t const borrower = batch.columns[c.borrower].values<int32_t>()[row];
    std::vector<Sum>& sums = sums_[institution];
    static thread_local std::vector<size_t> yes;
    yes.clear();
    bool in_union = false;
    each_bit(batch, c.in_cell, counted_, row, [&](size_t cell) {
        sums[cell].add(amount, rate);
        customers_[cell].set(pair);
        if (spec_.cells[cell].in_overall) overall_[cell].set(borrower);
        in_union = in_union || spec_.cells[cell].in_union;
        if (dimension_index_[cell] >= 0) yes.push_back(cell);
    });
    bool union_doubt = false;
    each_bit(batch, c.in_doubt, counted_, row, [&](size_t cell) {
        doubt(batch, row, cell, sums[cell]);
        union_doubt = union_doubt || spec_.cells[cell].in_union;
    });
    Sum& all = sums.back();
    if (in_union) {
        all.add(amount, rate);
        customers_.back().set(pair);
        overall_.back().set(borrower);
    } else if (union_doubt) {
        all.totals.pending_amount += amount;
        ++all.totals.pending_receipts;
    }
    add_dimensions(batch, row, yes, union_doubt && !in_union);
}

/// A pending row: its amount, and which inputs its unknown conditions lack.
void Accumulator::doubt(base::Batch const& batch, size_t row, size_t cell, Sum& sum) {
    Columns const& c = spec_.columns;
    sum.totals.pending_amount += batch.columns[c.amount].values<int64_t>()[row];
    ++sum.totals.pending_receipts;
    if (sum.missing.empty()) sum.missing.assign(c.missing.size() * word_bits, 0);
    static thread_local std::vector<int> lacking;
    lacking.clear();
    for (int condition : spec_.cells[cell].conditions) {
        if (!has_bit(batch, c.unknown, row, size_t(condition))) continue;
        for (int input : spec_.condition_inputs[size_t(condition)])
            if (has_bit(batch, c.missing, row, size_t(input)) &&
                std::find(lacking.begin(), lacking.end(), input) == lacking.end())
                lacking.push_back(input);
    }
    for (int input : lacking) ++sum.missing[size_t(input)];
}

void Accumulator::add_dimensions(base::Batch const& batch, size_t row,
                                 std::vector<size_t> const& yes, bool union_doubt) {
    Columns const& c = spec_.columns;
    bool in_union = false;
    for (size_t cell : yes) in_union = in_union || spec_.cells[cell].in_union;
    static thread_local std::vector<size_t> pending;
    pending.clear();
    for (size_t cell : dimension_cells_)
        if (has_bit(batch, c.in_doubt, row, cell)) pending.push_back(cell);
    if (yes.empty() && pending.empty()) return;
    int64_t const amount = batch.columns[c.amount].values<int64_t>()[row];
    int64_t const rate = batch.columns[c.rate].values<int64_t>()[row];
    int32_t const borrower = batch.columns[c.borrower].values<int32_t>()[row];
    for (size_t dimension = 0; dimension < groups_.size(); ++dimension) {
        base::BatchColumn const& column = batch.columns[c.dimensions[dimension]];
        std::string_view const value = column.is_valid(row)
                                           ? column.values<base::TextView>()[row].view()
                                           : std::string_view("-");
        Group& g = group(dimension, value);
        for (size_t cell : yes) {
            size_t const index = size_t(dimension_index_[cell]);
            g.sums[index].add(amount, rate);
            g.borrowers[index].set(borrower);
        }
        for (size_t cell : pending) {
            Totals& totals = g.sums[size_t(dimension_index_[cell])].totals;
            totals.pending_amount += amount;
            ++totals.pending_receipts;
        }
        if (in_union) {
            g.sums.back().add(amount, rate);
            g.borrowers.back().set(borrower);
        } else if (union_doubt) {
            g.sums.back().totals.pending_amount += amount;
            ++g.sums.back().totals.pending_receipts;
        }
    }
}

void Accumulator::merge(Accumulator const& other) {
    for (size_t i = 0; i < sums_.size(); ++i)
        for (size_t cell = 0; cell < sums_[i].size(); ++cell)
            sums_[i][cell].merge(other.sums_[i][cell]);
    for (size_t cell = 0; cell < customers_.size(); ++cell) {
        customers_[cell].merge(other.customers_[cell]);
        overall_[cell].merge(other.overall_[cell]);
    }
    for (size_t dimension = 0; dimension < groups_.size(); ++dimension) {
        for (auto const& [value, from] : other.groups_[dimension]) {
            Group& to = group(dimension, value);
            for (size_t i = 0; i < to.sums.size(); ++i) {
                to.sums[i].merge(from.sums[i]);
                to.borrowers[i].merge(from.borrowers[i]);
            }
        }
    }
}

Totals Accumulator::by_institution(size_t institution, size_t cell) const {
    Totals out = sums_[institution][cell].finished();
    out.customers = customers_[cell].count(offsets_[institution], offsets_[institution + 1]);
    return out;
}

Totals Accumulator::union_by_institution(size_t institution) const {
    return by_institution(institution, spec_.cells.size());
}

Totals Accumulator::of_group(Group const& group, size_t index) const {
    Totals out = group.sums[index].finished();
    out.customers = group.borrowers[index].count();
    return out;
}

Totals Accumulator::over_institutions(size_t cell) const {
    Sum sum;
    for (auto const& sums : sums_) sum.merge(sums[cell]);
    Totals out = sum.finished();
    out.customers = overall_[cell].count();
    return out;
}

Totals Accumulator::overall(size_t cell) const {
    CHECK(spec_.cells[cell].in_overall);
    return over_institutions(cell);
}

Totals Accumulator::union_overall() const { return over_institutions(spec_.cells.size()); }

std::vector<std::string> Accumulator::values(size_t dimension, size_t cell) const {
    std::vector<std::string> out;
    for (auto const& [value, group] : groups_[dimension]) {
        Totals const& totals = group.sums[size_t(dimension_index_[cell])].totals;
        if (totals.receipts > 0 || totals.pending_receipts > 0) out.push_back(value);
    }
    return out;
}

Totals Accumulator::by_value(size_t dimension, std::string const& value, size_t cell) const {
    auto const at = groups_[dimension].find(value);
    return at == groups_[dimension].end() ? Totals{}
                                          : of_group(at->second, size_t(dimension_index_[cell]));
}

Totals Accumulator::union_by_value(size_t dimension, std::string const& value) const {
    auto const at = groups_[dimension].find(value);
    return at == groups_[dimension].end() ? Totals{}
                                          : of_group(at->second, dimension_cells_.size());
}

}  // namespace statistic
