// One listening server: accepts, reads, hands to the application, writes. Knows no route.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "http/message.hpp"

namespace http {

struct ServerSettings {
    std::string host = "127.0.0.1";
    int32_t port = 0;         // 0: the system chooses.
    std::string certificate;  // PEM file; TLS when set, with `key`.
    std::string key;
    std::string spool_folder;  // For bodies that do not fit in memory.
    int32_t io_threads = 2;
    int32_t workers = 4;
    Limits limits;
    Clock clock;
};

struct ServerNumbers {
    int64_t connections = 0;
    int64_t accepted = 0;
    int64_t turned_away = 0;  // By a cap on connections.
    int64_t queued = 0;       // Waiting for a worker, or with one.
};

/// The application outlives the server.
class Server {
public:
    Server(Application& application, ServerSettings settings);
    ~Server();
    Server(Server const&) = delete;
    Server& operator=(Server const&) = delete;

    /// Opens the port and reads the certificate. Errors: `listen_failed`, `tls_files`.
    base::Result<void> listen();
    int32_t port() const;

    /// Serves until `stop` or SIGINT or SIGTERM: then requests in flight are finished, at most
    /// `limits.stop_ms` long. `stopping` is called when that begins.
    void run(std::function<void()> const& stopping);

    /// From any thread.
    void stop();
    ServerNumbers numbers() const;

    struct State;  // Known to server.cpp only.

private:
    std::unique_ptr<State> state_;
};

}  // namespace http
