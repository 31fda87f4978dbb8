// The official files of a month, drawn from its verdicts in one scan per relation.
#pragma once

#include "service/judge.hpp"
#include "service/report.hpp"

namespace service {

struct TablesRequest {
    std::vector<RelationPlan> const& plans;
    std::vector<Judged> const& judged;  // By plan.
    std::string folder;                 // Of the run.
    std::string finished;               // Time in the .log files.
    int threads = 2;
};

/// Writes the filed tables of every legal person below `folder`, detail rows in the order of the
/// files sent; a zip only for legal persons whose month is no trial. Adds to `result.files`.
/// Errors: database and file errors, `dat_value_too_long`.
base::Result<void> write_tables(warehouse::Connection& connection, TablesRequest const& request,
                                ReportResult& result);

}  // namespace service
