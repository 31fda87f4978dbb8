// A data root keeps many months: in/<month> as sent, run/<month>/<run> as reported, numbered.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "service/finished_run.hpp"
#include "service/report.hpp"

namespace service {

/// Where a month's files and runs stand.
std::string inbox_folder(std::string const& root, base::Day month);
std::string runs_folder(std::string const& root, base::Day month);

/// A number as files and runs carry it: 1 is "001".
std::string number_text(int64_t number);

/// The newest finished run of a month and an edition that was checked (not --only-figures); none
/// without one. Errors: `run_malformed`.
base::Result<std::optional<FinishedRun>> newest_run(std::string const& root, base::Day month,
                                                    std::string const& edition);

/// Month ends that have a folder of runs, in order; none without any.
base::Result<std::vector<base::Day>> months_with_runs(std::string const& root);

/// A file that a run read, beside the same file of the run before it.
struct ChangedFile {
    std::string legal_uscc;
    std::string file;
    std::string sha256;  // "": this run has no such file.
    std::string before;  // "": the run before had none.
};

/// Where a run stands among the others of its month: origin.json in the run.
struct Origin {
    std::string run;                            // 002
    std::string previous;                       // Newest run of the month before it: 001; or "".
    std::string prior;                          // What stood for the month before; or "".
    std::map<std::string, int64_t> deliveries;  // Legal person → its last delivery that was read.
    std::vector<ChangedFile> changed;           // Against `previous`.
};

/// A run's origin; an empty one for a run that is in no data root. Errors: `run_malformed`.
base::Result<Origin> read_origin(std::string const& run_folder);

struct RootedReport {
    std::string folder;  // <root>/run/<month>/<run>
    Origin origin;
    ReportResult result;
};

/// Runs a month of a data root. Fills what the request leaves open: `in` is the root, `out` the
/// next number of run/<month>, `prior` the newest finished run of the month before and the same
/// edition, else that month's files, else none. One report or delivery of a month at a time.
/// Errors: `folder_busy`, those of `run_report`.
base::Result<RootedReport> report_in_root(std::string const& root, ReportRequest request);

}  // namespace service
