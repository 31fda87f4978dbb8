// Preparing choices: padded bounds, periods of a parameter, sets of rows that a table can leave.
#include "engine/rule/column_choice.hpp"

#include <algorithm>
#include <map>

namespace rule {

uint32_t Pool::add(Literal const& literal) {
    known.push_back(literal.known ? 1 : 0);
    yes.push_back(literal.known && literal.number != 0 ? 1 : 0);
    narrow.push_back(int64_t(literal.number));
    wide.push_back(literal.number);
    texts.emplace_back(literal.text);
    return uint32_t(known.size() - 1);
}

Cuts::Cuts(std::vector<base::Int128> ascending) : bounds_(std::move(ascending)) {
    size_t size = 0;
    while (size < bounds_.size()) size = 2 * size + 1;
    padded_.assign(size, INT64_MAX);
    for (size_t i = 0; i < bounds_.size(); ++i)
        padded_[i] = int64_t(std::clamp<base::Int128>(bounds_[i], INT64_MIN, INT64_MAX));
}

uint16_t Cuts::class_of(base::Int128 value) const {
    return uint16_t(std::upper_bound(bounds_.begin(), bounds_.end(), value) - bounds_.begin());
}

TextPrefix::TextPrefix(std::string_view text) : text_(text) {
    size_t const bytes = std::min(text.size(), sizeof mask_);
    std::memcpy(&bytes_, text.data(), bytes);
    std::memset(&mask_, 0xFF, bytes);
}

ParamPeriods make_param_periods(NodeId node, Param const& param) {
    ParamPeriods out;
    out.node = node;
    std::vector<base::Int128> days;
    for (ParamRow const& row : param.rows) {
        if (!row.region.empty()) continue;
        days.push_back(row.from.days);
        if (row.to) days.push_back(row.to->days + 1);
    }
    std::sort(days.begin(), days.end());
    days.erase(std::unique(days.begin(), days.end()), days.end());
    out.cuts = Cuts(std::move(days));
    out.choices.assign(out.cuts.count() + 1, 0);
    for (auto row = param.rows.rbegin(); row != param.rows.rend(); ++row) {
        uint32_t const choice = out.pool.add(row->value);
        if (!row->region.empty()) {
            RegionTest const region{TextPrefix(row->region), {}};
            out.regional.push_back({region, row->from, row->to, choice});
            continue;
        }
        size_t const first = out.cuts.class_of(row->from.days);
        size_t const last = row->to ? out.cuts.class_of(row->to->days) : out.choices.size() - 1;
        for (size_t value = first; value <= last; ++value) out.choices[value] = choice;
    }
    return out;
}

namespace {

using RowSet = std::vector<uint64_t>;

/// One stage tried: where every set goes by every class of the column.
struct Step {
    std::vector<uint16_t> next;
    std::vector<RowSet> sets;
};

/// None when it would be larger than `entries_max`.
std::optional<Step> step_over(TableColumns const& table, std::vector<RowSet> const& sets, size_t c,
                              size_t entries_max) {
    TableColumns::Column const& column = table.columns[c];
    if (sets.size() * column.classes > entries_max) return std::nullopt;
    Step out;
    std::map<RowSet, uint16_t> numbers;
    RowSet left(table.words);
    for (RowSet const& set : sets) {
        for (size_t value = 0; value < column.classes; ++value) {
            for (size_t w = 0; w < table.words; ++w)
                left[w] = set[w] & column.rows[value * table.words + w];
            auto const [at, fresh] = numbers.try_emplace(left, uint16_t(out.sets.size()));
            if (fresh) out.sets.push_back(left);
            if (out.sets.size() >= UINT16_MAX) return std::nullopt;
            out.next.push_back(at->second);
        }
    }
    return out;
}

uint16_t choice_of(RowSet const& set) {
    for (size_t w = 0; w < set.size(); ++w)
        if (set[w] != 0) return uint16_t(64 * w + size_t(__builtin_ctzll(set[w])) + 1);
    return 0;
}

}  // namespace

void add_stages(TableColumns& table, size_t entries_max) {
    if (table.pool.known.size() >= UINT16_MAX) return;
    std::vector<RowSet> sets = {RowSet(table.words, ~uint64_t(0))};
    std::vector<size_t> open(table.columns.size());
    for (size_t c = 0; c < open.size(); ++c) open[c] = c;
    while (!open.empty()) {
        // The column that leaves the fewest sets comes next.
        std::optional<Step> best;
        size_t chosen = 0;
        for (size_t i = 0; i < open.size(); ++i) {
            auto tried = step_over(table, sets, open[i], entries_max);
            if (!tried || (best && best->sets.size() <= tried->sets.size())) continue;
            best = std::move(tried);
            chosen = i;
        }
        if (!best) return table.stages.clear();
        entries_max -= best->next.size();
        sets = std::move(best->sets);
        table.stages.push_back({open[chosen], std::move(best->next)});
        open.erase(open.begin() + std::ptrdiff_t(chosen));
    }
    if (table.stages.empty()) return;
    for (uint16_t& next : table.stages.back().next) next = choice_of(sets[next]);
}

}  // namespace rule
