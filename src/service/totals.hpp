// Totals of a verdict file, added up on all of the database's threads and then merged.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/statistic/statistic.hpp"
#include "warehouse/database.hpp"

namespace service {

struct TotalsRequest {
    std::string name;                        // Of the relation, for the function's.
    std::string file;                        // Parquet.
    std::vector<base::ColumnShape> columns;  // What the spec's columns number.
    statistic::Spec spec;
};

/// Adds up every row of the file once. Errors: database errors; `totals_rows` when the rows that
/// were added are not those of the file.
base::Result<std::unique_ptr<statistic::Accumulator>> add_up(warehouse::Connection& connection,
                                                             TotalsRequest const& request);

}  // namespace service
