// What cells are alone and together, and how they hang together.
#include "engine/disclosure/net.hpp"

#include <algorithm>
#include <map>

namespace disclosure {

Reason reason_of(Cell const& cell, Rules const& rules) {
    int64_t const size = cell.amount < 0 ? -cell.amount : cell.amount;
    if (cell.borrowers == 0 && size <= rules.trivial_max) return Reason::none;
    if (cell.borrowers < rules.borrowers_min) return Reason::few_borrowers;
    if (!cell.largest) return rules.unknown_dominates ? Reason::largest_unknown : Reason::none;
    bool const dominated =
        base::Int128(*cell.largest) * 10000 > base::Int128(size) * rules.dominance_e4;
    return dominated ? Reason::dominated : Reason::none;
}

namespace {

/// Makes `sum` of some parts of a relation sharper by what the relation says of borrowers.
void sharpen(Tables const& tables, std::vector<size_t> const& cells, Relation const& relation,
             Cell& sum) {
    int64_t inside = 0, outside = 0, largest = 0;
    Cell const* total = nullptr;
    for (Term const& term : relation.terms) {
        Cell const& cell = tables.cells[term.cell];
        bool const is_in = std::find(cells.begin(), cells.end(), term.cell) != cells.end();
        if (term.factor != 1) {
            if (term.factor != -1 || total != nullptr || is_in) return;
            total = &cell;
        } else if (is_in) {
            inside += cell.borrowers;
            largest = std::max(largest, cell.largest.value_or(0));
        } else {
            outside += cell.borrowers;
        }
    }
    if (relation.is_disjoint) {
        sum.borrowers = std::max(sum.borrowers, inside);
        if (sum.largest) sum.largest = std::min(*sum.largest, largest);
    }
    if (!relation.is_union || total == nullptr) return;
    sum.borrowers = std::max(sum.borrowers, total->borrowers - outside);
    if (sum.largest && total->largest) sum.largest = std::min(*sum.largest, *total->largest);
}

}  // namespace

Cell together(Tables const& tables, std::vector<size_t> const& cells,
              std::vector<size_t> const& relations) {
    Cell out;
    out.largest = 0;
    for (size_t const i : cells) {
        Cell const& cell = tables.cells[i];
        out.amount += cell.amount;
        out.borrowers = std::max(out.borrowers, cell.borrowers);
        if (!cell.largest && (cell.borrowers != 0 || cell.amount != 0))
            out.largest.reset();
        else if (out.largest)
            *out.largest += cell.largest.value_or(0);
    }
    for (size_t const relation : relations) sharpen(tables, cells, tables.relations[relation], out);
    return out;
}

int64_t interval_of(int64_t amount, Rules const& rules) {
    base::Int128 const size = amount < 0 ? -base::Int128(amount) : base::Int128(amount);
    return std::max(int64_t(1), int64_t((size * rules.protection_e4 + 9999) / 10000));
}

Net::Net(Tables const& tables) : links_(tables.cells.size()), own_(tables.relations.size()) {
    for (size_t r = 0; r < tables.relations.size(); ++r) {
        for (Term const& term : tables.relations[r].terms)
            links_[term.cell].push_back({r, term.factor});
        relations_.push_back(tables.relations[r].terms);
    }
}

Sparse Net::column(size_t cell) const {
    Sparse out;
    for (Link const& link : links_[cell])
        out.emplace_back(uint32_t(link.relation), to_field(link.factor));
    return out;
}

size_t Net::add_sum(std::vector<size_t> const& cells) {
    size_t const sum = links_.size(), relation = relations_.size();
    links_.push_back({{relation, -1}});
    relations_.push_back({{sum, -1}});
    for (size_t const cell : cells) {
        links_[cell].push_back({relation, 1});
        relations_.back().push_back({cell, 1});
    }
    return sum;
}

std::vector<size_t> Net::shared(size_t one, size_t other) const {
    std::vector<size_t> out;
    for (Link const& a : links_[one])
        for (Link const& b : links_[other])
            if (a.relation == b.relation && a.relation < own_ && a.factor == 1 && b.factor == 1)
                out.push_back(a.relation);
    return out;
}

std::vector<size_t> remainder_of(Relation const& relation, std::vector<bool> const& hidden) {
    std::vector<size_t> out;
    int32_t factor = 0;
    for (Term const& term : relation.terms) {
        if (!hidden[term.cell]) continue;
        if (factor != 0 && term.factor != factor) return {};
        factor = term.factor;
        out.push_back(term.cell);
    }
    if (out.size() < 2) out.clear();
    std::sort(out.begin(), out.end());
    return out;
}

base::Int128 moved_by(Move const& move, std::vector<size_t> const& cells) {
    base::Int128 out = 0;
    for (Step const& step : move.steps)
        if (std::binary_search(cells.begin(), cells.end(), step.cell)) out += step.cents;
    return out;
}

std::vector<std::pair<size_t, size_t>> unmoved_pairs(std::vector<Move> const& moves,
                                                     std::vector<bool> const& hidden) {
    // One number for all steps of a cell: sums that are not 0 prove that a move changes them.
    std::vector<uint64_t> marks(hidden.size(), 0);
    uint64_t weight = 0x9e3779b97f4a7c15 % prime;
    for (Move const& move : moves) {
        for (Step const& step : move.steps) {
            auto const rest = int64_t(step.cents % base::Int128(prime));
            uint64_t const term = multiply(weight, to_field(rest));
            marks[step.cell] = subtract(marks[step.cell], subtract(0, term));
        }
        weight = multiply(weight, 0xd1b54a32d192ed03 % prime);
    }
    std::map<uint64_t, std::vector<size_t>> by_mark;
    std::vector<std::pair<size_t, size_t>> out;
    for (size_t i = 0; i < hidden.size(); ++i) {
        if (!hidden[i] || marks[i] == 0) continue;
        auto const found = by_mark.find(subtract(0, marks[i]));
        if (found != by_mark.end())
            for (size_t const other : found->second) out.emplace_back(other, i);
        by_mark[marks[i]].push_back(i);
    }
    return out;
}

}  // namespace disclosure
