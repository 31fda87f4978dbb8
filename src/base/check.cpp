// CHECK failures: one line on stderr, then abort, so that a core dump shows the state.
#include "base/check.hpp"

#include <charconv>
#include <cstdio>
#include <cstdlib>

namespace base {

void check_failed(char const* condition, char const* file, int line) noexcept {
    char digits[16] = {};
    std::to_chars(digits, digits + sizeof digits - 1, line);
    char const* const parts[] = {
        "wupian: internal check failed: ", condition, " (", file, ":", digits, ")\n"};
    for (char const* part : parts) std::fputs(part, stderr);
    std::abort();
}

}  // namespace base
