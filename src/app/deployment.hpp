// One deployment as the server runs it: its store, its keys, its gate.
#pragma once

#include <memory>
#include <string>

#include "app/store_call.hpp"
#include "domain/edition.hpp"
#include "service/gate.hpp"
#include "service/place.hpp"

namespace app {

struct Deployment {
    std::unique_ptr<store::Database> database;
    base::KeyRing ring;
    std::string server_key;  // Seals cursors and CSRF tokens, over restarts too.
    std::unique_ptr<service::Place> place;
    std::unique_ptr<service::Gate> gate;
};

/// Opens the store of a data folder; a new one is made and its keys with it (DATA/key/master.key
/// and server.key, for their owner only). Errors: those of the database, `migration_needed`,
/// `store_other_edition`, `master_key_*`, file errors.
base::Result<std::unique_ptr<Deployment>> open_deployment(StoreCall const& call,
                                                          domain::Edition edition,
                                                          std::string const& pack_folder);

}  // namespace app
