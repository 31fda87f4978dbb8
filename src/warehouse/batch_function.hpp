// Batch functions: our own code over whole batches, run by DuckDB on its own threads.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "warehouse/database.hpp"

namespace warehouse {

/// Fills the outputs for the rows of the inputs. Output validity is all ones at the start; text may
/// point anywhere that lives until the next call of the same worker.
using BatchWorker = std::function<void(base::Batch const& inputs, base::Batch const& outputs)>;

struct BatchFunction {
    std::string name;
    std::vector<base::ColumnShape> inputs;
    std::vector<base::ColumnShape> outputs;    // Members of the STRUCT that the function returns.
    std::function<BatchWorker()> make_worker;  // Called for every thread that joins in.
    bool is_volatile = false;  // Runs once for every row that reaches it, where it stands.
    /// Not empty: its one output numbers these, an ENUM in SQL.
    std::vector<std::string> names = {};
    bool gives_nulls = true;  // Without, outputs have no validity: DuckDB need not copy it.
};

/// The kind in which an ENUM of so many names stands.
base::ColumnKind enum_kind(size_t names);

/// Registers a function for SQL: name(input, …) gives a STRUCT of the outputs, or the value of its
/// one output without a name. Nulls reach it. DuckDB calls a function of one input that is not
/// volatile once for each entry of a column's dictionary, where it has one.
/// Errors: `database_failed`.
base::Result<void> register_batch_function(Connection& connection, BatchFunction function);

/// The call with every input cast to its type: name(CAST("a" AS DATE), …); `given` are SQL values
/// that stand for inputs, by their places.
std::string call_of(BatchFunction const& function, std::map<size_t, std::string> const& given = {});

/// SQL type of a shape.
std::string sql_type(base::ColumnShape const& shape);

}  // namespace warehouse
