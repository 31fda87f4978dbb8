// Base32 ids, base64url, secrets.
#include "http/token.hpp"

#include <openssl/crypto.h>

#include "base/digest.hpp"

namespace http {
namespace {

constexpr std::string_view base32_signs = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::string_view base64_signs =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

std::string make_id(int64_t now_ms) {
    std::string bytes;
    for (int shift = 40; shift >= 0; shift -= 8) bytes += char((now_ms >> shift) & 255);
    bytes += bytes_of_hex(base::random_hex(10));
    std::string out;
    uint32_t held = 0;
    int bits = 0;
    for (char byte : bytes) {
        held = (held << 8) | uint8_t(byte);
        for (bits += 8; bits >= 5; bits -= 5) out += base32_signs[(held >> (bits - 5)) & 31];
    }
    out += base32_signs[(held << (5 - bits)) & 31];  // 128 bits: three are left.
    return out;
}

std::string to_base64url(std::string_view bytes) {
    std::string out;
    uint32_t held = 0;
    int bits = 0;
    for (char byte : bytes) {
        held = (held << 8) | uint8_t(byte);
        for (bits += 8; bits >= 6; bits -= 6) out += base64_signs[(held >> (bits - 6)) & 63];
    }
    if (bits > 0) out += base64_signs[(held << (6 - bits)) & 63];
    return out;
}

std::optional<std::string> from_base64url(std::string_view text) {
    if (text.size() % 4 == 1) return std::nullopt;
    std::string out;
    uint32_t held = 0;
    int bits = 0;
    for (char sign : text) {
        size_t const at = base64_signs.find(sign);
        if (at == std::string_view::npos) return std::nullopt;
        held = (held << 6) | uint32_t(at);
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        out += char((held >> bits) & 255);
    }
    if ((held & ((1U << bits) - 1)) != 0) return std::nullopt;  // Two texts for the same bytes.
    return out;
}

bool equal_secrets(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string bytes_of_hex(std::string_view hex) {
    std::string out;
    for (size_t i = 0; i + 1 < hex.size(); i += 2) {
        int const high = hex_digit(hex[i]);
        int const low = hex_digit(hex[i + 1]);
        if (high < 0 || low < 0) break;
        out += char(high * 16 + low);
    }
    return out;
}

}  // namespace http
