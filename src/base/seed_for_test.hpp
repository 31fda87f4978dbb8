// The seed of random tests: SEED from the environment, or a fixed one. Tests print it in their
// trace.
#pragma once

#include <cstdint>
#include <cstdlib>

namespace base {

inline uint64_t test_seed() {
    char const* text = std::getenv("SEED");
    return text != nullptr ? std::strtoull(text, nullptr, 10) : 20251122;
}

}  // namespace base
