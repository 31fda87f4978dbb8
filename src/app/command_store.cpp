// wupian migrate, backup, restore: the upkeep of the store.
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/command.hpp"
#include "app/store_call.hpp"
#include "store/audit.hpp"
#include "store/backup.hpp"
#include "store/migrate.hpp"

namespace app {
namespace {

struct Call {
    StoreCall store;
    std::string file;
    std::string edition;
};

/// As asked for, else as the store is, else bank.
base::Result<domain::Edition> edition_of(store::Database& database, std::string const& asked) {
    auto const wanted = domain::parse_edition(asked.empty() ? "bank" : asked);
    if (!wanted)
        return base::invalid("serve_edition_unknown", {.field = "--edition"}, {{"value", asked}});
    if (!asked.empty()) return *wanted;
    auto const is = store::read_snapshot(
        database, {}, [](store::Transaction& tx) { return store::store_edition(tx); });
    return is ? *is : *wanted;
}

void run_migrate(Context& context, Call const& call) {
    auto const database = open_store(call.store);
    if (!database) return context.fail(database.error());
    auto const edition = edition_of(**database, call.edition);
    if (!edition) return context.fail(edition.error());
    auto const applied = store::migrate(**database, moment_now(), *edition);
    if (!applied) return context.fail(applied.error());
    auto const version = store::read_snapshot(
        **database, {}, [](store::Transaction& tx) { return store::schema_version(tx); });
    if (!version) return context.fail(version.error());
    if (context.json)
        return print(nlohmann::ordered_json({{"applied", *applied}, {"version", *version}}).dump() +
                     "\n");
    print(context.text("migrated", {{"count", std::to_string(*applied)},
                                    {"version", std::to_string(*version)}}) +
          "\n");
}

void print_report(Context const& context, store::BackupReport const& report, std::string_view key) {
    if (context.json)
        return print(
            nlohmann::ordered_json(
                {{"schema", report.schema}, {"rows", report.rows}, {"digest", report.digest}})
                .dump() +
            "\n");
    print(context.text(key, {{"rows", std::to_string(report.rows)}, {"digest", report.digest}}) +
          "\n");
}

void run_backup(Context& context, Call const& call) {
    auto const database = open_store(call.store);
    if (!database) return context.fail(database.error());
    auto const ready = store::check_schema(**database);
    if (!ready) return context.fail(ready.error());
    auto const sealed = store::seal_all(**database);
    if (!sealed) return context.fail(sealed.error());
    auto const report = store::backup(**database, moment_now(), call.file);
    if (!report) return context.fail(report.error());
    print_report(context, *report, "backed_up");
}

void run_restore(Context& context, Call const& call) {
    // A spoilt file is refused before a database is made for it.
    auto const whole = store::verify_backup(call.file);
    if (!whole) return context.fail(whole.error());
    auto const database = open_store(call.store);
    if (!database) return context.fail(database.error());
    auto const report = store::restore(**database, moment_now(), call.file);
    if (!report) return context.fail(report.error());
    print_report(context, *report, "restored");
}

}  // namespace

void add_store(CLI::App& app, Context& context) {
    CLI::App* const migrate = app.add_subcommand("migrate", context.help("migrate"));
    auto call = std::make_shared<Call>();
    add_store_options(*migrate, context, call->store);
    migrate->add_option("--edition", call->edition, context.help("serve_edition"));
    migrate->callback([&context, call] { run_migrate(context, *call); });

    CLI::App* const backup = app.add_subcommand("backup", context.help("backup"));
    add_store_options(*backup, context, call->store);
    backup->add_option("--out", call->file, context.help("backup_out"))->required();
    backup->callback([&context, call] { run_backup(context, *call); });

    CLI::App* const restore = app.add_subcommand("restore", context.help("restore"));
    add_store_options(*restore, context, call->store);
    restore->add_option("--from", call->file, context.help("restore_from"))->required();
    restore->callback([&context, call] { run_restore(context, *call); });
}

}  // namespace app
