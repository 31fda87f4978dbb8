// Starting spark-submit with our driver and reading what it says when it fails.
#include "warehouse/spark.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "base/file.hpp"
#include "base/text.hpp"

extern "C" {
extern char const wupian_spark_begin[];
extern char const wupian_spark_end[];
extern char** environ;
}

// The driver travels inside the program: it and the SQL that it runs are of one version.
__asm__(
    ".section .rodata\n"
    ".global wupian_spark_begin\n"
    "wupian_spark_begin:\n"
    ".incbin \"" WUPIAN_SPARK_DRIVER_FILE
    "\"\n"
    ".global wupian_spark_end\n"
    "wupian_spark_end:\n"
    ".byte 0\n"
    ".previous\n");

namespace warehouse {
namespace {

constexpr std::string_view own_words = "wupian-spark: ";

std::string variable(char const* name) {
    char const* const value = std::getenv(name);
    return value != nullptr ? value : "";
}

bool is_program(std::string const& path) { return ::access(path.c_str(), X_OK) == 0; }

/// A program on PATH; "" without one.
std::string on_path(std::string const& name) {
    for (std::string_view const folder : base::split(variable("PATH"), ':')) {
        std::string const path = std::string(folder) + "/" + name;
        if (!folder.empty() && is_program(path)) return path;
    }
    return "";
}

bool has_java() {
    std::string const home = variable("JAVA_HOME");
    return home.empty() ? !on_path("java").empty() : is_program(home + "/bin/java");
}

/// The environment of the child: pyspark's own Python beside its spark-submit, unless one is set.
std::vector<std::string> child_environment(std::string const& submit) {
    std::vector<std::string> out;
    for (char** entry = environ; *entry != nullptr; ++entry) out.emplace_back(*entry);
    std::string const python = submit.substr(0, submit.rfind('/')) + "/python3";
    if (!is_program(python)) return out;
    for (char const* name : {"PYSPARK_PYTHON", "PYSPARK_DRIVER_PYTHON"})
        if (variable(name).empty()) out.push_back(std::string(name) + "=" + python);
    return out;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
    std::vector<char*> out;
    for (std::string& word : words) out.push_back(word.data());
    out.push_back(nullptr);
    return out;
}

/// Runs a program with its output in `log`; its exit code, or 128 and the signal.
base::Result<int> run_child(std::vector<std::string> words, std::vector<std::string> environment,
                            std::string const& log) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    pid_t child = 0;
    int const error = ::posix_spawn(&child, words[0].c_str(), &actions, nullptr,
                                    pointers(words).data(), pointers(environment).data());
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0)
        return base::fail(base::ErrorKind::unavailable, "spark_failed", {.file = words[0]},
                          {{"reason", std::strerror(error)}});
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// What a failed job said: the driver's own last word, else the last line.
std::string last_words(std::string const& log) {
    auto const text = base::read_file(log);
    if (!text) return "";
    std::string last, own;
    for (std::string_view const line : base::split(*text, '\n')) {
        if (line.starts_with(own_words)) own = line.substr(own_words.size());
        if (!line.empty()) last = line;
    }
    return own.empty() ? last : own;
}

}  // namespace

base::Result<std::string> find_spark_submit() {
    std::string const home = variable("SPARK_HOME");
    if (!home.empty() && is_program(home + "/bin/spark-submit")) return home + "/bin/spark-submit";
    for (std::string at = base::program_directory(); !at.empty(); at.resize(at.rfind('/')))
        if (std::string const own = at + "/deps/spark-venv/bin/spark-submit"; is_program(own))
            return own;
    if (std::string const found = on_path("spark-submit"); !found.empty()) return found;
    return base::fail(base::ErrorKind::unavailable, "spark_missing", {});
}

base::Result<void> run_spark(SparkJob const& job) {
    std::string const submit = TRY(find_spark_submit());
    if (!has_java()) return base::fail(base::ErrorKind::unavailable, "spark_java_missing", {});
    std::string const driver = job.folder + "/judge.py";
    TRY_VOID(base::write_file(driver,
                              {wupian_spark_begin, size_t(wupian_spark_end - wupian_spark_begin)}));
    auto const code = TRY(run_child({submit, "--master", job.master, driver, job.folder},
                                    child_environment(submit), job.log));
    if (code == 0) return base::remove_all(job.log);
    return base::fail(base::ErrorKind::unavailable, "spark_failed", {.file = job.log},
                      {{"reason", last_words(job.log)}});
}

}  // namespace warehouse
