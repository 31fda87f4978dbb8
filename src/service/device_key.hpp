// Keys made on a person's own device: enrolled for the person's own organisation, ended, lost; and
// how the window vouches for them to those who are told of a consent.
#pragma once

#include <string>
#include <vector>

#include "domain/consent.hpp"
#include "domain/exchange.hpp"
#include "service/exchange.hpp"
#include "store/table.hpp"

namespace service {

inline constexpr size_t device_keys_max = 20;  // In force, of one organisation.
inline constexpr size_t device_public_key_bytes_max = 256;

struct DeviceKeyWish {
    std::string public_key;  // SubjectPublicKeyInfo, DER in base64; Ed25519.
    std::string role;        // "": subject for a firm; else maker or checker.
    std::string signature;   // By the private half over `device_key_text`; "" asks for the text.
};

/// What the device signs to show that it holds the private half, and for whom.
struct DeviceKeyText {
    std::string key_id;
    std::string role;
    std::string to_sign;
};
/// Errors: `device_key_malformed`, `device_key_role`, `device_key_person`, `organisation_no_uscc`.
base::Result<DeviceKeyText> device_key_text(Place const& place, Caller const& caller,
                                            DeviceKeyWish const& wish);

/// Enrols a key for the caller's own organisation under the caller's own name. Errors: as
/// device_key_text; `device_key_proof`, `device_key_known`, `device_keys_many`.
base::Result<domain::TrustedKey> enrol_device_key(Place const& place, Caller const& caller,
                                                  DeviceKeyWish const& wish);

/// Which trusted keys are of devices of the caller's own organisation; what others are known by is
/// not among them.
/// Errors: `organisation_no_uscc`.
base::Result<std::vector<store::Filter>> own_devices(store::Transaction& tx,
                                                     store::Session const& session);

/// Ends a key of a device of the caller's organisation: what it signed counts on.
/// When it was lost, nothing that it signed counts any more, and all that were told of its consents
/// are told. Errors: `object_not_found`, `already_ended`, those of `send_parcels`.
base::Result<domain::TrustedKey> end_device_key(Place const& place, Caller const& caller,
                                                std::string const& id, bool lost);

/// Whether the keys of these seals may sign today. Errors: `device_key_ended`.
base::Result<void> check_in_force(store::Transaction& tx, store::Session const& session,
                                  std::vector<domain::Seal> const& seals);

/// The subject's keys that the seals name, sealed by the window's registrar: key.csv and
/// key_seal.csv of a package. Nothing where the window has no key in that role.
base::Result<std::vector<PackageText>> vouched_keys(Place const& place, Caller const& caller,
                                                    std::vector<domain::Seal> const& seals);

/// These keys as such files.
base::Result<std::vector<PackageText>> sealed_keys(Place const& place, Caller const& caller,
                                                   std::vector<domain::TrustedKey> const& keys);

/// Takes over such keys, when a registrar that is trusted here sealed them and they are of these
/// subjects; else changes nothing. What was revoked here stays revoked.
base::Result<void> take_vouched_keys(Arrival const& arrival, store::Transaction& tx,
                                     store::Session const& session,
                                     std::vector<std::string> const& subjects);

}  // namespace service
