// The text files of a run: CSV tables, plan.json, summary.json, manifest.json.
#pragma once

#include <string>

#include "service/report.hpp"

namespace service {

/// refused.csv, finding.csv, tables.csv, summary.csv, cube.csv, list_rate.csv, bridge.csv,
/// check_table.csv. Errors: `file_unwritable`.
base::Result<void> write_csv_files(ReportResult const& result, std::string const& folder,
                                   int threads);

/// plan.json: bit → condition, rule, version; inputs; outputs; pack hash. Errors:
/// `file_unwritable`.
base::Result<void> write_plan(ReportResult const& result, std::vector<RelationPlan> const& plans,
                              std::string const& folder);

/// verdict.sql: views that put the verdicts beside the month's rows. Errors: `file_unwritable`.
base::Result<void> write_views(std::vector<RelationPlan> const& plans, std::string const& folder);

/// summary.json (what to read first) and manifest.json (hashes of inputs, packs and lists).
base::Result<void> write_summary(ReportResult const& result, std::string const& folder);

/// summary.json as text.
std::string summary_json(ReportResult const& result);

}  // namespace service
