// Requests and replies as the application sees them, and the limits of a server. Knows no socket.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http {

struct Identity;

enum class Method : uint8_t { get, head, post, put, patch, remove, options, other };

/// "GET", "DELETE" …; "OTHER" for `other`.
std::string_view to_text(Method method);

struct Field {
    std::string name;  // As received; compared without case.
    std::string value;
};

/// The two clocks, given by the caller: nothing below app reads one by itself.
struct Clock {
    int64_t (*now_ms)();   // Milliseconds since 1970, UTC.
    int64_t (*tick_us)();  // Microseconds that never run backwards.
};

/// What one server accepts; each stands in docs/limits.md.
struct Limits {
    int64_t head_bytes = 16 * 1024;
    int32_t head_fields = 100;
    int64_t target_bytes = 8 * 1024;
    int64_t body_bytes = 1 << 20;  // In memory; a spooled body has its route's own limit.
    int32_t connections = 2048;
    int32_t connections_per_address = 64;
    int32_t requests_per_connection = 100'000;
    int32_t queue = 1024;  // Requests that wait for a worker; more are answered 503.
    int32_t head_ms = 5'000;
    int32_t body_idle_ms = 10'000;
    int32_t body_rate_bytes = 1024;  // A second, asked from the fifth second of a body on.
    int32_t write_ms = 30'000;       // For each piece of at most 64 KB.
    int32_t keep_ms = 15'000;
    int32_t stop_ms = 10'000;
    int32_t heartbeat_ms = 15'000;
};

struct Request {
    Method method = Method::other;
    std::string target;  // As received.
    std::string path;    // Before `?`, still percent-encoded.
    std::string query;   // After `?`.
    std::string peer;    // Address, without port.
    bool secure = false;
    std::vector<Field> fields;
    std::string body;
    std::string spooled;  // Path of the body's file; whoever keeps it renames it away.
    int64_t body_bytes = 0;
    int64_t received_ms = 0;
    std::string id;                            // 26 characters; also sent back as X-Request-Id.
    int32_t route = -1;                        // Filled by the dispatcher.
    std::vector<std::string> captured;         // Values of the path's {…}, decoded, in order.
    std::shared_ptr<Identity const> identity;  // Once it was looked up.

    /// The value of the first field of that name; "" without data() when it is absent.
    std::string_view field(std::string_view name) const;
};

/// Server-sent events, asked now and then; must not block.
class EventSource {
public:
    virtual ~EventSource() = default;
    /// The next event in wire form, "" when there is none yet, nullopt at the end.
    virtual std::optional<std::string> poll() = 0;
};

/// A file that was made for one reply: it goes with whoever holds this.
class SpoolFile {
public:
    explicit SpoolFile(std::string path) : path_(std::move(path)) {}
    SpoolFile(SpoolFile const&) = delete;
    SpoolFile& operator=(SpoolFile const&) = delete;
    ~SpoolFile();

private:
    std::string path_;
};

struct Reply {
    int status = 200;
    std::string type = "application/json; charset=utf-8";
    std::string body;
    std::vector<Field> fields;
    std::unique_ptr<EventSource> events;  // Instead of a body.
    std::string file;                     // Path of a file to stream instead of a body.
    std::unique_ptr<SpoolFile> spool;     // Set when that file is this reply's own.
};

enum class BodyMode : uint8_t { memory, spool };

/// How a request whose head was read goes on.
struct Plan {
    std::optional<Reply> refusal;
    BodyMode body = BodyMode::memory;
    int64_t body_bytes_most = 0;
    bool ask_first = false;  // `allow` decides before the body is read.
    bool quick = false;      // Answered where it was read: no worker, so no waiting of any kind.
};

/// What was sent, for logs and numbers.
struct Outcome {
    int status = 0;
    int64_t bytes_in = 0;
    int64_t bytes_out = 0;
    int64_t duration_us = 0;
};

/// What stands behind a server. All functions are called from many threads.
class Application {
public:
    virtual ~Application() = default;
    virtual Plan plan(Request& request) = 0;                   // Where it was read: never blocks.
    virtual std::optional<Reply> allow(Request& request) = 0;  // On a worker.
    virtual Reply answer(Request& request) = 0;                // On a worker, unless quick.
    virtual Reply refuse(Request const& request, std::string_view code) = 0;
    virtual void finished(Request const& request, Outcome const& outcome) = 0;
};

/// Whether two field names or tokens are equal but for ASCII case.
bool equal_names(std::string_view a, std::string_view b);

}  // namespace http
