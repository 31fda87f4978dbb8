// The booleans of loan and flow once more, packed into two words: rules read them at a fraction of
// the cost of as many columns.
#pragma once

#include <string>
#include <vector>

#include "base/batch.hpp"
#include "warehouse/database.hpp"

namespace warehouse {

/// The words that a loaded month has beside its booleans. load.json says which a month has, so the
/// order may change with a version.
std::vector<base::FlagWord> const& flag_words();

/// Registers the function behind `flag_columns`. Errors: `database_failed`.
base::Result<void> register_flag_words(Connection& connection);

/// The words as columns of a SELECT over wide rows.
std::string flag_columns();

}  // namespace warehouse
