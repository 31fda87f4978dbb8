// Goal: decimals are exact, refuse what is not a plain number, and report overflow.
// Method: hand-checked rows, then random values against 64-bit integer arithmetic.
#include "base/decimal.hpp"

#include <gtest/gtest.h>

#include <random>

#include "base/seed_for_test.hpp"

namespace base {
namespace {

Decimal dec(std::string_view text) { return *parse_decimal(text); }

TEST(Decimal, ParsesPlainNumbersOnly) {
    for (char const* good :
         {"0", "-1", "12.50", "0.00001", "99999999999999999999999999999999999999"})
        EXPECT_TRUE(parse_decimal(good)) << good;
    for (char const* bad : {"", "-", ".5", "5.", "+1", "1e3", "1,000", " 1", "1 ", "1.2.3", "１２",
                            "999999999999999999999999999999999999999", "NaN"})
        EXPECT_FALSE(parse_decimal(bad)) << bad;
}

TEST(Decimal, PrintsEveryDigitOfItsScale) {
    struct {
        Decimal value;
        char const* want;
        char const* grouped;
    } const cases[] = {
        {{1250, 2}, "12.50", "12.50"},
        {{-5, 2}, "-0.05", "-0.05"},
        {{0, 5}, "0.00000", "0.00000"},
        {{100000000000, 2}, "1000000000.00", "1,000,000,000.00"},
        {{-123456, 0}, "-123456", "-123,456"},
    };
    for (auto const& c : cases) {
        EXPECT_EQ(to_text(c.value), c.want);
        EXPECT_EQ(to_grouped_text(c.value), c.grouped);
    }
}

TEST(Decimal, ComparesAcrossScales) {
    EXPECT_EQ(dec("1.0"), dec("1.00"));
    EXPECT_LT(dec("-2"), dec("1.5"));
    EXPECT_GT(dec("10000000.01"), dec("10000000"));
    // The right side needs 38 + 2 digits at scale 2; the larger side must still win.
    EXPECT_LT(dec("0.01"), dec("99999999999999999999999999999999999999"));
    EXPECT_GT(dec("-0.01"), dec("-99999999999999999999999999999999999999"));
}

TEST(Decimal, DividesExactlyAndRoundsHalfAwayFromZero) {
    struct {
        char const* a;
        char const* b;
        int scale;
        char const* want;
    } const cases[] = {
        {"0.684", "0.57", 10, "1.2000000000"},  // A binary double gives 1.2000000000000002.
        {"1", "3", 5, "0.33333"},
        {"2", "3", 5, "0.66667"},
        {"0.5", "1", 0, "1"},
        {"-0.5", "1", 0, "-1"},
        {"2.5", "1", 0, "3"},
        {"10", "4", 2, "2.50"},
    };
    for (auto const& c : cases)
        EXPECT_EQ(to_text(*divide_half_up(dec(c.a), dec(c.b), c.scale)), c.want)
            << c.a << "/" << c.b;
    EXPECT_FALSE(divide_half_up(dec("1"), dec("0.00"), 2));
    EXPECT_FALSE(divide_half_up(dec("99999999999999999999999999999999999999"), dec("0.1"), 5));
}

TEST(Decimal, ReportsOverflowInsteadOfLosingDigits) {
    Decimal const huge = dec("99999999999999999999999999999999999999");
    EXPECT_FALSE(add(huge, dec("1")));
    EXPECT_FALSE(multiply(huge, dec("10")));
    EXPECT_FALSE(rescale_half_up(huge, 1));
    EXPECT_EQ(to_text(*rescale_half_up(dec("1.005"), 2)), "1.01");
    EXPECT_EQ(to_text(*rescale_half_up(dec("-1.005"), 2)), "-1.01");
    EXPECT_FALSE(fits_scale(dec("1.005"), 2));
    EXPECT_TRUE(fits_scale(dec("1.500"), 1));
}

TEST(Decimal, AgreesWithIntegersOnRandomValues) {
    uint64_t const seed = test_seed();
    SCOPED_TRACE("SEED=" + std::to_string(seed));
    std::mt19937_64 random(seed);
    for (int round = 0; round < 20'000; ++round) {
        int64_t const a = int64_t(random() % 2'000'001) - 1'000'000;
        int64_t const b = int64_t(random() % 2'000'001) - 1'000'000;
        Decimal const x{a, 3}, y{b, 3};
        ASSERT_EQ(add(x, y)->units, a + b);
        ASSERT_EQ(multiply(x, y)->units, Int128(a) * b);
        ASSERT_EQ((compare(x, y) < 0), a < b);
        ASSERT_EQ(dec(to_text(x)), x);
        if (b == 0) continue;
        // 2·|a·10^3| against odd multiples of |b| decides the rounded quotient.
        Int128 const n = (a < 0 ? -a : a) * Int128(1000), d = b < 0 ? -b : b;
        Int128 const want = (2 * n + d) / (2 * d) * ((a < 0) != (b < 0) ? -1 : 1);
        ASSERT_EQ(divide_half_up(x, y, 3)->units, want) << a << " / " << b;
    }
}

}  // namespace
}  // namespace base
