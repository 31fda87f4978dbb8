// Goal: codes are those of every authenticator, count in their window only, and only once.
// Method: the table of RFC 6238 appendix B; for SM3 the same table by Python's hmac over sm3.
#include "base/crypto_otp.hpp"

#include <gtest/gtest.h>

namespace base {
namespace {

constexpr std::string_view secret = "12345678901234567890";

TEST(Otp, TableOfTheStandard) {
    struct Case {
        int64_t seconds;
        char const *sha1, *sm3;
    };
    Case const cases[] = {
        {59, "94287082", "78614758"},         {1111111109, "07081804", "71578389"},
        {1111111111, "14050471", "08739145"}, {1234567890, "89005924", "64982201"},
        {2000000000, "69279037", "77639624"}, {20000000000, "65353130", "00363153"}};
    for (Case const& c : cases) {
        EXPECT_EQ(otp_code({.kind = OtpKind::sha1, .digits = 8}, secret, c.seconds / 30), c.sha1);
        EXPECT_EQ(otp_code({.kind = OtpKind::sm3, .digits = 8}, secret, c.seconds / 30), c.sm3);
    }
    EXPECT_EQ(otp_code({}, secret, 1), "287082");
}

TEST(Otp, CountsInItsWindowAndOnce) {
    Otp const otp;
    int64_t const now = 1'800'000'000, step = now / 30;
    std::string const code = otp_code(otp, secret, step);
    EXPECT_EQ(find_otp_step(otp, secret, code, now, 0), step);
    EXPECT_EQ(find_otp_step(otp, secret, code, now + 30, 0), step);
    EXPECT_EQ(find_otp_step(otp, secret, code, now - 30, 0), step);
    EXPECT_EQ(find_otp_step(otp, secret, code, now + 60, 0), std::nullopt);
    EXPECT_EQ(find_otp_step(otp, secret, code, now - 60, 0), std::nullopt);
    EXPECT_EQ(find_otp_step(otp, secret, code, now, step - 1), step);
    EXPECT_EQ(find_otp_step(otp, secret, code, now, step), std::nullopt);  // Used.
    EXPECT_EQ(find_otp_step({.window = 0}, secret, code, now + 30, 0), std::nullopt);
    for (std::string const& other :
         {std::string(), code + "0", code.substr(1), "x" + code.substr(1)})
        EXPECT_EQ(find_otp_step(otp, secret, other, now, 0), std::nullopt) << other;
}

TEST(Otp, Uri) {
    EXPECT_EQ(otp_uri({}, "foobar", "Wupian 1", "li@bank"),
              "otpauth://totp/Wupian%201:li%40bank?secret=MZXW6YTBOI&issuer=Wupian%201"
              "&algorithm=SHA1&digits=6&period=30");
    EXPECT_EQ(make_otp_secret().size(), otp_secret_bytes);
    EXPECT_NE(make_otp_secret(), make_otp_secret());
}

}  // namespace
}  // namespace base
