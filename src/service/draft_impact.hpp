// What a changed rulebook does to a month: every rule and official row before and after, and the
// receipts whose verdicts change.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "base/decimal.hpp"
#include "engine/rule/rule.hpp"
#include "service/finished_run.hpp"
#include "service/month_run.hpp"

namespace service {

/// A rule, or a row of an official table: how many receipts went from each verdict to each.
struct ItemImpact {
    std::string relation;  // loan | flow
    std::string kind;      // rule | row
    std::string chapter;
    std::string item;  // Name of the rule; number of the table and code of the row: 3.1 1.2.
    pack::Label label;
    std::array<std::array<int64_t, 3>, 3> receipts{};  // [before][after] by rule::Verdict.
    std::array<std::array<base::Int128, 3>, 3> amount_cents{};
};

/// One verdict of one receipt that changes.
struct ChangedVerdict {
    std::string relation, legal_uscc, branch_no, contract, receipt, bill, txn;
    int64_t amount_cents = 0;
    size_t item = 0;  // Of the items: a rule.
    rule::Verdict from, to;
};

struct DraftImpact {
    std::vector<ItemImpact> items;
    std::vector<ChangedVerdict> changed;  // At most changes_listed_max, in the files' order.
    int64_t rows = 0;
    int64_t changed_rows = 0;
    int64_t changed_verdicts = 0;
};

inline constexpr int64_t changes_listed_max = 100'000;

struct DraftImpactRequest {
    pack::Book const& before;
    pack::Book const& after;
    std::string run;    // Folder of a finished run.
    std::string legal;  // One legal person, or "" all.
    int threads = 2;
};

/// One scan of the run's stock and flow, both books at once. A rule or row that only one book has
/// is 否 in the other. Errors: `cancelled`, faults of either book, `run_missing`, database errors.
base::Result<DraftImpact> draft_impact(DraftImpactRequest const& request, Watch const& watch);

}  // namespace service
