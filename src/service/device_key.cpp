// Keys of devices as rows among the trusted keys; only their own organisation writes them.
#include "service/device_key.hpp"

#include "base/digest.hpp"
#include "base/encode.hpp"
#include "service/all_rows.hpp"
#include "service/deployment_key.hpp"
#include "store/tenant.hpp"

namespace service {
namespace {

/// The same rows, written by who may grant a consent; `enrol_device_key` says which they may be.
constexpr store::Table own_keys{&base::record_of<domain::TrustedKey>, store::Scope::lineage, "",
                                "consent.grant"};

struct Owner {
    std::string uscc, name, role;
};

/// Whom a key made in this session would be of. Nobody enrols for others: not a program, and not
/// somebody of an organisation above who acts here.
base::Result<Owner> owner_of(store::Transaction& tx, store::Session const& session,
                             std::string const& wanted) {
    auto const own = TRY(own_legal(tx, session));
    auto const accounts =
        TRY(all_rows<domain::Account>(tx, session, {is_text("id", session.account())}));
    if (session.actor() != session.account() || accounts.empty() ||
        accounts[0].tenant != session.tenant())
        return base::fail(base::ErrorKind::forbidden, "device_key_person", {});
    bool const firm = own.kind == "firm";
    std::string const role = wanted.empty() && firm ? "subject" : wanted;
    if (firm ? role != "subject" : role != "maker" && role != "checker")
        return base::invalid("device_key_role", {.field = "role"});
    return Owner{*own.uscc, accounts[0].name, role};
}

base::Result<base::PublicKey> key_of(DeviceKeyWish const& wish) {
    auto const malformed = [] {
        return base::invalid("device_key_malformed", {.field = "public_key"});
    };
    if (wish.public_key.size() > device_public_key_bytes_max) return malformed();
    auto const der = base::from_base64(wish.public_key);
    if (!der) return malformed();
    auto key = base::PublicKey::from_der(*der);
    // One text for one key: its name is the digest of its bytes.
    if (!key || key->kind() != base::KeyKind::ed25519 || key->der() != *der) return malformed();
    return std::move(*key);
}

std::string text_of(Owner const& owner, base::PublicKey const& key) {
    return "wupian.device_key.v1\norganisation=" + owner.uscc + "\nname=" + owner.name +
           "\nrole=" + owner.role + "\nkey_id=" + key.id() + "\n";
}

base::Result<std::vector<domain::TrustedKey>> keys_in_force(store::Transaction& tx,
                                                            store::Session const& session) {
    auto const own = TRY(own_legal(tx, session));
    auto rows = TRY(all_rows<domain::TrustedKey>(tx, session,
                                                 {is_text("tenant", session.tenant()),
                                                  is_text("organisation", *own.uscc),
                                                  {"private_key", store::Compare::is_null, {}}}));
    base::Day const today = domain::china_day(tx.now());
    std::erase_if(rows, [&](domain::TrustedKey const& row) {
        return row.revoked_on || (row.valid_to && *row.valid_to < today);
    });
    return rows;
}

base::Result<domain::TrustedKey> put(store::Transaction& tx, store::Session const& session,
                                     Owner const& owner, base::PublicKey const& key) {
    auto const known =
        TRY(all_rows<domain::TrustedKey>(tx, session, {is_text("key_id", key.id())}));
    if (!known.empty()) return base::fail(base::ErrorKind::conflict, "device_key_known", {});
    auto const others = TRY(keys_in_force(tx, session));
    if (others.size() >= device_keys_max)
        return base::fail(base::ErrorKind::conflict, "device_keys_many", {},
                          {{"most", std::to_string(device_keys_max)}});
    domain::TrustedKey row;
    row.key_id = key.id();
    row.kind = base::key_kind_text(key.kind());
    row.name = owner.name;
    row.organisation = owner.uscc;
    row.role = owner.role;
    row.public_key = base::to_base64(key.der());
    // The day of a seal is UTC's (domain/seal.cpp); in China it may be the next one already.
    row.valid_from = *base::parse_day(store::instant_text(tx.now()).substr(0, 10));
    auto stored = TRY(store::insert_row(tx, session, own_keys, store::to_row(row)));
    return store::from_row<domain::TrustedKey>(std::move(stored));
}

base::Result<domain::TrustedKey> find_own(store::Transaction& tx, store::Session const& session,
                                          std::string const& id) {
    auto filters = TRY(own_devices(tx, session));
    filters.push_back(is_text("id", id));
    auto rows = TRY(all_rows<domain::TrustedKey>(tx, session, std::move(filters)));
    if (!rows.empty()) return std::move(rows[0]);
    return base::fail(base::ErrorKind::not_found, "object_not_found", {},
                      {{"kind", std::string("trusted_key")}});
}

/// Who was told of what this key signed, once each.
base::Result<std::vector<Parcel>> parcels_of(Place const& place, Caller const& caller,
                                             domain::TrustedKey const& key,
                                             std::vector<PackageText> const& texts) {
    auto const told = read_as(
        place, caller,
        [&](store::Transaction& tx,
            store::Session const& session) -> base::Result<std::vector<Parcel>> {
            std::vector<Parcel> out;
            auto const consents =
                TRY(all_rows<domain::ConsentRow>(tx, session, {is_text("key_id", key.key_id)}));
            for (domain::ConsentRow const& consent : consents) {
                auto const packages = TRY(all_rows<domain::PackageRow>(
                    tx, session,
                    {is_text("about", consent.content_hash), is_text("direction", "out")}));
                for (domain::PackageRow const& row : packages) {
                    auto const edition = domain::parse_edition(row.to_edition);
                    bool known = !edition;
                    for (Parcel const& one : out)
                        known = known || (one.to == *edition && one.recipient == row.recipient);
                    if (!known)
                        out.push_back(
                            {"device_key", *edition, row.recipient, "", key.key_id, texts});
                }
            }
            return out;
        });
    return told;
}

}  // namespace

base::Result<DeviceKeyText> device_key_text(Place const& place, Caller const& caller,
                                            DeviceKeyWish const& wish) {
    auto const key = TRY(key_of(wish));
    return read_as(
        place, caller,
        [&](store::Transaction& tx, store::Session const& session) -> base::Result<DeviceKeyText> {
            auto const owner = TRY(owner_of(tx, session, wish.role));
            return DeviceKeyText{key.id(), owner.role, text_of(owner, key)};
        });
}

base::Result<domain::TrustedKey> enrol_device_key(Place const& place, Caller const& caller,
                                                  DeviceKeyWish const& wish) {
    auto const key = TRY(key_of(wish));
    auto const signature = base::from_base64(wish.signature);
    return write_as(place, caller,
                    [&](store::Transaction& tx,
                        store::Session const& session) -> base::Result<domain::TrustedKey> {
                        auto const owner = TRY(owner_of(tx, session, wish.role));
                        if (!signature || !key.verify(text_of(owner, key), *signature))
                            return base::fail(base::ErrorKind::forbidden, "device_key_proof",
                                              {.field = "signature"});
                        return put(tx, session, owner, key);
                    });
}

base::Result<std::vector<store::Filter>> own_devices(store::Transaction& tx,
                                                     store::Session const& session) {
    auto const own = TRY(own_legal(tx, session));
    store::Filter roles{"role", store::Compare::one_of, {}};
    std::vector<store::Filter> out = {is_text("tenant", session.tenant()),
                                      is_text("organisation", *own.uscc),
                                      {"private_key", store::Compare::is_null, {}}};
    bool const firm = own.kind == "firm";
    for (char const* const role : {"subject", "maker", "checker"})
        if (firm == (std::string_view(role) == "subject"))
            roles.values.emplace_back(std::string(role));
    out.push_back(std::move(roles));
    return out;
}

base::Result<domain::TrustedKey> end_device_key(Place const& place, Caller const& caller,
                                                std::string const& id, bool lost) {
    auto const found =
        read_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
            return find_own(tx, session, id);
        });
    auto key = TRY(found);
    base::Day const today = domain::china_day(caller.moment.now);
    if (lost) key.revoked_on = today;
    std::vector<PackageText> texts;
    if (lost) texts = TRY(sealed_keys(place, caller, {key}));
    std::vector<Parcel> parcels;
    if (!texts.empty()) parcels = TRY(parcels_of(place, caller, key, texts));
    domain::TrustedKey out;
    auto const end = [&](store::Transaction& tx, store::Session const& session,
                         domain::PackageRow const&) -> base::Result<void> {
        auto const row = TRY(find_own(tx, session, id));
        if (row.revoked_on || (row.valid_to && !lost))
            return base::fail(base::ErrorKind::conflict, "already_ended", {});
        store::Change const change{
            row.id, row.version, {{lost ? "revoked_on" : "valid_to", base::Value(today)}}};
        auto stored = TRY(store::update_row(tx, session, own_keys, change));
        out = store::from_row<domain::TrustedKey>(std::move(stored));
        return {};
    };
    auto const sent = send_parcels(place, caller, parcels, end);
    if (!sent) return std::unexpected(sent.error());
    return out;
}

base::Result<void> check_in_force(store::Transaction& tx, store::Session const& session,
                                  std::vector<domain::Seal> const& seals) {
    auto const named = TRY(named_keys(tx, session, seals));
    base::Day const today = domain::china_day(tx.now());
    for (domain::Seal const& seal : seals) {
        auto const* const known = named.keys.find(seal.key_id);
        if (known != nullptr && known->row.to && *known->row.to < today)
            return base::fail(base::ErrorKind::forbidden, "device_key_ended", {.field = "seals"});
    }
    return {};
}

}  // namespace service
