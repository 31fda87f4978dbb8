// wupian verify: whether what is here is what was written; offline.
#include <CLI/CLI.hpp>

#include "app/audit_check.hpp"
#include "app/command.hpp"

namespace app {

void add_verify(CLI::App& app, Context& context) {
    struct Call {
        StoreCall store;
        std::string exported;
    };
    CLI::App* const command = app.add_subcommand("verify", context.help("verify"));
    auto call = std::make_shared<Call>();
    command->add_option("path", call->store.data, context.help("verify_path"))->required();
    command->add_option("--database", call->store.database, context.help("store_database"));
    command->add_option("--export", call->exported, context.help("verify_export"));
    add_common_options(*command, context);
    command->callback([&context, call] {
        if (call->store.database.empty() && !is_of_store(call->store.data))
            return context.fail(base::Error{base::ErrorKind::invalid,
                                            "file_unreadable",
                                            {.file = call->store.data},
                                            {{"reason", context.text("verify_unknown")}}});
        check_of_store(context, call->store, call->exported);
    });
}

}  // namespace app
