// One-time codes by time (RFC 6238) with SHA-1, as every authenticator app, or with SM3.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace base {

enum class OtpKind : uint8_t { sha1, sm3 };

struct Otp {
    OtpKind kind = OtpKind::sha1;
    int64_t step_seconds = 30;
    int digits = 6;      // 6..=8.
    int64_t window = 1;  // Steps before and after that also count.
};

inline constexpr size_t otp_secret_bytes = 20;

/// A new secret, raw bytes.
std::string make_otp_secret();

/// The code of one step. Counted from 1970.
std::string otp_code(Otp const& otp, std::string_view secret, int64_t step);

/// The step whose code this is, within the window round `now_seconds` and after `last_step`, which
/// the caller keeps so that a code works once; nullopt when there is none.
std::optional<int64_t> find_otp_step(Otp const& otp, std::string_view secret, std::string_view code,
                                     int64_t now_seconds, int64_t last_step);

/// "otpauth://totp/Wupian:li?secret=…&issuer=Wupian&algorithm=SHA1&digits=6&period=30".
std::string otp_uri(Otp const& otp, std::string_view secret, std::string_view issuer,
                    std::string_view account);

}  // namespace base
