// Queries timed by the CPU seconds of all threads: what other people run at the time counts less.
#pragma once

#include <sys/resource.h>
#include <time.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "warehouse/database.hpp"

namespace bench {

[[noreturn]] inline void stop(std::string const& what) {
    std::fputs((what + "\n").c_str(), stderr);
    std::exit(1);
}

inline std::string setting(char const* name, char const* otherwise) {
    char const* const value = std::getenv(name);
    return value != nullptr ? value : otherwise;
}

template <typename T>
T must(base::Result<T> result) {
    if (!result) {
        std::string what = result.error().code;
        for (auto const& [key, value] : result.error().args) what += " " + key + "=" + value;
        stop(what + " " + result.error().at.file);
    }
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

inline double seconds(timeval const& time) {
    return double(time.tv_sec) + double(time.tv_usec) * 1e-6;
}

inline double seconds(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return double(now.tv_sec) + double(now.tv_nsec) * 1e-9;
}

/// CPU seconds of the whole process.
inline double cpu_seconds() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

/// The best of some runs.
struct Timed {
    double cpu = 1e9, wall = 1e9;
    std::string answer;
};

/// Runs the query once more and keeps the best; its one row must be the same every time.
inline void time_once(warehouse::Connection& connection, std::string const& sql, Timed& best) {
    double const cpu = cpu_seconds(), wall = seconds(CLOCK_MONOTONIC);
    auto const rows = must(connection.rows(sql));
    best.cpu = std::min(best.cpu, cpu_seconds() - cpu);
    best.wall = std::min(best.wall, seconds(CLOCK_MONOTONIC) - wall);
    std::string answer;
    for (std::string const& cell : rows.at(0)) answer += (answer.empty() ? "" : " ") + cell;
    if (!best.answer.empty() && best.answer != answer) stop("another answer than before: " + sql);
    best.answer = answer;
}

}  // namespace bench
