// Goal: a break stands between two months exactly when the definition of a figure changed there.
// Method: breaks as the law dates them, month pairs with the answer worked out on a calendar.
#include "service/series.hpp"

#include <gtest/gtest.h>

namespace service {
namespace {

enum class Of { stock, flow };

/// Days of the breaks between two months, in order.
std::vector<std::string> days(char const* base, char const* now, Of of,
                              std::vector<std::string> const& params = {"green.series"}) {
    std::vector<SeriesBreak> const breaks = {
        {"green.series", *base::parse_day("2025-01-01"), "a", "b", {}},
        {"green.series", *base::parse_day("2025-10-01"), "b", "c", {}},
        {"inclusive.agri_series", *base::parse_day("2025-11-20"), "a", "b", {}},
    };
    std::vector<std::string> out;
    for (size_t i : breaks_between(breaks, params, *base::parse_month_end(base),
                                   *base::parse_month_end(now), of == Of::flow))
        out.push_back(base::to_text(breaks[i].from));
    return out;
}

using Days = std::vector<std::string>;

TEST(BreaksBetween, StocksBreakBetweenTheirReportDates) {
    EXPECT_EQ(days("2024-12", "2025-01", Of::stock), Days{"2025-01-01"});
    EXPECT_EQ(days("2025-01", "2025-02", Of::stock), Days{});
    EXPECT_EQ(days("2025-09", "2025-10", Of::stock), Days{"2025-10-01"});
    EXPECT_EQ(days("2025-10", "2026-10", Of::stock), Days{});
    EXPECT_EQ(days("2025-09", "2026-09", Of::stock), Days{"2025-10-01"});
    EXPECT_EQ(days("2024-12", "2025-12", Of::stock), (Days{"2025-01-01", "2025-10-01"}));
}

TEST(BreaksBetween, AFlowOfAMixedMonthBreaksOnBothSides) {
    std::vector<std::string> const agri = {"inclusive.agri_series"};
    // November 2025 holds days of both definitions.
    EXPECT_EQ(days("2025-10", "2025-11", Of::flow, agri), Days{"2025-11-20"});
    EXPECT_EQ(days("2025-11", "2025-12", Of::flow, agri), Days{"2025-11-20"});
    EXPECT_EQ(days("2025-12", "2026-01", Of::flow, agri), Days{});
    EXPECT_EQ(days("2025-11", "2025-12", Of::stock, agri), Days{});
    // A definition that begins on the first of a month mixes no month.
    EXPECT_EQ(days("2025-09", "2025-10", Of::flow), Days{"2025-10-01"});
    EXPECT_EQ(days("2025-10", "2025-11", Of::flow), Days{});
}

TEST(BreaksBetween, OnlyOfTheDefinitionsThatAFigureFollows) {
    EXPECT_EQ(days("2024-12", "2025-12", Of::stock, {}), Days{});
    EXPECT_EQ(days("2025-09", "2025-12", Of::stock, {"green.series", "inclusive.agri_series"}),
              (Days{"2025-10-01", "2025-11-20"}));
}

}  // namespace
}  // namespace service
