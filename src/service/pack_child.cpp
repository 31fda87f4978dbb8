// This program again, with an empty environment, no open files and limits of the system.
#include "service/pack_child.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/file.hpp"

namespace service {
namespace {

using Json = nlohmann::ordered_json;

constexpr int64_t log_bytes_max = 64 << 20;
constexpr useconds_t look_again_us = 20'000;

std::vector<char*> pointers(std::vector<std::string>& words) {
    std::vector<char*> out;
    for (std::string& word : words) out.push_back(word.data());
    out.push_back(nullptr);
    return out;
}

base::Result<pid_t> start(std::string const& folder, std::string const& log) {
    std::vector<std::string> words = {"wupian", "rules", "check", "--pack", folder, "--json"};
    std::vector<char*> environment = {nullptr};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    pid_t child = 0;
    int const error = ::posix_spawn(&child, "/proc/self/exe", &actions, nullptr,
                                    pointers(words).data(), environment.data());
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0)
        return base::fail(base::ErrorKind::unavailable, "draft_check_failed", {},
                          {{"reason", std::strerror(error)}});
    return child;
}

void limit(pid_t child, decltype(RLIMIT_CPU) what, int64_t most) {
    rlimit const value{rlim_t(most), rlim_t(most)};
    static_cast<void>(::prlimit(child, what, &value, nullptr));  // It may have ended already.
}

/// How it ended, as waitpid says; it is killed when it is no longer wanted.
base::Result<int> wait_for(pid_t child, Watch const& watch) {
    int status = 0;
    bool wanted = true;
    while (true) {
        pid_t const ended = ::waitpid(child, &status, wanted ? WNOHANG : 0);
        if (ended == child) break;
        if (ended < 0 && errno != EINTR) break;
        wanted = !watch.is_cancelled || !watch.is_cancelled();
        if (!wanted)
            ::kill(child, SIGKILL);
        else
            ::usleep(look_again_us);
    }
    if (!wanted) return base::fail(base::ErrorKind::conflict, "cancelled", {});
    return status;
}

base::Error error_of(Json const& one) {
    base::Error out;
    out.kind = base::ErrorKind::invalid;
    out.code = one.value("code", "");
    out.at.file = one.value("file", "");
    out.at.line = one.value("line", 0);
    out.at.column = one.value("column", 0);
    out.at.field = one.value("field", "");
    Json const args = one.value("args", Json::object());
    for (auto const& [name, value] : args.items())
        if (value.is_string()) out.args.emplace_back(name, value.get<std::string>());
    return out;
}

bool same(base::Error const& a, base::Error const& b) {
    return a.code == b.code && a.at.line == b.at.line && a.at.column == b.at.column &&
           a.at.file == b.at.file && a.at.field == b.at.field && a.args == b.args;
}

CheckedFolder not_checked() {
    CheckedFolder out;
    out.faults = 1;
    out.errors.push_back({base::ErrorKind::limit,
                          "draft_not_checked",
                          {},
                          {{"seconds", std::to_string(check_cpu_seconds_max)},
                           {"mib", std::to_string(check_memory_bytes_max >> 20)}}});
    return out;
}

}  // namespace

bool CheckedFolder::compiles() const {
    return faults == int64_t(errors.size()) &&
           std::all_of(errors.begin(), errors.end(),
                       [](base::Error const& error) { return error.code.starts_with("test_"); });
}

base::Result<CheckedFolder> check_in_child(std::string const& folder, std::string const& log,
                                           Watch const& watch) {
    auto const child = TRY(start(folder, log));
    limit(child, RLIMIT_CPU, check_cpu_seconds_max);
    limit(child, RLIMIT_FSIZE, log_bytes_max);
#ifndef __SANITIZE_ADDRESS__
    limit(child, RLIMIT_AS, check_memory_bytes_max);
#endif
    auto const status = TRY(wait_for(child, watch));
    if (!WIFEXITED(status) || WEXITSTATUS(status) > 1) return not_checked();
    auto const text = TRY(base::read_file(log, log_bytes_max));
    Json const said = Json::parse(text, nullptr, false);
    if (!said.is_object()) return not_checked();
    CheckedFolder out;
    out.files = said.value("files", int64_t(0));
    out.rules = said.value("rules", int64_t(0));
    out.tests = said.value("tests", int64_t(0));
    for (Json const& one : said.value("errors", Json::array())) {
        base::Error error = error_of(one);
        // A rule that does not compile is met again in every rule that asks for it.
        bool const met = std::any_of(out.errors.begin(), out.errors.end(),
                                     [&](base::Error const& other) { return same(error, other); });
        if (met) continue;
        ++out.faults;
        if (out.faults <= faults_kept_max) out.errors.push_back(std::move(error));
    }
    return out;
}

}  // namespace service
