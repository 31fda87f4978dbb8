// The part of `wupian verify` that knows the store: audits, their exports, backups.
#pragma once

#include "app/command.hpp"
#include "app/store_call.hpp"

namespace app {

/// Whether the path is a data folder with a store, an export of the audit or a backup.
bool is_of_store(std::string const& path);

/// Verifies it and prints what holds; exit code 1 when it does not. `exported`: also writes the
/// audit of a data folder to this file; "" for none.
void check_of_store(Context& context, StoreCall const& call, std::string const& exported);

}  // namespace app
