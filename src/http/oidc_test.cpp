// Goal: a sign-in at a provider is finished once, by the browser that began it, with its own nonce.
// Method: a provider of the test's own behind Fetch; the signature's check is a double that notes
// what it was asked. PKCE by the example of RFC 7636, appendix B.
#include "http/oidc.hpp"

#include <gtest/gtest.h>

#include "http/head.hpp"
#include "http/list.hpp"

namespace http {
namespace {

constexpr int64_t begun_ms = 1'795'421'730'000;

/// A provider with one user, and the token check that believes it.
struct Double {
    std::string issuer = "https://id.example";
    std::string claims = R"({"sub":"u-1","preferred_username":"zhang"})";
    std::vector<FetchRequest> asked;
    std::vector<TokenWish> wishes;
    std::string keys = "keys-1";
    int key_reads = 0;

    base::Result<Fetched> fetch(FetchRequest const& request) {
        asked.push_back(request);
        if (request.url.ends_with("/openid-configuration"))
            return Fetched{200, R"({"issuer":")" + issuer +
                                    R"(","authorization_endpoint":"https://id.example/auth",)"
                                    R"("token_endpoint":"https://id.example/token",)"
                                    R"("jwks_uri":"https://id.example/keys"})"};
        if (request.url.ends_with("/keys")) {
            ++key_reads;
            return Fetched{200, keys};
        }
        return Fetched{200, R"({"id_token":"header.claims.seal"})"};
    }
    base::Result<std::string> verify(std::string const& given, TokenWish const& wish) {
        wishes.push_back(wish);
        if (given != keys)
            return base::fail(base::ErrorKind::unauthorized, "token_key_unknown", {});
        return claims;
    }
    Oidc client() {
        return Oidc(
            {"https://id.example", "wupian", "s&cret", "https://w.example/cb", "openid"},
            [this](FetchRequest const& request) { return fetch(request); },
            [this](std::string const& given, std::string const&, TokenWish const& wish) {
                return verify(given, wish);
            });
    }
};

std::string query_value(std::string const& url, std::string const& name) {
    auto const pairs = parse_query(url.substr(url.find('?') + 1));
    for (auto const& [key, value] : *pairs)
        if (key == name) return value;
    return "";
}

TEST(Oidc, PkceOfTheStandard) {
    EXPECT_EQ(pkce_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
              "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

TEST(Oidc, SignsIn) {
    Double provider;
    Oidc client = provider.client();
    auto const begun = client.begin(begun_ms, "bank");
    ASSERT_TRUE(begun);
    EXPECT_TRUE(begun->url.starts_with("https://id.example/auth?response_type=code&client_id="));
    EXPECT_EQ(query_value(begun->url, "redirect_uri"), "https://w.example/cb");
    EXPECT_EQ(query_value(begun->url, "state"), begun->state);
    auto const user = client.finish(begun->state, begun->state, "the code", begun_ms + 1);
    EXPECT_EQ(user->organisation, "bank");
    ASSERT_TRUE(user);
    EXPECT_EQ(user->subject, "u-1");
    EXPECT_EQ(user->name, "zhang");
    // The nonce that was sent is the one that is wished for; the verifier fits the challenge.
    ASSERT_EQ(provider.wishes.size(), 1U);
    EXPECT_EQ(provider.wishes[0].nonce, query_value(begun->url, "nonce"));
    EXPECT_EQ(provider.wishes[0].audience, "wupian");
    std::string const body = "?" + provider.asked.back().body;
    EXPECT_EQ(pkce_challenge(query_value(body, "code_verifier")),
              query_value(begun->url, "code_challenge"));
    EXPECT_EQ(query_value(body, "client_secret"), "s&cret");
    EXPECT_EQ(query_value(body, "code"), "the code");
}

TEST(Oidc, StateIsForOneBrowserOnceAndNotForLong) {
    Double provider;
    Oidc client = provider.client();
    auto const begun = client.begin(begun_ms, "bank");
    auto const other = client.begin(begun_ms, "bank");
    std::string const& state = begun->state;
    EXPECT_EQ(client.finish(state, other->state, "c", begun_ms).error().code, "oidc_state");
    EXPECT_EQ(client.finish(state, "", "c", begun_ms).error().code, "oidc_state");
    EXPECT_EQ(client.finish("x", "x", "c", begun_ms).error().code, "oidc_state");
    EXPECT_TRUE(client.finish(state, state, "c", begun_ms));
    EXPECT_EQ(client.finish(state, state, "c", begun_ms).error().code, "oidc_state");
    EXPECT_EQ(client.finish(other->state, other->state, "c", begun_ms + 600'001).error().code,
              "oidc_state");
}

TEST(Oidc, NewKeysAreFetchedOnceAMinute) {
    Double provider;
    Oidc client = provider.client();
    auto const first = client.begin(begun_ms, "bank");
    provider.keys = "keys-2";
    EXPECT_EQ(client.finish(first->state, first->state, "c", begun_ms + 1).error().code,
              "token_key_unknown");
    EXPECT_EQ(provider.key_reads, 1);
    auto const second = client.begin(begun_ms, "bank");
    EXPECT_TRUE(client.finish(second->state, second->state, "c", begun_ms + 60'000));
    EXPECT_EQ(provider.key_reads, 2);
}

TEST(Oidc, AnotherIssuerIsRefused) {
    Double provider;
    provider.issuer = "https://id.example/";
    Oidc client = provider.client();
    EXPECT_EQ(client.begin(begun_ms, "bank").error().code, "oidc_provider");
    provider.issuer = "https://id.example";
    provider.claims = R"({"sub":""})";
    auto const begun = client.begin(begun_ms, "bank");
    EXPECT_EQ(client.finish(begun->state, begun->state, "c", begun_ms).error().code,
              "oidc_provider");
}

TEST(Url, KnownAnswers) {
    auto const url = parse_url("https://id.example:8443/a?b=c");
    ASSERT_TRUE(url);
    EXPECT_EQ(url->host, "id.example");
    EXPECT_EQ(url->port, "8443");
    EXPECT_EQ(url->target, "/a?b=c");
    EXPECT_EQ(parse_url("http://127.0.0.1")->port, "80");
    for (char const* bad : {"", "ftp://a/", "https://", "https://a:0/", "https://a:99999/",
                            "https://u@h/", "https://a/b c", "https://a/\r\nX: y"})
        EXPECT_FALSE(parse_url(bad)) << bad;
    // Plain HTTP leaves this machine for nobody.
    EXPECT_EQ(network_fetch({})({Method::get, "http://id.example/", {}, ""}).error().code,
              "fetch_url");
}

}  // namespace
}  // namespace http
