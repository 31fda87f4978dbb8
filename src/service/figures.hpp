// Figures of a month from its totals.
#pragma once

#include "service/judge.hpp"
#include "service/report.hpp"

namespace service {

/// Adds a relation to figures, summary, cube and list rates; it touches nothing else.
void collect_figures(pack::Book const& book, RelationPlan const& relation, Judged const& judged,
                     ReportResult& result);

/// Whose figures, and of which value of which dimension.
struct SummaryGroup {
    size_t institution;  // Or statistic::everywhere.
    std::string dimension;
    std::string value;
    std::optional<size_t> in_dimension = {};  // Index of the cube's; none: all of the institution.
};

/// Appends the five chapters of a group: every measure, then gross and net.
void add_summary(RelationPlan const& relation, statistic::Cube const& cube,
                 SummaryGroup const& group, std::vector<SummaryFigure>& out);

/// Appends the groups of every value of every dimension.
void add_dimensions(RelationPlan const& relation, statistic::Cube const& cube, size_t institution,
                    std::vector<SummaryFigure>& out);

/// The text of a summary line's fields in layout order.
std::vector<std::string> summary_cells(TablePlan const& table, std::string const& code,
                                       statistic::Totals const& totals);

}  // namespace service
