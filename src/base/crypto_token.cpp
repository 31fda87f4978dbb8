// JWS by OpenSSL; JSON by nlohmann, without exceptions.
#include "base/crypto_token.hpp"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "base/check.hpp"
#include "base/crypto_key.hpp"
#include "base/encode.hpp"
#include "base/text.hpp"

namespace base {
namespace {

using Json = nlohmann::json;

std::unexpected<Error> refused(std::string_view code) {
    return fail(ErrorKind::unauthorized, code, {});
}

unsigned char const* bytes_of(std::string_view text) {
    return reinterpret_cast<unsigned char const*>(text.data());
}

/// Parses an object in which no name stands twice: two readers must not see two tokens.
std::optional<Json> parse_object(std::string_view text) {
    std::vector<std::set<std::string>> names;
    bool twice = false;
    auto const look = [&](int, Json::parse_event_t event, Json& parsed) {
        if (event == Json::parse_event_t::object_start) names.emplace_back();
        if (event == Json::parse_event_t::object_end) names.pop_back();
        if (event == Json::parse_event_t::key)
            twice = !names.back().insert(parsed.get<std::string>()).second || twice;
        return names.size() <= 8;
    };
    Json out = Json::parse(text, look, false);
    if (twice || !out.is_object()) return std::nullopt;
    return out;
}

std::string text_at(Json const& object, char const* name) {
    auto const found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

EVP_PKEY* key_from(char const* kind, OSSL_PARAM_BLD* build) {
    OSSL_PARAM* const params = OSSL_PARAM_BLD_to_param(build);
    EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr);
    EVP_PKEY* key = nullptr;
    if (EVP_PKEY_fromdata_init(context) != 1 ||
        EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
        key = nullptr;
    EVP_PKEY_CTX_free(context);
    OSSL_PARAM_free(params);
    ERR_clear_error();
    return key;
}

EVP_PKEY* rsa_key(std::string const& n, std::string const& e) {
    BIGNUM* const modulus = BN_bin2bn(bytes_of(n), int(n.size()), nullptr);
    BIGNUM* const exponent = BN_bin2bn(bytes_of(e), int(e.size()), nullptr);
    EVP_PKEY* key = nullptr;
    int const bits = BN_num_bits(modulus);
    if (bits >= 2048 && bits <= 8192 && BN_is_odd(exponent) && BN_num_bits(exponent) <= 64 &&
        !BN_is_one(exponent)) {
        OSSL_PARAM_BLD* const build = OSSL_PARAM_BLD_new();
        OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, modulus);
        OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, exponent);
        key = key_from("RSA", build);
        OSSL_PARAM_BLD_free(build);
    }
    BN_free(modulus);
    BN_free(exponent);
    return key;
}

EVP_PKEY* p256_key(std::string const& x, std::string const& y) {
    if (x.size() != 32 || y.size() != 32) return nullptr;
    std::string const point = "\x04" + x + y;
    OSSL_PARAM_BLD* const build = OSSL_PARAM_BLD_new();
    OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0);
    OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
    EVP_PKEY* const key = key_from("EC", build);
    OSSL_PARAM_BLD_free(build);
    return key;
}

EVP_PKEY* parse_key(Json const& jwk) {
    std::string const kind = text_at(jwk, "kty"), curve = text_at(jwk, "crv");
    auto const part = [&](char const* name) {
        return from_base64url(text_at(jwk, name)).value_or("");
    };
    if (kind == "RSA") return rsa_key(part("n"), part("e"));
    if (kind == "EC" && curve == "P-256") return p256_key(part("x"), part("y"));
    std::string const x = part("x");
    if (kind == "OKP" && curve == "Ed25519" && x.size() == 32)
        return EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(x), x.size());
    return nullptr;
}

/// r and s side by side, as JWS has them, into DER, as OpenSSL has them.
std::string ecdsa_der(std::string_view pair) {
    if (pair.size() != 64) return "";
    ECDSA_SIG* const signature = ECDSA_SIG_new();
    ECDSA_SIG_set0(signature, BN_bin2bn(bytes_of(pair), 32, nullptr),
                   BN_bin2bn(bytes_of(pair.substr(32)), 32, nullptr));
    unsigned char* out = nullptr;
    int const size = i2d_ECDSA_SIG(signature, &out);
    std::string der(reinterpret_cast<char const*>(out), size_t(size));
    OPENSSL_free(out);
    ECDSA_SIG_free(signature);
    return der;
}

bool verify(EVP_PKEY* key, std::string const& algorithm, std::string_view message,
            std::string const& signature) {
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    EVP_PKEY_CTX* inner = nullptr;  // Owned by `context`.
    EVP_MD const* const digest = algorithm == "EdDSA" ? nullptr : EVP_sha256();
    bool good = EVP_DigestVerifyInit(context, &inner, digest, nullptr, key) == 1;
    if (good && algorithm == "PS256")
        good = EVP_PKEY_CTX_set_rsa_padding(inner, RSA_PKCS1_PSS_PADDING) == 1 &&
               EVP_PKEY_CTX_set_rsa_pss_saltlen(inner, RSA_PSS_SALTLEN_DIGEST) == 1;
    std::string const form = algorithm == "ES256" ? ecdsa_der(signature) : signature;
    good = good && EVP_DigestVerify(context, bytes_of(form), form.size(), bytes_of(message),
                                    message.size()) == 1;
    EVP_MD_CTX_free(context);
    ERR_clear_error();
    return good;
}

