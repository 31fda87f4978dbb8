// Problems: refused lines and findings of a month as sentences: where, what is wrong, what to do.
#pragma once

#include <string>
#include <vector>

#include "service/label.hpp"
#include "service/report.hpp"

namespace service {

/// One refused line or one finding. `at.file` is the file, or the relation and the receipt.
struct Problem {
    std::string legal_uscc;
    std::string code;      // As in refused.csv (code) or finding.csv (check).
    std::string severity;  // refused, hard, soft.
    std::string value;     // The cell, or the finding's detail.
    base::Place at;
    std::string text;  // What is wrong and what to do.
};

/// How many problems a report shows; all of them stand in refused.csv and finding.csv.
inline constexpr size_t problems_shown_max = 20;

/// One finding as a sentence.
Problem problem_of(domain::Finding const& finding, base::Day report_date, Language language);

/// The problems of a run, the gravest kind first: refused lines, files and lists, then rows with a
/// hard finding. At most `count`.
std::vector<Problem> problems_of(ReportResult const& result, Language language, size_t count);

/// One line for a person, as error_text.
std::string problem_line(Problem const& problem);

/// summary.json with `problems`: what `wupian report --json` prints.
std::string report_json(ReportResult const& result, Language language);

}  // namespace service
