// Proofs to sessions.
#include "service/gate.hpp"

#include "service/sign_in.hpp"
#include "store/account.hpp"
#include "store/tables.hpp"

namespace service {
namespace {

using store::Transaction;

constexpr int64_t seen_step_ms = 60'000;  // How exactly it is known when somebody was here.

base::Result<Known> make_known(Transaction& tx, store::Identity identity,
                               domain::Account const& account) {
    Known out;
    auto session = store::open_session(tx, identity);
    // Nothing granted (any more) is no fault of the request: nobody is signed in.
    if (!session) return std::unexpected(session.error());
    out.roles = TRY(store::role_names(tx, account.id));
    auto const permissions = session->permissions();
    out.permissions.assign(permissions.begin(), permissions.end());
    out.identity = std::move(identity);
    out.session = std::make_shared<store::Session const>(std::move(*session));
    return out;
}

/// Unauthorized is nobody; other errors stay.
base::Result<std::optional<Known>> nobody_or(base::Result<std::optional<Known>> found) {
    if (!found && found.error().kind == base::ErrorKind::unauthorized) return std::nullopt;
    return found;
}

base::Result<void> note_seen(Transaction& tx, domain::SignIn const& row) {
    auto const session = TRY(store::open_upkeep_session(tx, row.tenant, row.account));
    store::Change change{row.id, row.version, {}};
    change.set.emplace_back("seen_at", base::Value(store::instant_text(tx.now())));
    auto const done = store::update<domain::SignIn>(tx, session, change);
    // Another request noted it at the same time.
    if (!done && done.error().code != "version_stale") return std::unexpected(done.error());
    return {};
}

base::Result<std::optional<Known>> read_sign_in(Transaction& tx, std::string const& hash) {
    auto const row = TRY(store::find_sign_in(tx, hash));
    if (!row) return std::nullopt;
    auto const seen = store::parse_instant(row->seen_at).value_or(0);
    if (tx.now() - seen > sign_in_idle_ms) return std::nullopt;
    auto const account = TRY(store::find_own_account(tx, row->account));
    store::Identity identity;
    identity.tenant = row->tenant;
    identity.account = row->account;
    identity.actor = row->account;
    auto known = TRY(make_known(tx, identity, account));
    known.sign_in = row->id;
    known.must_change = row->method == "local" && !account.password_at;
    if (known.must_change) known.permissions.clear();
    if (tx.now() - seen > seen_step_ms) TRY_VOID(note_seen(tx, *row));
    return known;
}

base::Result<std::optional<Known>> read_token(Transaction& tx, std::string const& hash) {
    auto const row = TRY(store::find_api_token(tx, hash));
    if (!row) return std::nullopt;
    auto const account = TRY(store::find_own_account(tx, row->account));
    auto const purpose = store::parse_purpose(row->purpose);
    if (!purpose) return std::nullopt;
    store::Identity identity;
    identity.tenant = row->tenant;
    identity.account = row->account;
    identity.actor = row->id;
    identity.purpose = *purpose;
    identity.at_most = store::split_words(row->permissions);
    auto known = TRY(make_known(tx, identity, account));
    known.sign_in = row->id;
    known.is_token = true;
    return known;
}

base::Result<std::optional<Known>> read_external(Transaction& tx, store::External const& external) {
    auto const account = TRY(store::find_external_account(tx, external));
    if (!account) return std::nullopt;
    store::Identity identity;
    identity.tenant = account->tenant;
    identity.account = account->id;
    identity.actor = account->id;
    return make_known(tx, identity, *account);
}

}  // namespace

std::optional<Known> Gate::recall(std::string const& key, store::Instant now) {
    std::lock_guard const lock(mutex_);
    auto const at = kept_.find(key);
    if (at == kept_.end() || at->second.until <= now) return std::nullopt;
    return at->second.known;
}

void Gate::keep(std::string const& key, Known const& known, store::Instant now) {
    std::lock_guard const lock(mutex_);
    if (kept_.size() >= gate_memory_max)
        std::erase_if(kept_, [now](auto const& one) { return one.second.until <= now; });
    if (kept_.size() < gate_memory_max) kept_[key] = {known, now + gate_memory_ms};
}

void Gate::forget() {
    std::lock_guard const lock(mutex_);
    kept_.clear();
}

template <typename Read>
base::Result<std::optional<Known>> Gate::find(std::string const& key, store::Instant now,
                                              Read read) {
    if (auto known = recall(key, now)) return known;
    auto found = TRY(nobody_or(read()));
    if (found) keep(key, *found, now);
    return found;
}

base::Result<std::optional<Known>> Gate::find_sign_in(std::string const& secret,
                                                      store::Moment const& moment) {
    std::string const hash = token_hash(secret);
    return find("s" + hash, moment.now, [&] {
        return store::transact(place_.database, moment,
                               [&](Transaction& tx) { return read_sign_in(tx, hash); });
    });
}

base::Result<std::optional<Known>> Gate::find_token(std::string const& secret,
                                                    store::Moment const& moment) {
    std::string const hash = token_hash(secret);
    return find("t" + hash, moment.now, [&] {
        return store::read_snapshot(place_.database, moment,
                                    [&](Transaction& tx) { return read_token(tx, hash); });
    });
}

base::Result<std::optional<Known>> Gate::find_external(store::External const& external,
                                                       store::Moment const& moment) {
    std::string const key = "x" + external.organisation + "/" + external.user;
    return find(key, moment.now, [&] {
        return store::read_snapshot(place_.database, moment,
                                    [&](Transaction& tx) { return read_external(tx, external); });
    });
}

}  // namespace service
