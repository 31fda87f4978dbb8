// Goal: dates are real dates, and month arithmetic cuts to the month's length.
// Method: known days (Unix epoch, leap years), then a round trip over four centuries.
#include "base/day.hpp"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(Day, RefusesDatesThatDoNotExist) {
    EXPECT_EQ(parse_day("1970-01-01")->days, 0);
    EXPECT_EQ(parse_day("2000-03-01")->days, 11017);  // date -d 2000-03-01 +%s / 86400.
    for (char const* bad : {"2026-02-30", "2025-02-29", "2026-13-01", "2026-00-10", "2026-1-01",
                            "20260101", "2026/01/01", "2026-01-01 ", "0000-01-01", ""})
        EXPECT_FALSE(parse_day(bad)) << bad;
    EXPECT_TRUE(parse_day("2024-02-29"));
    EXPECT_EQ(to_text(*parse_compact_day("20260930")), "2026-09-30");
    EXPECT_FALSE(parse_compact_day("20260931"));
}

TEST(Day, RoundTripsEveryDayOfFourCenturies) {
    int32_t const first = parse_day("1800-01-01")->days;
    int32_t const last = parse_day("2200-12-31")->days;
    for (int32_t days = first; days <= last; ++days)
        ASSERT_EQ(parse_day(to_text(Day{days}))->days, days);
}

TEST(Day, MovesMonthsWithinTheirLength) {
    struct {
        char const* from;
        int32_t months;
        char const* want;
    } const cases[] = {
        {"2024-01-31", 1, "2024-02-29"},   {"2025-01-31", 1, "2025-02-28"},
        {"2024-02-29", 12, "2025-02-28"},  {"2024-03-31", -1, "2024-02-29"},
        {"2024-01-15", -13, "2022-12-15"}, {"2024-12-31", 2, "2025-02-28"},
    };
    for (auto const& c : cases)
        EXPECT_EQ(to_text(add_months(*parse_day(c.from), c.months)), c.want) << c.from;
    EXPECT_EQ(to_text(month_end(*parse_day("2024-02-03"))), "2024-02-29");
    EXPECT_EQ(to_text(*parse_month_end("2026-09")), "2026-09-30");
    EXPECT_FALSE(parse_month_end("2026-13"));
}

TEST(Day, CountsWholeMonths) {
    struct {
        char const* from;
        char const* to;
        int32_t want;
    } const cases[] = {
        {"2024-01-31", "2024-02-29", 1},  // 31 January + 1 month is 29 February.
        {"2024-01-31", "2024-02-28", 0},  {"2024-01-15", "2025-01-14", 11},
        {"2024-01-15", "2025-01-15", 12}, {"2024-03-15", "2024-01-16", -1},
        {"2024-03-15", "2024-01-15", -2}, {"2024-03-15", "2024-03-15", 0},
    };
    for (auto const& c : cases)
        EXPECT_EQ(months_between(*parse_day(c.from), *parse_day(c.to)), c.want)
            << c.from << " " << c.to;
}

}  // namespace
}  // namespace base
