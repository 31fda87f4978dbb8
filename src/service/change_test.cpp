// Goal: a change is exact to the last digit, and no rate stands where it would mislead.
// Method: known answers, each computed by hand in the comment beside it.
#include "service/change.hpp"

#include <gtest/gtest.h>

namespace service {
namespace {

/// "difference rate code" of two figures; "-" for what is not there.
std::string told(char const* now, char const* before, Measured measured = Measured::quantity) {
    auto const figure = [](char const* text) {
        return *text == '\0' ? std::nullopt : base::parse_decimal(text);
    };
    Change const change = change_of(figure(now), figure(before), measured);
    auto const text = [](std::optional<base::Decimal> value) {
        return value ? base::to_text(*value) : std::string("-");
    };
    return text(change.difference) + " " + text(change.rate) + " " +
           (change.code.empty() ? "-" : change.code);
}

TEST(Change, KnownAnswers) {
    EXPECT_EQ(told("110.00", "100.00"), "10.00 10.00 -");
    EXPECT_EQ(told("100.00", "110.00"), "-10.00 -9.09 -");  // 1000 / 110 = 9.0909…
    EXPECT_EQ(told("100.00", "100.00"), "0.00 0.00 -");
    // 1 / 200 = 0.5 %; 1 / 8 = 12.5 %, both exact.
    EXPECT_EQ(told("201", "200"), "1 0.50 -");
    EXPECT_EQ(told("9", "8"), "1 12.50 -");
    // 0.01 × 100 / 8.00 = 0.125: half away from zero, upwards and downwards.
    EXPECT_EQ(told("8.01", "8.00"), "0.01 0.13 -");
    EXPECT_EQ(told("7.99", "8.00"), "-0.01 -0.13 -");
    // 99999999999999.99 − 0.01 = 99999999999999.98; × 100 ÷ 0.01 = 999999999999999800.
    EXPECT_EQ(told("99999999999999.99", "0.01"), "99999999999999.98 999999999999999800.00 -");
}

TEST(Change, NoRateWhereItWouldMislead) {
    EXPECT_EQ(told("5.00", "0.00"), "5.00 - base_zero");
    EXPECT_EQ(told("0.00", "5.00"), "-5.00 - zero");
    EXPECT_EQ(told("0.00", "0.00"), "0.00 - base_zero");
    EXPECT_EQ(told("5.00", "-1.00"), "6.00 - base_zero");
    EXPECT_EQ(told("", "5.00"), "- - missing");
    EXPECT_EQ(told("5.00", ""), "- - base_missing");
    EXPECT_EQ(told("", ""), "- - missing");
}

TEST(Change, ARateMovesByPoints) {
    EXPECT_EQ(told("4.35000", "4.10500", Measured::rate), "0.24500 - points");
    EXPECT_EQ(told("0.00000", "4.10500", Measured::rate), "-4.10500 - points");
}

}  // namespace
}  // namespace service
