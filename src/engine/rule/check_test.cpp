// Goal: the compiler finds contradictions, cycles and thresholds that no test holds, explains with
// both sides, computes metrics exactly, and tells what changed between two books.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "engine/rule/book_for_test.hpp"

namespace rule {
namespace {

std::string const versions =
    "versions:\n  - {from: 2020-01-01, law: [{doc: 试, at: 一, mark: P}]}\n";

/// Faults of a book with one rule: "code line name" (name: condition, threshold and step, what).
std::vector<std::string> faults(std::string const& body, Files more = {}) {
    more["common/t/eligibility/q.yaml"] = rule_file("q", body);
    std::vector<std::string> out;
    for (base::Error const& error : check(book_with(more))) {
        std::string text = error.code + " " + std::to_string(error.at.line);
        for (auto const& [key, value] : error.args)
            if (key != "rule" && key != "grain") text += " " + value;
        out.push_back(text);
    }
    return out;
}

using Strings = std::vector<std::string>;

TEST(Check, ASoundRuleHasNoFaults) {
    EXPECT_EQ(
        faults("by: report_date\nwhen: {限额: \"m <= 5.00 元\", 甲: \"f = 'P'\"}\n" + versions +
               "tests:\n  cols: [report_date, m, f, expect, fails, missing]\n  rows:\n"
               "    - [2026-01-01, 5.00, P, Y, [], []]\n"
               "    - [2026-01-01, 5.01, P, N, [限额], []]\n"
               "    - [2026-01-01, ~, P, U, [], [限额]]\n"
               "    - [2026-01-01, 1.00, Q, N, [甲], []]\n"
               "    - [2026-01-01, 1.00, ~, U, [], [甲]]\n"),
        Strings{});
}

TEST(Check, EveryThresholdIsHeldFromBothSides) {
    std::string const head = "by: report_date\nwhen: {限额: \"m <= 5.00 元\"}\n" + versions +
                             "tests:\n  cols: [report_date, m, expect]\n  rows:\n"
                             "    - [2026-01-01, ~, U]\n";
    auto const with = [&](std::string const& low, std::string const& high) {
        return faults(head + "    - [2026-01-01, " + low + ", Y]\n    - [2026-01-01, " + high +
                      ", N]\n");
    };
    EXPECT_EQ(with("5.00", "5.01"), Strings{});
    EXPECT_EQ(with("4.99", "5.01"), Strings{"test_threshold_free 1 5.00 元 -1"});
    EXPECT_EQ(with("5.00", "5.02"), Strings{"test_threshold_free 1 5.00 元 +1"});
    EXPECT_EQ(with("4.00", "6.00"),
              (Strings{"test_threshold_free 1 5.00 元 +1", "test_threshold_free 1 5.00 元 -1"}));
    // A parameter of a version and a date are thresholds too.
    Strings const dated =
        faults("by: report_date\nwhen: {晚: \"d >= date '2026-01-01'\"}\n" + versions +
               "tests:\n  cols: [report_date, d, expect]\n  rows:\n"
               "    - [2026-01-01, ~, U]\n    - [2026-01-01, 2026-01-01, Y]\n"
               "    - [2026-01-01, 2025-12-30, N]\n");
    EXPECT_EQ(dated, Strings{"test_threshold_free 1 2026-01-01 -1"});
}

TEST(Check, TestsMustCoverStatesAndVersions) {
    std::string const when = "by: report_date\nwhen: {甲: \"x\"}\n";
    EXPECT_EQ(faults(when + versions), Strings{"test_none 1"});
    EXPECT_EQ(faults(when + versions +
                     "tests: {cols: [report_date, x, expect], rows: "
                     "[[2026-01-01, true, Y]]}\n"),
              (Strings{"test_missing_state 1 甲 N", "test_missing_state 1 甲 U"}));
    EXPECT_EQ(
        faults(when + versions + "  - {from: 2027-01-01, law: [{doc: 试, at: 一, mark: P}]}\n" +
               "tests: {cols: [report_date, x, expect], rows: [[2026-01-01, true, Y], "
               "[2026-01-01, false, N], [2026-01-01, ~, U]]}\n"),
        Strings{"test_missing_version 1 2027-01-01"});
    EXPECT_EQ(faults(when + versions +
                     "tests: {cols: [report_date, x, expect, fails], rows: "
                     "[[2026-01-01, true, N, []]]}\n"),
              Strings{"test_failed 9 expect N, got Y"});
    EXPECT_EQ(faults(when + versions +
                     "tests: {cols: [report_date, x, expect, fails], rows: "
                     "[[2026-01-01, false, N, []]]}\n"),
              Strings{"test_failed 9 fails [], got [甲]"});
    EXPECT_EQ(faults(when + versions +
                     "tests: {cols: [report_date, x, expect, missing], rows: "
                     "[[2026-01-01, ~, U, []]]}\n"),
              Strings{"test_failed 9 missing [], got [甲]"});
    EXPECT_EQ(faults(when + versions +
                     "tests: {cols: [report_date, x, expect], rows: "
                     "[[2026-01-01, maybe, Y]]}\n"),
              Strings{"test_bad_cell 9 maybe"});
    EXPECT_EQ(faults(when + versions +
                     "tests: {cols: [report_date, z, expect], rows: "
                     "[[2026-01-01, true, Y]]}\n"),
              Strings{"test_unknown_column 9 z"});
}

bool has(Strings const& all, std::string const& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

TEST(Check, ContradictionsAndConstants) {
    EXPECT_TRUE(has(
        faults("by: report_date\nwhen: {小: \"m < 1.00 元\", 大: \"m > 2.00 元\"}\n" + versions),
        "rule_never_true 1"));
    EXPECT_TRUE(
        has(faults("by: report_date\nwhen: {甲: \"f = 'P'\", 乙: \"f = 'Q'\"}\n" + versions),
            "rule_never_true 1"));
    EXPECT_TRUE(has(faults("by: report_date\nwhen: {甲: \"f = 'P' or f <> 'P'\"}\n" + versions),
                    "rule_condition_constant 1 甲"));
    Strings const sound =
        faults("by: report_date\nwhen: {小: \"m < 2.00 元\", 大: \"m > 1.00 元\"}\n" + versions);
    EXPECT_FALSE(has(sound, "rule_never_true 1"));
}

TEST(Check, CyclesClocksAndReasons) {
    Files const back = {
        {"common/t/eligibility/b.yaml",
         rule_file("b", "by: report_date\nwhen: {回: \"rule('common.q')\"}\n" + versions)}};
    Strings const cycle =
        faults("by: report_date\nany: {去: \"rule('common.b')\", 甲: \"x\"}\n" + versions, back);
    ASSERT_EQ(cycle.size(), 2u);  // Each rule of the circle names it from its own side.
    EXPECT_EQ(cycle[0], "rule_cycle 6 common.b → common.q → common.b");
    EXPECT_EQ(cycle[1], "rule_cycle 6 common.q → common.b → common.q");
    EXPECT_EQ(faults("by: m\nwhen: {甲: \"x\"}\n" + versions)[0], "rule_clock_type 1 m");
    EXPECT_EQ(faults("by: report_date\nwhen: {额: \"m\"}\n" + versions)[0],
              "rule_condition_type 6 额");
    EXPECT_EQ(faults("by: report_date\nwhen: {空: \"x is null\"}\n" + versions)[0],
              "rule_why_missing 6 空");
    EXPECT_EQ(faults("by: report_date\nwhen: {空: \"coalesce(x, y)\"}\n" + versions)[0],
              "rule_why_missing 6 空");
    EXPECT_FALSE(has(
        faults("by: report_date\nwhen: {空: {expr: \"x is null\", why: 缺即未选}}\n" + versions),
        "rule_why_missing 6 空"));
    EXPECT_EQ(faults("by: report_date\nwhen: {甲: \"m <= k\"}\nversions:\n  - {from: 2020-01-01, "
                     "param: {k: \"m + n\"}, law: [{doc: 试, at: 一, mark: P}]}\n")[0],
              "expr_param_constant 8 m + n");
}

TEST(Check, ItemsMustNotGoInCircles) {
    Files const more = {
        {"common/t/fact/more.yaml",
         "fact: common.more\nkind: fact\nname: {zh: 行, en: Row}\ngrain: row\nitems:\n"
         "  a: {type: money, expr: \"b\", zh: 甲, en: A}\n"
         "  b: {type: money, expr: \"a\", zh: 乙, en: B}\n"
         "  k: {type: money, expr: \"r\", zh: 丙, en: K}\n"}};
    std::vector<std::string> got;
    for (base::Error const& error : check(book_with(more)))
        got.push_back(error.code + " " + std::to_string(error.at.line));
    EXPECT_EQ(got, (Strings{"expr_item_cycle 6", "expr_item_cycle 7", "expr_type_mismatch 8"}));
}

TEST(Check, ParametersOfOneTypeWithoutOverlap) {
    std::string const head = "name,region,from,to,value,unit,doc,at,quote,mark\n";
    auto const first = [&](std::string const& rows) {
        Files const more = {{"common/t/param/q.csv", head + rows}};
        auto const errors = check(book_with(more));
        return errors.empty() ? std::string("ok")
                              : errors[0].code + " " + std::to_string(errors[0].at.line);
    };
    EXPECT_EQ(
        first("common.q,,2020-01-01,2020-12-31,1,,试,一,,P\ncommon.q,,2021-01-01,,2,,试,一,,P\n"),
        "ok");
    EXPECT_EQ(
        first("common.q,,2020-01-01,2021-01-01,1,,试,一,,P\ncommon.q,,2021-01-01,,2,,试,一,,P\n"),
        "pack_param_overlap 3");
    EXPECT_EQ(
        first("common.q,,2020-01-01,2022-12-31,1,,试,一,,P\ncommon.q,14,2021-01-01,,2,,试,一,,P\n"),
        "ok");
    EXPECT_EQ(first("common.q,,2020-01-01,,1,元,试,一,,P\ncommon.q,,2021-01-01,,2,%,试,一,,P\n"),
              "pack_param_type 3");
    EXPECT_EQ(first("common.q,,2020-01-01,,1.0,,试,一,,P\ncommon.q,,2021-01-01,,2,,试,一,,P\n"),
              "pack_param_type 3");
    EXPECT_EQ(first("common.q,,2020-01-01,,x,,试,一,,P\n"), "expr_bad_number 2");
    EXPECT_EQ(first("common.q,,2020-01-01,,2026-02-30,date,试,一,,P\n"), "pack_bad_date 2");
}

Strings words(std::span<std::string_view const> parts) { return {parts.begin(), parts.end()}; }

TEST(Explain, BothSidesTheDifferenceAndTheClause) {
    pack::Book const book = book_with(
        {{"common/t/eligibility/q.yaml",
          rule_file(
              "q",
              "by: report_date\nwhen: {限额: \"m <= cap\", 甲: \"x and f = 'P'\"}\nversions:\n"
              "  - {from: 2020-01-01, param: {cap: 10000000.00 元}, "
              "law: [{doc: 规范, at: 三, mark: S}]}\n")}});
    Facts const facts = {
        {"report_date", day("2026-09-30")}, {"m", dec("10000000.01")}, {"x", true}};
    auto const plan = compile_for_facts(book, {"common.q"}, facts, "140000");
    ASSERT_TRUE(plan);
    auto const traces = explain(*plan, "common.q", facts, {});
    ASSERT_TRUE(traces);
    RuleTrace const* const trace = &traces->rules().front();
    EXPECT_EQ(trace->verdict, Verdict::no);
    EXPECT_EQ(base::to_text(*trace->version), "2020-01-01");
    ASSERT_EQ(trace->conditions.size(), 2u);
    ConditionTrace const& cap = trace->conditions[0];
    EXPECT_EQ(cap.name, "限额");
    EXPECT_EQ(cap.text, "m <= cap");
    EXPECT_EQ(cap.state, Verdict::no);
    ASSERT_EQ(cap.comparisons.size(), 1u);
    EXPECT_EQ(cap.comparisons[0].op, "<=");
    EXPECT_EQ(cap.comparisons[0].left_value.text(), "10,000,000.01 元");
    EXPECT_EQ(cap.comparisons[0].right_value.text(), "10,000,000.00 元");
    EXPECT_EQ(cap.comparisons[0].difference(), "0.01 元");
    EXPECT_EQ(trace->conditions[1].state, Verdict::unknown);
    EXPECT_EQ(trace->law[0].at, "三");
    EXPECT_EQ(trace->params[0].second, "10000000.00 元");
    EXPECT_EQ(words(trace->missing), Strings{"f"});
    EXPECT_EQ(explain(*plan, "common.none", facts, {}).error().code, "rule_not_found");
}

TEST(Explain, AnUnknownDayShowsTheNewestVersionAndLacksTheDay) {
    pack::Book const book =
        book_with({{"common/t/eligibility/q.yaml",
                    rule_file("q",
                              "by: report_date\nwhen: {限额: \"m <= cap\"}\nversions:\n"
                              "  - {from: 1900-01-01, param: {cap: 5.00 元}, "
                              "law: [{doc: 规范, at: 一, mark: S}]}\n"
                              "  - {from: 2020-01-01, param: {cap: 9.00 元}, "
                              "law: [{doc: 规范, at: 二, mark: S}]}\n")}});
    auto const plan = compile_for_facts(book, {"common.q"}, {{"m", dec("5.00")}}, "140000");
    ASSERT_TRUE(plan);
    // 5.00 is within both limits, 7.00 within the newer alone, so there the day decides.
    Trace const first = *explain(*plan, "common.q", {{"m", dec("5.00")}}, {});
    RuleTrace const* const same = &first.rules().front();
    EXPECT_EQ(same->verdict, Verdict::yes);
    EXPECT_TRUE(same->day_unknown);
    EXPECT_EQ(base::to_text(*same->version), "2020-01-01");
    ASSERT_EQ(same->conditions.size(), 1u);
    EXPECT_EQ(same->conditions[0].state, Verdict::yes);
    Trace const second = *explain(*plan, "common.q", {{"m", dec("7.00")}}, {});
    RuleTrace const* const split = &second.rules().front();
    EXPECT_EQ(split->verdict, Verdict::unknown);
    EXPECT_EQ(words(split->missing), Strings{"report_date"});
    Trace const third =
        *explain(*plan, "common.q", {{"m", dec("7.00")}, {"report_date", day("2019-12-31")}}, {});
    RuleTrace const* const dated = &third.rules().front();
    EXPECT_FALSE(dated->day_unknown);
    EXPECT_EQ(dated->verdict, Verdict::no);
}

TEST(Explain, AListBelongsToTheConditionThatAsksIt) {
    pack::Book const book = book_with(
        {{"common/t/eligibility/q.yaml",
          rule_file("q",
                    "by: report_date\nwhen: {甲: \"x\", 乙: \"rule('common.good') or y\", "
                    "丙: \"party in list('common.good') or f = 'P'\"}\n" +
                        versions)}});
    CompileOptions options;
    options.grain = "row";
    options.rules = {"common.q", "common.good"};
    auto const plan = compile(book, options);
    ASSERT_TRUE(plan);
    ASSERT_EQ(plan->conditions().size(), 4u);  // 甲 乙 丙 and 名单内, which 乙 and 丙 are made of.
    EXPECT_TRUE(plan->lists_of_condition(0).empty());
    EXPECT_TRUE(plan->lists_of_condition(1).empty());
    EXPECT_TRUE(plan->lists_of_condition(2).empty());
    auto const own = plan->lists_of_condition(3);
    ASSERT_EQ(own.size(), 1u);
    EXPECT_EQ(own[0].call, "list('common.good')");
    Strings inputs;
    for (int input : own[0].inputs) inputs.push_back(plan->inputs()[size_t(input)].first);
    std::sort(inputs.begin(), inputs.end());
    EXPECT_EQ(inputs, (Strings{"party", "region"}));  // Not the day.
    EXPECT_TRUE(own[0].conditions.empty());
}

TEST(Explain, ATraceOutlivesItsFactsAndItsPlan) {
    std::string const name = "91140000000000000X, too long to stand inside a string object";
    Trace trace;
    {
        pack::Book const book = book_with(
            {{"common/t/eligibility/q.yaml",
              rule_file("q", "by: report_date\nwhen: {甲: \"party = 'a'\"}\n" + versions)}});
        Facts facts = {{"report_date", day("2026-01-01")}, {"party", name}};
        auto const plan = compile_for_facts(book, {"common.q"}, facts, "140000");
        ASSERT_TRUE(plan);
        trace = *explain(*plan, "common.q", facts, {});
        std::get<std::string>(facts["party"]).assign(name.size(), '-');  // In place.
    }
    RuleTrace const& rule = trace.rules().front();
    EXPECT_EQ(rule.rule, "common.q");
    EXPECT_EQ(rule.verdict, Verdict::no);
    ASSERT_EQ(rule.conditions.size(), 1u);
    EXPECT_EQ(rule.conditions[0].text, "party = 'a'");
    ASSERT_EQ(rule.conditions[0].named.size(), 1u);
    EXPECT_EQ(rule.conditions[0].named[0].item, "party");
    EXPECT_EQ(rule.conditions[0].named[0].value.text(), name);
    EXPECT_EQ(rule.law[0].at, "一");
}

TEST(Explain, MasksHoldEachConditionOnce) {
    pack::Book const book = book_with(
        {{"common/t/eligibility/q.yaml",
          rule_file("q", "by: report_date\nwhen: {甲: \"x\", 乙: \"y\"}\n" + versions)},
         {"common/t/eligibility/s.yaml",
          rule_file("s", "by: report_date\nany: {又甲: \"x\", 限额: \"m > 0\"}\n" + versions)}});
    CompileOptions options;
    options.grain = "row";
    options.rules = {"common.q", "common.s"};
    auto const plan = compile(book, options);
    ASSERT_TRUE(plan);
    ASSERT_EQ(plan->conditions().size(), 3u);  // x once, y, m > 0.
    auto const got =
        evaluate(*plan, {{"report_date", day("2026-01-01")}, {"x", true}, {"m", dec("-1.00")}}, {});
    ASSERT_TRUE(got);
    EXPECT_EQ(got->verdicts.at("common.q"), Verdict::unknown);
    EXPECT_EQ(got->verdicts.at("common.s"), Verdict::yes);
    EXPECT_EQ(got->true_mask[0], 1u);     // x.
    EXPECT_EQ(got->unknown_mask[0], 2u);  // y; m > 0 is false in both masks.
    auto const columns = run_columns(
        *plan, {{"report_date", day("2026-01-01")}, {"x", true}, {"m", dec("-1.00")}}, {});
    EXPECT_EQ(columns.at("t_0"), "1");
    EXPECT_EQ(columns.at("u_0"), "2");
    EXPECT_EQ(columns.at("m_0"), std::to_string(got->missing_mask[0]));
}

pack::Metric metric(std::string const& expression, std::string const& where = "") {
    pack::Metric out;
    out.name = "common.q";
    out.grain = "row";
    out.expression = {expression, {.line = 1, .column = 1}};
    out.where = {where, {.line = 2, .column = 1}};
    return out;
}

TEST(Metric, ExactOverRows) {
    auto const row = [](char const* amount, char const* rate, char const* party) {
        Facts out = {{"report_date", day("2026-01-01")}};
        if (*amount != 0) out["m"] = dec(amount);
        if (*rate != 0) out["r"] = dec(rate);
        if (*party != 0) out["party"] = std::string(party);
        return out;
    };
    std::vector<Facts> const rows = {row("100.00", "3.00000", "a"), row("50.00", "4.50000", "a"),
                                     row("0.01", "", "b"), row("", "9.00000", "")};
    struct {
        char const* expression;
        char const* where;
        char const* want;
    } const cases[] = {
        {"sum(m)", "", "150.01"},
        {"count(*)", "", "4"},
        {"count(m)", "", "3"},
        {"count_distinct(party)", "", "2"},
        // 100 × 3 + 50 × 4.5 = 525; the third row has no rate. 525 ÷ 150.01 = 3.499766…
        {"div0(sum(m * r), sum(m), 5)", "", "3.49977"},
        {"div0(sum(m * r), sum(m), 5)", "r < 4 %", "3.00000"},
        {"sum(m)", "m > 1000.00 元", "0.00"},
        {"div0(sum(m), count(*), 2)", "m > 1000.00 元", "null"},
        {"sum(m) - sum(m)", "", "0.00"},
        {"sum(m) * 2", "", "300.02"},
    };
    for (auto const& c : cases) {
        auto const value = evaluate_metric(plain_book(), metric(c.expression, c.where), rows, {});
        ASSERT_TRUE(value) << c.expression << " " << value.error().code;
        EXPECT_EQ(base::is_null(*value) ? "null" : base::to_text(*value), c.want) << c.expression;
    }
    struct {
        char const* expression;
        char const* where;
        char const* want;
    } const bad[] = {
        {"m", "", "metric_shape 1:1"},
        {"sum(t)", "", "metric_sum_type 1:1"},
        {"sum(*)", "", "metric_star 1:1"},
        {"sum(m) + sum(r)", "", "expr_unit_mismatch 1:8"},
        {"sum(m, n)", "", "expr_argument_count 1:1"},
        {"sum(m)", "m", "metric_where_type 2:1"},
        {"div0(sum(m), sum(staff), 2)", "", "expr_unit_mismatch 1:1"},
    };
    for (auto const& c : bad)
        EXPECT_EQ(
            where(evaluate_metric(plain_book(), metric(c.expression, c.where), rows, {}).error()),
            c.want);
}

TEST(Diff, TellsMeaningNotLayout) {
    auto const book = [](std::string const& body, std::string const& param) {
        return book_with(
            {{"common/t/eligibility/q.yaml", rule_file("q", body)},
             {"common/t/param/q.csv",
              "name,region,from,to,value,unit,doc,at,quote,mark\ncommon.q,,2020-01-01,," + param +
                  ",元,试,一,,P\n"}});
    };
    std::string const law = "law: [{doc: 试, at: 一, mark: P}]";
    pack::Book const before = book(
        "by: report_date\nwhen: {甲: \"m  <=  cap\", 乙: \"(x)\"}\nversions:\n"
        "  - {from: 2020-01-01, param: {cap: 5.00 元}, " +
            law + "}\n",
        "1.00");
    pack::Book const same = book(
        "by: report_date\nwhen: {甲: \"m <= cap\", 乙: \"x\"}\nversions:\n"
        "  - {from: 2020-01-01, param: {cap: 5.00 元}, " +
            law + "}\n",
        "1.00");
    EXPECT_TRUE(diff(before, same).empty());
    pack::Book const after = book(
        "by: d\nwhen: {甲: \"m < cap\", 丙: \"y\"}\nversions:\n"
        "  - {from: 2020-01-01, param: {cap: 6.00 元}, " +
            law +
            "}\n"
            "  - {from: 2026-01-01, repealed: true, " +
            law + "}\n",
        "2.00");
    std::vector<std::string> got;
    char const* const states[] = {"-", "", "repealed ", "unset "};
    auto const side = [&](Change::Side const& s) { return states[size_t(s.state)] + s.text; };
    for (Change const& change : diff(before, after))
        got.push_back(change.kind + " " + change.name + ": " + side(change.before) + " → " +
                      side(change.after));
    std::sort(got.begin(), got.end());
    EXPECT_EQ(got,
              (Strings{"clock common.q: report_date → d", "condition common.q 丙: - → y",
                       "condition common.q 乙: x → -", "condition common.q 甲: m <= cap → m < cap",
                       "law common.q 2026-01-01: - → 试 一 [P]",
                       "parameter common.q 2020-01-01: 1.00 元 → 2.00 元",
                       "version common.q 2020-01-01: cap = 5.00 元 → cap = 6.00 元",
                       "version common.q 2026-01-01: - → repealed "}));
    pack::Book const gone = book_with();
    EXPECT_EQ(diff(before, gone)[0].kind, "removed");
    EXPECT_EQ(diff(before, gone)[0].what, "rule");
    EXPECT_EQ(diff(gone, before)[0].kind, "added");
}

TEST(Reference, EveryExampleOfTheLanguageCompiles) {
    pack::Loaded const loaded = pack::load(std::string(WUPIAN_SOURCE_DIR) + "/pack");
    ASSERT_TRUE(loaded.errors.empty());
    for (auto const& row : function_reference()) {
        CompileOptions options;
        options.grain = "loan";
        options.outputs = {{row[3], {.line = 1, .column = 1}}};
        auto const plan = compile(loaded.book, options);
        EXPECT_TRUE(plan) << row[3] << ": " << (plan ? "" : where(plan.error()));
        EXPECT_NE(row[3].find(row[0] + "("), std::string::npos) << row[3];
    }
}

}  // namespace
}  // namespace rule
