// The official files of a month, drawn from its verdicts in one scan per relation.
#pragma once

#include "service/judge.hpp"
#include "service/report.hpp"

namespace service {

/// Writes the filed tables of every legal person below `folder`, detail rows in the order of the
/// files sent; a zip only for legal persons whose month is no trial. Adds to `result.files`.
/// Errors: database and file errors, `dat_value_too_long`.
base::Result<void> write_tables(warehouse::Connection& connection,
                                std::vector<RelationPlan> const& plans,
                                std::vector<Judged> const& judged, ReportRequest const& request,
                                std::string const& folder, ReportResult& result);

}  // namespace service