/// Whole seconds of a claim; nullopt when it is there and something else.
std::optional<int64_t> seconds_at(Json const& claims, char const* name, int64_t otherwise) {
    auto const found = claims.find(name);
    if (found == claims.end()) return otherwise;
    if (!found->is_number_integer()) return std::nullopt;
    int64_t const value = found->get<int64_t>();
    if (value < 0 || value > int64_t(1) << 40) return std::nullopt;
    return value;
}

bool has_audience(Json const& claims, std::string const& wanted) {
    auto const found = claims.find("aud");
    if (found == claims.end()) return false;
    if (found->is_string()) return *found == wanted;
    if (!found->is_array()) return false;
    for (Json const& one : *found)
        if (one == wanted) return true;
    return false;
}

Result<void> check_claims(Json const& claims, TokenTerms const& terms) {
    auto const expires = seconds_at(claims, "exp", -1);
    auto const begins = seconds_at(claims, "nbf", 0);
    auto const made = seconds_at(claims, "iat", terms.now_seconds);
    if (!expires || !begins || !made) return refused("token_malformed");
    if (*expires + terms.leeway_seconds <= terms.now_seconds ||
        *made + terms.age_max_seconds + terms.leeway_seconds <= terms.now_seconds)
        return refused("token_expired");
    if (*begins - terms.leeway_seconds > terms.now_seconds ||
        *made - terms.leeway_seconds > terms.now_seconds)
        return refused("token_early");
    if (text_at(claims, "iss") != terms.issuer) return refused("token_issuer");
    if (!has_audience(claims, terms.audience)) return refused("token_audience");
    if (!terms.nonce.empty() && !equal_in_constant_time(text_at(claims, "nonce"), terms.nonce))
        return refused("token_nonce");
    return {};
}

}  // namespace

struct TokenKeys::Key {
    EVP_PKEY* key;
    std::string algorithm;  // The only one allowed, or "".

    Key(EVP_PKEY* k, std::string a) : key(k), algorithm(std::move(a)) {}
    ~Key() { EVP_PKEY_free(key); }
    Key(Key const&) = delete;
    Key& operator=(Key const&) = delete;

    bool fits(std::string const& wanted) const {
        if (!algorithm.empty() && algorithm != wanted) return false;
        if (EVP_PKEY_is_a(key, "RSA")) return wanted == "RS256" || wanted == "PS256";
        return wanted == (EVP_PKEY_is_a(key, "EC") ? "ES256" : "EdDSA");
    }
};

Result<TokenKeys> TokenKeys::parse(std::string_view json) {
    if (json.size() > key_set_bytes_max) return invalid("token_keys_malformed", {});
    auto const set = parse_object(json);
    auto const malformed = [] { return invalid("token_keys_malformed", {.field = "keys"}); };
    if (!set || !set->contains("keys") || !(*set)["keys"].is_array() ||
        (*set)["keys"].size() > key_set_keys_max)
        return malformed();
    TokenKeys out;
    for (Json const& jwk : (*set)["keys"]) {
        if (!jwk.is_object()) return malformed();
        std::string const use = text_at(jwk, "use");
        if (!use.empty() && use != "sig") continue;
        EVP_PKEY* const key = parse_key(jwk);
        if (key != nullptr)
            out.keys_.emplace(text_at(jwk, "kid"),
                              std::make_shared<Key const>(key, text_at(jwk, "alg")));
    }
    if (out.keys_.empty()) return invalid("token_keys_none", {.field = "keys"});
    return out;
}

Result<std::string> TokenKeys::check(std::string_view token, TokenTerms const& terms) const {
    CHECK(!terms.issuer.empty() && !terms.audience.empty());
    if (token.size() > token_bytes_max) return refused("token_malformed");
    auto const parts = split(token, '.');
    if (parts.size() != 3) return refused("token_malformed");
    auto const header_text = from_base64url(parts[0]);
    auto const claims_text = from_base64url(parts[1]);
    auto const signature = from_base64url(parts[2]);
    if (!header_text || !claims_text || !signature) return refused("token_malformed");
    auto const header = parse_object(*header_text);
    if (!header || header->contains("crit")) return refused("token_malformed");

    std::string const algorithm = text_at(*header, "alg");
    static std::set<std::string> const allowed = {"RS256", "PS256", "ES256", "EdDSA"};
    if (!allowed.contains(algorithm)) return refused("token_algorithm");
    auto [first, last] = header->contains("kid") ? keys_.equal_range(text_at(*header, "kid"))
                                                 : std::pair{keys_.begin(), keys_.end()};
    if (first == last || (!header->contains("kid") && keys_.size() != 1))
        return refused("token_key_unknown");
    bool fits = false, good = false;
    std::string_view const signed_part = token.substr(0, parts[0].size() + 1 + parts[1].size());
    for (; first != last && !good; ++first) {
        if (!first->second->fits(algorithm)) continue;
        fits = true;
        good = verify(first->second->key, algorithm, signed_part, *signature);
    }
    if (!fits) return refused("token_algorithm");
    if (!good) return refused("token_signature");

    auto const claims = parse_object(*claims_text);
    if (!claims) return refused("token_malformed");
    TRY_VOID(check_claims(*claims, terms));
    return *claims_text;
}

}  // namespace base
