// Opens a deployment, or makes a new one.
#include "app/deployment.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "service/all_rows.hpp"
#include "store/account.hpp"
#include "store/migrate.hpp"
#include "store/role.hpp"
#include "store/tables.hpp"
#include "store/written_file.hpp"

namespace app {
namespace {

constexpr int server_key_bytes = 32;

/// A new store is made; one that is behind is for `wupian migrate`, after a backup.
base::Result<void> settle(store::Database& database, domain::Edition edition) {
    int64_t const version = TRY(store::read_snapshot(
        database, {}, [](store::Transaction& tx) { return store::schema_version(tx); }));
    if (version == 0) {
        TRY_VOID(store::migrate(database, moment_now(), edition));
        return {};
    }
    TRY_VOID(store::check_schema(database));
    auto const is = TRY(store::read_snapshot(
        database, {}, [](store::Transaction& tx) { return store::store_edition(tx); }));
    if (is != edition)
        return base::fail(base::ErrorKind::conflict, "store_other_edition", {},
                          {{"edition", std::string(domain::to_text(is))},
                           {"wanted", std::string(domain::to_text(edition))}});
    return {};
}

/// What this version knows of and the store does not yet have.
base::Result<void> add_standard_roles(store::Database& database) {
    return store::transact(
        database, moment_now(), [](store::Transaction& tx) -> base::Result<void> {
            auto const session = TRY(store::open_upkeep_session(tx, "", "start"));
            auto const known = TRY(service::all_rows<domain::Role>(tx, session, {}));
            for (store::StandardRole const& each : store::standard_roles()) {
                auto const same = [&](domain::Role const& role) { return role.name == each.name; };
                if (std::any_of(known.begin(), known.end(), same)) continue;
                TRY_VOID(store::add_role(tx, session, std::string(each.name),
                                         store::split_words(each.permissions)));
            }
            return {};
        });
}

base::Result<void> make_private_file(std::string const& path, std::string const& text) {
    if (base::is_file(path)) return {};
    auto file = TRY(store::WrittenFile::create(path));
    return file.finish(text);
}

}  // namespace

base::Result<std::unique_ptr<Deployment>> open_deployment(StoreCall const& call,
                                                          domain::Edition edition,
                                                          std::string const& pack_folder) {
    auto out = std::make_unique<Deployment>();
    out->database = TRY(open_store(call));
    TRY_VOID(settle(*out->database, edition));
    TRY_VOID(add_standard_roles(*out->database));
    std::string const keys = call.data + "/key";
    TRY_VOID(base::make_directories(keys));
    TRY_VOID(make_private_file(keys + "/master.key", base::KeyRing::make_line()));
    TRY_VOID(make_private_file(keys + "/server.key", base::random_hex(server_key_bytes) + "\n"));
    out->ring = TRY(base::KeyRing::read(keys + "/master.key"));
    auto const server_key = TRY(base::read_file(keys + "/server.key", 4096));
    out->server_key = base::trim(server_key);
    out->place = std::make_unique<service::Place>(
        service::Place{edition, call.data, pack_folder, *out->database, out->ring});
    out->gate = std::make_unique<service::Gate>(*out->place);
    return out;
}

}  // namespace app
