// A run's summary as cells with borrowers and largest borrowers, and what adds up to what.
#pragma once

#include "base/csv.hpp"
#include "engine/disclosure/disclosure.hpp"
#include "service/finished_run.hpp"

namespace service {

/// A row of summary.csv and its cell.
struct ReleaseRow {
    std::string relation, dimension, value, measure;
    std::string amount, rate, customers;  // As summary.csv has them.
    size_t cell = 0;
};

struct ReleaseTables {
    disclosure::Tables tables;  // Cells of the rows, then what nobody is shown: differences.
    std::vector<ReleaseRow> rows;
    bool largest_known = true;
};

/// <relation>/<dimension>/<value>/<measure>.
std::string cell_id(std::string const& relation, std::string const& dimension,
                    std::string const& value, std::string const& measure);

/// A CSV amount with two decimals in cents.
base::Result<int64_t> parse_cents(std::string const& text, base::Place at);

/// Every row but those of institutions. What a borrower holds is read from the run's verdicts;
/// where those do not give the summary's own amount, the largest borrower stays unknown.
/// Errors: `run_malformed`, database and file errors.
base::Result<ReleaseTables> read_release_tables(FinishedRun const& run, int threads);

}  // namespace service
