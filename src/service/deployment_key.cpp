// Keys as rows: made here, or taken over from a register.
#include "service/deployment_key.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"
#include "service/all_rows.hpp"
#include "store/tenant.hpp"

namespace service {
namespace {

constexpr char context[] = "trusted_key.private_key.";
constexpr size_t phrase_bytes = 32;  // Bytes at random; twice as many characters.

template <typename Value>
base::Value value_or_null(std::optional<Value> const& value) {
    return value ? base::Value(*value) : base::Value();
}

/// Adds a key or brings its days up to date; true when something changed.
base::Result<bool> put_key(store::Transaction& tx, store::Session const& session,
                           domain::SigningKey const& key) {
    store::Query query;
    query.filters.push_back({"key_id", store::Compare::equal, {base::Value(key.key_id)}});
    query.filters.push_back({"tenant", store::Compare::equal, {base::Value(session.tenant())}});
    auto const known = TRY(store::list<domain::TrustedKey>(tx, session, query));
    if (known.empty()) {
        TRY_VOID(store::insert(tx, session, trusted_row(key)));
        return true;
    }
    if (known[0].valid_to == key.to && known[0].revoked_on == key.revoked) return false;
    store::Change const change{
        known[0].id,
        known[0].version,
        {{"valid_to", value_or_null(key.to)}, {"revoked_on", value_or_null(key.revoked)}}};
    TRY_VOID(store::update<domain::TrustedKey>(tx, session, change));
    return true;
}

/// At the window many organisations share one store, and the key of a firm opens what others hold
/// of it: only the authority that runs the window says whose key it is, or the firm itself.
base::Result<void> check_trust(Place const& place, store::Transaction& tx,
                               store::Session const& session, domain::SigningKey const& key) {
    if (place.edition != domain::window || key.role == "sender") return {};
    auto const own = TRY(store::own_organisation(tx, session));
    if (own.kind == "authority" || own.uscc == key.organisation) return {};
    return base::fail(base::ErrorKind::forbidden, "key_foreign", {.field = "organisation"},
                      {{"organisation", key.organisation}});
}

base::Result<domain::KeyRegister> register_of(std::vector<domain::TrustedKey> const& rows) {
    std::map<std::string, domain::SigningKey> found;  // One key may be trusted at two levels.
    for (domain::TrustedKey const& row : rows) {
        auto const key = signing_key(row);
        auto& kept = found.try_emplace(key.key_id, key).first->second;
        if (key.revoked) kept = key;
    }
    std::vector<domain::SigningKey> keys;
    for (auto const& [id, key] : found) keys.push_back(key);
    return domain::KeyRegister::make(std::move(keys));
}

base::Result<Signer> open_signer(Place const& place, domain::TrustedKey const& row) {
    auto const secret = TRY(place.ring.open(*row.private_key, context + row.key_id));
    size_t const end = secret.find('\n');
    auto key = TRY(base::PrivateKey::from_pem(std::string_view(secret).substr(end + 1),
                                              std::string_view(secret).substr(0, end)));
    return Signer{row.role, row.name, row.organisation, std::move(key)};
}

}  // namespace

domain::TrustedKey trusted_row(domain::SigningKey const& key) {
    domain::TrustedKey out;
    out.key_id = key.key_id;
    out.kind = key.kind;
    out.name = key.name;
    out.organisation = key.organisation;
    out.role = key.role;
    out.public_key = key.public_key;
    out.valid_from = key.from;
    out.valid_to = key.to;
    out.revoked_on = key.revoked;
    return out;
}

domain::SigningKey signing_key(domain::TrustedKey const& row) {
    return {row.key_id,     row.kind,       row.name,     row.organisation, row.role,
            row.public_key, row.valid_from, row.valid_to, row.revoked_on};
}

base::Result<domain::Organisation> own_legal(store::Transaction& tx,
                                             store::Session const& session) {
    auto own = TRY(store::own_organisation(tx, session));
    if (!own.uscc)
        return base::fail(base::ErrorKind::conflict, "organisation_no_uscc", {},
                          {{"name", own.name}});
    return own;
}

base::Result<domain::TrustedKey> make_deployment_key(Place const& place, Caller const& caller,
                                                     KeyWish const& wish) {
    auto const kind = TRY(base::parse_key_kind(wish.kind));
    auto const key = base::PrivateKey::make(kind);
    std::string const phrase = base::random_hex(phrase_bytes);
    auto const pem = TRY(key.to_pem(phrase));
    std::string const id = key.public_key().id();
    auto const closed = TRY(place.ring.close(phrase + "\n" + pem, context + id));
    return write_as(place, caller,
                    [&](store::Transaction& tx,
                        store::Session const& session) -> base::Result<domain::TrustedKey> {
                        auto const own = TRY(own_legal(tx, session));
                        auto row = trusted_row(domain::register_row(
                            key.public_key(), wish.name, *own.uscc, wish.role, wish.from));
                        row.private_key = closed;
                        return store::insert(tx, session, row);
                    });
}

base::Result<int64_t> trust_keys(Place const& place, Caller const& caller, std::string const& csv) {
    constexpr char file[] = "keys.csv";
    TRY_VOID(domain::KeyRegister::parse(csv, file));
    auto rows = TRY(base::parse_csv_rows(base::record_of<domain::SigningKey>, csv, file));
    std::vector<domain::SigningKey> keys;
    for (auto& row : rows)
        base::assign(base::record_of<domain::SigningKey>, &keys.emplace_back(), std::move(row));
    return write_as(
        place, caller,
        [&](store::Transaction& tx, store::Session const& session) -> base::Result<int64_t> {
            for (domain::SigningKey const& key : keys)
                TRY_VOID(check_trust(place, tx, session, key));
            int64_t changed = 0;
            for (domain::SigningKey const& key : keys) {
                bool const is_new = TRY(put_key(tx, session, key));
                changed += is_new;
            }
            return changed;
        });
}

base::Result<std::string> own_register(Place const& place, Caller const& caller) {
    return read_as(
        place, caller,
        [&](store::Transaction& tx, store::Session const& session) -> base::Result<std::string> {
            auto const rows = TRY(all_rows<domain::TrustedKey>(tx, session, {}));
            std::string out = base::csv_header(base::record_of<domain::SigningKey>) + "\n";
            for (domain::TrustedKey const& row : rows) {
                if (!row.private_key) continue;
                auto const key = signing_key(row);
                base::append_csv_row(out, base::record_of<domain::SigningKey>, &key);
            }
            return out;
        });
}

base::Result<domain::KeyRegister> trusted_keys(store::Transaction& tx,
                                               store::Session const& session) {
    auto const rows = TRY(all_rows<domain::TrustedKey>(tx, session, {}));
    return register_of(rows);
}

base::Result<NamedKeys> named_keys(store::Transaction& tx, store::Session const& session,
                                   std::vector<domain::Seal> const& seals) {
    store::Filter named{"key_id", store::Compare::one_of, {}};
    for (domain::Seal const& seal : seals) named.values.emplace_back(seal.key_id);
    if (named.values.empty()) return NamedKeys();
    auto const rows = TRY(all_rows<domain::TrustedKey>(tx, session, {named}));
    NamedKeys out;
    out.keys = TRY(register_of(rows));
    for (domain::TrustedKey const& row : rows) out.unchanged = out.unchanged && row.version == 1;
    return out;
}

base::Result<Signer> signer_of(Place const& place, store::Transaction& tx,
                               store::Session const& session, std::string const& role) {
    std::vector<store::Filter> const filters = {
        {"role", store::Compare::equal, {base::Value(role)}},
        {"revoked_on", store::Compare::is_null, {}}};
    auto const keys = TRY(all_rows<domain::TrustedKey>(tx, session, filters, "made_at"));
    // Its own: whoever acts for a part does not sign for the whole. But the window sends for firms:
    // what they say is signed by themselves, and the window vouches that it passed here.
    auto const own = TRY(store::own_organisation(tx, session));
    bool const sent_for = place.edition == domain::window && own.kind == "firm";
    auto const lineage = session.lineage();
    for (auto tenant = lineage.rbegin(); tenant != lineage.rend(); ++tenant)
        for (auto key = keys.rbegin(); key != keys.rend(); ++key)
            if (key->tenant == *tenant && key->private_key && (sent_for || key->tenant == own.id))
                return open_signer(place, *key);
    return base::fail(base::ErrorKind::conflict, "signing_key_missing", {}, {{"role", role}});
}

}  // namespace service
