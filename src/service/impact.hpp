// What a change of the rulebook does: what differs in text and meaning, and how much money moves.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "base/decimal.hpp"
#include "engine/rule/rule.hpp"

namespace service {

struct ImpactRequest {
    std::string before, after;  // Pack folders.
    std::string run;            // A finished run whose month is judged by both; "": text only.
    int threads = 2;
};

/// Receipts and money of one rule that went from one verdict to another.
struct Moved {
    std::string relation;  // loan | flow
    std::string rule;
    std::string legal_uscc;
    std::string city;
    rule::Verdict from, to;
    int64_t receipts = 0;
    base::Int128 amount_cents = 0;
};

/// A rule over the whole month: the migration matrix, [from][to], unchanged ones included.
struct Migration {
    std::string relation;
    std::string rule;
    std::array<std::array<int64_t, 3>, 3> receipts{};
    std::array<std::array<base::Int128, 3>, 3> amount_cents{};

    bool is_changed() const;
};

struct ImpactReport {
    std::vector<rule::Change> changes;
    std::vector<Migration> migrations;  // Every eligibility rule, in name order.
    std::vector<Moved> moved;           // By relation, rule, bank, city, from, to.
    int64_t rows = 0;                   // Judged by both.
};

/// A rule that only one book has is 否 in the other.
/// Errors: faults of either book, `run_missing`, database errors. Cost: one scan of each relation.
base::Result<ImpactReport> compare_rulebooks(ImpactRequest const& request);

}  // namespace service
