// Goal: a hash answers to its own password only and says at what cost it was made.
// Method: a hash made by another library; rejections named one by one; many threads at once.
#include "base/crypto_password.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace base {
namespace {

constexpr PasswordCost cheap{1, 64};

// The reference command of Argon2 (phc-winner-argon2, test.c, version 0x13, Argon2id,
// t=2, m=2^16, p=1, "password", "somesalt").
constexpr char reference[] =
    "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$"
    "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

TEST(Password, HashOfTheReference) {
    EXPECT_TRUE(check_password("password", reference));
    EXPECT_FALSE(check_password("differentpassword", reference));
    EXPECT_TRUE(needs_rehash(reference));
    EXPECT_FALSE(needs_rehash(reference, {2, 65536}));
}

TEST(Password, AnswersToItsOwnOnly) {
    auto const hash = hash_password("正确的马 battery staple", cheap);
    ASSERT_TRUE(hash.has_value());
    EXPECT_TRUE(hash->starts_with("$argon2id$v=19$m=64,t=1,p=1$")) << *hash;
    EXPECT_NE(*hash_password("正确的马 battery staple", cheap), *hash);  // Another salt.
    EXPECT_TRUE(check_password("正确的马 battery staple", *hash));
    for (char const* other : {"", "正确的马 battery stapl", "正确的马 battery staple "})
        EXPECT_FALSE(check_password(other, *hash));
    for (char const* text : {"", "$argon2id$", "$argon2id$v=19$m=64,t=1,p=1$AAAA$BBBB", "plain",
                             "$2b$10$abcdefghijklmnopqrstuv"})
        EXPECT_FALSE(check_password("x", text)) << text;
    EXPECT_FALSE(check_password("x", std::string(500, '$')));
    EXPECT_EQ(hash_password("", cheap).error().code, "password_length");
    EXPECT_EQ(hash_password(std::string(password_bytes_max + 1, 'x'), cheap).error().code,
              "password_length");
    EXPECT_FALSE(needs_rehash(*hash, cheap));
    EXPECT_TRUE(needs_rehash(*hash, {2, 64}));
    EXPECT_TRUE(needs_rehash("no hash", cheap));
}

TEST(Password, ManyAtOnceAllGetTheirAnswer) {
    auto const hash = hash_password("a password", cheap);
    std::atomic<int> good = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4 * password_hashes_max; ++i)
        threads.emplace_back([&] { good += check_password("a password", *hash) ? 1 : 0; });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(good, 4 * password_hashes_max);
}

TEST(Password, Policy) {
    struct Case {
        char const *password, *user, *code;
    };
    Case const cases[] = {{"correct horse battery", "li", ""},
                          {"这是一个十二个字的长密码", "li", ""},  // 12 characters, one class.
                          {"Ab1-efgh", "li", ""},
                          {"Ab1-efg", "li", "password_length"},
                          {"abcdefgx", "li", "password_weak"},
                          {"abcdefgh1", "li", "password_weak"},
                          {"eleven char", "li", "password_weak"},
                          {"P@ssw0rd", "li", "password_common"},
                          {"Password12345", "li", "password_common"},
                          {"aaaaaaaaaaaaaaaa", "li", "password_common"},
                          {"abcdefghijklmnop", "li", "password_common"},
                          {"xx-WangWu-2026", "wangwu", "password_has_name"},
                          {"xx-WangWu-2026", "wa", ""}};
    for (Case const& c : cases) {
        auto const checked = check_policy(c.password, c.user);
        EXPECT_EQ(checked ? "" : checked.error().code, c.code) << c.password;
    }
    EXPECT_EQ(check_policy("Ab1-efgh", "", {14, 10, 4}).error().code, "password_length");
}

}  // namespace
}  // namespace base
