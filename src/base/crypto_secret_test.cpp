// Goal: a secret opens under its key and in its place only; the ciphers are the standards'.
// Method: the example of GB/T 32907 through a secret sealed by hand; every character changed.
#include "base/crypto_secret.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <sys/stat.h>

#include "base/digest.hpp"
#include "base/encode.hpp"
#include "base/folder_for_test.hpp"

namespace base {
namespace {

std::string const key_a(64, 'a'), key_b(64, 'b');

// GB/T 32907-2016, appendix A.1: one block; CTR of zeros with the block as counter is the block's
// encryption.
TEST(Sm4, ExampleOfTheStandard) {
    std::string const block = from_hex("0123456789abcdeffedcba9876543210").value();
    std::string const zeros(16, '\0');
    unsigned char out[16];
    int size = 0;
    auto* const context = EVP_CIPHER_CTX_new();
    auto const data = [](std::string const& s) {
        return reinterpret_cast<unsigned char const*>(s.data());
    };
    EVP_EncryptInit_ex(context, EVP_sm4_ctr(), nullptr, data(block), data(block));
    EVP_EncryptUpdate(context, out, &size, data(zeros), 16);
    EVP_CIPHER_CTX_free(context);
    EXPECT_EQ(to_hex({reinterpret_cast<char const*>(out), 16}), "681edf34d206965e86b3e94f536e4246");
}

// Sealed by another implementation (Python: hmac with hashlib's sm3, the openssl command for
// SM4-CTR) under the key 00 01 … 1f, context "user.totp:7", iv 16 times 0x42.
TEST(KeyRing, OpensWhatTheReferenceSealed) {
    std::string key;
    for (int i = 0; i < 32; ++i) key += char(i);
    auto const ring = KeyRing::parse(to_hex(key));
    ASSERT_TRUE(ring.has_value());
    auto const opened = ring->open(
        "s1.fa34635f1d3ac272.QkJCQkJCQkJCQkJCQkJCQkqIcBQczp_eppOne_eF"
        "NE5-WFeTAHy5dOyip0Eni2vVwIqON4BxzYqmWNDUMJc4YQ",
        "user.totp:7");
    ASSERT_TRUE(opened.has_value()) << opened.error().code;
    EXPECT_EQ(*opened, "JBSWY3DPEHPK3PXP");
}

TEST(KeyRing, OpensOnlyWholeAndInItsPlace) {
    auto const ring = KeyRing::parse(key_a);
    ASSERT_TRUE(ring.has_value());
    auto closed = ring->close("geheim", "user.totp:7");
    ASSERT_TRUE(closed.has_value());
    EXPECT_EQ(ring->open(*closed, "user.totp:7"), "geheim");
    EXPECT_NE(*ring->close("geheim", "user.totp:7"), *closed);  // Another iv each time.
    EXPECT_EQ(ring->open(*closed, "user.totp:8").error().code, "secret_broken");
    for (size_t i = 0; i < closed->size(); ++i) {
        char const was = (*closed)[i];
        (*closed)[i] = was == 'A' ? 'B' : 'A';
        EXPECT_FALSE(ring->open(*closed, "user.totp:7").has_value()) << i;
        (*closed)[i] = was;
    }
    for (size_t size = 0; size < closed->size(); ++size)
        EXPECT_FALSE(ring->open(closed->substr(0, size), "user.totp:7").has_value()) << size;
    EXPECT_EQ(ring->close("", "x").has_value(), true);
    EXPECT_EQ(ring->close(std::string(secret_bytes_max + 1, 'x'), "x").error().code,
              "secret_too_large");
}

TEST(KeyRing, KeysAreChangedByPuttingANewOneFirst) {
    auto const former = KeyRing::parse(key_a);
    auto const closed = former->close("geheim", "c");
    auto const both = KeyRing::parse(key_b + "\n" + key_a + "\n");
    ASSERT_TRUE(both.has_value());
    EXPECT_EQ(both->open(*closed, "c"), "geheim");
    EXPECT_TRUE(both->is_old(*closed));
    auto const again = both->close("geheim", "c");
    EXPECT_FALSE(both->is_old(*again));
    EXPECT_EQ(former->open(*again, "c").error().code, "master_key_missing");
}

TEST(KeyRing, FilesThatOthersMayReadAreRefused) {
    FolderForTest const folder;
    std::string const path = folder.write("master.key", KeyRing::make_line());
    chmod(path.c_str(), 0640);
    EXPECT_EQ(KeyRing::read(path).error().code, "master_key_open_to_others");
    chmod(path.c_str(), 0600);
    EXPECT_TRUE(KeyRing::read(path).has_value());
    EXPECT_EQ(KeyRing::parse("").error().code, "master_key_malformed");
    EXPECT_EQ(KeyRing::parse(key_a + "\nabc\n").error().at.line, 2);
}

}  // namespace
}  // namespace base
