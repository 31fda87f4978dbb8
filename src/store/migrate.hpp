// Migrations: numbered, forward only, each in a transaction; what was applied is remembered.
#pragma once

#include <span>
#include <string_view>

#include "domain/edition.hpp"
#include "store/database.hpp"

namespace store {

struct Migration {
    int64_t number;                         // From 1, without gaps.
    std::string_view name;                  // File name.
    std::string_view sql;                   // Statements ended by ";" at the end of a line.
    uint8_t editions = domain::everywhere;  // Others count it as applied and have no such table.
};

/// Those built into the program, from migration/*.sql.
std::span<Migration const> migrations();

/// Applies what is missing, up to `last` (0: all); returns how many were applied. The first call
/// settles the store's edition. Several may call it at once. Errors: `migration_changed` (an
/// applied file has another text now), `migration_newer` (the database comes from a newer program),
/// `store_other_edition`.
base::Result<int64_t> migrate(Database& database, Moment const& moment, domain::Edition edition,
                              int64_t last = 0);

/// The edition that a migrated store is of. Errors: `migration_needed`.
base::Result<domain::Edition> store_edition(Transaction& tx);

/// The number of the last applied migration; 0 in an empty database.
base::Result<int64_t> schema_version(Transaction& tx);

/// Errors: `migration_needed`, `migration_newer`. For every command but `migrate`.
base::Result<void> check_schema(Database& database);

}  // namespace store
