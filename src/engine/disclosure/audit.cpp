// The attacker: eliminates over what is hidden, and carries bounds from relation to relation.
#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

#include "engine/disclosure/net.hpp"

namespace disclosure {
namespace {

/// A sum of relations: what it says of hidden cells, and which relations it is made of.
struct Row {
    Sparse cells;
    Sparse relations;
};

/// Rows of hidden cells, each with a pivot that no other row has.
class Echelon {
public:
    void add(Row row) {
        std::vector<std::pair<size_t, uint64_t>> taken;  // No row has another's pivot.
        for (auto const& [cell, value] : row.cells)
            if (auto const found = pivots_.find(cell); found != pivots_.end())
                taken.emplace_back(found->second, value);
        for (auto const& [other, value] : taken) take(row, value, rows_[other]);
        if (row.cells.empty()) return;
        uint32_t const pivot = row.cells.back().first;
        uint64_t const factor = invert(row.cells.back().second);
        for (auto& [index, value] : row.cells) value = multiply(value, factor);
        for (auto& [index, value] : row.relations) value = multiply(value, factor);
        size_t const mine = rows_.size();
        pivots_.emplace(pivot, mine);
        for (size_t const other : std::exchange(users_[pivot], {}))
            if (uint64_t const value = at(rows_[other].cells, pivot); value != 0) {
                take(rows_[other], value, row);
                note(other, row.cells);
            }
        note(mine, row.cells);
        rows_.push_back(std::move(row));
        pivot_of_.push_back(pivot);
    }

    size_t size() const { return rows_.size(); }
    Row const& row(size_t i) const { return rows_[i]; }
    uint32_t pivot(size_t i) const { return pivot_of_[i]; }

private:
    void note(size_t row, Sparse const& cells) {
        for (auto const& [cell, value] : cells) users_[cell].push_back(row);
    }
    void take(Row& row, uint64_t factor, Row const& other) {
        subtract_multiple(row.cells, factor, other.cells, room_);
        subtract_multiple(row.relations, factor, other.relations, room_);
    }

    std::vector<Row> rows_;
    std::vector<uint32_t> pivot_of_;
    std::unordered_map<uint32_t, size_t> pivots_;
    std::unordered_map<uint32_t, std::vector<size_t>> users_;  // Rows that may have a cell.
    Sparse room_;
};

class Attack {
public:
    Attack(Tables const& tables, Rules const& rules, std::vector<std::vector<bool>> const& known)
        : tables_(tables), rules_(rules), net_(tables), hidden_(tables.cells.size(), true) {
        for (auto const& release : known)
            for (size_t i = 0; i < release.size() && i < hidden_.size(); ++i)
                if (release[i]) hidden_[i] = false;
    }

    std::vector<Finding> run() {
        eliminate();
        find_cells();
        find_pairs();
        find_bounds();
        return std::move(findings_);
    }

private:
    void eliminate();
    void find_cells();
    void find_pairs();
    void find_bounds();
    bool tighten(size_t relation);
    void tell(std::vector<size_t> cells, Sparse const& relations);

