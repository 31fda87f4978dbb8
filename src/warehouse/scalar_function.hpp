// Our own scalar functions inside DuckDB: what SQL cannot say about identifiers.
#pragma once

#include <string>

#include "warehouse/database.hpp"

namespace warehouse {

/// Registers, once per database:
/// wp_id_state(type, id): 'valid', 'suspicious', 'wrong', or null for types without a check.
/// wp_person_key(type, id): HMAC-SM3 of the id under `person_key` for personal types (B…), else the
/// id. Errors: `database_failed`.
base::Result<void> register_functions(Connection& connection, std::string const& person_key);

}  // namespace warehouse
