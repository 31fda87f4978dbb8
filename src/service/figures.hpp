// Figures of a month from its totals, and the official files drawn from its verdicts.
#pragma once

#include "service/judge.hpp"
#include "service/report.hpp"

namespace service {

/// Fills figures, summary and list rates.
base::Result<void> collect_figures(warehouse::Connection& connection, pack::Book const& book,
                                   std::vector<RelationPlan> const& plans,
                                   std::vector<Judged> const& judged, ReportResult& result);

/// Writes the tables of every legal person below `folder`; zips only when the result is no trial.
base::Result<void> write_tables(warehouse::Connection& connection,
                                std::vector<RelationPlan> const& plans,
                                std::vector<Judged> const& judged, std::string const& finished,
                                std::string const& folder, ReportResult& result);

/// The detail rows of one table for one legal person, in filing order; columns are the fields with
/// a value.
std::string detail_select(RelationPlan const& relation, TablePlan const& table,
                          std::string const& file, std::string const& legal_uscc);

/// The text of a summary line's fields in layout order.
std::vector<std::string> summary_cells(TablePlan const& table, std::string const& code,
                                       statistic::Totals const& totals);

}  // namespace service
