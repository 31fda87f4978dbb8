// Requests that the server itself makes: HTTPS to an identity provider, by an interface.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "http/message.hpp"

namespace http {

struct FetchRequest {
    Method method = Method::get;
    std::string url;  // https://host[:port]/path?query
    std::vector<Field> fields;
    std::string body;
};

struct Fetched {
    int status = 0;
    std::string body;
};

/// May block for as long as `fetch_ms`. Redirects are not followed.
using Fetch = std::function<base::Result<Fetched>(FetchRequest const& request)>;

/// The parts of a URL; nullopt for anything but http and https with a plain host.
struct Url {
    bool secure = true;
    std::string host;
    std::string port;
    std::string target;  // Path and query, at least "/".
};
std::optional<Url> parse_url(std::string_view text);

struct FetchSettings {
    std::string trusted_file;   // PEM of more certificate authorities; "": the system's alone.
    int64_t fetch_ms = 10'000;  // For the whole exchange.
};

/// Over the network: TLS 1.2 or later, the host's name checked; plain HTTP to loopback only.
/// Errors: `fetch_url` (invalid), `fetch_failed` (unavailable).
Fetch network_fetch(FetchSettings settings);

inline constexpr int64_t fetched_bytes_max = 1 << 20;

}  // namespace http
