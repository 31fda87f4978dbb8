// Goal: every operator and function gives the value that a person works out, by both executors, and
// null where something is missing. Expected values: by hand, or from the source that is named.
#include <gtest/gtest.h>

#include "engine/rule/book_for_test.hpp"

namespace rule {
namespace {

std::optional<bool> truth(char letter) {
    if (letter == 'U') return std::nullopt;
    return letter == 'Y';
}

Facts booleans(char x, char y) {
    Facts out;
    if (truth(x)) out["x"] = *truth(x);
    if (truth(y)) out["y"] = *truth(y);
    return out;
}

std::string word(char letter) { return letter == 'U' ? "null" : letter == 'Y' ? "true" : "false"; }

TEST(Value, ThreeValuedLogic) {
    // Kleene's strong logic; the same tables stand in the VTL 2.0 Reference Manual under
    // "Boolean operators" (null is written U here).
    struct {
        char x, y, both, either, not_x;
    } const table[] = {
        {'Y', 'Y', 'Y', 'Y', 'N'}, {'Y', 'N', 'N', 'Y', 'N'}, {'Y', 'U', 'U', 'Y', 'N'},
        {'N', 'Y', 'N', 'Y', 'Y'}, {'N', 'N', 'N', 'N', 'Y'}, {'N', 'U', 'N', 'U', 'Y'},
        {'U', 'Y', 'U', 'Y', 'U'}, {'U', 'N', 'N', 'U', 'U'}, {'U', 'U', 'U', 'U', 'U'},
    };
    for (auto const& row : table) {
        Facts const facts = booleans(row.x, row.y);
        std::string const at = std::string(1, row.x) + row.y;
        EXPECT_EQ(value_of("x and y", facts), word(row.both)) << at;
        EXPECT_EQ(value_of("x or y", facts), word(row.either)) << at;
        EXPECT_EQ(value_of("not x", facts), word(row.not_x)) << at;
        // De Morgan holds for unknowns too.
        EXPECT_EQ(value_of("not (not x or not y)", facts), word(row.both)) << at;
        EXPECT_EQ(value_of("not (not x and not y)", facts), word(row.either)) << at;
        // VTL's xor, spelled with what the language has.
        char const exclusive = row.x == 'U' || row.y == 'U' ? 'U' : row.x != row.y ? 'Y' : 'N';
        EXPECT_EQ(value_of("x <> y", facts), word(exclusive)) << at;
    }
    EXPECT_EQ(value_of("x and false", booleans('U', 'U')), "false");
    EXPECT_EQ(value_of("x or true", booleans('U', 'U')), "true");
    EXPECT_EQ(value_of("x is null", booleans('U', 'U')), "true");
    EXPECT_EQ(value_of("x is not null", booleans('N', 'U')), "true");
}

struct Case {
    char const* expression;
    Facts facts;
    char const* want;
};

void expect_all(std::vector<Case> const& cases) {
    for (Case const& c : cases) EXPECT_EQ(value_of(c.expression, c.facts), c.want) << c.expression;
}

TEST(Value, ComparisonsAndMissingValues) {
    expect_all({
        {"m <= 10.00 元", {{"m", dec("10.00")}}, "true"},
        {"m <= 10.00 元", {{"m", dec("10.01")}}, "false"},
        {"m <= 10 元", {{"m", dec("10.00")}}, "true"},
        {"m < 10.00 元", {{"m", dec("9.99")}}, "true"},
        {"m <= 10.00 元", {}, "null"},
        {"m >= 0", {{"m", dec("-0.01")}}, "false"},
        {"m = n", {{"m", dec("1.00")}}, "null"},
        {"m <> m", {}, "null"},
        {"m between 1.00 元 and 2.00 元", {{"m", dec("1.00")}}, "true"},
        {"m between 1.00 元 and 2.00 元", {{"m", dec("2.00")}}, "true"},
        {"m not between 1.00 元 and 2.00 元", {{"m", dec("2.01")}}, "true"},
        {"m between n and 2.00 元", {{"m", dec("3.00")}}, "false"},  // One bound decides.
        {"m between n and 2.00 元", {{"m", dec("1.00")}}, "null"},
        {"t = 'a'", {{"t", "a"}}, "true"},
        {"t <> 'a'", {{"t", "A"}}, "true"},
        {"t in ('a', 'b')", {{"t", "b"}}, "true"},
        {"t not in ('a', 'b')", {{"t", "c"}}, "true"},
        {"t in ('a', 'b')", {}, "null"},
        {"t not in ('a', 'b')", {}, "null"},
        {"i in (1, 2, 3)", {{"i", int64_t(3)}}, "true"},
        {"d in (date '2026-02-28')", {{"d", day("2026-03-01")}}, "false"},
        {"t like 'F021%'", {{"t", "F0211"}}, "true"},
        {"t like 'F021%'", {{"t", "F022"}}, "false"},
        {"t like '_甲%'", {{"t", "乙甲丙"}}, "true"},
        {"t not like '%'", {{"t", ""}}, "false"},
        {"t like 'a'", {}, "null"},
        {"f = 'P'", {{"f", "P"}}, "true"},
        {"d < e", {{"d", day("2026-02-28")}, {"e", day("2026-03-01")}}, "true"},
    });
}

TEST(Value, ExactNumbers) {
    expect_all({
        // 0.684 ÷ 0.57 is 1.2; in binary floating point it is 1.2000000000000002.
        {"div0(0.684, 0.57, 10)", {}, "1.2000000000"},
        {"div0(0.684, 0.57, 16) > 1.2", {}, "false"},
        {"div0(m, n, 5)", {{"m", dec("1.00")}, {"n", dec("3.00")}}, "0.33333"},
        {"div0(m, n, 5)", {{"m", dec("2.00")}, {"n", dec("3.00")}}, "0.66667"},
        // Halves go away from zero: 1 ÷ 8 = 0.125.
        {"div0(m, n, 2)", {{"m", dec("1.00")}, {"n", dec("8.00")}}, "0.13"},
        {"div0(m, n, 2)", {{"m", dec("-1.00")}, {"n", dec("8.00")}}, "-0.13"},
        {"div0(m, n, 2)", {{"m", dec("1.00")}, {"n", dec("-8.00")}}, "-0.13"},
        {"div0(m, n, 0)", {{"m", dec("0.49")}, {"n", dec("1.00")}}, "0"},
        {"div0(m, n, 0)", {{"m", dec("0.50")}, {"n", dec("1.00")}}, "1"},
        {"div0(m, n, 2)", {{"m", dec("1.00")}, {"n", dec("0.00")}}, "null"},
        {"div0(m, n, 2)", {{"m", dec("0.00")}, {"n", dec("0.00")}}, "null"},
        {"div0(m, n, 2)", {{"m", dec("0.00")}, {"n", dec("7.00")}}, "0.00"},
        {"div0(m, n, 2)", {{"n", dec("7.00")}}, "null"},
        {"div0(m, 3, 2)", {{"m", dec("10.00")}}, "3.33"},
        {"round_half_up(m, 1)", {{"m", dec("0.25")}}, "0.3"},
        {"round_half_up(m, 1)", {{"m", dec("-0.25")}}, "-0.3"},
        {"round_half_up(m, 0)", {{"m", dec("0.49")}}, "0"},
        {"round_half_up(m, 3)", {{"m", dec("0.49")}}, "0.49"},
        {"round_half_up(r, 4)", {{"r", dec("3.00005")}}, "3.0001"},
        {"abs(m)", {{"m", dec("-5.10")}}, "5.10"},
        {"-m", {{"m", dec("-5.10")}}, "5.10"},
        {"m + n", {{"m", dec("0.10")}, {"n", dec("0.20")}}, "0.30"},
        {"m - n", {{"m", dec("0.10")}, {"n", dec("0.20")}}, "-0.10"},
        {"m + n", {{"m", dec("0.10")}}, "null"},
        {"m + 0.005 元", {{"m", dec("0.10")}}, "0.105"},
        {"m * r", {{"m", dec("100.00")}, {"r", dec("4.35000")}}, "435.0000000"},
        {"m * m", {{"m", dec("9999999999999999.99")}}, "99999999999999999800000000000000.0001"},
        {"twice", {{"m", dec("9999999999999999.99")}}, "19999999999999999.98"},
        {"coalesce(m, n)", {{"n", dec("2.00")}}, "2.00"},
        {"coalesce(m, n, 3.00 元)", {}, "3.00"},
        {"case when x then 1 when y then 2 else 3 end", {{"y", true}}, "2"},
        {"case when x then 1 when y then 2 else 3 end", {}, "3"},
        {"case when x then 1 end", {{"x", false}}, "null"},
        {"case when x then null else m end", {{"x", false}, {"m", dec("1.00")}}, "1.00"},
    });
}

TEST(Value, DatesAndWords) {
    expect_all({
        {"days_between(d, e)", {{"d", day("2024-02-28")}, {"e", day("2024-03-01")}}, "2"},
        {"days_between(d, e)", {{"d", day("2026-03-01")}, {"e", day("2026-02-28")}}, "-1"},
        {"days_between(d, e) > 365 天",
         {{"d", day("2025-01-01")}, {"e", day("2026-01-01")}},
         "false"},
        {"months_between(d, e)", {{"d", day("2026-01-31")}, {"e", day("2026-02-28")}}, "1"},
        {"months_between(d, e)", {{"d", day("2026-01-15")}, {"e", day("2026-02-14")}}, "0"},
        {"months_between(d, e)", {{"d", day("2026-01-15")}, {"e", day("2026-02-15")}}, "1"},
        {"add_days(d, 30)", {{"d", day("2026-01-31")}}, "2026-03-02"},
        {"add_days(d, -1)", {{"d", day("2024-03-01")}}, "2024-02-29"},
        {"add_months(d, 1)", {{"d", day("2024-01-31")}}, "2024-02-29"},
        {"add_months(d, -12)", {{"d", day("2024-02-29")}}, "2023-02-28"},
        {"month_end(d)", {{"d", day("2100-02-01")}}, "2100-02-28"},  // 2100 is no leap year.
        {"year(d)", {{"d", day("2026-09-30")}}, "2026"},
        {"month(d)", {{"d", day("2026-09-30")}}, "9"},
        {"day(d)", {{"d", day("2026-09-30")}}, "30"},
        {"year(d)", {}, "null"},
        {"days_between(d, e)", {{"d", day("2026-01-01")}}, "null"},
        {"substr(t, 1, 1)", {{"t", "甲乙丙"}}, "甲"},
        {"substr(t, 2, 5)", {{"t", "甲乙丙"}}, "乙丙"},
        {"substr(t, 9, 1)", {{"t", "甲乙丙"}}, ""},
        {"length(t)", {{"t", "甲b丙"}}, "3"},
        {"length(t)", {{"t", ""}}, "0"},
        {"t || '-' || u", {{"t", "甲"}, {"u", "乙"}}, "甲-乙"},
        {"t || u", {{"t", "甲"}}, "null"},
    });
}

TEST(Value, ErrorsOfTypesAndUnits) {
    struct {
        char const* expression;
        char const* want;
    } const cases[] = {
        {"m = staff", "expr_unit_mismatch 1:3"},
        {"m + r", "expr_unit_mismatch 1:3"},
        {"m > 1.00 万元", "expr_unit_mismatch 1:3"},
        {"m > 1", "expr_unit_mismatch 1:3"},
        {"m > 0", "null"},
        {"div0(m, staff, 2)", "expr_unit_mismatch 1:1"},
        {"m = t", "expr_type_mismatch 1:3"},
        {"m and x", "expr_type_mismatch 1:1"},
        {"not t", "expr_type_mismatch 1:5"},
        {"t < 'a'", "expr_no_order 1:3"},
        {"x < y", "expr_no_order 1:3"},
        {"f = 'Z'", "expr_unknown_code 1:3"},
        {"f in ('P', 'Z')", "expr_unknown_code 1:12"},
        {"c in code('flat')", "null"},
        {"f in code('grains')", "expr_set_of_other_codes 1:3"},
        {"c in code('none')", "expr_unknown_codes 1:6"},
        {"c in map('none')", "expr_unknown_map 1:6"},
        {"c in map('map', 'V')", "expr_bad_flag 1:6"},
        {"c in map(t)", "expr_text_argument 1:10"},
        {"party in list('none')", "expr_unknown_list 1:10"},
        {"param('none') > 0", "expr_unknown_param 1:1"},
        {"table('none')", "expr_unknown_table 1:1"},
        {"rule('none')", "rule_not_found 1:1"},
        {"none > 1", "expr_unknown_item 1:1"},
        {"sum(m)", "expr_unknown_function 1:1"},
        {"abs(m, n)", "expr_argument_count 1:1"},
        {"year()", "expr_argument_count 1:1"},
        {"coalesce(m)", "expr_argument_count 1:1"},
        {"div0(m, n)", "expr_argument_count 1:1"},
        {"div0(m, n, 19)", "expr_integer_argument 1:12"},
        {"div0(m, n, i)", "expr_integer_argument 1:12"},
        {"substr(t, 0, 1)", "expr_integer_argument 1:11"},
        {"add_days(d, 1.5)", "expr_whole_argument 1:13"},
        {"year(t)", "expr_type_mismatch 1:6"},
        {"m = null", "expr_null_place 1:5"},
        {"case when x then null end", "expr_null_place 1:1"},
        {"case when x then 1 else 'a' end", "expr_type_mismatch 1:1"},
        {"coalesce(m, t)", "expr_type_mismatch 1:1"},
        {"coalesce(m, staff)", "expr_type_mismatch 1:1"},
        {"t in (u)", "expr_in_constant 1:7"},
        {"m * m * m", "expr_too_wide 1:7"},
    };
    for (auto const& c : cases) EXPECT_EQ(value_of(c.expression), c.want) << c.expression;
    EXPECT_EQ(value_of("m", {{"m", dec("1.005")}}), "fact_wrong_type");
    EXPECT_EQ(value_of("m", {{"m", std::string("1.00")}}), "fact_wrong_type");
    EXPECT_EQ(value_of("m", {{"m", dec("10000000000000000.00")}}), "fact_wrong_type");
}

}  // namespace
}  // namespace rule
