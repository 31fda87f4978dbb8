// Goal: what a key signs only that key verifies, and no changed bit passes.
// Method: the examples of GB/T 32918.5 and RFC 8032; every bit of message and signature turned.
#include "base/crypto_key.hpp"

#include <gtest/gtest.h>

#include "base/digest.hpp"
#include "base/encode.hpp"

namespace base {
namespace {

std::string bytes(std::string_view hex) { return from_hex(hex).value(); }

// GB/T 32905-2016, appendix A: "abc", and 64 bytes "abcd…".
TEST(Sm3, ExamplesOfTheStandard) {
    EXPECT_EQ(digest_hex(DigestKind::sm3, "abc"),
              "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    std::string text;
    for (int i = 0; i < 16; ++i) text += "abcd";
    EXPECT_EQ(digest_hex(DigestKind::sm3, text),
              "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
}

// GB/T 32918.5-2017, appendix A.2: the private key, its point, and a signature of "message digest".
constexpr std::string_view sm2_private =
    "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8";
constexpr std::string_view sm2_x =
    "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020";
constexpr std::string_view sm2_y =
    "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";
constexpr std::string_view sm2_r =
    "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3";
constexpr std::string_view sm2_s =
    "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa";

/// Both numbers have their highest bit set, so DER puts a zero before each.
std::string sm2_signature() {
    return bytes("3046022100" + std::string(sm2_r) + "022100" + std::string(sm2_s));
}

TEST(Sm2, ExampleOfTheStandard) {
    auto const key = PrivateKey::from_bytes(KeyKind::sm2, bytes(sm2_private));
    ASSERT_TRUE(key.has_value());
    // A public key in DER ends with its point: 04, x, y.
    EXPECT_TRUE(
        to_hex(key->public_key().der()).ends_with("04" + std::string(sm2_x) + std::string(sm2_y)));
    EXPECT_TRUE(key->public_key().verify("message digest", sm2_signature()));
    EXPECT_FALSE(key->public_key().verify("message digesT", sm2_signature()));
}

// RFC 8032 §7.1, tests 1 and 2.
TEST(Ed25519, ExamplesOfTheStandard) {
    struct Case {
        std::string_view secret, open, message, signature;
    };
    Case const cases[] = {
        {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
         "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701"
         "cf9b46bd25bf5f0595bbe24655141438e7a100b"},
        {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
         "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d"
         "0f11d8c387b2eaeb4302aeeb00d291612bb0c00"}};
    for (Case const& c : cases) {
        auto const key = PrivateKey::from_bytes(KeyKind::ed25519, bytes(c.secret));
        ASSERT_TRUE(key.has_value());
        EXPECT_TRUE(to_hex(key->public_key().der()).ends_with(c.open));
        EXPECT_EQ(to_hex(key->sign(bytes(c.message))), c.signature);
        EXPECT_TRUE(key->public_key().verify(bytes(c.message), bytes(c.signature)));
    }
}

class EachKind : public testing::TestWithParam<KeyKind> {};
INSTANTIATE_TEST_SUITE_P(Keys, EachKind, testing::Values(KeyKind::sm2, KeyKind::ed25519));

TEST_P(EachKind, NoChangedBitPasses) {
    auto const key = PrivateKey::make(GetParam());
    PublicKey const open = key.public_key();
    std::string message = "month=2026-09\n";
    std::string signature = key.sign(message);
    ASSERT_TRUE(open.verify(message, signature));
    for (std::string* text : {&message, &signature})
        for (size_t bit = 0; bit < 8 * text->size(); ++bit) {
            (*text)[bit / 8] = char((*text)[bit / 8] ^ (1 << bit % 8));
            EXPECT_FALSE(open.verify(message, signature)) << bit;
            (*text)[bit / 8] = char((*text)[bit / 8] ^ (1 << bit % 8));
        }
    EXPECT_FALSE(open.verify(message, signature + '\0'));
    EXPECT_FALSE(open.verify(message, signature.substr(1)));
    EXPECT_FALSE(open.verify(message, ""));
    EXPECT_FALSE(PrivateKey::make(GetParam()).public_key().verify(message, signature));
}

TEST_P(EachKind, FilesKeepTheKey) {
    auto const key = PrivateKey::make(GetParam());
    auto const pem = key.to_pem("correct horse");
    ASSERT_TRUE(pem.has_value());
    EXPECT_TRUE(pem->starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
    auto const back = PrivateKey::from_pem(*pem, "correct horse");
    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(back->public_key().id(), key.public_key().id());
    EXPECT_TRUE(key.public_key().verify("m", back->sign("m")));
    auto const open = PublicKey::from_pem(key.public_key().pem());
    ASSERT_TRUE(open.has_value());
    EXPECT_EQ(open->id(), digest_hex(DigestKind::sm3, key.public_key().der()));
    auto const der = PublicKey::from_der(key.public_key().der());
    ASSERT_TRUE(der.has_value());
    EXPECT_EQ(der->id(), open->id());

    EXPECT_EQ(PrivateKey::from_pem(*pem, "correct hors").error().code, "key_pass_phrase");
    EXPECT_EQ(PrivateKey::from_pem(open->pem(), "correct horse").error().code, "key_malformed");
    EXPECT_EQ(key.to_pem("short").error().code, "pass_phrase_length");
}

TEST(Key, OtherTextsAreRefused) {
    EXPECT_EQ(PublicKey::from_pem("").error().code, "key_malformed");
    EXPECT_EQ(PublicKey::from_der("").error().code, "key_malformed");
    EXPECT_EQ(
        PublicKey::from_der(PrivateKey::make(KeyKind::sm2).public_key().der() + "x").error().code,
        "key_malformed");
    EXPECT_EQ(PublicKey::from_pem(std::string(key_text_bytes_max + 1, 'x')).error().code,
              "key_malformed");
    EXPECT_FALSE(PrivateKey::from_bytes(KeyKind::sm2, std::string(32, '\0')));
    EXPECT_FALSE(PrivateKey::from_bytes(KeyKind::sm2, std::string(32, '\xff')));
    EXPECT_FALSE(PrivateKey::from_bytes(KeyKind::ed25519, "short"));
    EXPECT_EQ(parse_key_kind("rsa").error().code, "key_kind_unknown");
    // A key of another kind: P-256, from RFC 7517 appendix A.1, as PEM by the openssl command.
    EXPECT_EQ(
        PublicKey::from_pem("-----BEGIN PUBLIC KEY-----\n"
                            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEMKBCTNIcKUSDii11ySs3526iDZ8A\n"
                            "iTo7Tu6KPAqv7D7gS2XpJFbZiItSs3m9+9Ue6GnvHw/GW2ZZaVtszggXIw==\n"
                            "-----END PUBLIC KEY-----\n")
            .error()
            .code,
        "key_kind_unknown");
}

TEST(Compare, InConstantTime) {
    EXPECT_TRUE(equal_in_constant_time("", ""));
    EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
    EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
    EXPECT_FALSE(equal_in_constant_time("abc", "abcd"));
}

}  // namespace
}  // namespace base
