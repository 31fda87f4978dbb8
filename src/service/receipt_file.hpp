// What files of receipts are made of: the columns as SQL over a run's month and verdicts.
#pragma once

#include "service/finished_run.hpp"
#include "warehouse/row_writer.hpp"

namespace service {

/// The columns of domain::Receipt for one legal person; personal ones in edition bank only.
/// Errors: `run_malformed`, database errors.
base::Result<warehouse::RowSource> receipt_file_rows(warehouse::Connection& connection,
                                                     FinishedRun const& run,
                                                     std::string const& legal_uscc);

/// What tells a Parquet file from another of the same name: its size, and its end, where the
/// positions and bounds of all its parts stand. Errors: `file_unreadable`.
base::Result<std::string> parquet_mark(std::string const& path);

/// The digest of what the rows are made of. `verdicts` is the mark of verdict_loan.parquet.
/// Errors: `file_unreadable`.
base::Result<std::string> receipt_file_source(FinishedRun const& run, std::string const& legal_uscc,
                                              std::string const& verdicts);

}  // namespace service
