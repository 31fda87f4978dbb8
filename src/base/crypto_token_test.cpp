// Goal: only whole tokens of the right issuer, for us, now, under an allowed algorithm pass.
// Method: the signed examples of RFC 7515 and 8037; a PS256 token made by the openssl command; each
// claim wrong once; each character changed.
#include "base/crypto_token.hpp"

#include <gtest/gtest.h>

#include "base/crypto_key.hpp"
#include "base/encode.hpp"

namespace base {
namespace {

// RFC 7515, appendices A.2 (RS256) and A.3 (ES256): claims iss "joe", exp 1300819380 and no aud.
constexpr char rfc_claims[] =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19y"
    "b290Ijp0cnVlfQ";
constexpr char rs256_n[] =
    "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt"
    "0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSX"
    "ndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5"
    "IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
constexpr char rs256_signature[] =
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W"
    "2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkS"
    "jtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnv"
    "Wh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
constexpr char es256_signature[] =
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
constexpr char es256_key[] =
    R"({"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
    R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})";

TokenTerms joe() {
    return {.issuer = "joe", .audience = "x", .nonce = "", .now_seconds = 1300819000};
}

std::string rsa_set(std::string const& n, std::string const& more = "") {
    return R"({"keys":[{"kty":"RSA","e":"AQAB","n":")" + n + "\"" + more + "}]}";
}

std::string code_of(Result<std::string> const& result) { return result ? "" : result.error().code; }

// The examples have no audience, so a good signature shows in the next complaint.
TEST(Token, SignaturesOfTheStandards) {
    auto const rsa = TokenKeys::parse(rsa_set(rs256_n));
    auto const ec = TokenKeys::parse(es256_key);
    ASSERT_TRUE(rsa && ec);
    std::string const rs =
        std::string("eyJhbGciOiJSUzI1NiJ9.") + rfc_claims + "." + rs256_signature;
    std::string const es =
        std::string("eyJhbGciOiJFUzI1NiJ9.") + rfc_claims + "." + es256_signature;
    EXPECT_EQ(code_of(rsa->check(rs, joe())), "token_audience");
    EXPECT_EQ(code_of(ec->check(es, joe())), "token_audience");
    EXPECT_EQ(code_of(ec->check(rs, joe())), "token_algorithm");
    EXPECT_EQ(code_of(rsa->check(es, joe())), "token_algorithm");
    auto late = joe();
    late.now_seconds = 1300819380 + 60;
    EXPECT_EQ(code_of(rsa->check(rs, late)), "token_expired");
    // RFC 8037, appendix A.4: the payload is a plain sentence, no claims.
    auto const ed = TokenKeys::parse(R"({"keys":[{"kty":"OKP","crv":"Ed25519",)"
                                     R"("x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]})");
    ASSERT_TRUE(ed.has_value());
    std::string const sentence =
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    EXPECT_EQ(code_of(ed->check(sentence, joe())), "token_malformed");
    EXPECT_EQ(code_of(ed->check("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmg." +
                                    sentence.substr(sentence.rfind('.') + 1),
                                joe())),
              "token_signature");
}

constexpr char ps256_n[] =
    "mbgkJ-q1H2wSZvUlle2qjMBB0oIuQcHjVEwC9pX41hdnAoej0OVxOkrrKe48TlBVI8b_45Ew5C0bt_q3ddRu1xBM"
    "QKGIKp4h19z4ZqS9RWnrc_jJ6DJWtrCZnatdTzdK4i-I1WxMEp0rZqAG4ANBXiCTZjmqnhAlo8bgam70g_8kn6q4"
    "FNbX20rKx0v_vQ3PTdbLME7XzNN-fvrvAI0NS_x7o4wnbJmuV2buBUNOENCvABJnQLUT0XmTKCUOFyvkijhV5QZI"
    "auMzRwt3C8yTVFSj9jIcP9IIsbGiArqL3rMYVSx1TqOhvkWaDGEMUmZRN1LwJ_N8_5mfth0JcW3B4Q";
