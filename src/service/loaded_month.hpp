// A loaded month kept in its run, so that it can be judged again without reading the bank's files.
#pragma once

#include <string>

#include "service/finished_run.hpp"
#include "service/report.hpp"

namespace service {

/// Writes `<folder>/load.json`: what loading said of every file and line, the lists' faults, and
/// the columns of the month's files. Called before a check adds its findings. Errors:
/// `file_unwritable`, database errors.
base::Result<void> write_loaded(warehouse::Connection& connection, ReportResult const& result,
                                std::string const& folder);

/// Takes the load of a finished run, and not its lists, into `result`. Errors: `run_malformed`,
/// `run_other_month`, `run_other_edition`, `run_mapped` (a book read by a mapping is read again
/// from its data), `month_columns` when a file of the month is not as it was loaded,
/// `parquet_damaged`.
base::Result<void> take_loaded(warehouse::Connection& connection, FinishedRun const& run,
                               ReportRequest const& request, ReportResult& result);

/// Puts what a finished run knows of its loading into `folder`: its relations by hard links, its
/// load.json and its lists. Errors: file errors.
base::Result<void> carry_month(FinishedRun const& run, std::string const& folder);

}  // namespace service
