// Numbers of a running server in the text form of Prometheus.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "http/message.hpp"
#include "http/server.hpp"

namespace http {

/// Counts by route; from many threads, without locks.
class Metrics {
public:
    /// Names of the routes, as "GET /v1/x"; what fits none is counted under "other".
    explicit Metrics(std::vector<std::string> const& routes);
    void add(int32_t route, Outcome const& outcome);
    std::string text(ServerNumbers const& numbers) const;

private:
    static constexpr size_t buckets = 12;
    struct Line {
        std::string method;
        std::string path;
        std::array<std::atomic<int64_t>, 6> by_status{};  // By hundreds.
        std::array<std::atomic<int64_t>, buckets> by_duration{};
        std::atomic<int64_t> duration_us = 0;
    };
    std::vector<std::unique_ptr<Line>> lines_;  // The last one is "other".
    std::atomic<int64_t> bytes_in_ = 0;
    std::atomic<int64_t> bytes_out_ = 0;
};

}  // namespace http
