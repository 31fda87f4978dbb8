// Sign-in at an OpenID provider: authorization code with PKCE, nonce and a state bound to the
// browser. The token's signature is checked by a function given from outside.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "http/fetch.hpp"
#include "http/json.hpp"
#include "http/message.hpp"

namespace http {

struct OidcSettings {
    std::string issuer;  // Exactly as the provider calls itself.
    std::string client;
    std::string secret;  // "" for a public client.
    std::string redirect;
    std::string scope = "openid profile";
    // Claims, one blank between, whose values with `/` between are the subject. An electronic
    // licence says `uscc name`: who may act for which firm, and not which card it was.
    std::string subject = "sub";
};

/// What an id token must say.
struct TokenWish {
    std::string issuer;
    std::string audience;
    std::string nonce;
    int64_t now_ms = 0;
};

/// Checks signature and claims against a JWKS (JSON); returns the claims as JSON.
/// `token_key_unknown` makes the keys be fetched again, once.
using VerifyToken = std::function<base::Result<std::string>(
    std::string const& keys, std::string const& token, TokenWish const& wish)>;

struct OidcBegun {
    std::string url;    // Where the browser goes.
    std::string state;  // To be put into a cookie of this browser.
};

struct OidcUser {
    std::string issuer;
    std::string subject;
    std::string name;          // preferred_username, or "".
    std::string organisation;  // As given to `begin`.
};

/// From many threads; fetching blocks.
class Oidc {
public:
    Oidc(OidcSettings settings, Fetch fetch, VerifyToken verify);

    /// `organisation` comes back from `finish`. Errors: those of the fetch, `oidc_provider`.
    base::Result<OidcBegun> begin(int64_t now_ms, std::string const& organisation);

    /// `state` as the provider sent it, `cookie` as the browser did; each state works once and for
    /// ten minutes. Errors: `oidc_state` (unauthorized), `oidc_provider`, those of the token.
    base::Result<OidcUser> finish(std::string const& state, std::string const& cookie,
                                  std::string const& code, int64_t now_ms);

private:
    struct Waiting {
        std::string nonce;
        std::string verifier;
        int64_t until_ms = 0;
        std::string organisation;
    };
    struct Provider {
        std::string authorize;
        std::string token;
        std::string keys_url;
        std::string keys;
        int64_t read_ms = 0;
    };
    base::Result<Provider> provider(int64_t now_ms, bool again);
    base::Result<Json> get_json(FetchRequest const& request) const;
    base::Result<std::string> exchange(Provider const& at, std::string const& code,
                                       std::string const& verifier) const;

    OidcSettings settings_;
    Fetch fetch_;
    VerifyToken verify_;
    std::mutex mutex_;  // Over both below.
    std::map<std::string, Waiting> waiting_;
    std::optional<Provider> provider_;
};

/// BASE64URL(SHA-256(verifier)), RFC 7636.
std::string pkce_challenge(std::string_view verifier);

/// application/x-www-form-urlencoded of one value.
std::string encode_form(std::string_view text);

inline constexpr size_t oidc_waiting_max = 10'000;

}  // namespace http
