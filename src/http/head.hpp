// The head of a request read strictly: what two parsers could take differently is refused.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "http/message.hpp"

namespace http {

struct Head {
    Method method = Method::other;
    std::string target;
    std::vector<Field> fields;
    int64_t content_length = -1;  // -1: none was given.
    bool chunked = false;
    bool expects_continue = false;
    bool keep_alive = true;
};

/// Offset after the empty line that ends the head, or npos.
size_t find_head_end(std::string_view bytes);

/// Reads a whole head, ending in CR LF CR LF. Refused: bare CR or LF, control characters, folded
/// lines, blanks before a colon, no or two Hosts, Content-Length beside Transfer-Encoding, either
/// of them twice, codings other than chunked, targets that are no path.
/// Errors: `http_malformed`, `http_host`, `http_framing`, `http_fields`, `http_version`,
/// `http_target`, `http_expectation`.
base::Result<Head> parse_head(std::string_view text, Limits const& limits);

/// The part of a file that a Range field asks for.
struct Range {
    int64_t from = 0;
    int64_t count = 0;
    bool partial = false;
};

/// One range in bytes; several ranges, or what is no range, give the whole file; nullopt when the
/// file has no such bytes.
std::optional<Range> parse_range(std::string_view field, int64_t size);

/// Decodes %XX; nullopt when malformed, or when a NUL would come out. `plus_is_blank` for queries.
enum class Plus : uint8_t { itself, blank };
std::optional<std::string> decode_percent(std::string_view text, Plus plus);

/// `Mon, 23 Nov 2026 08:15:30 GMT`.
std::string http_date(int64_t now_ms);

/// Whether bytes are an API-safe token: RFC 9110 `token`.
bool is_token(std::string_view text);

}  // namespace http
