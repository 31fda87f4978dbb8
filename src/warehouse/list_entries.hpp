// Lists kept beside a run: every entry in one Parquet file, and those of a few parties back.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "domain/list.hpp"
#include "warehouse/database.hpp"

namespace warehouse {

/// Writes the entries of all lists to a Parquet file (list, id, level, valid_from, valid_to).
/// Errors: database errors.
base::Result<void> write_list_entries(
    Connection& connection, std::map<std::string, domain::ListSet, std::less<>> const& sets,
    std::string const& file);

/// Entries of the parties in `ids` (empty: of all), by list, sorted as ListSet wants them.
/// Errors: database errors. Cost: one scan of the id column.
base::Result<std::map<std::string, std::vector<domain::ListEntry>>> read_list_entries(
    Connection& connection, std::string const& file, std::vector<std::string> const& ids);

}  // namespace warehouse
