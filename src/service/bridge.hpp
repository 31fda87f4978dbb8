// The bridge: from our chapters' figures to the items of other returns, cause by cause.
#pragma once

#include "service/judge.hpp"
#include "service/report.hpp"

namespace service {

/// Fills `result.bridge`: every step of every bridge pack for each legal person, then for all
/// ("*").
void collect_bridge(std::vector<RelationPlan> const& plans, std::vector<Judged> const& judged,
                    ReportResult& result);

/// bridge.csv. Errors: `file_unwritable`.
base::Result<void> write_bridge(ReportResult const& result, std::string const& folder);

/// start, plus, minus, memo, absent, end.
std::string_view step_name(pack::Step step);

}  // namespace service
