// Refusals and findings: what was wrong with a month, as rows that a clerk can work through.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/record.hpp"

namespace domain {

/// A line that could not be read. It stands in refused.csv and nowhere else.
struct Refusal {
    std::string legal_uscc;
    std::string file;
    int64_t line;
    std::string field;
    std::string code;
    std::string value;
};

inline constexpr auto refusal_columns = base::columns<Refusal>({
    base::column<&Refusal::legal_uscc>({.text = "Legal person, or * for lists."}),
    base::column<&Refusal::file>({.text = "File name.", .key = true}),
    base::column<&Refusal::line>({.text = "Line, from 1.", .key = true}),
    base::column<&Refusal::field>(
        {.text = "Official head or CSV column; empty for the whole line."}),
    base::column<&Refusal::code>({.text = "Stable reason (docs/month.md, section 2)."}),
    base::column<&Refusal::value>({.text = "The cell, shortened."}),
});

/// A check that a row, a file or a list failed. Hard ones stop the filing.
struct Finding {
    std::string legal_uscc;
    std::string relation;
    std::string contract;
    std::string receipt;
    std::string bill;
    std::string txn;
    std::string branch;
    std::string check;
    std::string severity;
    std::string detail;
};

inline constexpr auto finding_columns = base::columns<Finding>({
    base::column<&Finding::legal_uscc>({.text = "Legal person, or * for lists."}),
    base::column<&Finding::relation>(
        {.text = "loan, flow, gone, reported, file, list, customer, branch, entrusted."}),
    base::column<&Finding::contract>({.text = "Contract, 0 for a bill."}),
    base::column<&Finding::receipt>({.text = "Receipt, 0 for a bill."}),
    base::column<&Finding::bill>({.text = "Bill, 0 for a loan."}),
    base::column<&Finding::txn>({.text = "Transaction of a flow row."}),
    base::column<&Finding::branch>({.text = "Branch number."}),
    base::column<&Finding::check>({.text = "Check (docs/month.md, section 11)."}),
    base::column<&Finding::severity>({.text = "hard or soft."}),
    base::column<&Finding::detail>({.text = "What failed."}),
});

}  // namespace domain

template <>
inline constexpr base::Record base::record_of<domain::Refusal>{"refusal", domain::refusal_columns};
template <>
inline constexpr base::Record base::record_of<domain::Finding>{"finding", domain::finding_columns};
