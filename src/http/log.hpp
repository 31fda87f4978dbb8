// Log lines as JSON, one a request: the path's pattern, never the path, a query or a person.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "http/message.hpp"

namespace http {

/// {"time","level","event":"request","id","method","route","status","us","in","out"} and LF.
/// `pattern` is "" when no route was found.
std::string request_line(Request const& request, std::string_view pattern, Outcome const& outcome);

/// {"time","level":"info","event",…the arguments as texts} and LF.
std::string event_line(int64_t now_ms, std::string_view event, base::Args const& args);

/// `2026-11-23T08:15:30.123Z`.
std::string instant_text(int64_t now_ms);

}  // namespace http
