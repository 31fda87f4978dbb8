// The check of a pack folder that somebody sent, in a process of its own: bounded in time and
// memory, ended when it is no longer wanted.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "service/month_run.hpp"

namespace service {

struct CheckedFolder {
    int64_t files = 0;
    int64_t rules = 0;
    int64_t tests = 0;
    int64_t faults = 0;               // All of them, each once.
    std::vector<base::Error> errors;  // At most faults_kept_max, in the order they were found.

    /// Nothing but tests is wrong: the pack can be compiled and run.
    bool compiles() const;
};

inline constexpr int64_t faults_kept_max = 1'000;
inline constexpr int64_t check_cpu_seconds_max = 20;
inline constexpr int64_t check_memory_bytes_max = int64_t(4) << 30;

/// Runs `wupian rules check` over the folder; `log` is the file that takes what it says. A check
/// that is beyond its limits is a fault `draft_not_checked`. Errors: `cancelled`,
/// `draft_check_failed` (no process can be made).
base::Result<CheckedFolder> check_in_child(std::string const& folder, std::string const& log,
                                           Watch const& watch);

}  // namespace service
