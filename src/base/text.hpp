// Text: UTF-8 checks, trimming, splitting and GB18030 decoding. No locale, no domain words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace base {

/// Returns the byte offset of the first malformed UTF-8 sequence, or npos. Surrogates, overlong
/// forms and values above U+10FFFF are malformed. Cost: about 1 ns a byte; ASCII 8 bytes a step.
size_t find_malformed_utf8(std::string_view text);

/// Number of code points in well-formed UTF-8.
size_t count_code_points(std::string_view text);

/// Columns in a terminal or a sheet: two for CJK and full-width characters.
size_t display_width(std::string_view text);

/// Cuts to at most `count` code points, and adds an ellipsis when something was cut.
std::string shorten(std::string_view text, size_t count);

/// The text from code point `from` (0-based), at most `count` code points; bytes stay whole.
std::string_view code_point_range(std::string_view text, size_t from, size_t count);

/// Removes blanks, tabs and line ends at both ends (ASCII only).
std::string_view trim(std::string_view text);

std::vector<std::string_view> split(std::string_view text, char separator);

std::string join(std::vector<std::string> const& parts, std::string_view separator);

/// Replaces every occurrence of `from` (not empty).
std::string replace_all(std::string text, std::string_view from, std::string_view to);

/// SQL LIKE over code points: `%` any run, `_` one code point, no escape. Case matters.
bool matches_like(std::string_view text, std::string_view pattern);

/// How many bytes must be put in, taken out or changed to make one text of the other.
size_t edit_distance(std::string_view a, std::string_view b);

/// Parses a whole decimal integer, optional leading `-`; nullopt for anything else or overflow.
std::optional<int64_t> parse_integer(std::string_view text);

/// Decodes GB18030; nullopt when a byte sequence is not GB18030.
std::optional<std::string> decode_gb18030(std::string_view bytes);

/// UTF-8 byte order mark.
inline constexpr std::string_view utf8_bom = "\xEF\xBB\xBF";

}  // namespace base
