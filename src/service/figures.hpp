// Figures of a month from its totals.
#pragma once

#include "service/judge.hpp"
#include "service/report.hpp"

namespace service {

/// Fills figures, summary and list rates.
base::Result<void> collect_figures(warehouse::Connection& connection, pack::Book const& book,
                                   std::vector<RelationPlan> const& plans,
                                   std::vector<Judged> const& judged, ReportResult& result);

/// The five chapters of one value of one dimension: every measure, then gross and net.
struct SummaryGroup {
    std::string dimension;
    std::string value;
    std::function<statistic::Totals(size_t cell)> of;
    std::function<statistic::Totals()> of_union;
};

/// Appends a group's figures for the summary tables of a relation.
void add_summary(RelationPlan const& relation, SummaryGroup const& group,
                 std::vector<SummaryFigure>& out);

/// Appends the groups of every value of every dimension.
void add_dimensions(RelationPlan const& relation, statistic::Accumulator const& totals,
                    std::vector<SummaryFigure>& out);

/// The text of a summary line's fields in layout order.
std::vector<std::string> summary_cells(TablePlan const& table, std::string const& code,
                                       statistic::Totals const& totals);

}  // namespace service
