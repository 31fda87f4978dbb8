// Place and Caller: where a deployment keeps its things, and who asks for what there. Every use
// case on the store takes both and nothing else that knows of servers or terminals.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "base/crypto_secret.hpp"
#include "domain/edition.hpp"
#include "service/label.hpp"
#include "store/database.hpp"
#include "store/idempotency.hpp"
#include "store/session.hpp"

namespace service {

/// One deployment: an edition, its folder, its store. Outlives the use cases.
struct Place {
    domain::Edition edition;
    std::string data;         // Folder: in/, run/, spool/, package/, …
    std::string pack_folder;  // As found by the program.
    store::Database& database;
    base::KeyRing const& ring;  // Closes secrets at rest.
};

/// A proven identity at a moment.
struct Caller {
    store::Identity identity;
    store::Moment moment;
    Language language = Language::zh;
    // What the gate has just opened for this identity; reads need not open it again.
    std::shared_ptr<store::Session const> session = {};
    std::string idempotency = {};  // Row of the write's key; "" without one.
};

/// The data root of a tenant: in/<month>, run/<month>/<n> and what else is its own.
inline std::string root_of(Place const& place, std::string const& tenant) {
    return place.data + "/tenant/" + tenant;
}

/// `work(tx, session)` in one transaction as the caller: all or nothing. It must be repeatable.
template <typename Work>
auto write_as(Place const& place, Caller const& caller, Work&& work) {
    using Out = std::invoke_result_t<Work&, store::Transaction&, store::Session const&>;
    return store::transact(place.database, caller.moment, [&](store::Transaction& tx) -> Out {
        auto const session = TRY(store::open_session(tx, caller.identity));
        // In this transaction: a key is spent if and only if the write is there.
        if (!caller.idempotency.empty()) TRY_VOID(store::spend_key(tx, caller.idempotency));
        return work(tx, session);
    });
}

/// `work(tx, session)` in one snapshot; writes nothing.
template <typename Work>
auto read_as(Place const& place, Caller const& caller, Work&& work) {
    using Out = std::invoke_result_t<Work&, store::Transaction&, store::Session const&>;
    return store::read_snapshot(place.database, caller.moment, [&](store::Transaction& tx) -> Out {
        if (caller.session && !caller.identity.as_of)
            return work(tx, caller.session->for_purpose(caller.identity.purpose,
                                                        caller.identity.permission));
        auto const session = TRY(store::open_session(tx, caller.identity));
        return work(tx, session);
    });
}

}  // namespace service
