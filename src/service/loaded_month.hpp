// A loaded month kept in its run, so that it can be judged again without reading the bank's files.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "service/finished_run.hpp"
#include "service/report.hpp"

namespace service {

/// Writes `<folder>/load.json`: what loading said of every file, and the columns of the month's
/// files; and `load_fault.json`: what it said of lines and of the lists' faults. Called before a
/// check adds its findings. Errors: `file_unwritable`, database errors.
base::Result<void> write_loaded(warehouse::Connection& connection, ReportResult const& result,
                                std::string const& folder);

/// By relation: the columns of a month's files, name and type in turn.
using MonthColumns = std::map<std::string, std::vector<std::string>>;

/// Takes the load of a finished run, but for its lists and faults, into `result`; gives the columns
/// that its files must have. Errors: `run_malformed`, `run_other_month`, `run_other_edition`,
/// `run_mapped` (a book read by a mapping is read again from its data).
base::Result<MonthColumns> take_loaded(FinishedRun const& run, ReportRequest const& request,
                                       ReportResult& result);

/// Takes the refusals and findings of a finished run's loading into `result`.
/// Errors: `run_malformed`.
base::Result<void> take_faults(FinishedRun const& run, ReportResult& result);

/// Compares the files of a finished run's month with the columns that loading gave them: a scan
/// over files that differ would take what one of them lacks for missing facts.
/// Errors: `month_columns`, `parquet_damaged`.
base::Result<void> check_columns(warehouse::Connection& connection, FinishedRun const& run,
                                 MonthColumns const& columns);

/// Puts what a finished run knows of its loading into `folder`: its relations by hard links, its
/// load files and its lists. Errors: file errors.
base::Result<void> carry_month(FinishedRun const& run, std::string const& folder);

}  // namespace service
