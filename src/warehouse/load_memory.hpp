// How much memory the joins of a load may take.
#pragma once

#include <cstdint>

#include "warehouse/database.hpp"
#include "warehouse/inbox.hpp"

namespace warehouse {

/// What DuckDB may hold while nothing large is joined.
inline constexpr int64_t memory_megabytes = 1500;

/// Megabytes for joining the largest legal persons, so many of them at a time: five times what they
/// sent, at least `memory_megabytes` and at most half of the machine's memory. With less, DuckDB
/// writes its hash tables to disk, slowly, or gives up.
int64_t load_megabytes(Inbox const& inbox, int at_a_time);

/// What all connections of the database may hold from now on. Errors: `database_failed`.
base::Result<void> set_memory(Connection& connection, int64_t megabytes);

}  // namespace warehouse
