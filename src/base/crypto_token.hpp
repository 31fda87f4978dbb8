// Signed tokens of others: JWS in compact form checked against a JWKS (RFC 7515, 7517, 7519).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace base {

inline constexpr size_t token_bytes_max = 16384;
inline constexpr size_t key_set_bytes_max = 262144;
inline constexpr size_t key_set_keys_max = 64;

/// What a token must say. Empty texts are not compared, but `issuer` and `audience` must be set.
struct TokenTerms {
    std::string issuer;
    std::string audience;  // One of the token's `aud`.
    std::string nonce;     // Of the sign-in that was begun.
    int64_t now_seconds = 0;
    int64_t leeway_seconds = 60;
    int64_t age_max_seconds = 86400;  // By `iat`, where the token says it.
};

/// Public keys of an issuer: RSA from 2048 bits (RS256, PS256), P-256 (ES256), Ed25519 (EdDSA).
/// Keys for other uses or of other kinds are passed over.
class TokenKeys {
public:
    /// Errors: `token_keys_malformed`, `token_keys_none`.
    static Result<TokenKeys> parse(std::string_view json);

    /// The claims of a good token, as JSON text. The header's `alg` must be one of the four and fit
    /// the key; `none` and HMAC never pass. `kid` must name a key; without one there must be one
    /// key only. `crit` is refused. Errors: `token_malformed`, `token_algorithm`,
    /// `token_key_unknown` (fetch the keys again), `token_signature`, `token_expired`,
    /// `token_early`, `token_issuer`, `token_audience`, `token_nonce`; all `unauthorized`.
    Result<std::string> check(std::string_view token, TokenTerms const& terms) const;

    size_t size() const { return keys_.size(); }

private:
    struct Key;
    std::multimap<std::string, std::shared_ptr<Key const>, std::less<>> keys_;
};

}  // namespace base
