// Routes of a bank's month: files in, runs, tables, receipts; findings, determinations, filing.
#pragma once

#include <vector>

#include "http/job.hpp"
#include "http/route.hpp"
#include "service/place.hpp"

namespace http {

/// Files of a month, its runs and what they hold. `place` and `jobs` outlive the routes.
std::vector<Route> month_routes(service::Place const& place, JobRunner& jobs);

/// Findings and how they are closed, errors of the platform, determinations and their evidence.
std::vector<Route> finding_routes(service::Place const& place);

/// Filings, and a host's night.
std::vector<Route> filing_routes(service::Place const& place, JobRunner& jobs);

/// What a filing holds, refused lines as a workbook, and what colleagues are called. `spool` is
/// the folder that workbooks are made in.
std::vector<Route> filing_view_routes(service::Place const& place, std::string const& spool);

}  // namespace http
