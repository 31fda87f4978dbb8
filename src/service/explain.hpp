// Why a loan counts: one receipt of a finished run, rule by rule, from the run's own files.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/rule/rule.hpp"

namespace service {

struct ExplainRequest {
    std::string run;      // A report's --out.
    std::string receipt;  // Receipt number, or bill number.
    std::string rule;     // One rule or check; "": every eligibility rule, and the failed checks.
    std::string legal_uscc, contract;  // Narrow the search; may be "".
};

/// A rule's trace on one record; it lives as long as the record's traces.
struct ExplainedRule {
    rule::RuleTrace trace;
    bool is_check = false;
    bool is_root = false;  // No other shown rule reads it.
};

/// One record of the month: a loan of the stock, or one drawing.
struct ExplainedRecord {
    std::string relation;  // loan | flow
    std::string legal_uscc, contract, receipt, bill, txn, amount;
    rule::Trace traces;                // Every rule and check; `rules` refer to it.
    std::vector<ExplainedRule> rules;  // In name order; failed checks last.
};

struct Explanation {
    std::string month;
    std::string pack_hash;
    bool trial = false;
    std::vector<std::string> notes;        // Of the mappings that read the books.
    std::vector<ExplainedRecord> records;  // Of the first legal person; explained_records_max.
    int64_t found = 0;                     // Records with that number.
    std::map<std::string, int64_t> found_by_legal;  // The same by USCC of the legal person.
    pack::Grain grain;                              // Labels of the items.
    std::map<std::string, pack::ListDeclaration> lists;
    std::map<std::string, pack::Label> rules;  // Names of the grain's rules and checks.
    /// Item → code → its name, for the codes that the records hold.
    std::map<std::string, std::map<std::string, pack::Label>> codes;
};

inline constexpr size_t explained_records_max = 5;

/// Reads the run's pack snapshot, lists and month; nothing outside the run is touched.
/// Errors: `run_missing`, `receipt_not_found`, `rule_not_found`, `explain_disagrees` when the
/// stored verdict is another (the run was changed), pack and database errors. Cost: loading the
/// pack (45 ms) and one scan of the receipt column.
base::Result<Explanation> explain_receipt(ExplainRequest const& request);

}  // namespace service
