// Cookies, bearer tokens, gateway signatures and protection against cross-site requests.
#include "http/identity.hpp"

#include <algorithm>

#include "base/crypto_key.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"

namespace http {
namespace {

constexpr size_t nonces_most = 100'000;

std::unexpected<base::Error> fail_proof(std::string_view code) {
    return base::fail(base::ErrorKind::unauthorized, code, {});
}

bool is_printable(std::string_view text, size_t most) {
    return !text.empty() && text.size() <= most &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 127; });
}

}  // namespace

bool Identity::may(std::string_view permission) const {
    if (permission == "public") return true;
    if (permission == "signed_in") return is_signed_in();
    return is_signed_in() && std::binary_search(permissions.begin(), permissions.end(), permission);
}

std::optional<std::string> find_cookie(Request const& request, std::string_view name) {
    std::string found;
    int count = 0;
    for (Field const& field : request.fields) {
        if (!equal_names(field.name, "cookie")) continue;
        for (std::string_view pair : base::split(field.value, ';')) {
            pair = base::trim(pair);
            size_t const sign = pair.find('=');
            if (sign == std::string_view::npos || pair.substr(0, sign) != name) continue;
            found = pair.substr(sign + 1);
            ++count;
        }
    }
    if (count == 0) return std::nullopt;
    return count == 1 ? found : "";
}

std::string gateway_text(Request const& request) {
    std::string out;
    for (std::string_view name : {"x-gateway-user", "x-gateway-time", "x-gateway-nonce"}) {
        out += request.field(name);
        out += '\n';
    }
    out += to_text(request.method);
    out += '\n';
    return out + request.target;
}

Proof::Proof(ProofSettings settings, int64_t now_ms)
    : settings_(std::move(settings)), begun_ms_(now_ms) {
    if (settings_.csrf_key.empty()) settings_.csrf_key = base::random_hex(32);
}

std::string Proof::cookie_name(std::string_view name) const {
    return (settings_.secure_cookies ? "__Host-wupian_" : "wupian_") + std::string(name);
}

base::Result<Credentials> Proof::read(Request const& request, int64_t now_ms) {
    std::string_view const field = request.field("authorization");
    auto const cookie = find_cookie(request, cookie_name("session"));
    bool const gateway = !request.field("x-gateway-user").empty();
    if (int(gateway) + int(!field.empty()) + int(cookie.has_value()) > 1)
        return fail_proof("proof_twice");
    if (gateway) return read_gateway(request, now_ms);
    if (!field.empty()) {
        std::string_view const token = field.size() > 7 ? field.substr(7) : std::string_view();
        if (!equal_names(field.substr(0, 7), "bearer ") || !is_printable(token, 512))
            return fail_proof("proof_malformed");
        return Credentials{Via::token, std::string(token), ""};
    }
    if (!cookie || !is_printable(*cookie, 512)) return Credentials{};
    return Credentials{Via::cookie, *cookie, ""};
}

base::Result<Credentials> Proof::read_gateway(Request const& request, int64_t now_ms) {
    if (settings_.gateway_key.empty()) return fail_proof("gateway_signature");
    std::string_view const nonce = request.field("x-gateway-nonce");
    std::string_view const user = request.field("x-gateway-user");
    auto const time = base::parse_integer(request.field("x-gateway-time"));
    if (!time || !is_printable(nonce, 64) || !is_printable(user, 128))
        return fail_proof("proof_malformed");
    std::string const wanted = base::hmac_sm3_hex(settings_.gateway_key, gateway_text(request));
    if (!base::equal_in_constant_time(wanted, request.field("x-gateway-signature")))
        return fail_proof("gateway_signature");
    int64_t const window = settings_.gateway_window_ms;
    if (*time < begun_ms_ || *time < now_ms - window || *time > now_ms + window)
        return fail_proof("gateway_time");
    std::lock_guard const lock(mutex_);
    if (nonces_.size() >= nonces_most)
        std::erase_if(nonces_, [now_ms](auto const& one) { return one.second < now_ms; });
    if (nonces_.size() >= nonces_most) return fail_proof("gateway_time");
    if (!nonces_.emplace(nonce, *time + window + 1).second) return fail_proof("gateway_replayed");
    return Credentials{Via::gateway, "", std::string(user)};
}

std::string Proof::csrf_token(std::string const& secret) const {
    return base::hmac_sm3_hex(settings_.csrf_key, "csrf\n" + secret);
}

base::Result<void> Proof::check_csrf(Request const& request, std::string const& secret) const {
    std::string_view const site = request.field("sec-fetch-site");
    bool const foreign = site == "cross-site" || site == "same-site";
    if (foreign || !base::equal_in_constant_time(csrf_token(secret), request.field("x-csrf-token")))
        return base::fail(base::ErrorKind::forbidden, "csrf", {.field = "X-CSRF-Token"});
    return {};
}

std::vector<Field> Proof::open_fields(std::string const& secret) const {
    std::string const rest =
        std::string("; Path=/; SameSite=Strict") + (settings_.secure_cookies ? "; Secure" : "");
    return {{"Set-Cookie", cookie_name("session") + "=" + secret + rest + "; HttpOnly"},
            {"Set-Cookie", cookie_name("csrf") + "=" + csrf_token(secret) + rest}};
}

std::vector<Field> Proof::close_fields() const {
    std::string const rest = std::string("=; Path=/; SameSite=Strict; Max-Age=0") +
                             (settings_.secure_cookies ? "; Secure" : "");
    return {{"Set-Cookie", cookie_name("session") + rest + "; HttpOnly"},
            {"Set-Cookie", cookie_name("csrf") + rest}};
}

}  // namespace http
