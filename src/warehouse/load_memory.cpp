// Sizes of what was sent, and of the machine.
#include "warehouse/load_memory.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

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

int64_t load_megabytes(Inbox const& inbox, int workers) {
    int64_t largest = 0;
    for (LegalInbox const& legal : inbox.legals) {
        int64_t bytes = 0;
        for (auto const& [table, file] : legal.tables)
            bytes += file_bytes(file.path) * (file.is_zip ? zip_ratio : 1);
        for (auto const& [name, path] : legal.companions) bytes += file_bytes(path);
        largest = std::max(largest, bytes);
    }
    int64_t const most = machine_bytes() / 2 / workers;
    return std::max(memory_megabytes / workers, std::min(join_ratio * largest, most) / million);
}

}  // namespace warehouse
