// Hides what may not be told, then finds a move for each of it through few and small other cells.
#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "engine/disclosure/net.hpp"

namespace disclosure {
namespace {

constexpr int tries_max = 4;       // Circuits compared for one move.
constexpr int parts_max = 64;      // Circuits that one move is made of.
constexpr size_t wide_max = 2000;  // Cells of tables small enough to look around widely at once.
constexpr size_t near_max = 1500;  // Cells that a circuit is looked for in.
constexpr base::Int128 boundless = base::Int128(1) << 100;

/// What hiding a circuit's cells costs; less is better.
struct Cost {
    size_t grand_totals = 0, cells = 0;
    base::Int128 cents = 0;
    friend auto operator<=>(Cost const&, Cost const&) = default;
};

/// Which cells a circuit is looked for in first; less is better.
struct Preference {
    bool is_shown_grand_total = false;
    size_t open = 0;  // Relations that no chosen cell stands in yet.
    bool is_shown = false;
    base::Int128 cents = 0;
    size_t rank = 0;
    friend auto operator<=>(Preference const&, Preference const&) = default;
};

struct Circuit {
    std::vector<std::pair<size_t, int64_t>> steps;
    Cost cost;
    size_t dearest = 0;  // The new cell of most cents.
};

class Planner {
public:
    Planner(Tables const& tables, Rules const& rules);
    Plan run();

private:
    Cell const& cell(size_t i) const { return tables_.cells[i]; }
    bool is_union(size_t i) const { return i >= tables_.cells.size(); }
    base::Int128 amount(size_t i) const { return is_union(i) ? boundless : cell(i).amount; }
    base::Int128 left(size_t i) const;
    bool is_hidden(size_t i) const { return is_union(i) || hidden_[i]; }
    bool is_grand(size_t i) const { return !is_union(i) && cell(i).is_grand_total; }

    void protect_cells();
    bool protect_unions();
    bool add_union(std::vector<size_t> cells, std::vector<size_t> const& relations, bool whole);
    bool protect(size_t target, base::Int128 need);
    bool move_once(size_t target, base::Int128 need);
    bool add_circuit(size_t target, std::optional<Circuit> const& found, base::Int128 need);
    std::optional<Circuit> best_circuit(size_t target, std::vector<size_t> cells) const;
    std::optional<Circuit> circuit(size_t target, std::vector<size_t> const& candidates) const;
    std::vector<size_t> near(size_t target, base::Int128 least, size_t width) const;
    std::vector<size_t> everything(size_t target, base::Int128 least) const;
    void arrange(size_t target, std::vector<size_t>& cells) const;
    Preference preference(size_t i) const;
    void record(size_t target);

