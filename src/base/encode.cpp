// Encodings by groups of bits: 4, 5 or 6 bits a character.
#include "base/encode.hpp"

#include <cstdint>

namespace base {
namespace {

constexpr std::string_view hex_signs = "0123456789abcdef";
constexpr std::string_view base64_signs =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view base64url_signs =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view base32_signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

std::string encode(std::string_view bytes, std::string_view signs, int width) {
    std::string out;
    uint32_t held = 0;
    int bits = 0;
    for (char c : bytes) {
        held = (held << 8) | uint8_t(c);
        for (bits += 8; bits >= width; bits -= width)
            out += signs[(held >> (bits - width)) & ((1U << width) - 1)];
    }
    if (bits > 0) out += signs[(held << (width - bits)) & ((1U << width) - 1)];
    return out;
}

/// Bits that are left over must be 0 and fewer than a character's.
std::optional<std::string> decode(std::string_view text, std::string_view signs, int width) {
    std::string out;
    uint32_t held = 0;
    int bits = 0;
    for (char c : text) {
        size_t const value = signs.find(c);
        if (value == std::string_view::npos) return std::nullopt;
        held = (held << width) | uint32_t(value);
        bits += width;
        if (bits >= 8) {
            bits -= 8;
            out += char(uint8_t(held >> bits));
        }
    }
    if (bits >= width || (held & ((1U << bits) - 1)) != 0) return std::nullopt;
    return out;
}

}  // namespace

std::string to_hex(std::string_view bytes) { return encode(bytes, hex_signs, 4); }

std::optional<std::string> from_hex(std::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'F') c = char(c - 'A' + 'a');
    return decode(lower, hex_signs, 4);
}

std::string to_base64(std::string_view bytes) {
    std::string out = encode(bytes, base64_signs, 6);
    while (out.size() % 4 != 0) out += '=';
    return out;
}

std::optional<std::string> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
    return decode(text, base64_signs, 6);
}

std::string to_base64url(std::string_view bytes) { return encode(bytes, base64url_signs, 6); }

std::optional<std::string> from_base64url(std::string_view text) {
    return decode(text, base64url_signs, 6);
}

std::string to_base32(std::string_view bytes) { return encode(bytes, base32_signs, 5); }

std::optional<std::string> from_base32(std::string_view text) {
    return decode(text, base32_signs, 5);
}

}  // namespace base
