// A loaded month kept in its run, so that it can be judged again without reading the bank's files.
#pragma once

#include <string>

#include "service/finished_run.hpp"
#include "service/report.hpp"

namespace service {

/// Writes `<folder>/load.json`: what loading said of every file and line, and the lists' faults.
/// Called before a check adds its findings. Errors: `file_unwritable`.
base::Result<void> write_loaded(ReportResult const& result, std::string const& folder);

/// Takes the month of a finished run into `folder` by links, and its load into `result`.
/// Errors: `run_malformed`, `run_other_month`, `run_other_edition`, `run_mapped` (a book read by a
/// mapping is read again from its data).
base::Result<void> take_loaded(FinishedRun const& run, ReportRequest const& request,
                               std::string const& folder, ReportResult& result);

}  // namespace service
