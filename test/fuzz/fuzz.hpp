// What every fuzz harness shares: its input as text, a check that stops it, a file in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <sys/mman.h>
#include <unistd.h>

namespace fuzz {

inline std::string_view text_of(uint8_t const* data, size_t size) {
    return {reinterpret_cast<char const*>(data), size};
}

/// Stops with a message: libFuzzer then keeps the input.
inline void must(bool good, std::string_view what, std::string_view detail = "") {
    if (good) return;
    std::string const line = "\nbroken: " + std::string(what) + " " + std::string(detail) + "\n";
    if (write(STDERR_FILENO, line.data(), line.size()) < 0) std::exit(2);
    std::abort();
}

/// A file that only lives in memory, for readers that want a path. One a process, written anew.
inline std::string const& file_with(std::string_view bytes) {
    static int const descriptor = memfd_create("fuzz", 0);
    static std::string const path = "/proc/self/fd/" + std::to_string(descriptor);
    must(descriptor >= 0 && ftruncate(descriptor, 0) == 0 &&
             pwrite(descriptor, bytes.data(), bytes.size(), 0) == ssize_t(bytes.size()),
         "no memory for a file");
    return path;
}

}  // namespace fuzz

extern "C" int LLVMFuzzerTestOneInput(uint8_t const* data, size_t size);