constexpr char ps256_token[] =
    "eyJhbGciOiJQUzI1NiIsImtpZCI6InIifQ."
    "eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUiLCJhdWQiOlsid3VwaWFuIiwib3RoZXIiXSwiZXhwIjoyMDAwMDAw"
    "MDAwLCJpYXQiOjE5OTk5OTkwMDAsIm5iZiI6MTk5OTk5OTAwMCwibm9uY2UiOiJuMSIsInN1YiI6ImxpIn0"
    "."
    "fJUtBHubQ-u7-S7MVH6SAOS0rDgBT0Q9YGU4g5DYxyyhUtLUbt3uDaVUb8PlMCbf--8F0OxhvwPF6y9hJfADSU_v"
    "SUUsJopgCsHnMhFA1pWp3Kv7WsyyzbmpgapPn8ekX4ZUype-XRvz26GTw5O-I6kwthbpGgI7S8QrWid18QQnz7UZ"
    "-EeoMrJQxAVU6EIvyFHmDp1-UnqnvB62IuGAYYFvbvKMR7gJde6rrJRZhi9lenRUcFJcTTowstziMU2QEYObEy8t"
    "emecq3SuThlASsTF48ObQ_ho6-apMw6zP_5vq_iSixWufwBmlEf-wplbSjhERIWu-0iS8ihpizddMw";

TokenTerms wupian() {
    return {.issuer = "https://id.example",
            .audience = "wupian",
            .nonce = "n1",
            .now_seconds = 1'999'999'500};
}

TEST(Token, PssMadeByOpenssl) {
    auto const keys = TokenKeys::parse(rsa_set(ps256_n, R"(,"kid":"r")"));
    ASSERT_TRUE(keys.has_value());
    auto const claims = keys->check(ps256_token, wupian());
    ASSERT_TRUE(claims.has_value()) << claims.error().code;
    EXPECT_NE(claims->find(R"("sub":"li")"), std::string::npos);
    std::string token = ps256_token;
    for (size_t i = 0; i < token.size(); i += 7) {
        char const was = token[i];
        token[i] = was == 'A' ? 'B' : 'A';
        EXPECT_FALSE(keys->check(token, wupian()).has_value()) << i;
        token[i] = was;
    }
    auto const other = TokenKeys::parse(rsa_set(ps256_n, R"(,"kid":"s")"));
    EXPECT_EQ(code_of(other->check(ps256_token, wupian())), "token_key_unknown");
    auto const only_rs = TokenKeys::parse(rsa_set(ps256_n, R"(,"kid":"r","alg":"RS256")"));
    EXPECT_EQ(code_of(only_rs->check(ps256_token, wupian())), "token_algorithm");
    auto const not_for_it = TokenKeys::parse(rsa_set(ps256_n, R"(,"kid":"r","use":"enc")"));
    EXPECT_EQ(not_for_it.error().code, "token_keys_none");
}

/// An issuer with one Ed25519 key.
struct Issuer {
    PrivateKey key = PrivateKey::make(KeyKind::ed25519);

    TokenKeys keys() const {
        std::string const der = key.public_key().der();
        return TokenKeys::parse(R"({"keys":[{"kty":"OKP","crv":"Ed25519","kid":"e","x":")" +
                                to_base64url(der.substr(der.size() - 32)) + R"("}]})")
            .value();
    }
    std::string sign(std::string const& header, std::string const& claims) const {
        std::string const text = to_base64url(header) + "." + to_base64url(claims);
        return text + "." + to_base64url(key.sign(text));
    }
};

