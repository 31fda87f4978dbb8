// Sizes of what was sent, and of the machine.
#include "warehouse/load_memory.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <numeric>

#include "base/text.hpp"

namespace warehouse {
namespace {

constexpr int64_t zip_ratio = 8;   // Of official files, about.
constexpr int64_t join_ratio = 5;  // Measured: hash tables and columns of a wide row.
constexpr int64_t million = 1'000'000;

int64_t file_bytes(std::string const& path) {
    struct stat found{};
    return ::stat(path.c_str(), &found) == 0 ? int64_t(found.st_size) : 0;
}

/// Of the machine, or of the container where it has less.
int64_t machine_bytes() {
    int64_t out = int64_t(::sysconf(_SC_PHYS_PAGES)) * ::sysconf(_SC_PAGESIZE);
    if (auto const text = base::read_file("/sys/fs/cgroup/memory.max"))
        if (auto const limit = base::parse_integer(base::trim(*text))) out = std::min(out, *limit);
    return out;
}

}  // namespace

base::Result<void> set_memory(Connection& connection, int64_t megabytes) {
    return connection.run("SET memory_limit = '" + std::to_string(megabytes) + "MB'");
}

int64_t load_megabytes(Inbox const& inbox, int at_a_time) {
    std::vector<int64_t> sent;
    for (LegalInbox const& legal : inbox.legals) {
        int64_t bytes = 0;
        for (auto const& [table, file] : legal.tables)
            bytes += file_bytes(file.path) * (file.is_zip ? zip_ratio : 1);
        for (auto const& [name, path] : legal.companions) bytes += file_bytes(path);
        sent.push_back(bytes);
    }
    std::sort(sent.begin(), sent.end(), std::greater());
    sent.resize(std::min(sent.size(), size_t(at_a_time)));
    int64_t const wanted = join_ratio * std::accumulate(sent.begin(), sent.end(), int64_t(0));
    return std::max(memory_megabytes, std::min(wanted, machine_bytes() / 2) / million);
}

}  // namespace warehouse
