// Migrations: numbered, forward only, each in a transaction; what was applied is remembered.
#pragma once

#include <span>
#include <string_view>

#include "store/database.hpp"

namespace store {

struct Migration {
    int64_t number;         // From 1, without gaps.
    std::string_view name;  // File name.
    std::string_view sql;   // Statements ended by ";" at the end of a line.
};

/// Those built into the program, from migration/*.sql.
std::span<Migration const> migrations();

/// Applies what is missing, up to `last` (0: all); returns how many were applied. Several may call
/// it at once. Errors: `migration_changed` (an applied file has another text now),
/// `migration_newer` (the database comes from a newer program).
base::Result<int64_t> migrate(Database& database, Moment const& moment, int64_t last = 0);

/// The number of the last applied migration; 0 in an empty database.
base::Result<int64_t> schema_version(Transaction& tx);

/// Errors: `migration_needed`, `migration_newer`. For every command but `migrate`.
base::Result<void> check_schema(Database& database);

}  // namespace store
