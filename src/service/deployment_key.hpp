// Keys of a deployment: those that its packages are signed with, those whose signatures count.
#pragma once

#include <string>

#include "domain/exchange.hpp"
#include "domain/organisation.hpp"
#include "service/place.hpp"
#include "service/sealed_content.hpp"

namespace service {

struct KeyWish {
    std::string kind = "sm2";
    std::string name;
    std::string role = "sender";
    base::Day from;
};

/// A row of a register as a row of the record, and back.
domain::TrustedKey trusted_row(domain::SigningKey const& key);
domain::SigningKey signing_key(domain::TrustedKey const& row);

/// A new key that the caller's organisation signs with; its private half is closed by the ring.
/// Errors: `key_kind_unknown`, `organisation_no_uscc`, those of `insert`.
base::Result<domain::TrustedKey> make_deployment_key(Place const& place, Caller const& caller,
                                                     KeyWish const& wish);

/// Takes rows of a register (CSV of SigningKey): new ones are added, known ones get the last day
/// and the revocation of the file. Returns how many changed. Errors: those of
/// KeyRegister::parse, `key_foreign`.
base::Result<int64_t> trust_keys(Place const& place, Caller const& caller, std::string const& csv);

/// The public halves of the keys that sign for the caller's organisation, as a register (CSV).
base::Result<std::string> own_register(Place const& place, Caller const& caller);

/// The keys whose signatures count for the session: its tenant's and those of the organisations
/// above it. Errors: those of KeyRegister::make.
base::Result<domain::KeyRegister> trusted_keys(store::Transaction& tx,
                                               store::Session const& session);

/// Those of them that the seals name, and whether none was changed since it was trusted.
struct NamedKeys {
    domain::KeyRegister keys;
    bool unchanged = true;
};
base::Result<NamedKeys> named_keys(store::Transaction& tx, store::Session const& session,
                                   std::vector<domain::Seal> const& seals);

/// The newest key in a role that signs for the tenant itself, not revoked; for a firm at the window
/// also that of the organisation above it. Errors: `signing_key_missing`.
base::Result<Signer> signer_of(Place const& place, store::Transaction& tx,
                               store::Session const& session, std::string const& role);

/// The session's own organisation, which has a USCC. Errors: `organisation_no_uscc`.
base::Result<domain::Organisation> own_legal(store::Transaction& tx, store::Session const& session);

}  // namespace service
