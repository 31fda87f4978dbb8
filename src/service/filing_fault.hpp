// What the central bank's newest run found wrong with one bank's filing: refused lines and findings
// as sentences, so that the bank can be asked about them.
#pragma once

#include <string>
#include <vector>

#include "base/record.hpp"
#include "service/place.hpp"

namespace service {

struct FilingFault {
    int64_t place = 0;
    std::string severity;
    std::string check;
    std::string title;
    std::string text;
    std::optional<std::string> file;
    std::optional<int64_t> line;
    std::optional<std::string> field;
    std::string relation;
    std::optional<std::string> contract;
    std::optional<std::string> receipt;
    std::optional<std::string> branch;
};

inline constexpr auto filing_fault_columns = base::columns<FilingFault>({
    base::column<&FilingFault::place>({.text = "Place in the run, from 1.", .key = true}),
    base::column<&FilingFault::severity>(
        {.text = "Refused lines count nowhere.", .choices = "refused hard soft"}),
    base::column<&FilingFault::check>({.text = "Code of the reason or the check."}),
    base::column<&FilingFault::title>({.text = "What the check is called."}),
    base::column<&FilingFault::text>({.text = "What is wrong and what to do."}),
    base::column<&FilingFault::file>({.text = "File as sent."}),
    base::column<&FilingFault::line>({.text = "Line in it."}),
    base::column<&FilingFault::field>({.text = "Head; none: the whole line."}),
    base::column<&FilingFault::relation>({.text = "Relation of a finding."}),
    base::column<&FilingFault::contract>({.text = "Contract."}),
    base::column<&FilingFault::receipt>({.text = "Receipt or bill."}),
    base::column<&FilingFault::branch>({.text = "Branch number."}),
});

/// Refused lines first, then findings in the run's order. The cells themselves, which may name
/// persons, stay out. Errors: `match_no_run`, those of CSV files.
base::Result<std::vector<FilingFault>> filing_faults(Place const& place, Caller const& caller,
                                                     base::Day month, std::string const& legal);

}  // namespace service

template <>
inline constexpr base::Record base::record_of<service::FilingFault>{"filing_fault",
                                                                    service::filing_fault_columns};