    Tables const& tables_;
    Rules const& rules_;
    Net net_;
    std::vector<bool> hidden_;
    Echelon echelon_;
    std::vector<Finding> findings_;
    std::vector<bool> told_ = std::vector<bool>(hidden_.size(), false);
    std::vector<base::Int128> low_;
    std::vector<std::optional<base::Int128>> high_;
    std::vector<size_t> by_;  // Relation that bounded a cell last.
};

void Attack::eliminate() {
    for (size_t r = 0; r < tables_.relations.size(); ++r) {
        Row row{{}, {{uint32_t(r), 1}}};
        for (Term const& term : tables_.relations[r].terms)
            if (hidden_[term.cell])
                row.cells.emplace_back(uint32_t(term.cell), to_field(term.factor));
        std::sort(row.cells.begin(), row.cells.end());
        if (!row.cells.empty()) echelon_.add(std::move(row));
    }
}

/// Keeps a combination once it is proved in integers: the relations, multiplied, leave the sum of
/// the cells and what is published.
void Attack::tell(std::vector<size_t> cells, Sparse const& relations) {
    auto const integers = to_integers(relations);
    if (!integers) return;
    Finding out{std::move(cells), true, 0, std::nullopt, {}, integers->one};
    std::map<size_t, base::Int128> factors;
    for (size_t i = 0; i < relations.size(); ++i) {
        size_t const relation = relations[i].first;
        out.combination.push_back({relation, integers->values[i]});
        for (Term const& term : tables_.relations[relation].terms)
            factors[term.cell] += base::Int128(integers->values[i]) * term.factor;
    }
    base::Int128 sum = 0;
    for (auto const& [cell, factor] : factors) {
        bool const is_told = std::find(out.cells.begin(), out.cells.end(), cell) != out.cells.end();
        if (hidden_[cell] && factor != (is_told ? base::Int128(out.divisor) : 0)) return;
        if (!hidden_[cell]) sum -= factor * tables_.cells[cell].amount;
    }
    out.low = sum / out.divisor;
    out.high = out.low;
    if (out.cells.size() == 1) told_[out.cells[0]] = true;
    findings_.push_back(std::move(out));
}

void Attack::find_cells() {
    for (size_t i = 0; i < echelon_.size(); ++i)
        if (echelon_.row(i).cells.size() == 1) tell({echelon_.pivot(i)}, echelon_.row(i).relations);
}

/// One row that is a pair, or two rows that differ in their pivots alone once one is turned over.
void Attack::find_pairs() {
    std::map<Sparse, std::vector<size_t>> by_rest;
    auto const is_secret = [&](size_t one, size_t other) {
        Cell const sum = together(tables_, {one, other}, net_.shared(one, other));
        return reason_of(sum, rules_) != Reason::none;
    };
    for (size_t i = 0; i < echelon_.size(); ++i) {
        Sparse rest = echelon_.row(i).cells, turned;
        std::erase_if(rest, [&](auto const& e) { return e.first == echelon_.pivot(i); });
        if (rest.empty()) continue;
        if (rest.size() == 1 && rest[0].second == 1 && is_secret(rest[0].first, echelon_.pivot(i)))
            tell({rest[0].first, echelon_.pivot(i)}, echelon_.row(i).relations);
        for (auto const& [cell, value] : rest) turned.emplace_back(cell, subtract(0, value));
        if (auto const found = by_rest.find(turned); found != by_rest.end())
            for (size_t const other : found->second) {
                if (!is_secret(echelon_.pivot(i), echelon_.pivot(other))) continue;
                Sparse relations = echelon_.row(i).relations, room;
                subtract_multiple(relations, subtract(0, 1), echelon_.row(other).relations, room);
                tell({echelon_.pivot(other), echelon_.pivot(i)}, relations);
            }
        by_rest[std::move(rest)].push_back(i);
    }
}

/// Carries bounds through one relation; true when one became tighter.
bool Attack::tighten(size_t relation) {
    auto const& terms = tables_.relations[relation].terms;
    bool changed = false;
    for (Term const& own : terms) {
        if (!hidden_[own.cell]) continue;
        // own = Σ -factor / own.factor × other; only factors 1 and -1 are carried.
        if (own.factor != 1 && own.factor != -1) continue;
        base::Int128 low = 0;
        std::optional<base::Int128> high = 0;
        bool low_known = true;
        for (Term const& term : terms) {
            if (term.cell == own.cell) continue;
            base::Int128 const factor = -term.factor * own.factor;
            auto const& top = high_[term.cell];
            bool const free_low = tables_.cells[term.cell].is_signed && hidden_[term.cell];
            if (free_low) low_known = false, high.reset();
            base::Int128 const bottom = low_[term.cell];
            if (factor > 0) {
                low += factor * bottom;
                if (high && top) high = *high + factor * *top;
                if (!top) high.reset();
            } else {
                if (top) low += factor * *top;
                if (!top) low_known = false;
                if (high) high = *high + factor * bottom;
            }
        }
        bool const is_signed = tables_.cells[own.cell].is_signed;
        if (low_known && !is_signed && low > low_[own.cell]) {
            low_[own.cell] = low;
            by_[own.cell] = relation;
            changed = true;
        }
        if (high && !is_signed && (!high_[own.cell] || *high < *high_[own.cell])) {
            high_[own.cell] = high;
            by_[own.cell] = relation;
            changed = true;
        }
    }
    return changed;
}

void Attack::find_bounds() {
    constexpr int rounds_max = 100;
    for (size_t i = 0; i < hidden_.size(); ++i) {
        int64_t const amount = tables_.cells[i].amount;
        bool const is_empty = tables_.cells[i].borrowers == 0 && amount == 0 && !hidden_[i];
        low_.push_back(hidden_[i] || is_empty ? 0 : amount);
        high_.push_back(hidden_[i] ? std::nullopt : std::optional<base::Int128>(amount));
        by_.push_back(0);
    }
    bool changed = true;
    for (int round = 0; changed && round < rounds_max; ++round) {
        changed = false;
        for (size_t r = 0; r < tables_.relations.size(); ++r)
            if (tighten(r)) changed = true;
    }
    for (size_t i = 0; i < hidden_.size(); ++i) {
        Cell const& cell = tables_.cells[i];
        if (!hidden_[i] || told_[i] || reason_of(cell, rules_) == Reason::none) continue;
        int64_t const need = interval_of(cell.amount, rules_);
        bool const is_low = low_[i] > 0 && low_[i] > cell.amount - need;
        bool const is_high = high_[i] && *high_[i] < cell.amount + need;
        if (is_low || is_high)
            findings_.push_back({{i}, false, low_[i], high_[i], {{by_[i], 1}}, 1});
    }
}

}  // namespace

std::vector<Finding> audit(Tables const& tables, Rules const& rules,
                           std::vector<std::vector<bool>> const& known) {
    return Attack(tables, rules, known).run();
}

}  // namespace disclosure
