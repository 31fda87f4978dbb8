// Verifies audits and backups for `wupian verify`.
#include "app/audit_check.hpp"

#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "store/audit.hpp"
#include "store/backup.hpp"
#include "store/migrate.hpp"

namespace app {
namespace {

constexpr int bad_call = 2;
constexpr int finding = 1;

bool begins_with(std::string const& path, std::string_view head) {
    auto const map = base::MappedFile::open(path);
    return map && map->bytes().starts_with(head);
}

bool is_backup(std::string const& path) { return begins_with(path, "wupian-backup,"); }

void fail(Context& context, base::Error const& error) {
    context.fail(error, error.kind == base::ErrorKind::conflict ? finding : bad_call);
}

void print_audit(Context const& context, store::AuditReport const& report) {
    std::string const sealed = std::to_string(report.sealed);
    std::string const unsealed = std::to_string(report.unsealed);
    if (context.json)
        return print(
            nlohmann::ordered_json(
                {{"sealed", report.sealed}, {"unsealed", report.unsealed}, {"head", report.head}})
                .dump() +
            "\n");
    print(context.text("audit_holds", {{"sealed", sealed}, {"head", report.head}}) + "\n");
    if (report.unsealed > 0) print(context.text("audit_tail", {{"unsealed", unsealed}}) + "\n");
}

void check_backup(Context& context, std::string const& path) {
    auto const report = store::verify_backup(path);
    if (!report) return fail(context, report.error());
    if (context.json)
        return print(
            nlohmann::ordered_json({{"rows", report->rows}, {"digest", report->digest}}).dump() +
            "\n");
    print(context.text("backup_holds",
                       {{"rows", std::to_string(report->rows)}, {"digest", report->digest}}) +
          "\n");
}

}  // namespace

bool is_of_store(std::string const& path) {
    if (base::is_directory(path)) return base::is_file(path + "/store.db");
    return is_backup(path) || begins_with(path, "id,at,tenant,actor,");
}

void check_of_store(Context& context, StoreCall const& call, std::string const& exported) {
    if (call.database.empty() && base::is_file(call.data)) {
        if (is_backup(call.data)) return check_backup(context, call.data);
        auto const report = store::verify_audit_file(call.data);
        if (!report) return fail(context, report.error());
        return print_audit(context, *report);
    }
    auto const database = open_store(call);
    if (!database) return fail(context, database.error());
    auto const ready = store::check_schema(**database);
    if (!ready) return fail(context, ready.error());
    auto const report = exported.empty() ? store::verify_audit(**database)
                                         : store::export_audit(**database, exported);
    if (!report) return fail(context, report.error());
    print_audit(context, *report);
}

}  // namespace app
