// Goal: versions, code sets, maps, lists and parameters answer by the rule's own date, and say 待核
// where what is known does not decide. Every verdict by both executors.
#include <gtest/gtest.h>

#include "engine/rule/book_for_test.hpp"

namespace rule {
namespace {

std::string const law = "law: [{doc: 试, at: 一, mark: P}]";

/// Two versions with a different cap, a repeal, and a clock of its own.
pack::Book versioned_book() {
    return book_with(
        {{"common/t/eligibility/cap.yaml",
          rule_file("cap",
                    "by: d\nwhen: {限额: \"m <= cap\"}\nversions:\n"
                    "  - {from: 2020-01-01, param: {cap: 5.00 元}, " +
                        law +
                        "}\n"
                        "  - {from: 2025-01-01, param: {cap: 10.00 元}, " +
                        law +
                        "}\n"
                        "  - {from: 2026-07-01, repealed: true, " +
                        law + "}\n")},
         {"common/t/check/asked.yaml",
          "rule: common.asked\nkind: check\nname: {zh: 校验, en: Check}\nseverity: soft\ngrain: row\n"
          "by: d\nwhen: {正数: \"m > 0\"}\nversions:\n"
          "  - {from: 2020-01-01, " +
              law + "}\n  - {from: 2026-07-01, repealed: true, " + law + "}\n"}});
}

TEST(Dated, VersionByTheRulesOwnClock) {
    pack::Book const book = versioned_book();
    struct {
        char const* day;
        char const* amount;
        char const* want;
    } const cases[] = {
        {"2019-12-31", "1.00", "N"},  // Before the first version.
        {"2020-01-01", "5.00", "Y"}, {"2020-01-01", "5.01", "N"},  {"2024-12-31", "5.01", "N"},
        {"2025-01-01", "5.01", "Y"}, {"2026-06-30", "10.00", "Y"}, {"2026-06-30", "10.01", "N"},
        {"2026-07-01", "1.00", "N"},  // Repealed.
    };
    for (auto const& c : cases)
        EXPECT_EQ(verdict_of(book, "common.cap", {{"d", day(c.day)}, {"m", dec(c.amount)}}), c.want)
            << c.day << " " << c.amount;
    // report_date is not this rule's clock.
    EXPECT_EQ(
        verdict_of(
            book, "common.cap",
            {{"report_date", day("2019-01-01")}, {"d", day("2025-01-01")}, {"m", dec("7.00")}}),
        "Y");
}

TEST(Dated, UnknownDayDecidesOnlyWhenAllVersionsAgree) {
    pack::Book const book = versioned_book();
    EXPECT_EQ(verdict_of(book, "common.cap", {{"m", dec("10.01")}}), "N");  // No in every version.
    EXPECT_EQ(verdict_of(book, "common.cap", {{"m", dec("1.00")}}), "U");   // Yes, yes, repealed.
    EXPECT_EQ(verdict_of(book, "common.cap", {{"d", day("2025-01-01")}}), "U");
    EXPECT_EQ(verdict_of(book, "common.cap", {{"d", day("2026-07-01")}}), "N");
}

TEST(Dated, ACheckAsksForNothingOutsideItsVersions) {
    pack::Book const book = versioned_book();
    CompileOptions options;
    options.grain = "row";
    options.rules = {"common.asked"};
    auto const plan = compile(book, options);
    ASSERT_TRUE(plan);
    auto const verdict = [&](Facts const& facts) {
        return evaluate(*plan, facts, {})->verdicts.at("common.asked");
    };
    EXPECT_EQ(verdict({{"d", day("2019-01-01")}, {"m", dec("-1.00")}}), Verdict::yes);
    EXPECT_EQ(verdict({{"d", day("2026-01-01")}, {"m", dec("-1.00")}}), Verdict::no);
    EXPECT_EQ(verdict({{"d", day("2026-07-01")}, {"m", dec("-1.00")}}), Verdict::yes);
    EXPECT_EQ(verdict({{"d", day("2026-01-01")}}), Verdict::unknown);
}

Facts on(char const* when, char const* code) {
    return {{"report_date", day(when)}, {"c", std::string(code)}};
}

TEST(Dated, CodeSetsCloseOverTheTree) {
    // 2020: {A011}. 2025: {A01}. Leaves: A011 A012 below A01 below A; B061 below B06 below B.
    struct {
        char const* day;
        char const* code;
        char const* want;
    } const cases[] = {
        {"2024-12-31", "A011", "true"},  {"2024-12-31", "A012", "false"},
        {"2024-12-31", "A01", "null"},  // 中类 with one class in and one out: 待核.
        {"2024-12-31", "A", "null"},     {"2024-12-31", "B", "false"},
        {"2025-01-01", "A012", "true"},  {"2025-01-01", "A01", "true"},
        {"2025-01-01", "A", "true"},  // All classes agree.
        {"2025-01-01", "B061", "false"}, {"2025-01-01", "200", "false"},
        {"2019-12-31", "A011", "null"},  // No set is in force.
    };
    for (auto const& c : cases)
        EXPECT_EQ(value_of("c in code('grains')", on(c.day, c.code)), c.want) << c.day << c.code;
    EXPECT_EQ(value_of("c in code('grains')", {{"report_date", day("2025-01-01")}}), "null");
    EXPECT_EQ(value_of("c in code('grains')", {{"c", "A011"}}), "null");
    EXPECT_EQ(value_of("c not in code('grains')", on("2025-01-01", "B")), "true");
    EXPECT_EQ(value_of("c in code('common.grains')", on("2025-01-01", "A011")), "true");
}

TEST(Dated, MapsByFlagAndCategory) {
    // A011 P U; A012 P *, Q U; B061 R *.
    struct {
        char const* expression;
        char const* code;
        char const* want;
    } const cases[] = {
        {"c in map('map')", "A011", "true"},
        {"c in map('map')", "A01", "true"},
        {"c in map('map')", "B06", "true"},
        {"c in map('map', 'any')", "B", "true"},
        {"c in map('map', 'U')", "A012", "true"},
        {"c in map('map', 'U')", "A01", "true"},
        {"c in map('map', 'U')", "B061", "false"},
        {"c in map('map', '*')", "A01", "null"},
        {"c in map('map', 'U', 'P')", "A011", "true"},
        {"c in map('map', 'U', 'P')", "A012", "false"},
        {"c in map('map', 'U', 'P')", "A01", "null"},
        {"c in map('map', 'any', 'P')", "A01", "true"},
        {"c in map('map', 'any', f)", "A01", "null"},  // f is missing.
        {"first('map', c)", "A012", "Q"},              // U goes before *.
        {"first('map', c)", "B061", "R"},
        {"first('map', c)", "A01", "null"},  // P for A011, Q for A012.
        {"first('map', c)", "B", "R"},
        {"first('map', c)", "200", "null"},
    };
    for (auto const& c : cases)
        EXPECT_EQ(value_of(c.expression, on("2026-01-01", c.code)), c.want)
            << c.expression << " " << c.code;
}

TEST(Dated, ListsAnswerNoOnlyWithinTheirCoverage) {
    domain::ListSet list{"common.good", "r1", {}, {}};
    list.entries = {{"a", "", {*base::parse_day("2026-01-01"), base::parse_day("2026-06-30")}},
                    {"a", "", {*base::parse_day("2026-09-01"), std::nullopt}},
                    {"b", "", {*base::parse_day("2026-01-01"), std::nullopt}}};
    list.coverage = {{"14", {*base::parse_day("2026-03-01"), base::parse_day("2026-12-31")}},
                     {"", {*base::parse_day("2027-01-01"), std::nullopt}}};
    Lists const lists = {{"common.good", list}};
    struct {
        char const* day;
        char const* party;
        char const* region;
        char const* want;
    } const cases[] = {
        {"2026-01-01", "a", "", "true"},        {"2026-06-30", "a", "110000", "true"},
        {"2026-07-01", "a", "140105", "false"}, {"2026-09-01", "a", "140105", "true"},
        {"2026-07-01", "z", "140105", "false"}, {"2026-02-28", "z", "140105", "null"},
        {"2026-07-01", "z", "110000", "null"},  {"2026-07-01", "z", "", "null"},
        {"2027-01-01", "z", "", "false"},       {"2027-01-01", "z", "110000", "false"},
        {"2025-12-31", "b", "140105", "null"},
    };
    for (auto const& c : cases) {
        Facts facts = {{"report_date", day(c.day)}, {"party", std::string(c.party)}};
        if (*c.region != 0) facts["region"] = std::string(c.region);
        EXPECT_EQ(value_of("party in list('common.good')", facts, lists), c.want)
            << c.day << " " << c.party << " " << c.region;
        EXPECT_EQ(value_of("party in list('common.good')", facts, {}), "null");  // Not loaded.
    }
    EXPECT_EQ(value_of("party in list('common.good')", {{"party", "a"}}, lists), "null");
    EXPECT_EQ(value_of("party in list('common.good', d)",
                       {{"party", "a"}, {"d", day("2026-01-01")}}, lists),
              "true");
}

/// What rule common.good lacks, blank between.
std::string lacking(Facts const& facts, Lists const& lists) {
    CompileOptions options;
    options.grain = "row";
    options.rules = {"common.good"};
    auto const trace = explain_all(*compile(plain_book(), options), facts, lists);
    std::string out;
    for (std::string_view name : trace->rules().front().missing)
        out.append(out.empty() ? "" : " ").append(name);
    return out;
}

TEST(Dated, AListIsLackingWhereItDoesNotDeclareToCover) {
    domain::ListSet list;
    list.id = "common.good";
    list.coverage = {{"14", {*base::parse_day("2026-03-01"), *base::parse_day("2026-12-31")}}};
    Lists const lists = {{"common.good", list}};
    Facts facts = {{"report_date", day("2026-07-01")},
                   {"party", std::string("z")},
                   {"region", std::string("140105")}};
    EXPECT_EQ(lacking(facts, lists), "");
    EXPECT_EQ(lacking(facts, {}), "list('common.good')");  // Not loaded.
    facts["region"] = std::string("110000");               // Outside the coverage.
    EXPECT_EQ(lacking(facts, lists), "list('common.good')");
    facts["region"] = base::Value();  // The list covers the day; where is what is not known.
    EXPECT_EQ(lacking(facts, lists), "region");
    EXPECT_EQ(lacking(facts, {}), "region list('common.good')");
    facts["report_date"] = day("2027-01-01");  // After the coverage.
    EXPECT_EQ(lacking(facts, lists), "region list('common.good')");
    facts["party"] = base::Value();  // Who is what is not known.
    EXPECT_EQ(lacking(facts, lists), "party region");
}

TEST(Dated, ParametersByLongestRegionPrefix) {
    struct {
        char const* day;
        char const* region;
        char const* want;
    } const cases[] = {
        {"2025-12-31", "110105", "1.00"},  {"2025-12-31", "140200", "14.00"},
        {"2025-12-31", "140106", "14.01"}, {"2025-12-31", "140105", "null"},  // Unset there.
        {"2026-01-01", "140105", "2.00"},  {"2019-12-31", "140105", "null"},
    };
    for (auto const& c : cases)
        EXPECT_EQ(value_of("param('common.p', region)",
                           {{"report_date", day(c.day)}, {"region", std::string(c.region)}}),
                  c.want)
            << c.day << " " << c.region;
    // Without a region a regional row might apply; where none can, the national one stands.
    EXPECT_EQ(value_of("param('common.p', region)", {{"report_date", day("2025-12-31")}}), "null");
    EXPECT_EQ(value_of("param('common.p', region)", {{"report_date", day("2026-01-01")}}), "2.00");
    // The deployment's own region is 140000: the row of 14, not that of 1401.
    EXPECT_EQ(value_of("param('common.p')", {{"report_date", day("2025-12-31")}}), "14.00");
}

}  // namespace
}  // namespace rule
