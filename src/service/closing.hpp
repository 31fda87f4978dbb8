// How the findings of a month were closed: a table that goes into the archive beside them.
#pragma once

#include <optional>
#include <string>

#include "base/record.hpp"
#include "base/result.hpp"

namespace service {

/// One finding and what became of it. The first columns are the finding's own.
struct Closing {
    std::string legal_uscc;
    std::string relation;
    std::optional<std::string> contract;
    std::optional<std::string> receipt;
    std::optional<std::string> bill;
    std::optional<std::string> txn;
    std::string check;
    std::optional<std::string> detail;
    std::string state;
    std::optional<std::string> by;
    std::optional<base::Day> day;
    std::optional<std::string> note;
};

inline constexpr auto closing_columns = base::columns<Closing>({
    base::column<&Closing::legal_uscc>({.text = "Legal person.", .key = true}),
    base::column<&Closing::relation>({.text = "As in finding.csv.", .key = true}),
    base::column<&Closing::contract>({.text = "Contract.", .key = true}),
    base::column<&Closing::receipt>({.text = "Receipt.", .key = true}),
    base::column<&Closing::bill>({.text = "Bill.", .key = true}),
    base::column<&Closing::txn>({.text = "Transaction.", .key = true}),
    base::column<&Closing::check>({.text = "Check.", .key = true}),
    base::column<&Closing::detail>({.text = "What failed.", .key = true}),
    base::column<&Closing::state>({.text = "open, corrected, explained, left_out."}),
    base::column<&Closing::by>({.text = "Who closed it."}),
    base::column<&Closing::day>({.text = "When."}),
    base::column<&Closing::note>({.text = "Why it is right as it stands, or what was changed."}),
});

/// closing.csv for a finding.csv: every finding once, in its order, with what `closings` (CSV, or
/// "") says of it, else open; then those of `closings` that the run no longer finds, as they were.
/// Errors: `closing_state`, those of parse_csv_rows.
base::Result<std::string> close_findings(std::string const& finding_csv,
                                         std::string const& closings, std::string const& file);

}  // namespace service

template <>
inline constexpr base::Record base::record_of<service::Closing>{"closing",
                                                                service::closing_columns};
