// Running a tenant's month: determinations in, report, state of the month; followed and cancelled.
#pragma once

#include <functional>
#include <string>

#include "service/bank_month.hpp"

namespace service {

/// How long work is followed and ended early; all may be absent.
struct Watch {
    std::function<void(int64_t done, int64_t total)> progress = {};  // Rows.
    std::function<bool()> is_cancelled = {};
    std::function<store::Instant()> now = {};
};

/// The caller at this moment: what a job writes carries its own time, not that of its request.
Caller caller_now(Caller caller, Watch const& watch);

struct MonthRun {
    std::string run;  // 002
    bool trial = false;
    int64_t rows = 0;
    int64_t refused = 0;
    int64_t open = 0;  // Findings that nothing closes yet.
};

/// Runs the caller's month; `permission` is the one that lets it. All submissions that it read are
/// checked, and the month is `trial` or, when every finding is closed, `ready`.
/// Errors: `month_filed`, `cancelled` (nothing is left behind), `folder_busy`, those of the report.
base::Result<MonthRun> run_month(Place const& place, Caller const& caller, std::string const& month,
                                 std::string_view permission, Watch const& watch);

/// Sets the month's state anew: after a finding was closed or the platform found another.
base::Result<domain::FilingMonth> settle_month(Place const& place, Caller const& caller,
                                               BankMonth const& month);

}  // namespace service
