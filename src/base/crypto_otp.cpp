// Codes by HMAC over the number of the step.
#include "base/crypto_otp.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>

#include "base/check.hpp"
#include "base/crypto_key.hpp"
#include "base/digest.hpp"
#include "base/encode.hpp"

namespace base {
namespace {

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view plain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
    std::string out;
    for (char c : text) {
        if (plain.find(c) != std::string_view::npos)
            out += c;
        else
            out += "%" + to_hex({&c, 1});
    }
    return out;
}

}  // namespace

std::string make_otp_secret() { return from_hex(random_hex(int(otp_secret_bytes))).value(); }

std::string otp_code(Otp const& otp, std::string_view secret, int64_t step) {
    CHECK(otp.digits >= 6 && otp.digits <= 8);
    unsigned char counter[8];
    for (int i = 0; i < 8; ++i) counter[i] = uint8_t(uint64_t(step) >> (56 - 8 * i));
    unsigned char mac[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    CHECK(HMAC(otp.kind == OtpKind::sha1 ? EVP_sha1() : EVP_sm3(), secret.data(),
               int(secret.size()), counter, sizeof counter, mac, &size) != nullptr);
    size_t const at = mac[size - 1] & 15U;
    uint32_t value = ((mac[at] & 127U) << 24) | (uint32_t(mac[at + 1]) << 16) |
                     (uint32_t(mac[at + 2]) << 8) | mac[at + 3];
    std::string out;
    for (int i = 0; i < otp.digits; ++i, value /= 10)
        out.insert(out.begin(), char('0' + value % 10));
    return out;
}

std::optional<int64_t> find_otp_step(Otp const& otp, std::string_view secret, std::string_view code,
                                     int64_t now_seconds, int64_t last_step) {
    int64_t const now = now_seconds / otp.step_seconds;
    std::optional<int64_t> found;
    for (int64_t step = now - otp.window; step <= now + otp.window; ++step)
        if (equal_in_constant_time(otp_code(otp, secret, step), code) && step > last_step)
            found = step;
    return found;
}

std::string otp_uri(Otp const& otp, std::string_view secret, std::string_view issuer,
                    std::string_view account) {
    std::string const by = percent_encoded(issuer);
    return "otpauth://totp/" + by + ":" + percent_encoded(account) +
           "?secret=" + to_base32(secret) + "&issuer=" + by +
           "&algorithm=" + (otp.kind == OtpKind::sha1 ? "SHA1" : "SM3") +
           "&digits=" + std::to_string(otp.digits) + "&period=" + std::to_string(otp.step_seconds);
}

}  // namespace base
