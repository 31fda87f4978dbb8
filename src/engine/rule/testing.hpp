// Inline tests of rules, and what they must pin: every condition's three states, every threshold.
#pragma once

#include <vector>

#include "engine/rule/plan.hpp"

namespace rule {

/// Runs a rule's inline tests and adds `test_failed`, `test_missing_state`, `test_missing_version`,
/// `test_threshold_free` and compile errors. Returns how many rows passed.
int test_rule(pack::Book const& book, pack::Rule const& rule, std::vector<base::Error>& errors);

/// Runs a decision table's tests; thresholds that no test pins are `test_threshold_free`.
int test_table(pack::Book const& book, pack::DecisionTable const& table,
               std::vector<base::Error>& errors);

/// Runs a metric's tests.
int test_metric(pack::Book const& book, pack::Metric const& metric,
                std::vector<base::Error>& errors);

/// Gaps, overlaps and unreachable rows of a decision table, each with a counter-example row.
void check_table(pack::Book const& book, pack::DecisionTable const& table,
                 std::vector<base::Error>& errors);

/// A rule that can never be 是, or a condition that is always the same (`rule_never_true`,
/// `rule_condition_constant`), proved by trying every class of values.
void check_satisfiable(pack::Book const& book, pack::Rule const& rule,
                       std::vector<base::Error>& errors);

/// A test cell as a value of an input's type. Errors: `test_bad_cell`.
base::Result<base::Value> read_cell(Type const& type, bool is_verdict, base::YamlNode const& cell,
                                    base::Place const& at);

}  // namespace rule
