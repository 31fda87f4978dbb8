// Figures of a month from its totals.
#pragma once

#include "service/judge.hpp"
#include "service/report.hpp"

namespace service {

/// Fills figures, summary and list rates.
base::Result<void> collect_figures(warehouse::Connection& connection, pack::Book const& book,
                                   std::vector<RelationPlan> const& plans,
                                   std::vector<Judged> const& judged, ReportResult& result);

/// The text of a summary line's fields in layout order.
std::vector<std::string> summary_cells(TablePlan const& table, std::string const& code,
                                       statistic::Totals const& totals);

}  // namespace service
