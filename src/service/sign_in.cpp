// Passwords are checked outside any transaction: a hash takes longer than all that is written.
#include "service/sign_in.hpp"

#include "base/crypto_otp.hpp"
#include "base/crypto_password.hpp"
#include "base/digest.hpp"
#include "base/encode.hpp"
#include "store/account.hpp"
#include "store/tables.hpp"
#include "store/tenant.hpp"

namespace service {
namespace {

using store::Session;
using store::Transaction;

constexpr int secret_bytes = 32;
constexpr int password_bytes = 12;

std::unexpected<base::Error> refused() {
    return base::fail(base::ErrorKind::unauthorized, "sign_in_refused", {});
}

std::unexpected<base::Error> code_wrong() {
    return base::fail(base::ErrorKind::unauthorized, "sign_in_code", {.field = "code"});
}

/// Compared where there is no account, so that its absence does not show in time.
std::string const& nobodys_hash() {
    static std::string const hash = base::hash_password(base::random_hex(16)).value_or("");
    return hash;
}

std::string otp_place(std::string const& account) { return "account.totp_secret." + account; }

base::Result<std::string> find_organisation(Transaction& tx, std::string const& text) {
    auto const root = TRY(store::open_upkeep_session(tx, "", "sign_in"));
    store::Query query;
    query.filters.push_back(
        {store::is_id(text) ? "id" : "uscc", store::Compare::equal, {base::Value(text)}});
    auto const rows = TRY(store::list<domain::Organisation>(tx, root, query));
    return rows.empty() ? std::string() : rows[0].id;
}

base::Result<std::optional<domain::Account>> find_person(Transaction& tx,
                                                         PasswordSignIn const& wish) {
    auto const organisation = TRY(find_organisation(tx, wish.organisation));
    return store::find_account(tx, organisation, wish.name);
}

bool is_locked(domain::Account const& account, store::Instant now) {
    return account.locked_until && *account.locked_until > store::instant_text(now);
}

base::Result<domain::Account> set_account(Transaction& tx, domain::Account const& account,
                                          std::vector<std::pair<std::string, base::Value>> set) {
    auto const session = TRY(store::open_upkeep_session(tx, account.tenant, account.id));
    store::Change const change{account.id, account.version, std::move(set)};
    return store::update<domain::Account>(tx, session, change);
}

base::Result<domain::Account> read_account(Transaction& tx, domain::Account const& account) {
    auto const session = TRY(store::open_upkeep_session(tx, account.tenant, account.id));
    return store::find<domain::Account>(tx, session, account.id);
}

/// One failure more; the last one locks.
base::Result<void> note_failure(Place const& place, store::Moment const& moment,
                                domain::Account const& seen) {
    return store::transact(place.database, moment, [&](Transaction& tx) -> base::Result<void> {
        auto const account = TRY(read_account(tx, seen));
        bool const last = account.failed_count + 1 >= failures_max;
        std::vector<std::pair<std::string, base::Value>> set;
        set.emplace_back("failed_count", base::Value(last ? 0 : account.failed_count + 1));
        if (last)
            set.emplace_back("locked_until",
                             base::Value(store::instant_text(tx.now() + locked_ms)));
        TRY_VOID(set_account(tx, account, std::move(set)));
        return {};
    });
}

base::Result<SignedIn> open_sign_in(Transaction& tx, domain::Account const& account,
                                    std::string const& method) {
    SignedIn out;
    out.secret = base::random_hex(secret_bytes);
    out.row.account = account.id;
    out.row.token_hash = token_hash(out.secret);
    out.row.method = method;
    out.row.seen_at = store::instant_text(tx.now());
    out.row.expires_at = store::instant_text(tx.now() + sign_in_age_ms);
    auto const session = TRY(store::open_upkeep_session(tx, account.tenant, account.id));
    out.row = TRY(store::insert(tx, session, out.row));
    return out;
}

/// The step of a right code; none when the account has no second factor.
base::Result<std::optional<int64_t>> check_code(Place const& place, store::Moment const& moment,
                                                domain::Account const& account,
                                                std::string const& code) {
    if (!account.totp_secret) return std::nullopt;
    auto const secret = TRY(place.ring.open(*account.totp_secret, otp_place(account.id)));
    auto const step = base::find_otp_step(base::Otp(), secret, code, moment.now / 1000,
                                          account.totp_step.value_or(-1));
    if (!step) return code_wrong();
    return step;
}

/// After the password held: everything that is written, in one transaction.
base::Result<SignedIn> accept(Transaction& tx, domain::Account const& seen,
                              std::optional<int64_t> step) {
    auto const account = TRY(read_account(tx, seen));
    bool const same = account.password_hash == seen.password_hash && account.state == "active" &&
                      !is_locked(account, tx.now());
    if (!same) return refused();
    if (step && account.totp_step && *account.totp_step >= *step) return code_wrong();
    std::vector<std::pair<std::string, base::Value>> set;
    set.emplace_back("failed_count", base::Value(int64_t(0)));
    set.emplace_back("locked_until", base::Value());
    set.emplace_back("seen_at", base::Value(store::instant_text(tx.now())));
    if (step) set.emplace_back("totp_step", base::Value(*step));
    TRY_VOID(set_account(tx, account, std::move(set)));
    return open_sign_in(tx, account, "local");
}

}  // namespace

std::string token_hash(std::string const& secret) {
    return base::digest_hex(base::DigestKind::sm3, secret);
}

std::string make_password() {
    return base::to_base32(*base::from_hex(base::random_hex(password_bytes)));
}

base::Result<SignedIn> sign_in(Place const& place, store::Moment const& moment,
                               PasswordSignIn const& wish) {
    auto const found = TRY(store::read_snapshot(
        place.database, moment, [&](Transaction& tx) { return find_person(tx, wish); }));
    bool const has_password = found && found->password_hash;
    bool const right =
        base::check_password(wish.password, has_password ? *found->password_hash : nobodys_hash());
    if (!found || found->state != "active" || is_locked(*found, moment.now)) return refused();
    if (!has_password || !right) {
        TRY_VOID(note_failure(place, moment, *found));
        return refused();
    }
    auto const step = check_code(place, moment, *found, wish.code);
    if (!step) {
        // A code that was asked for is no attempt yet; a wrong one is.
        if (!wish.code.empty()) TRY_VOID(note_failure(place, moment, *found));
        return std::unexpected(step.error());
    }
    return store::transact(place.database, moment,
                           [&](Transaction& tx) { return accept(tx, *found, *step); });
}

base::Result<SignedIn> sign_in_external(Place const& place, store::Moment const& moment,
                                        store::External const& external) {
    return store::transact(place.database, moment, [&](Transaction& tx) -> base::Result<SignedIn> {
        auto const account = TRY(store::find_external_account(tx, external));
        if (!account || account->state != "active") return refused();
        return open_sign_in(tx, *account, "oidc");
    });
}

base::Result<void> sign_out(Place const& place, store::Moment const& moment,
                            std::string const& secret) {
    return store::transact(place.database, moment, [&](Transaction& tx) -> base::Result<void> {
        auto const row = TRY(store::find_sign_in(tx, token_hash(secret)));
        if (!row) return {};
        auto const session = TRY(store::open_upkeep_session(tx, row->tenant, row->account));
        TRY_VOID(store::end<domain::SignIn>(tx, session, row->id));
        return {};
    });
}

base::Result<SignedIn> renew(Place const& place, store::Moment const& moment,
                             std::string const& secret, std::string const& organisation) {
    return store::transact(place.database, moment, [&](Transaction& tx) -> base::Result<SignedIn> {
        auto const old = TRY(store::find_sign_in(tx, token_hash(secret)));
        if (!old) return refused();
        SignedIn out;
        out.secret = base::random_hex(secret_bytes);
        out.row = *old;
        out.row.id.clear();
        out.row.tenant = organisation.empty() ? old->tenant : organisation;
        out.row.token_hash = token_hash(out.secret);
        out.row.rotated_from = old->id;
        out.row.seen_at = store::instant_text(tx.now());
        // Only where the account has something to do.
        store::Identity identity;
        identity.tenant = out.row.tenant;
        identity.account = old->account;
        TRY_VOID(store::open_session(tx, identity));
        auto const before = TRY(store::open_upkeep_session(tx, old->tenant, old->account));
        auto const after = TRY(store::open_upkeep_session(tx, out.row.tenant, old->account));
        std::string const until = store::instant_text(tx.now() + rotation_grace_ms);
        store::Change change{old->id, old->version, {}};
        change.set.emplace_back("expires_at", base::Value(std::min(until, old->expires_at)));
        TRY_VOID(store::update<domain::SignIn>(tx, before, change));
        out.row = TRY(store::insert(tx, after, out.row));
        return out;
    });
}

base::Result<void> set_first_password(store::Transaction& tx, store::Session const& session,
                                      std::string const& account, std::string const& password) {
    auto const found = TRY(store::find<domain::Account>(tx, session, account));
    TRY_VOID(base::check_policy(password, found.name));
    auto const hash = TRY(base::hash_password(password));
    TRY_VOID(store::end_sign_ins(tx, session, account));
    store::Change change{account, found.version, {}};
    change.set.emplace_back("password_hash", base::Value(hash));
    change.set.emplace_back("password_at", base::Value());
    change.set.emplace_back("totp_secret", base::Value());
    change.set.emplace_back("totp_step", base::Value());
    change.set.emplace_back("failed_count", base::Value(int64_t(0)));
    change.set.emplace_back("locked_until", base::Value());
    TRY_VOID(store::update<domain::Account>(tx, session, change));
    return {};
}

base::Result<SignedIn> change_password(Place const& place, Caller const& caller,
                                       std::string const& before, std::string const& after) {
    auto const seen = TRY(store::read_snapshot(place.database, caller.moment, [&](Transaction& tx) {
        return store::find_own_account(tx, caller.identity.account);
    }));
    bool const right = seen.password_hash && base::check_password(before, *seen.password_hash);
    if (is_locked(seen, caller.moment.now)) return refused();
    if (!right) {
        TRY_VOID(note_failure(place, caller.moment, seen));
        return refused();
    }
    if (before == after) return base::invalid("password_same", {.field = "after"});
    TRY_VOID(base::check_policy(after, seen.name));
    auto const hash = TRY(base::hash_password(after));
    return store::transact(
        place.database, caller.moment, [&](Transaction& tx) -> base::Result<SignedIn> {
            auto const account = TRY(read_account(tx, seen));
            if (account.password_hash != seen.password_hash) return refused();
            auto const session = TRY(store::open_upkeep_session(tx, account.tenant, account.id));
            TRY_VOID(store::end_sign_ins(tx, session, account.id));
            std::vector<std::pair<std::string, base::Value>> set;
            set.emplace_back("password_hash", base::Value(hash));
            set.emplace_back("password_at", base::Value(store::instant_text(tx.now())));
            TRY_VOID(set_account(tx, account, std::move(set)));
            return open_sign_in(tx, account, "local");
        });
}

base::Result<Names> names_of(Place const& place, store::Moment const& moment,
                             store::Identity const& identity) {
    return store::read_snapshot(
        place.database, moment, [&](Transaction& tx) -> base::Result<Names> {
            auto const account = TRY(store::find_own_account(tx, identity.account));
            auto const session = TRY(store::open_session(tx, identity));
            auto const organisation = TRY(store::own_organisation(tx, session));
            return Names{account.display_name, organisation.name};
        });
}

base::Result<OtpWish> begin_otp(Place const& place, Caller const& caller) {
    auto const account =
        TRY(store::read_snapshot(place.database, caller.moment, [&](Transaction& tx) {
            return store::find_own_account(tx, caller.identity.account);
        }));
    std::string const secret = base::make_otp_secret();
    OtpWish out;
    out.secret = base::to_base32(secret);
    out.uri = base::otp_uri(base::Otp(), secret, "Wupian", account.name);
    return out;
}

base::Result<void> confirm_otp(Place const& place, Caller const& caller, std::string const& secret,
                               std::string const& code) {
    auto const bytes = base::from_base32(secret);
    if (!bytes || bytes->size() != base::otp_secret_bytes) return code_wrong();
    auto const step = base::find_otp_step(base::Otp(), *bytes, code, caller.moment.now / 1000, -1);
    if (!step) return code_wrong();
    auto const closed = TRY(place.ring.close(*bytes, otp_place(caller.identity.account)));
    return store::transact(
        place.database, caller.moment, [&](Transaction& tx) -> base::Result<void> {
            auto const account = TRY(store::find_own_account(tx, caller.identity.account));
            // Whoever finds an open page must not put a factor of his own in its place.
            if (account.totp_secret) return base::fail(base::ErrorKind::conflict, "otp_set", {});
            std::vector<std::pair<std::string, base::Value>> set;
            set.emplace_back("totp_secret", base::Value(closed));
            set.emplace_back("totp_step", base::Value(*step));
            TRY_VOID(set_account(tx, account, std::move(set)));
            return {};
        });
}

}  // namespace service
