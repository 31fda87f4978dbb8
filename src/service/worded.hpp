// Findings, refused lines and explanations in a reader's words: what each is called, what to do.
#pragma once

#include <string>
#include <vector>

#include "service/explain.hpp"
#include "service/label.hpp"
#include "service/month_finding.hpp"
#include "service/run_table.hpp"

namespace service {

/// What a check is called: its rule's name, or a label for checks on whole files and lists.
std::string check_title(pack::Book const& book, std::string const& check, Language language);

/// What to do about a check: its own label, or that of its family.
std::string check_step(std::string const& check, Language language);

/// month_findings with the names of their checks and the next steps. Errors: as it, pack errors.
base::Result<std::vector<MonthFinding>> worded_findings(Place const& place, Caller const& caller,
                                                        std::string const& month);

/// Fills `text` of rows of the table `refused`: what is wrong and what to do.
void word_refused(std::vector<std::vector<base::Value>>& rows, Language language);

/// JSON of names that a trace is read by: {items: {item: name}, rules: {rule: name}, codes:
/// {item or column: {code: name}}}.
std::string names_json(Explanation const& explanation, Language language);

}  // namespace service
