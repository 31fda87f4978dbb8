// Instants and object ids: milliseconds since 1970 as text of 24 characters, ids that sort by time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace store {

using Instant = int64_t;  // Milliseconds since 1970-01-01 UTC; years 1970..=9999.

/// "2026-11-23T08:15:30.123Z". Texts compare as the instants do.
std::string instant_text(Instant at);

/// Parses exactly that form; nullopt for anything else.
std::optional<Instant> parse_instant(std::string_view text);

/// 26 characters of lower-case base32 (Crockford): 48 bits of milliseconds, 80 random bits.
std::string make_id(Instant now);

/// Whether the text has the shape of an id.
bool is_id(std::string_view text);

}  // namespace store
