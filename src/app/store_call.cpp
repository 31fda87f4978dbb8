// Opening the store for a command.
#include "app/store_call.hpp"

#include <CLI/CLI.hpp>
#include <chrono>

#include "base/file.hpp"

namespace app {

void add_store_options(CLI::App& command, Context& context, StoreCall& call) {
    command.add_option("--data", call.data, context.help("store_data"))->required();
    command.add_option("--database", call.database, context.help("store_database"))
        ->envname("WUPIAN_DATABASE");
    add_common_options(command, context);
}

store::Moment moment_now() {
    auto const since = std::chrono::system_clock::now().time_since_epoch();
    return {.now = std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
}

base::Result<std::unique_ptr<store::Database>> open_store(StoreCall const& call) {
    TRY_VOID(base::make_directories(call.data));
    std::string const url =
        call.database.empty() ? "sqlite:" + call.data + "/store.db" : call.database;
    return store::Database::open(url);
}

}  // namespace app