    Tables const& tables_;
    Rules const& rules_;
    Net net_;
    Plan plan_;
    std::vector<bool> hidden_;                // Of the tables' cells.
    std::vector<size_t> order_;               // Rank of a cell's id.
    std::vector<base::Int128> covered_;       // Cents that some move moves a cell by, both ways.
    std::vector<bool> touched_;               // By some move.
    std::map<size_t, base::Int128> current_;  // Steps of the move in the making.
    std::set<std::vector<size_t>> unions_;
};

Planner::Planner(Tables const& tables, Rules const& rules)
    : tables_(tables), rules_(rules), net_(tables) {
    size_t const size = tables.cells.size();
    plan_.decisions.resize(size);
    hidden_.assign(size, false);
    covered_.assign(size, 0);
    touched_.assign(size, false);
    std::vector<size_t> by_id(size);
    for (size_t i = 0; i < size; ++i) by_id[i] = i;
    std::sort(by_id.begin(), by_id.end(),
              [&](size_t a, size_t b) { return tables.cells[a].id < tables.cells[b].id; });
    order_.resize(size);
    for (size_t rank = 0; rank < size; ++rank) order_[by_id[rank]] = rank;
    for (size_t i = 0; i < size; ++i) {
        Decision& decision = plan_.decisions[i];
        decision.reason = reason_of(cell(i), rules);
        decision.protects = i;
        if (decision.reason != Reason::none)
            decision.mark = Mark::primary;
        else if (cell(i).stays_hidden && cell(i).standing == Standing::publishable)
            decision.mark = Mark::complement;
        bool const is_released = cell(i).standing == Standing::released;
        if (is_released && decision.mark == Mark::primary) decision.is_exposed = true;
        hidden_[i] = !is_released &&
                     (decision.mark != Mark::published || cell(i).standing == Standing::withheld);
    }
}

base::Int128 Planner::left(size_t i) const {
    if (is_union(i)) return boundless;
    if (cell(i).standing == Standing::released) return 0;
    if (cell(i).is_signed) return boundless;
    auto const found = current_.find(i);
    base::Int128 const used = found == current_.end() ? 0 : found->second;
    return amount(i) - (used < 0 ? -used : used);
}

/// Some cells that can move by `least`, grown from the target: each relation that only one of them
/// stands in gets its `width` best cells, until none is left or there are too many.
std::vector<size_t> Planner::near(size_t target, base::Int128 least, size_t width) const {
    std::vector<size_t> out = {target}, work;
    std::unordered_map<size_t, int> chosen;  // Cells of a relation.
    std::unordered_set<size_t> in = {target};
    auto const choose = [&](size_t cell) {
        for (Link const& link : net_.links(cell))
            if (++chosen[link.relation] == 1) work.push_back(link.relation);
    };
    choose(target);
    std::vector<std::pair<Preference, size_t>> best;
    for (size_t at = 0; at < work.size() && out.size() < near_max; ++at) {
        if (chosen[work[at]] != 1) continue;
        best.clear();
        for (Term const& term : net_.terms(work[at])) {
            if (in.contains(term.cell) || left(term.cell) < least) continue;
            Preference key = preference(term.cell);
            for (Link const& link : net_.links(term.cell)) {
                auto const found = chosen.find(link.relation);
                if (found == chosen.end() || found->second == 0) ++key.open;
            }
            best.emplace_back(key, term.cell);
        }
        size_t const count = std::min(width, best.size());
        std::partial_sort(best.begin(), best.begin() + std::ptrdiff_t(count), best.end());
        for (size_t i = 0; i < count; ++i) {
            in.insert(best[i].second);
            out.push_back(best[i].second);
            choose(best[i].second);
        }
    }
    return out;
}

/// All cells that can move by `least` and hang together with the target.
std::vector<size_t> Planner::everything(size_t target, base::Int128 least) const {
    std::vector<size_t> out = {target};
    std::unordered_set<size_t> in = {target}, relations;
    for (size_t at = 0; at < out.size(); ++at)
        for (Link const& link : net_.links(out[at])) {
            if (!relations.insert(link.relation).second) continue;
            for (Term const& term : net_.terms(link.relation))
                if (left(term.cell) >= least && in.insert(term.cell).second)
                    out.push_back(term.cell);
        }
    return out;
}

/// Without the target and what can move in no circuit, as it is alone in a relation; hidden cells
/// first, then by amount; grand totals last.
void Planner::arrange(size_t target, std::vector<size_t>& cells) const {
    std::unordered_map<size_t, std::vector<size_t>> by_relation;
    for (size_t const cell : cells)
        for (Link const& link : net_.links(cell)) by_relation[link.relation].push_back(cell);
    std::unordered_map<size_t, size_t> count;
    std::vector<size_t> alone;
    for (auto const& [relation, of] : by_relation) {
        count[relation] = of.size();
        if (of.size() == 1) alone.push_back(relation);
    }
    std::unordered_set<size_t> dropped = {target};
    while (!alone.empty()) {
        size_t const relation = alone.back();
        alone.pop_back();
        for (size_t const cell : by_relation[relation]) {
            if (cell == target) continue;
            if (!dropped.insert(cell).second) continue;
            for (Link const& link : net_.links(cell))
                if (--count[link.relation] == 1) alone.push_back(link.relation);
        }
    }
    for (Link const& link : net_.links(target))
        if (count[link.relation] < 2) return cells.clear();
    std::erase_if(cells, [&](size_t cell) { return dropped.contains(cell); });
    std::vector<std::pair<Preference, size_t>> keyed;
    for (size_t const i : cells) keyed.emplace_back(preference(i), i);
    std::stable_sort(keyed.begin(), keyed.end(),
                     [](auto const& a, auto const& b) { return a.first < b.first; });
    for (size_t i = 0; i < cells.size(); ++i) cells[i] = keyed[i].second;
}

Preference Planner::preference(size_t i) const {
    bool const shown = !is_hidden(i);
    return {shown && is_grand(i), 0, shown, shown ? amount(i) : base::Int128(0),
            is_union(i) ? i : order_[i]};
}

std::optional<Circuit> Planner::circuit(size_t target,
                                        std::vector<size_t> const& candidates) const {
    auto steps = find_circuit(net_, target, candidates);
    if (!steps) return std::nullopt;
    Circuit out{std::move(*steps), {}, target};
    base::Int128 most = -1;
    for (auto const& [i, step] : out.steps) {
        if (is_hidden(i) || i == target) continue;
        ++out.cost.cells;
        out.cost.cents += amount(i);
        if (is_grand(i)) ++out.cost.grand_totals;
        base::Int128 const weight = is_grand(i) ? boundless : amount(i);
        if (weight <= most) continue;
        most = weight;
        out.dearest = i;
    }
    return out;
}

/// The cheapest of a few circuits among some cells.
std::optional<Circuit> Planner::best_circuit(size_t target, std::vector<size_t> cells) const {
    std::optional<Circuit> best;
    for (int i = 0; i < tries_max; ++i) {
        arrange(target, cells);
        auto const found = circuit(target, cells);
        if (!found) break;
        if (!best || found->cost < best->cost) best = found;
        if (found->cost.cells == 0) break;
        std::erase(cells, found->dearest);
        cells.push_back(target);
    }
    return best;
}

/// Adds a circuit to the move in the making; false when it does not move the target.
bool Planner::add_circuit(size_t target, std::optional<Circuit> const& found, base::Int128 need) {
    if (!found) return false;
    base::Int128 times = boundless, own = 1;
    for (auto const& [i, step] : found->steps) {
        if (i == target)
            own = step;
        else
            times = std::min(times, left(i) / (step < 0 ? -step : step));
    }
    if (times == 0) return false;
    times = std::min(times, (need + own - 1) / own);
    for (auto const& [i, step] : found->steps) current_[i] += times * step;
    return true;
}

/// Adds one circuit to the move in the making: near the target and wide enough for all of `need`
/// if there is one. False when none moves the target by a cent.
bool Planner::move_once(size_t target, base::Int128 need) {
    auto const without_grand = [](std::optional<Circuit> found) {
        return found && found->cost.grand_totals == 0 ? found : std::nullopt;
    };
    bool const is_small = tables_.cells.size() <= wide_max;
    std::vector<size_t> const widths =
        is_small ? std::vector<size_t>{6, 12} : std::vector<size_t>{2, 4, 8};
    for (base::Int128 least = need; least > 0; least /= 8)
        for (size_t const width : widths)
            if (add_circuit(target, without_grand(best_circuit(target, near(target, least, width))),
                            need))
                return true;
    for (base::Int128 const least : {need, base::Int128(1)})
        if (add_circuit(target, best_circuit(target, everything(target, least)), need)) return true;
    return false;
}

/// Keeps the move in the making and hides what it moves.
void Planner::record(size_t target) {
    Move move{target, {}};
    bool both_ways = true;
    for (auto const& [i, cents] : current_) {
        if (is_union(i) || cents == 0) continue;
        move.steps.push_back({i, cents});
        touched_[i] = true;
        base::Int128 const size = cents < 0 ? -cents : cents;
        if (!cell(i).is_signed && size > amount(i)) both_ways = false;
        if (hidden_[i]) continue;
        hidden_[i] = true;
        plan_.decisions[i].mark = Mark::complement;
        plan_.decisions[i].protects = target;
    }
    for (Step const& step : move.steps)
        if (both_ways || step.cell == target)
            covered_[step.cell] =
                std::max(covered_[step.cell], step.cents < 0 ? -step.cents : step.cents);
    if (!move.steps.empty()) plan_.moves.push_back(std::move(move));
    current_.clear();
}

bool Planner::protect(size_t target, base::Int128 need) {
    current_.clear();
    base::Int128 done = 0;
    for (int i = 0; i < parts_max && done < need; ++i) {
        if (!move_once(target, need - done)) break;
        done = current_[target];
    }
    record(target);
    return done >= need;
}

void Planner::protect_cells() {
    std::vector<std::tuple<int64_t, size_t, size_t>> work;  // Largest first, then by id.
    for (size_t i = 0; i < hidden_.size(); ++i)
        if (hidden_[i] && plan_.decisions[i].mark == Mark::primary)
            work.emplace_back(-interval_of(cell(i).amount, rules_), order_[i], i);
    std::sort(work.begin(), work.end());
    for (auto const& [need, rank, i] : work)
        if (covered_[i] < -need && !plan_.decisions[i].is_exposed && !protect(i, -need))
            plan_.decisions[i].is_exposed = true;
    for (size_t i = 0; i < hidden_.size(); ++i)
        if (hidden_[i] && plan_.decisions[i].mark == Mark::complement && !touched_[i] &&
            !plan_.decisions[i].is_exposed && !protect(i, 1))
            plan_.decisions[i].is_exposed = true;
}

/// Protects the sum of some cells, unless it may be told or is moved already. False: nothing to do.
bool Planner::add_union(std::vector<size_t> cells, std::vector<size_t> const& relations,
                        bool whole) {
    Cell const sum = together(tables_, cells, relations);
    Reason const reason = reason_of(sum, rules_);
    if (reason == Reason::none || unions_.contains(cells)) return false;
    base::Int128 const need = whole ? interval_of(sum.amount, rules_) : 1;
    for (Move const& move : plan_.moves) {
        base::Int128 const by = moved_by(move, cells);
        if (by >= need || -by >= need) return false;
    }
    unions_.insert(cells);
    size_t const target = net_.add_sum(cells);
    plan_.unions.push_back({std::move(cells), reason, false});
    plan_.unions.back().is_exposed = !protect(target, need);
    return true;
}

bool Planner::protect_unions() {
    bool found = false;
    for (size_t r = 0; r < tables_.relations.size(); ++r) {
        auto cells = remainder_of(tables_.relations[r], hidden_);
        if (!cells.empty() && add_union(std::move(cells), {r}, true)) found = true;
    }
    for (auto const& [one, other] : unmoved_pairs(plan_.moves, hidden_))
        if (add_union({one, other}, net_.shared(one, other), false)) found = true;
    return found;
}

Plan Planner::run() {
    do protect_cells();
    while (protect_unions());

    return std::move(plan_);
}

base::Result<void> check_input(Tables const& tables, Rules const& rules) {
    auto const is_share = [](int64_t e4) { return e4 >= 0 && e4 <= 10000; };
    if (rules.borrowers_min < 0 || !is_share(rules.dominance_e4) ||
        !is_share(rules.protection_e4) || rules.trivial_max < 0)
        return base::invalid("disclosure_rules_malformed", {});
    for (Cell const& cell : tables.cells)
        if (cell.amount < 0 && !cell.is_signed)
            return base::invalid("disclosure_amount_negative", {.field = cell.id});
    for (Relation const& relation : tables.relations) {
        base::Int128 sum = 0;
        std::set<size_t> seen;
        for (Term const& term : relation.terms) {
            if (term.cell >= tables.cells.size() || term.factor == 0 ||
                !seen.insert(term.cell).second)
                return base::invalid("disclosure_cell_unknown", {.field = relation.id});
            sum += base::Int128(term.factor) * tables.cells[term.cell].amount;
        }
        if (sum != 0)
            return base::invalid("disclosure_relation_broken", {.field = relation.id},
                                 {{"cents", base::to_text(sum)}});
    }
    return {};
}

}  // namespace

bool Plan::is_safe() const {
    return std::none_of(decisions.begin(), decisions.end(), [](auto& d) { return d.is_exposed; }) &&
           std::none_of(unions.begin(), unions.end(), [](auto& u) { return u.is_exposed; });
}

base::Result<Plan> make_plan(Tables const& tables, Rules const& rules) {
    TRY_VOID(check_input(tables, rules));
    return Planner(tables, rules).run();
}

}  // namespace disclosure
