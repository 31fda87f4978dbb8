// Goal: a matrix of bits is turned over: every bit stands where row and column say.
#include "engine/rule/bits.hpp"

#include <gtest/gtest.h>

#include <random>

#include "base/seed_for_test.hpp"

namespace rule {
namespace {

TEST(Bits, AMatrixIsTurnedOver) {
    uint64_t const seed = base::test_seed();
    SCOPED_TRACE("SEED=" + std::to_string(seed));
    std::mt19937_64 random(seed);
    std::array<uint64_t, 64> before;
    for (uint64_t& word : before) word = random();
    std::array<uint64_t, 64> after = before;
    transpose(after);
    for (size_t row = 0; row < 64; ++row)
        for (size_t column = 0; column < 64; ++column)
            ASSERT_EQ((after[row] >> column) & 1, (before[column] >> row) & 1)
                << row << " " << column;
}

}  // namespace
}  // namespace rule
