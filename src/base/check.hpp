// CHECK: an assertion about our own code that stays on in release, prints the place and aborts.
#pragma once

namespace base {
[[noreturn]] void check_failed(char const* condition, char const* file, int line) noexcept;
}  // namespace base

#define CHECK(condition)                                          \
    do {                                                          \
        if (!(condition)) [[unlikely]]                            \
            ::base::check_failed(#condition, __FILE__, __LINE__); \
    } while (false)
