// Seals: who signed which content in which role and when, and whether that signature counts.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto_key.hpp"
#include "base/record.hpp"

namespace domain {

/// A public key and whose it is: a row of a key register (CSV), which readers get by a way of
/// their own and not with the content that it checks.
struct SigningKey {
    std::string key_id;
    std::string kind;
    std::string name;
    std::string organisation;
    std::string role;
    std::string public_key;
    base::Day from;
    std::optional<base::Day> to;
    std::optional<base::Day> revoked;
};

inline constexpr auto signing_key_columns = base::columns<SigningKey>({
    base::column<&SigningKey::key_id>({.text = "SM3 of the public key.", .key = true}),
    base::column<&SigningKey::kind>({.text = "sm2 or ed25519."}),
    base::column<&SigningKey::name>({.text = "Person or system that holds it."}),
    base::column<&SigningKey::organisation>({.text = "Identifier of the organisation."}),
    base::column<&SigningKey::role>({.text = "The one role it may sign in; * for any."}),
    base::column<&SigningKey::public_key>({.text = "SubjectPublicKeyInfo, DER in base64."}),
    base::column<&SigningKey::from>({.text = "First day on which it may sign."}),
    base::column<&SigningKey::to>({.text = "Last day; empty while it is in use."}),
    base::column<&SigningKey::revoked>(
        {.text = "Day on which it was lost. Nothing that it signed counts any more."}),
});

/// One signature over the content with this digest.
struct Seal {
    std::string kind;
    std::string digest;
    std::string role;
    std::string name;
    std::string key_id;
    std::string at;
    std::string signature;
};

inline constexpr auto seal_columns = base::columns<Seal>({
    base::column<&Seal::kind>({.text = "archive, package, consent, withdrawal.", .key = true}),
    base::column<&Seal::digest>({.text = "SM3 of the content.", .key = true}),
    base::column<&Seal::role>({.text = "maker, checker, responsible, sender, subject."}),
    base::column<&Seal::name>({.text = "Who signed, in their own words."}),
    base::column<&Seal::key_id>({.text = "SM3 of the public key.", .key = true}),
    base::column<&Seal::at>({.text = "When, by the signer's clock: 2026-11-23T08:15:30.123Z."}),
    base::column<&Seal::signature>({.text = "Over the canonical text, base64."}),
});

/// The one text of a row that is signed: `form`, then `name=value` for each column in the record's
/// order but `signature`, each on a line that ends with LF; null is empty. Values hold no control
/// character (`find_control`), so a text has one reading.
std::string canonical_text(std::string_view form, base::Record const& record, void const* row);

/// The name of the first text column that holds a control character, is not UTF-8 or is longer
/// than `sealed_text_bytes_max`; "" when there is none.
std::string find_control(base::Record const& record, void const* row);

inline constexpr size_t sealed_text_bytes_max = 4096;
inline constexpr size_t seals_max = 32;  // Of one content.

/// Signs. `seal` comes without key_id and signature. Errors: `seal_text`.
base::Result<Seal> make_seal(base::PrivateKey const& key, Seal seal);

enum class SealState : uint8_t { holds, broken, unknown_key, revoked, not_valid };

/// holds, broken, unknown_key, revoked, not_valid.
std::string_view seal_state_text(SealState state);

/// The keys that a reader trusts.
class KeyRegister {
public:
    struct Known {
        SigningKey row;
        base::PublicKey key;
    };
    /// Errors: `key_malformed`, `key_id_wrong`, `key_twice`, each with the line.
    static base::Result<KeyRegister> make(std::vector<SigningKey> rows);
    /// From CSV. Errors: those of `make` and of parse_csv_rows.
    static base::Result<KeyRegister> parse(std::string_view csv, std::string const& file);

    Known const* find(std::string_view key_id) const;
    size_t size() const { return keys_.size(); }

private:
    std::map<std::string, Known, std::less<>> keys_;
};

/// A row for a register.
SigningKey register_row(base::PublicKey const& key, std::string name, std::string organisation,
                        std::string role, base::Day from);

/// Whether the seal is of this kind and digest, by a known key that was in force on its day and
/// may sign in its role.
SealState check_seal(Seal const& seal, std::string_view kind, std::string_view digest,
                     KeyRegister const& keys);

/// Seals as they stand in a file. Errors: those of parse_csv_rows, `seals_too_many`.
base::Result<std::vector<Seal>> parse_seals(std::string_view csv, std::string const& file);
std::string seals_csv(std::vector<Seal> const& seals);

}  // namespace domain

template <>
inline constexpr base::Record base::record_of<domain::SigningKey>{"signing_key",
                                                                  domain::signing_key_columns};
template <>
inline constexpr base::Record base::record_of<domain::Seal>{"seal", domain::seal_columns};
