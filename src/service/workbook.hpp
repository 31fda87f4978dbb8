// The xlsx workbooks of a run: one per legal person, and one over all that holds no receipt.
#pragma once

#include "service/judge.hpp"
#include "service/label.hpp"
#include "service/report.hpp"

namespace service {

/// What the workbooks are drawn from: a run whose other files are written.
struct WorkbookRequest {
    warehouse::Database& database;
    pack::Book const& book;
    std::vector<RelationPlan> const& plans;
    std::vector<Judged> const& judged;
    ReportResult const& result;
    std::string folder;
    std::string finished;
    Language language = Language::zh;
    int threads = 2;
    int64_t rows_max = 0;  // Rows of a sheet; 0: the format's.
    std::function<void(int64_t done, int64_t total)> progress;
};

/// Writes `<folder>/<USCC>_<YYYY-MM>.xlsx` for every legal person and
/// `<folder>/all_<YYYY-MM>.xlsx`, two at a time; returns their names. docs/month.md, section 14,
/// says what each sheet holds. Errors: `workbook_failed`, database errors.
base::Result<std::vector<std::string>> write_workbooks(WorkbookRequest const& request);

}  // namespace service
