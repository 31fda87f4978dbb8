// The check table 核查表: what each code value holds this month and last month, and the gap.
#pragma once

#include "service/judge.hpp"
#include "service/report.hpp"

namespace service {

struct CheckRequest {
    pack::Book const& book;
    std::vector<RelationPlan> const& plans;
    std::vector<Judged> const& judged;  // By plan.
    std::string folder;                 // Of this run, with month/<USCC>/.
    std::string prior_run;              // A finished run; "": no month before.
};

/// Fills `result.check_table` from this month and the prior run's check_count.csv, and writes this
/// month's: every coded item of the dictionary, every verdict, every type and flag of the tables'
/// detail rows; by legal person and over all ("*"). Errors: database errors, `prior_malformed`.
base::Result<void> collect_check_table(warehouse::Connection& connection,
                                       CheckRequest const& request, ReportResult& result);

/// check_table.csv. Errors: `file_unwritable`.
base::Result<void> write_check_table(ReportResult const& result, std::string const& folder);

/// (now − before) ÷ before in % to two decimals, half away from zero; "" when before is 0 or none.
std::string gap_rate(base::Int128 now, std::optional<base::Int128> before);

}  // namespace service
