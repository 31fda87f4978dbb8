// CHECK failures: one line on stderr, then abort, so that a core dump shows the state.
#include "base/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace base {

void check_failed(char const* condition, char const* file, int line) noexcept {
    std::fprintf(stderr, "wupian: internal check failed: %s (%s:%d)\n", condition, file, line);
    std::abort();
}

}  // namespace base
