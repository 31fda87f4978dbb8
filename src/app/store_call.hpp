// What the commands on the store share: where it is, the moment, opening it.
#pragma once

#include <memory>
#include <string>

#include "app/command.hpp"
#include "store/database.hpp"

namespace app {

struct StoreCall {
    std::string data;
    std::string database;  // "": store.db in the data folder.
};

/// Adds --data and --database.
void add_store_options(CLI::App& command, Context& context, StoreCall& call);

/// The clock of the machine, in milliseconds.
store::Moment moment_now();

/// Makes the data folder when it is absent. Errors: those of Database::open.
base::Result<std::unique_ptr<store::Database>> open_store(StoreCall const& call);

}  // namespace app