TEST(Token, EachClaimWrongOnce) {
    struct Case {
        char const *claims, *code;
    };
    Case const cases[] = {
        {R"({"iss":"https://id.example","aud":"wupian","exp":2000000000,"nonce":"n1"})", ""},
        {R"({"iss":"https://id.example","aud":"wupian","exp":1999999441,"nonce":"n1"})", ""},
        {R"({"iss":"https://id.example","aud":"wupian","exp":1999999440,"nonce":"n1"})",
         "token_expired"},
        {R"({"iss":"https://id.example","aud":"wupian","nonce":"n1"})", "token_expired"},
        {R"({"iss":"https://id.example","aud":"wupian","exp":"2000000000","nonce":"n1"})",
         "token_malformed"},
        {R"({"iss":"https://id.example","aud":"wupian","exp":2000000000,"nbf":1999999561})",
         "token_early"},
        {R"({"iss":"https://id.example","aud":"wupian","exp":2000000000,"iat":1999999561})",
         "token_early"},
        {R"({"iss":"https://id.example","aud":"wupian","exp":2000000000,"iat":1999913000})",
         "token_expired"},
        {R"({"iss":"https://id.example.evil","aud":"wupian","exp":2000000000,"nonce":"n1"})",
         "token_issuer"},
        {R"({"iss":"https://id.example","aud":["x"],"exp":2000000000,"nonce":"n1"})",
         "token_audience"},
        {R"({"iss":"https://id.example","exp":2000000000,"nonce":"n1"})", "token_audience"},
        {R"({"iss":"https://id.example","aud":"wupian","exp":2000000000,"nonce":"n2"})",
         "token_nonce"},
        {R"({"iss":"https://id.example","aud":"wupian","exp":2000000000})", "token_nonce"},
        {R"({"iss":"a","iss":"https://id.example","aud":"wupian","exp":2000000000,"nonce":"n1"})",
         "token_malformed"},
        {R"(["iss"])", "token_malformed"}};
    Issuer const issuer;
    for (Case const& c : cases)
        EXPECT_EQ(code_of(issuer.keys().check(issuer.sign(R"({"alg":"EdDSA","kid":"e"})", c.claims),
                                              wupian())),
                  c.code)
            << c.claims;
}

TEST(Token, HeadersThatNeverPass) {
    Issuer const issuer;
    std::string const claims =
        R"({"iss":"https://id.example","aud":"wupian","exp":2000000000,"nonce":"n1"})";
    struct Case {
        char const *header, *code;
    };
    Case const cases[] = {{R"({"alg":"EdDSA"})", ""},  // One key only.
                          {R"({"alg":"none","kid":"e"})", "token_algorithm"},
                          {R"({"alg":"HS256","kid":"e"})", "token_algorithm"},
                          {R"({"alg":"eddsa","kid":"e"})", "token_algorithm"},
                          {R"({"alg":"RS256","kid":"e"})", "token_algorithm"},
                          {R"({"kid":"e"})", "token_algorithm"},
                          {R"({"alg":"EdDSA","kid":"f"})", "token_key_unknown"},
                          {R"({"alg":"EdDSA","kid":"e","crit":["b64"]})", "token_malformed"},
                          {R"({"alg":"none","alg":"EdDSA","kid":"e"})", "token_malformed"},
                          {R"(EdDSA)", "token_malformed"}};
    for (Case const& c : cases)
        EXPECT_EQ(code_of(issuer.keys().check(issuer.sign(c.header, claims), wupian())), c.code)
            << c.header;
    std::string const good = issuer.sign(R"({"alg":"EdDSA"})", claims);
    auto const keys = issuer.keys();
    EXPECT_EQ(code_of(keys.check(good.substr(0, good.rfind('.') + 1), wupian())),
              "token_signature");
    EXPECT_EQ(code_of(keys.check(good.substr(0, good.rfind('.')), wupian())), "token_malformed");
    EXPECT_EQ(code_of(keys.check(good + ".x", wupian())), "token_malformed");
    EXPECT_EQ(code_of(keys.check(good + "=", wupian())), "token_malformed");
    EXPECT_EQ(code_of(keys.check(std::string(token_bytes_max + 1, 'a'), wupian())),
              "token_malformed");
}

TEST(TokenKeys, OtherSetsAreRefused) {
    for (char const* text : {"", "[]", "{}", R"({"keys":1})", R"({"keys":[1]})"})
        EXPECT_EQ(TokenKeys::parse(text).error().code, "token_keys_malformed") << text;
    for (char const* text : {R"({"keys":[]})", R"({"keys":[{"kty":"oct","k":"AAAA"}]})",
                             R"({"keys":[{"kty":"RSA","e":"AQAB","n":"AQAB"}]})",  // Too short.
                             R"({"keys":[{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA"}]})"})
        EXPECT_EQ(TokenKeys::parse(text).error().code, "token_keys_none") << text;
}

}  // namespace
}  // namespace base
