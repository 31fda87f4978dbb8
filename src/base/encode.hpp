// Bytes as text and back: hexadecimal, base64, base64url, base32. Strict: one text for one content.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace base {

/// Lower-case hexadecimal.
std::string to_hex(std::string_view bytes);
/// Both cases; nullopt for an odd length or another character.
std::optional<std::string> from_hex(std::string_view text);

/// RFC 4648 §4, with padding.
std::string to_base64(std::string_view bytes);
/// Padding is needed, unused bits must be 0, blanks are refused.
std::optional<std::string> from_base64(std::string_view text);

/// RFC 4648 §5, without padding, as JWS has it.
std::string to_base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);

/// RFC 4648 §6, upper case, without padding, as authenticator apps take it.
std::string to_base32(std::string_view bytes);
std::optional<std::string> from_base32(std::string_view text);

}  // namespace base
