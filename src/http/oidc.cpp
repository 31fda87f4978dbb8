// The client's side of OpenID Connect.
#include "http/oidc.hpp"

#include "base/crypto_key.hpp"
#include "base/digest.hpp"
#include "base/encode.hpp"
#include "base/text.hpp"

namespace http {
namespace {

constexpr int64_t wait_ms = 10 * 60'000;
constexpr int64_t provider_ms = 60 * 60'000;  // How long its description and keys are believed.
constexpr int64_t again_ms = 60'000;          // Not more often, however many strange tokens come.

std::unexpected<base::Error> fail_provider(std::string_view reason) {
    return base::fail(base::ErrorKind::unavailable, "oidc_provider", {},
                      {{"reason", std::string(reason)}});
}

std::string secret_text() {
    return base::to_base64url(base::from_hex(base::random_hex(32)).value());
}

std::string member(Json const& json, std::string_view name) {
    Json const* const found = json.find(name);
    return found && found->kind == JsonKind::text ? found->text : "";
}

}  // namespace

std::string pkce_challenge(std::string_view verifier) {
    return base::to_base64url(
        *base::from_hex(base::digest_hex(base::DigestKind::sha256, verifier)));
}

std::string encode_form(std::string_view text) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    for (char c : text) {
        bool const plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                           (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_' || c == '~';
        if (plain) {
            out += c;
        } else {
            out += '%';
            out += hex[uint8_t(c) >> 4];
            out += hex[uint8_t(c) & 15];
        }
    }
    return out;
}

Oidc::Oidc(OidcSettings settings, Fetch fetch, VerifyToken verify)
    : settings_(std::move(settings)), fetch_(std::move(fetch)), verify_(std::move(verify)) {}

base::Result<Json> Oidc::get_json(FetchRequest const& request) const {
    auto const fetched = TRY(fetch_(request));
    if (fetched.status != 200) return fail_provider("status " + std::to_string(fetched.status));
    auto json = parse_json(fetched.body);
    if (!json) return fail_provider("JSON");
    return json;
}

base::Result<Oidc::Provider> Oidc::provider(int64_t now_ms, bool again) {
    {
        std::lock_guard const lock(mutex_);
        int64_t const lasts = again ? again_ms : provider_ms;
        if (provider_ && now_ms < provider_->read_ms + lasts) return *provider_;
    }
    FetchRequest request;
    request.url = settings_.issuer + "/.well-known/openid-configuration";
    auto const json = TRY(get_json(request));
    if (member(json, "issuer") != settings_.issuer) return fail_provider("issuer");
    Provider out;
    out.authorize = member(json, "authorization_endpoint");
    out.token = member(json, "token_endpoint");
    out.keys_url = member(json, "jwks_uri");
    if (!parse_url(out.authorize) || !parse_url(out.token) || !parse_url(out.keys_url))
        return fail_provider("endpoints");
    request.url = out.keys_url;
    auto const keys = TRY(fetch_(request));
    if (keys.status != 200) return fail_provider("keys");
    out.keys = keys.body;
    out.read_ms = now_ms;
    std::lock_guard const lock(mutex_);
    provider_ = out;
    return out;
}

base::Result<OidcBegun> Oidc::begin(int64_t now_ms, std::string const& organisation) {
    auto const at = TRY(provider(now_ms, false));
    OidcBegun out;
    out.state = secret_text();
    Waiting const waiting = {secret_text(), secret_text(), now_ms + wait_ms, organisation};
    char const mark = at.authorize.find('?') == std::string::npos ? '?' : '&';
    out.url = at.authorize + mark +
              "response_type=code&client_id=" + encode_form(settings_.client) +
              "&redirect_uri=" + encode_form(settings_.redirect) +
              "&scope=" + encode_form(settings_.scope) + "&state=" + out.state +
              "&nonce=" + waiting.nonce + "&code_challenge=" + pkce_challenge(waiting.verifier) +
              "&code_challenge_method=S256";
    std::lock_guard const lock(mutex_);
    if (waiting_.size() >= oidc_waiting_max)
        std::erase_if(waiting_, [now_ms](auto const& one) { return one.second.until_ms < now_ms; });
    if (waiting_.size() >= oidc_waiting_max) return fail_provider("too many sign-ins");
    waiting_.emplace(out.state, waiting);
    return out;
}

base::Result<std::string> Oidc::exchange(Provider const& at, std::string const& code,
                                         std::string const& verifier) const {
    FetchRequest request;
    request.method = Method::post;
    request.url = at.token;
    request.fields = {{"Content-Type", "application/x-www-form-urlencoded"},
                      {"Accept", "application/json"}};
    request.body = "grant_type=authorization_code&code=" + encode_form(code) +
                   "&redirect_uri=" + encode_form(settings_.redirect) +
                   "&client_id=" + encode_form(settings_.client) + "&code_verifier=" + verifier;
    if (!settings_.secret.empty())
        request.body += "&client_secret=" + encode_form(settings_.secret);
    auto const json = TRY(get_json(request));
    auto token = member(json, "id_token");
    if (token.empty()) return fail_provider("id_token");
    return token;
}

base::Result<OidcUser> Oidc::finish(std::string const& state, std::string const& cookie,
                                    std::string const& code, int64_t now_ms) {
    Waiting waiting;
    {
        std::lock_guard const lock(mutex_);
        auto const found = waiting_.find(state);
        bool const known = found != waiting_.end() && base::equal_in_constant_time(state, cookie);
        if (known) {
            waiting = found->second;
            waiting_.erase(found);  // Once only.
        }
        if (!known || waiting.until_ms < now_ms)
            return base::fail(base::ErrorKind::unauthorized, "oidc_state", {});
    }
    auto at = TRY(provider(now_ms, false));
    auto const token = TRY(exchange(at, code, waiting.verifier));
    TokenWish const wish = {settings_.issuer, settings_.client, waiting.nonce, now_ms};
    auto claims = verify_(at.keys, token, wish);
    if (!claims && claims.error().code == "token_key_unknown") {
        at = TRY(provider(now_ms, true));
        claims = verify_(at.keys, token, wish);
    }
    if (!claims) return std::unexpected(std::move(claims).error());
    auto const json = parse_json(*claims);
    if (!json || member(*json, "sub").empty()) return fail_provider("claims");
    std::string subject;
    for (std::string_view const name : base::split(settings_.subject, ' ')) {
        std::string const value = member(*json, std::string(name));
        // `/` stands between two claims and within none.
        bool const clear = settings_.subject == "sub" || value.find('/') == std::string::npos;
        if (value.empty() || !clear) return fail_provider("claims");
        subject += (subject.empty() ? "" : "/") + value;
    }
    return OidcUser{settings_.issuer, subject, member(*json, "preferred_username"),
                    waiting.organisation};
}

}  // namespace http
