// Who asks: the identity behind a request, and the ways in which it is proved.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "http/message.hpp"
#include "store/session.hpp"

namespace http {

enum class Via : uint8_t { nobody, cookie, token, gateway };

struct Identity {
    std::string actor;    // Id of an account or a token; "" when nobody signed in.
    std::string account;  // Account whose rights count.
    std::string tenant;   // Id of the organisation.
    std::vector<std::string> roles;
    std::vector<std::string> permissions;           // Sorted.
    std::string sign_in;                            // Id of the sign-in or token.
    std::optional<store::Purpose> only_purpose;     // Of a token: routes of other ends are closed.
    bool must_change = false;                       // A first password: all but that is closed.
    std::shared_ptr<store::Session const> session;  // Opened for the proof, a moment ago at most.
    Via via = Via::nobody;

    bool is_signed_in() const { return !actor.empty(); }
    /// `public` and `signed_in` are permissions too.
    bool may(std::string_view permission) const;
};

/// What a request brought to prove who asks.
struct Credentials {
    Via via = Via::nobody;
    std::string secret;  // Of a cookie or a bearer token.
    std::string user;    // Named by a gateway whose signature held.
};

/// Looks up a proof; nullopt: unknown, expired or withdrawn. May block.
using Authenticate =
    std::function<base::Result<std::optional<Identity>>(Credentials const&, int64_t now_ms)>;

struct ProofSettings {
    std::string csrf_key;     // Bytes; made at random when empty.
    std::string gateway_key;  // Bytes; "" : no gateway is trusted.
    int64_t gateway_window_ms = 60'000;
    bool secure_cookies = false;  // Under TLS: `__Host-` and Secure.
};

/// Finds and checks the proofs of requests. Remembers the gateway's nonces for their window, and
/// trusts none from before it was made, so a restart lets no old one in again.
class Proof {
public:
    Proof(ProofSettings settings, int64_t now_ms);

    /// One proof only: with two nobody could say whose request it is.
    /// Errors: `proof_malformed`, `proof_twice`, `gateway_signature`, `gateway_time`,
    /// `gateway_replayed`, all unauthorized.
    base::Result<Credentials> read(Request const& request, int64_t now_ms);

    /// A writing request of a cookie's session must repeat the session's token in X-CSRF-Token, and
    /// the browser must not call it cross-site. Errors: `csrf` (forbidden).
    base::Result<void> check_csrf(Request const& request, std::string const& secret) const;

    /// Set-Cookie fields that open or close a session in the browser.
    std::vector<Field> open_fields(std::string const& secret) const;
    std::vector<Field> close_fields() const;
    std::string csrf_token(std::string const& secret) const;

    /// Of `session` and of `csrf`, with the prefix that TLS allows.
    std::string cookie_name(std::string_view name) const;

private:
    base::Result<Credentials> read_gateway(Request const& request, int64_t now_ms);

    ProofSettings settings_;
    int64_t begun_ms_;
    std::mutex mutex_;                                 // Over nonces_.
    std::unordered_map<std::string, int64_t> nonces_;  // Until when each is remembered.
};

/// What a gateway signs with HMAC-SM3, in hexadecimal: user LF time LF nonce LF method LF target.
/// The user is `<organisation>/<name>`, the organisation by id or credit code.
/// Sent as X-Gateway-User, X-Gateway-Time (milliseconds), X-Gateway-Nonce, X-Gateway-Signature.
std::string gateway_text(Request const& request);

/// The value of a cookie in the Cookie fields; "" when it stands twice, nullopt when it is absent.
std::optional<std::string> find_cookie(Request const& request, std::string_view name);

}  // namespace http
