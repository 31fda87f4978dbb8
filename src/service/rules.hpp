// Use cases on the rulebook itself: check it, test it, list it, evaluate one record.
#pragma once

#include <string>
#include <vector>

#include "engine/rule/rule.hpp"

namespace service {

struct CheckReport {
    int files = 0;
    int rules = 0;
    int tests = 0;
    std::vector<base::Error> errors;
};

/// Loads the folder and runs every static check and test. Never fails itself: faults are in
/// `errors`.
CheckReport check_rules(std::string const& folder);

struct RuleRow {
    std::string name, kind, zh, en, grain;
    std::string from;   // Latest version.
    std::string marks;  // "SU".
    int conditions = 0;
    int tests = 0;
};

/// Rules, checks, tables and metrics in name order.
std::vector<RuleRow> list_rules(pack::Book const& book);

/// One record: JSON facts {"item": value, …} in; numbers may be JSON numbers or strings, money and
/// ids strings. `as_of` sets report_date. A name of a rule, a table or a metric of one row.
/// Errors: `json_malformed`, `fact_unknown_item`, `fact_wrong_type`, `rule_not_found`.
struct EvalResult {
    std::string rule;
    rule::Trace trace;  // For rules: of the one.
    std::string value;  // For tables and metrics; "" is null.
    bool is_value = false;
    std::string pack_hash;
};
base::Result<EvalResult> evaluate_record(pack::Book const& book, std::string const& name,
                                         std::string const& as_of, std::string const& facts_json,
                                         rule::Lists const& lists);

/// One fact from its text, by the item's type; "" is null. Errors: `fact_wrong_type`.
base::Result<base::Value> parse_fact(std::string const& item, pack::Type const& type,
                                     std::string const& text);

/// Decodes JSON facts against the dictionary of a grain.
base::Result<rule::Facts> decode_facts(pack::Book const& book, std::string const& grain,
                                       std::string const& json);

}  // namespace service
