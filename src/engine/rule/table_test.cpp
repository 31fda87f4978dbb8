// Goal: unique decision tables give the published answers of DMN examples; a gap, an overlap or a
// row that is never reached is shown with a counter-example.
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/rule/book_for_test.hpp"

namespace rule {
namespace {

/// A book with one decision table over `staff` (人), `m` (元) and `f`.
Files with_table(std::string const& csv, std::string const& output, std::string const& tests,
                 std::string const& hit = "unique") {
    return {{"common/t/table/t.yaml",
             "table: common.t\nkind: table\nname: {zh: 表, en: Table}\nhit: " + hit +
                 "\ngrain: row\noutput: " + output + "\nfile: t.csv\n" + law_line + tests},
            {"common/t/table/t.csv", csv}};
}

std::string const any_test = "tests: {cols: [staff, expect], rows: [[~, ~]]}\n";

/// Faults of checking a table: "code line: example".
std::vector<std::string> faults(std::string const& csv, std::string const& output = "text",
                                std::string const& tests = any_test) {
    pack::Book const book = book_with(with_table(csv, output, tests));
    std::vector<std::string> out;
    for (base::Error const& error : check(book)) {
        std::string text = error.code + " " + std::to_string(error.at.line);
        for (auto const& [key, value] : error.args)
            if ((key == "example" || key == "other" || key == "value") && !value.empty())
                text += " " + value;
        out.push_back(text);
    }
    return out;
}

using Strings = std::vector<std::string>;

TEST(Table, ApplicantRiskRating) {
    // DMN 1.3, decision table "Applicant risk rating" (unique), with the cases that the public DMN
    // toolkit dmntk publishes for it (example EX_0049). Age is `staff`; good and bad are P and Q.
    pack::Book const book =
        book_with(with_table("#,staff,f,=> rating\n1,>60,P,Medium\n2,>60,Q,High\n"
                             "3,[25..60],-,Medium\n4,<25,P,Low\n5,<25,Q,Medium\n",
                             "text", any_test));
    struct {
        int64_t age;
        char const* history;
        char const* want;
    } const cases[] = {
        {20, "P", "Low"},    {24, "Q", "Medium"}, {25, "P", "Medium"},
        {25, "Q", "Medium"}, {60, "P", "Medium"}, {60, "Q", "Medium"},
        {61, "P", "Medium"}, {61, "Q", "High"},   {61, "R", "null"},
    };
    for (auto const& c : cases)
        EXPECT_EQ(
            value_of("table('t')", {{"staff", c.age}, {"f", std::string(c.history)}}, {}, book),
            c.want)
            << c.age << c.history;
    EXPECT_EQ(value_of("table('t')", {{"staff", int64_t(30)}}, {}, book), "Medium");  // Not asked.
    EXPECT_EQ(value_of("table('t')", {{"f", "P"}}, {}, book), "null");
}

TEST(Table, OrderDiscount) {
    // DMN 1.3, decision table "Discount" (unique): Business <10 0.10, Business >=10 0.15, Private -
    // 0.05; cases of dmntk EX_0009. Business is P, Private Q, Government R; the order is `m`.
    pack::Book const book = book_with(with_table(
        "f,m,=> discount\nP,<10,0.10\nP,>=10,0.15\nQ,-,0.05\n", "\"decimal(5,2)\"", any_test));
    struct {
        char const* customer;
        char const* order;
        char const* want;
    } const cases[] = {
        {"P", "-3.23", "0.10"},  {"P", "9.00", "0.10"},  {"P", "10.00", "0.15"},
        {"P", "120.00", "0.15"}, {"Q", "-2.34", "0.05"}, {"Q", "10.00", "0.05"},
        {"Q", "101.00", "0.05"}, {"R", "10.00", "null"},
    };
    for (auto const& c : cases)
        EXPECT_EQ(
            value_of("table('t')", {{"f", std::string(c.customer)}, {"m", dec(c.order)}}, {}, book),
            c.want)
            << c.customer << c.order;
}

TEST(Table, GapsOverlapsAndUnreachableRows) {
    EXPECT_EQ(faults("staff,f,=> o\n>60,P,a\n>60,Q,b\n[25..60],-,c\n<25,P,d\n<25,Q,e\n")[0],
              "table_gap 1 staff = 0 人, f = R");
    EXPECT_EQ(faults("staff,=> o\n<300,a\n>300,b\n")[0], "table_gap 1 staff = 300 人");
    EXPECT_EQ(faults("staff,=> o\n<=300,a\n>=300,b\n")[0], "table_overlap 3 staff = 300 人 2");
    EXPECT_EQ(faults("staff,=> o\n<300,a\n>=300,b\n[400..500],b\n")[0],
              "table_overlap 4 staff = 400 人 3");  // DMN's "any" would allow equal outputs.
    Strings const unreachable = faults("staff,f,=> o\n-,P|Q|R,a\n<5,P,b\n");
    EXPECT_EQ(unreachable[0], "table_overlap 3 staff = 0 人, f = P 2");
    // Money in 万元 over an item in 元.
    EXPECT_EQ(faults("m:万元,=> o\n<2000,a\n>2000,b\n")[0], "table_gap 1 m = 20,000,000.00 元");
    EXPECT_EQ(faults("c,=> o\nA except A012,a\nB,b\n")[0], "table_gap 1 c = A012");
    // A row for the missing value, and none for the rest.
    EXPECT_EQ(faults("staff,=> o\n?,none\n<300,a\n>=300,b\n", "text",
                     "tests: {cols: [staff, expect], rows: [[~, none], [299, a], [300, b]]}\n"),
              Strings{});
    EXPECT_EQ(faults("staff,=> o\n?,none\n<300,a\n")[0], "table_gap 1 staff = 300 人");
}

TEST(Table, ARowOfCoarseCodesIsNeverGuessed) {
    pack::Book const book =
        book_with(with_table("c,staff,=> o\nA01,<10,S\nA01,>=10,L\nB,-,S\n", "text", any_test));
    EXPECT_EQ(value_of("table('t')", {{"c", "A01"}, {"staff", int64_t(10)}}, {}, book), "L");
    EXPECT_EQ(value_of("table('t')", {{"c", "A"}, {"staff", int64_t(9)}}, {}, book), "S");
    EXPECT_EQ(value_of("table('t')", {{"c", "200"}, {"staff", int64_t(9)}}, {}, book), "null");
}

TEST(Table, BadCells) {
    struct {
        char const* csv;
        char const* want;
    } const cases[] = {
        {"staff,=> o\n[1..,a\n", "expr_bad_cell 2 [1.."},
        {"staff,=> o\n[3..2],a\n", "expr_bad_cell 2 [3..2]"},
        {"staff,=> o\n[3..3),a\n", "expr_bad_cell 2 [3..3)"},
        {"staff,=> o\n>=many,a\n", "expr_bad_number 2 many"},
        {"d,=> o\n>=2026-02-30,a\n", "expr_bad_date 2 2026-02-30"},
        {"f,=> o\nZ,a\n", "expr_unknown_code 2 Z"},
        {"staff:万元,=> o\n1,a\n", "expr_unit_mismatch 2"},
        {"m,=> o\n>0.001,a\n", "expr_too_wide 2"},
        {"none,=> o\n1,a\n", "expr_unknown_item 1"},
    };
    for (auto const& c : cases) {
        Strings const got = faults(c.csv);
        ASSERT_FALSE(got.empty()) << c.csv;
        EXPECT_EQ(got[0], c.want) << c.csv;
    }
    EXPECT_EQ(faults("staff,=> o\n-,Z\n", "code(flat)")[0], "expr_unknown_code 2 Z");
    EXPECT_EQ(faults("staff,=> o\n-,1.005\n", "money")[0], "expr_bad_number 2 1.005");
}

TEST(Table, TestsPinEveryThreshold) {
    std::string const csv = "staff,=> o\n<300,a\n>=300,b\n";
    // A threshold that moves alone tears a gap or an overlap, so two rows hold each other.
    EXPECT_EQ(faults(csv, "text", "tests: {cols: [staff, expect], rows: [[300, b], [299, a]]}\n"),
              Strings{});
    EXPECT_EQ(faults(csv, "text", "tests: {cols: [staff, expect], rows: [[300, a], [299, a]]}\n"),
              Strings{"test_failed 9"});
    EXPECT_EQ(faults(csv, "text", ""), Strings{"test_none 1"});
    EXPECT_EQ(faults(csv, "text", "tests: {cols: [staf, expect], rows: [[300, b]]}\n"),
              Strings{"test_unknown_column 9"});
    EXPECT_EQ(faults(csv, "text", "tests: {cols: [staff, expect], rows: [[viele, b]]}\n"),
              Strings{"test_bad_cell 9 viele"});
}

TEST(Table, OtherHitPoliciesAreRefused) {
    for (std::string const hit : {"first", "any", "priority", "F"}) {
        Files files = dictionary();
        for (auto const& [path, text] : with_table("staff,=> o\n-,a\n", "text", any_test, hit))
            files[path] = text;
        auto const loaded = load_files(files);
        ASSERT_EQ(loaded.errors.size(), 1u) << hit;
        EXPECT_EQ(loaded.errors[0].code, "pack_bad_hit");
    }
}

}  // namespace
}  // namespace rule
