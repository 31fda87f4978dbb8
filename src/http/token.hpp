// Ids, base64url and comparison in constant time: small things that tokens are made of.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace http {

/// 26 characters of lower-case base32: 48 bits of `now_ms`, 80 random ones.
std::string make_id(int64_t now_ms);

/// Without padding.
std::string to_base64url(std::string_view bytes);

/// nullopt for anything but whole base64url without padding.
std::optional<std::string> from_base64url(std::string_view text);

/// Takes the same time wherever two texts of one length differ.
bool equal_secrets(std::string_view a, std::string_view b);

/// The bytes of lower-case hexadecimal text; odd or foreign characters end it.
std::string bytes_of_hex(std::string_view hex);

}  // namespace http
