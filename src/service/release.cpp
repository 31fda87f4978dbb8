// From a run to files that may be handed out, and the proof that stays inside.
#include "service/release.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/csv.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "service/release_table.hpp"

namespace service {
namespace {

using Json = nlohmann::ordered_json;
using disclosure::Mark;
using disclosure::Standing;

constexpr char const* hidden_text = "\u2026";

/// A release that readers have: its month, and what its rows showed.
struct Earlier {
    std::string month, folder;
    std::map<std::string, std::pair<std::string, std::string>> shown;  // Id → amount, customers.
};

base::Result<Earlier> read_earlier(std::string const& folder) {
    std::string const file = folder + "/release.json";
    auto const text = TRY(base::read_file(file));
    auto const parsed = nlohmann::json::parse(text, nullptr, false);
    auto const malformed = [&] { return base::invalid("release_malformed", {.file = file}); };
    if (!parsed.is_object() || !parsed.contains("rows") || !parsed["rows"].is_array())
        return malformed();
    Earlier out{parsed.value("month", ""), folder, {}};
    for (auto const& row : parsed["rows"]) {
        if (!row.is_object()) return malformed();
        auto const word = [&](char const* key) {
            auto const found = row.find(key);
            return found != row.end() && found->is_string() ? found->get<std::string>() : "";
        };
        out.shown[cell_id(word("relation"), word("dimension"), word("value"), word("measure"))] = {
            word("amount"), word("customers")};
    }
    return out;
}

/// Tells the tables what readers know of this month already.
base::Result<void> add_earlier(Earlier const& earlier, disclosure::Rules const& rules,
                               ReleaseTables& of) {
    disclosure::Tables& tables = of.tables;
    for (ReleaseRow const& row : of.rows) {
        disclosure::Cell& cell = tables.cells[row.cell];
        auto const before = earlier.shown.find(cell.id);
        if (before == earlier.shown.end()) continue;
        auto const& [amount, customers] = before->second;
        if (amount == hidden_text) {
            cell.stays_hidden = true;
            continue;
        }
        int64_t const cents = TRY(parse_cents(amount, {.file = earlier.folder}));
        if (cents == cell.amount) {
            cell.standing = Standing::released;
            continue;
        }
        // The amount was put right since. The change is told when both are shown; it is somebody's
        // when few borrowers came or went.
        int64_t const came = base::parse_integer(row.customers).value_or(0) -
                             base::parse_integer(customers).value_or(0);
        disclosure::Cell old = cell, change;
        old.id += "@" + earlier.folder;
        old.amount = cents;
        old.borrowers = rules.borrowers_min;  // It was judged when it was released.
        old.largest = 0;
        old.standing = Standing::released;
        change.id = old.id + "/change";
        change.amount = cell.amount - cents;
        change.is_signed = true;
        change.largest = 0;
        change.borrowers = came == 0 ? rules.borrowers_min : (came < 0 ? -came : came);
        change.standing = Standing::withheld;
        size_t const at = tables.cells.size();
        std::string const id = change.id;
        tables.cells.push_back(std::move(old));
        tables.cells.push_back(std::move(change));
        tables.relations.push_back({id, {{row.cell, -1}, {at, 1}, {at + 1, 1}}});
    }
    return {};
}

struct Planned {
    ReleaseTables of;
    disclosure::Plan plan;
    std::vector<bool> hidden;  // By row.
};

void keep_hidden(Planned& planned) {
    for (size_t i = 0; i < planned.of.rows.size(); ++i) {
        size_t const cell = planned.of.rows[i].cell;
        if (planned.plan.decisions[cell].mark != Mark::published) planned.hidden[i] = true;
        if (planned.hidden[i]) planned.of.tables.cells[cell].stays_hidden = true;
    }
}

base::Result<void> check_protected(Planned const& planned) {
    auto const& cells = planned.of.tables.cells;
    auto const exposed = [&](size_t cell) {
        return base::fail(base::ErrorKind::conflict, "release_exposed", {.field = cells[cell].id});
    };
    for (size_t i = 0; i < cells.size(); ++i)
        if (planned.plan.decisions[i].is_exposed) return exposed(i);
    for (auto const& sum : planned.plan.unions)
        if (sum.is_exposed) return exposed(sum.cells[0]);
    return {};
}

/// Plans without earlier releases, then with one more each time: what is hidden only grows.
base::Result<Planned> plan_release(ReleaseRequest const& request, FinishedRun const& run) {
    Planned out;
    out.of = TRY(read_release_tables(run, request.threads));
    out.hidden.assign(out.of.rows.size(), false);
    out.plan = TRY(disclosure::make_plan(out.of.tables, request.rules));
    TRY_VOID(check_protected(out));
    keep_hidden(out);
    for (std::string const& folder : request.previous) {
        auto const earlier = TRY(read_earlier(folder));
        if (earlier.month != run.month) continue;  // Months share no sum.
        TRY_VOID(add_earlier(earlier, request.rules, out.of));
        out.plan = TRY(disclosure::make_plan(out.of.tables, request.rules));
        keep_hidden(out);
    }
    return out;
}

/// What earlier releases tell whatever this one hides: without them nothing was exposed.
struct Told {
    std::set<std::string> ids;     // Cells.
    std::set<std::string> secret;  // Those that should not be told.
    bool has_sums = false;
};

Told told_already(Planned const& planned, disclosure::Rules const& rules) {
    auto const& cells = planned.of.tables.cells;
    Told out;
    for (size_t i = 0; i < cells.size(); ++i) {
        if (!planned.plan.decisions[i].is_exposed) continue;
        out.ids.insert(cells[i].id);
        if (disclosure::reason_of(cells[i], rules) != disclosure::Reason::none)
            out.secret.insert(cells[i].id);
    }
    for (auto const& sum : planned.plan.unions) out.has_sums = out.has_sums || sum.is_exposed;
    return out;
}

/// Nothing goes out that is not proved, or that the attacker can tell.
base::Result<void> prove(Planned const& planned, disclosure::Rules const& rules,
                         ReleaseResult& result) {
    auto const& cells = planned.of.tables.cells;
    Told const told = told_already(planned, rules);
    result.told_already.assign(told.secret.begin(), told.secret.end());
    auto const refuse = [](std::string const& id) {
        return base::fail(base::ErrorKind::internal, "release_told", {.field = id});
    };
    std::set<std::string> ids;
    std::vector<bool> known;
    for (size_t i = 0; i < cells.size(); ++i) {
        ids.insert(cells[i].id);
        known.push_back(cells[i].standing == Standing::released ||
                        (cells[i].standing == Standing::publishable &&
                         planned.plan.decisions[i].mark == Mark::published));
    }
    for (std::string const& id : disclosure::check_plan(planned.of.tables, rules, planned.plan))
        if (ids.contains(id) ? !told.ids.contains(id) : !told.has_sums) return refuse(id);
    for (auto const& finding : disclosure::audit(planned.of.tables, rules, {known})) {
        disclosure::Cell const& cell = cells[finding.cells[0]];
        bool const is_sum = finding.cells.size() > 1;
        bool const is_secret = disclosure::reason_of(cell, rules) != disclosure::Reason::none;
        if (is_sum ? !told.has_sums : is_secret && !told.ids.contains(cell.id))
            return refuse(cell.id);
    }
    return {};
}

char const* mark_text(Mark mark) {
    if (mark == Mark::primary) return "primary";
    return mark == Mark::complement ? "complement" : "published";
}

char const* reason_text(disclosure::Reason reason) {
    using disclosure::Reason;
    switch (reason) {
        case Reason::few_borrowers: return "few_borrowers";
        case Reason::dominated: return "dominated";
        case Reason::largest_unknown: return "largest_unknown";
        case Reason::none: break;
    }
    return "";
}

std::string id_of(Planned const& planned, size_t cell) {
    auto const& cells = planned.of.tables.cells;
    if (cell < cells.size()) return cells[cell].id;
    std::string out;
    for (size_t const part : planned.plan.unions[cell - cells.size()].cells)
        out += (out.empty() ? "" : " + ") + cells[part].id;
    return out;
}

base::Result<void> write_kept(Planned const& planned, std::string const& folder) {
    TRY_VOID(base::make_directories(folder));
    std::string plan;
    base::append_csv_row(plan, {"relation", "dimension", "value", "measure", "mark", "reason",
                                "protects", "borrowers", "largest"});
    for (size_t i = 0; i < planned.of.rows.size(); ++i) {
        ReleaseRow const& row = planned.of.rows[i];
        auto const& decision = planned.plan.decisions[row.cell];
        auto const& cell = planned.of.tables.cells[row.cell];
        bool const is_kept = planned.hidden[i] && decision.mark == Mark::published;
        base::append_csv_row(
            plan, {row.relation, row.dimension, row.value, row.measure,
                   is_kept ? "complement" : mark_text(decision.mark), reason_text(decision.reason),
                   decision.mark == Mark::complement ? id_of(planned, decision.protects) : "",
                   std::to_string(cell.borrowers),
                   cell.largest ? base::to_text(base::Decimal{*cell.largest, 2}) : ""});
    }
    Json moves = Json::array();
    for (auto const& move : planned.plan.moves) {
        Json steps = Json::object();
        for (auto const& step : move.steps)
            steps[id_of(planned, step.cell)] = base::to_text(base::Decimal{step.cents, 2});
        moves.push_back({{"protects", id_of(planned, move.protects)}, {"steps", steps}});
    }
    TRY_VOID(base::write_file(folder + "/plan.csv", plan));
    return base::write_file(folder + "/certificate.json", Json{{"moves", moves}}.dump(1) + "\n");
}

/// Legal persons that the sample made: their organisation part begins with MAX.
bool is_synthetic(FinishedRun const& run) {
    return std::any_of(run.legals.begin(), run.legals.end(), [](std::string const& uscc) {
        return uscc.size() == 18 && uscc.substr(8, 3) == "MAX";
    });
}

std::vector<std::string> footnotes(ReleaseRequest const& request, FinishedRun const& run,
                                   bool any_hidden) {
    std::vector<std::string> keys;
    if (any_hidden) keys.emplace_back("text.release_hidden");
    if (is_synthetic(run)) keys.emplace_back("text.release_synthetic");
    if (run.trial) keys.emplace_back("text.release_trial");
    if (request.level == ReleaseLevel::open) keys.emplace_back("text.release_approval");
    std::vector<std::string> out = run.notes;
    for (std::string const& key : keys) out.push_back(label(key, request.language));
    return out;
}

/// Rows as they go out: relation, dimension, value, measure, amount, rate, customers.
using Shown = std::vector<std::vector<std::string>>;

base::Result<void> write_shown(ReleaseRequest const& request, FinishedRun const& run,
                               Shown const& rows) {
    bool const any_hidden = std::any_of(rows.begin(), rows.end(),
                                        [](auto const& row) { return row[4] == hidden_text; });
    auto const notes = footnotes(request, run, any_hidden);
    std::vector<std::string> names = {"relation", "dimension", "value",    "measure",
                                      "amount",   "rate",      "customers"};
    Json json = {{"month", run.month},
                 {"level", level_text(request.level)},
                 {"synthetic", is_synthetic(run)},
                 {"notes", notes},
                 {"rows", Json::array()}};
    std::string csv, note;
    for (std::string const& one : notes) note += (note.empty() ? "" : "; ") + one;
    names.emplace_back("note");
    base::append_csv_row(csv, names);
    for (auto const& row : rows) {
        Json object;
        for (size_t i = 0; i < row.size(); ++i) object[names[i]] = row[i];
        json["rows"].push_back(std::move(object));
        auto cells = row;
        cells.push_back(note);
        base::append_csv_row(csv, cells);
    }
    TRY_VOID(base::write_file(request.out + "/release.csv", csv));
    return base::write_file(request.out + "/release.json", json.dump(1) + "\n");
}

/// Every row of the summary, institutions too.
base::Result<Shown> all_rows(FinishedRun const& run) {
    std::string const file = run.folder + "/summary.csv";
    auto const text = TRY(base::read_file(file));
    auto const table = TRY(base::parse_csv_table(text, file));
    Shown out;
    for (auto const& row : table.rows) {
        if (row.cells.size() < 7) return base::invalid("run_malformed", {.file = file});
        out.emplace_back(row.cells.begin(), row.cells.begin() + 7);
    }
    return out;
}

}  // namespace

std::string level_text(ReleaseLevel level) {
    if (level == ReleaseLevel::internal) return "internal";
    return level == ReleaseLevel::joint ? "joint" : "public";
}

base::Result<ReleaseResult> release_run(ReleaseRequest const& request) {
    auto const run = TRY(open_run(request.run));
    TRY_VOID(base::check_free(request.out));
    ReleaseResult out;
    out.month = run.month;
    Shown rows;
    if (request.level == ReleaseLevel::internal) {
        rows = TRY(all_rows(run));
        out.cells = rows.size();
        TRY_VOID(base::make_directories(request.out));
        TRY_VOID(write_shown(request, run, rows));
        return out;
    }
    auto const planned = TRY(plan_release(request, run));
    TRY_VOID(prove(planned, request.rules, out));
    for (size_t i = 0; i < planned.of.rows.size(); ++i) {
        ReleaseRow const& row = planned.of.rows[i];
        bool const is_primary = planned.plan.decisions[row.cell].mark == Mark::primary;
        out.primary += is_primary;
        out.complement += planned.hidden[i] && !is_primary;
        auto const text = [&](std::string const& shown) {
            return planned.hidden[i] ? std::string(hidden_text) : shown;
        };
        rows.push_back({row.relation, row.dimension, row.value, row.measure, text(row.amount),
                        text(row.rate), text(row.customers)});
    }
    out.cells = rows.size();
    out.unions = planned.plan.unions.size();
    out.largest_known = planned.of.largest_known;
    TRY_VOID(base::make_directories(request.out));
    TRY_VOID(write_kept(planned, request.out + "/kept"));
    TRY_VOID(write_shown(request, run, rows));
    return out;
}

}  // namespace service
