// The proof of a plan: nothing here searches or eliminates.
#include <algorithm>
#include <map>

#include "engine/disclosure/net.hpp"

namespace disclosure {
namespace {

base::Int128 size_of(base::Int128 value) { return value < 0 ? -value : value; }

std::vector<bool> hidden_cells(Tables const& tables, Plan const& plan) {
    std::vector<bool> out;
    for (size_t i = 0; i < tables.cells.size(); ++i)
        out.push_back(tables.cells[i].standing != Standing::released &&
                      (plan.decisions[i].mark != Mark::published ||
                       tables.cells[i].standing == Standing::withheld));
    return out;
}

/// Hidden cells only, every relation holds, no amount falls below 0.
bool is_valid(Tables const& tables, std::vector<std::vector<Link>> const& links,
              std::vector<bool> const& hidden, Move const& move) {
    std::map<size_t, base::Int128> sums;
    for (Step const& step : move.steps) {
        if (step.cell >= hidden.size() || !hidden[step.cell]) return false;
        Cell const& cell = tables.cells[step.cell];
        if (!cell.is_signed && cell.amount + step.cents < 0) return false;
        for (Link const& link : links[step.cell]) sums[link.relation] += step.cents * link.factor;
    }
    return std::all_of(sums.begin(), sums.end(), [](auto const& s) { return s.second == 0; });
}

/// True when the amounts less the steps are none below 0 but perhaps the cell's own.
bool is_valid_back(Tables const& tables, Move const& move, size_t own) {
    return std::all_of(move.steps.begin(), move.steps.end(), [&](Step const& step) {
        Cell const& cell = tables.cells[step.cell];
        return step.cell == own || cell.is_signed || cell.amount - step.cents >= 0;
    });
}

}  // namespace

std::vector<std::string> check_plan(Tables const& tables, Rules const& rules, Plan const& plan) {
    std::vector<bool> const hidden = hidden_cells(tables, plan);
    std::vector<std::vector<Link>> links(hidden.size());
    for (size_t r = 0; r < tables.relations.size(); ++r)
        for (Term const& term : tables.relations[r].terms)
            links[term.cell].push_back({r, term.factor});
    std::vector<std::string> out;
    std::vector<bool> touched(hidden.size(), false);
    std::vector<base::Int128> moved(hidden.size(), 0);
    std::vector<Move> valid;
    for (Move const& move : plan.moves) {
        if (!is_valid(tables, links, hidden, move)) continue;
        valid.push_back(move);
        for (Step const& step : move.steps) {
            touched[step.cell] = touched[step.cell] || step.cents != 0;
            // What is over its own amount can go down to 0: the same steps, all made smaller.
            if (step.cents > 0 ? is_valid_back(tables, move, step.cell)
                               : is_valid_back(tables, move, hidden.size()))
                moved[step.cell] = std::max(moved[step.cell], size_of(step.cents));
        }
    }
    for (size_t i = 0; i < hidden.size(); ++i) {
        Cell const& cell = tables.cells[i];
        bool const may_tell = reason_of(cell, rules) == Reason::none;
        if (may_tell && (!hidden[i] || cell.standing == Standing::withheld)) continue;
        bool const proved =
            hidden[i] && touched[i] && (may_tell || moved[i] >= interval_of(cell.amount, rules));
        if (!proved) out.push_back(cell.id);
    }
    for (size_t r = 0; r < tables.relations.size(); ++r) {
        auto const cells = remainder_of(tables.relations[r], hidden);
        Cell const sum = together(tables, cells, {r});
        if (cells.empty() || reason_of(sum, rules) == Reason::none) continue;
        auto const reaches = [&](Move const& move) {
            return size_of(moved_by(move, cells)) >= interval_of(sum.amount, rules);
        };
        if (std::none_of(valid.begin(), valid.end(), reaches))
            out.push_back(tables.relations[r].id);
    }
    Net const net(tables);
    for (auto const& [one, other] : unmoved_pairs(valid, hidden)) {
        Cell const sum = together(tables, {one, other}, net.shared(one, other));
        auto const moves = [&](Move const& move) { return moved_by(move, {one, other}) != 0; };
        if (reason_of(sum, rules) != Reason::none &&
            std::none_of(valid.begin(), valid.end(), moves))
            out.push_back(tables.cells[one].id + " + " + tables.cells[other].id);
    }
    return out;
}

}  // namespace disclosure
