// The window's word for keys of devices: rows of a register under the seal of its registrar.
#include "base/digest.hpp"
#include "service/all_rows.hpp"
#include "service/deployment_key.hpp"
#include "service/device_key.hpp"

namespace service {
namespace {

constexpr char registrar[] = "registrar", keys_file[] = "key.csv", seal_file[] = "key_seal.csv";
constexpr int64_t keys_bytes_max = 1 << 20;

/// Who takes a package in may put these rows, and no other way leads here.
constexpr store::Table taken_keys{&base::record_of<domain::TrustedKey>, store::Scope::lineage, "",
                                  "receive.take"};

struct Vouched {
    std::vector<domain::SigningKey> keys;
    std::vector<domain::Seal> seals;
    std::string digest;
};

base::Result<Vouched> read_vouched(SealedContent const& content) {
    Vouched out;
    auto const text = TRY(content.read(keys_file, keys_bytes_max));
    auto const seals = TRY(content.read(seal_file, keys_bytes_max));
    TRY_VOID(domain::KeyRegister::parse(text, keys_file));
    auto rows = TRY(base::parse_csv_rows(base::record_of<domain::SigningKey>, text, keys_file));
    for (auto& row : rows)
        base::assign(base::record_of<domain::SigningKey>, &out.keys.emplace_back(), std::move(row));
    out.seals = TRY(domain::parse_seals(seals, seal_file));
    out.digest = base::digest_hex(base::DigestKind::sm3, text);
    return out;
}

base::Result<bool> is_vouched(store::Transaction& tx, store::Session const& session,
                              Vouched const& given) {
    auto const named = TRY(named_keys(tx, session, given.seals));
    for (domain::Seal const& seal : given.seals)
        if (seal.role == registrar &&
            domain::check_seal(seal, "keys", given.digest, named.keys) == domain::SealState::holds)
            return true;
    return false;
}

/// A new key, or the end of a known one; an end is never taken back.
base::Result<void> take_key(store::Transaction& tx, store::Session const& session,
                            domain::SigningKey const& key) {
    auto const known = TRY(all_rows<domain::TrustedKey>(
        tx, session, {is_text("key_id", key.key_id), is_text("tenant", session.tenant())}));
    if (known.empty()) {
        domain::TrustedKey row = trusted_row(key);
        TRY_VOID(store::insert_row(tx, session, taken_keys, store::to_row(row)));
        return {};
    }
    store::Change change{known[0].id, known[0].version, {}};
    if (key.to && !known[0].valid_to) change.set.emplace_back("valid_to", base::Value(*key.to));
    if (key.revoked && !known[0].revoked_on)
        change.set.emplace_back("revoked_on", base::Value(*key.revoked));
    if (!change.set.empty()) TRY_VOID(store::update_row(tx, session, taken_keys, change));
    return {};
}

}  // namespace

base::Result<std::vector<PackageText>> sealed_keys(Place const& place, Caller const& caller,
                                                   std::vector<domain::TrustedKey> const& keys) {
    using Texts = std::vector<PackageText>;
    auto const found =
        read_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
            return signer_of(place, tx, session, registrar);
        });
    if (!found && found.error().code == "signing_key_missing") return Texts();
    if (!found) return std::unexpected(found.error());
    std::string csv = base::csv_header(base::record_of<domain::SigningKey>) + "\n";
    for (domain::TrustedKey const& row : keys) {
        auto const key = signing_key(row);
        base::append_csv_row(csv, base::record_of<domain::SigningKey>, &key);
    }
    domain::Seal seal;
    seal.kind = "keys";
    seal.digest = base::digest_hex(base::DigestKind::sm3, csv);
    seal.role = registrar;
    seal.name = found->name;
    seal.at = store::instant_text(caller.moment.now);
    auto const sealed = TRY(domain::make_seal(found->key, seal));
    Texts out;
    out.push_back({keys_file, csv});
    out.push_back({seal_file, domain::seals_csv({sealed})});
    return out;
}

base::Result<std::vector<PackageText>> vouched_keys(Place const& place, Caller const& caller,
                                                    std::vector<domain::Seal> const& seals) {
    using Keys = std::vector<domain::TrustedKey>;
    auto const found =
        read_as(place, caller,
                [&](store::Transaction& tx, store::Session const& session) -> base::Result<Keys> {
                    Keys out;
                    for (domain::Seal const& seal : seals) {
                        if (seal.role != "subject") continue;
                        auto const rows = TRY(all_rows<domain::TrustedKey>(
                            tx, session, {is_text("key_id", seal.key_id)}));
                        if (!rows.empty()) out.push_back(rows[0]);
                    }
                    return out;
                });
    auto const keys = TRY(found);
    if (keys.empty()) return std::vector<PackageText>();
    return sealed_keys(place, caller, keys);
}

base::Result<void> take_vouched_keys(Arrival const& arrival, store::Transaction& tx,
                                     store::Session const& session,
                                     std::vector<std::string> const& subjects) {
    SealedContent const& content = arrival.opened.content;
    if (!content.has(keys_file) || !content.has(seal_file)) return {};
    auto const given = TRY(read_vouched(content));
    bool const holds = TRY(is_vouched(tx, session, given));
    if (!holds) return {};
    for (domain::SigningKey const& key : given.keys) {
        bool of_subject = subjects.empty();
        for (std::string const& subject : subjects)
            of_subject = of_subject || key.organisation == subject;
        if (key.role == "subject" && of_subject) TRY_VOID(take_key(tx, session, key));
    }
    return {};
}

base::Result<void> take_device_keys(Arrival const& arrival) {
    return arrival.record(
        [&](store::Transaction& tx, store::Session const& session, domain::PackageRow const&) {
            return take_vouched_keys(arrival, tx, session, {});
        });
}

}  // namespace service
