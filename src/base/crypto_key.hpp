// Signing keys: SM2 with SM3 (GB/T 32918, identity 1234567812345678, DER) and Ed25519 (RFC 8032).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace base {

enum class KeyKind : uint8_t { sm2, ed25519 };

/// sm2, ed25519.
std::string_view key_kind_text(KeyKind kind);
/// Errors: `key_kind_unknown`.
Result<KeyKind> parse_key_kind(std::string_view text);

inline constexpr size_t key_text_bytes_max = 16384;    // Of a PEM text.
inline constexpr size_t pass_phrase_bytes_max = 1024;  // Of a key file.
inline constexpr size_t pass_phrase_bytes_min = 8;

struct KeyData;  // OpenSSL's key.

/// The half that checks. Cheap to copy; may be used by several threads.
class PublicKey {
public:
    /// From SubjectPublicKeyInfo (DER). Errors: `key_malformed`, `key_kind_unknown`.
    static Result<PublicKey> from_der(std::string_view der);
    /// From PEM ("BEGIN PUBLIC KEY"). Errors: as from_der.
    static Result<PublicKey> from_pem(std::string_view pem);

    KeyKind kind() const { return kind_; }
    std::string der() const;
    std::string pem() const;
    /// SM3 of `der()`, 64 hexadecimal characters: the name of the key everywhere.
    std::string const& id() const { return id_; }

    /// True when `signature` is this key's over `message`. Never an error: a signature of another
    /// form is a wrong one.
    bool verify(std::string_view message, std::string_view signature) const;

private:
    friend class PrivateKey;
    explicit PublicKey(std::shared_ptr<KeyData const> data, KeyKind kind);
    std::shared_ptr<KeyData const> data_;
    KeyKind kind_;
    std::string id_;
};

/// The half that signs. Its bytes never leave but encrypted.
class PrivateKey {
public:
    static PrivateKey make(KeyKind kind);
    /// From an encrypted PKCS#8 PEM. Errors: `key_malformed`, `key_pass_phrase`,
    /// `key_kind_unknown`.
    static Result<PrivateKey> from_pem(std::string_view pem, std::string_view pass_phrase);
    /// From the private number itself, 32 bytes. Errors: `key_malformed`.
    static Result<PrivateKey> from_bytes(KeyKind kind, std::string_view bytes);

    /// PKCS#8, SM4-CBC under PBKDF2-HMAC-SHA256 (OpenSSL 3.0 has no identifier for HMAC-SM3).
    /// Errors: `pass_phrase_length`.
    Result<std::string> to_pem(std::string_view pass_phrase) const;
    PublicKey public_key() const;
    /// SM2: DER of (r, s), with a random k. Ed25519: 64 bytes, always the same.
    std::string sign(std::string_view message) const;

private:
    PrivateKey(std::shared_ptr<KeyData const> data, KeyKind kind) : data_(data), kind_(kind) {}
    std::shared_ptr<KeyData const> data_;
    KeyKind kind_;
};

/// Compares without telling by time where the texts differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace base
