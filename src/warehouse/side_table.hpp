// Side tables: small keyed tables that a query joins, loaded from memory.
#pragma once

#include <string>
#include <vector>

#include "warehouse/database.hpp"

namespace warehouse {

/// Creates (or replaces) a temporary table of text and boolean columns ("1", "0", "" is null); the
/// first column is the key. Errors: as Connection::run.
base::Result<void> create_side_table(Connection& connection, std::string const& name,
                                     std::vector<std::string> const& columns,
                                     std::vector<bool> const& is_text,
                                     std::vector<std::vector<std::string>> const& rows);

/// The same for every table of a plan.
template <typename Table>
base::Result<void> create_side_tables(Connection& connection, std::vector<Table> const& tables) {
    for (Table const& table : tables)
        TRY_VOID(
            create_side_table(connection, table.name, table.columns, table.is_text, table.rows));
    return {};
}

}  // namespace warehouse
