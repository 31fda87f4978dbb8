// Goal: the parser accepts the language, prints it normalised, and refuses all else in its place.
#include "engine/rule/syntax.hpp"

#include <gtest/gtest.h>

namespace rule {
namespace {

std::string parsed(std::string_view text) {
    auto const tree = parse_expression(text, {.file = "x.yaml", .line = 7, .column = 10});
    if (!tree)
        return tree.error().code + " " + std::to_string(tree.error().at.line) + ":" +
               std::to_string(tree.error().at.column);
    return to_text(*tree);
}

TEST(Syntax, PrintsWhatWasMeant) {
    struct {
        char const* text;
        char const* want;
    } const cases[] = {
        {"a and b or c and d", "a and b or c and d"},
        {"(a or b) and c", "(a or b) and c"},
        {"((a)) and (b)", "a and b"},
        {"not a and b", "not a and b"},
        {"not (a and b)", "not (a and b)"},
        {"not not a", "not not a"},
        {"a - b - c", "a - b - c"},
        {"a - (b - c)", "a - (b - c)"},
        {"a + b * c", "a + b * c"},
        {"(a + b) * c", "(a + b) * c"},
        {"-a * b", "-a * b"},
        {"a != 1", "a <> 1"},
        {"a<=1.50 元", "a <= 1.50 元"},
        {"r >= 4.35 %", "r >= 4.35 %"},
        {"x in ('a','b')", "x in ('a', 'b')"},
        {"x not in code('s')", "x not in code('s')"},
        {"x in map('m', '*', y)", "x in map('m', '*', y)"},
        {"x between 1 and 2 and y", "x between 1 and 2 and y"},
        {"x not between 1 and 2", "x not between 1 and 2"},
        {"x is not null", "x is not null"},
        {"x not like 'A%'", "x not like 'A%'"},
        {"date '2026-02-28' < d", "date '2026-02-28' < d"},
        {"case when a then 1 when b then 2 else null end",
         "case when a then 1 when b then 2 else null end"},
        {"a || 'b' || c", "a || 'b' || c"},
        {"f(a, b + 1)", "f(a, b + 1)"},
        {"count(*)", "count(*)"},
        {"true or false", "true or false"},
    };
    for (auto const& c : cases) {
        EXPECT_EQ(parsed(c.text), c.want);
        EXPECT_EQ(parsed(c.want), c.want) << "not stable";
    }
}

TEST(Syntax, RefusesInPlace) {
    // The expression begins at line 7, column 10; columns count characters.
    struct {
        char const* text;
        char const* want;
    } const cases[] = {
        {"", "expr_empty 7:10"},
        {"  \n ", "expr_empty 7:10"},
        {"a and", "expr_incomplete 7:15"},
        {"a b", "expr_misplaced 7:12"},
        {"a = = b", "expr_misplaced 7:14"},
        {"a == b", "expr_misplaced 7:13"},
        {"a / b", "expr_unexpected 7:12"},
        {"a = \"b\"", "expr_unexpected 7:14"},
        {"(a", "expr_incomplete 7:12"},
        {"a)", "expr_misplaced 7:11"},
        {"额 @", "expr_misplaced 7:12"},
        {"a and\n  = b", "expr_misplaced 8:3"},
        {"'open", "expr_unclosed_text 7:10"},
        {"a = 1e3", "expr_bad_number 7:14"},
        {"a = 1.2.3", "expr_bad_number 7:14"},
        {"a = 1.", "expr_bad_number 7:14"},
        {"d = date '2026-02-30'", "expr_bad_date 7:19"},
        {"x not 1", "expr_unexpected 7:16"},
        {"x is 1", "expr_unexpected 7:15"},
        {"x in 1", "expr_unexpected 7:16"},
        {"x in list", "expr_unexpected 7:19"},
        {"x between 1 or 2", "expr_unexpected 7:22"},
        {"x like y", "expr_unexpected 7:17"},
        {"case end", "expr_unexpected 7:15"},
        {"case when a then 1", "expr_incomplete 7:28"},
        {"f(a", "expr_incomplete 7:13"},
        {"f(a b)", "expr_unexpected 7:14"},
        {"and", "expr_misplaced 7:10"},
    };
    for (auto const& c : cases) EXPECT_EQ(parsed(c.text), c.want) << c.text;
}

std::string repeated(std::string_view text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += text;
    return out;
}

TEST(Syntax, HasLimits) {
    EXPECT_EQ(parsed(repeated("(", 63) + "a" + repeated(")", 63)), "a");
    EXPECT_TRUE(parsed(repeated("(", 64) + "a" + repeated(")", 64)).starts_with("expr_too_deep"));
    EXPECT_TRUE(parsed(repeated("not ", 200) + "a").starts_with("expr_too_deep"));
    EXPECT_TRUE(parsed(repeated("f(", 200) + "a").starts_with("expr_too_deep"));
    EXPECT_TRUE(parsed(repeated("case when ", 200) + "a").starts_with("expr_too_deep"));
    EXPECT_TRUE(parsed("a" + repeated(" or a", 500)).starts_with("a or a"));
    EXPECT_TRUE(parsed("a" + repeated(" or a", 501)).starts_with("expr_too_long"));
    EXPECT_TRUE(parsed("1" + repeated("+1", 501)).starts_with("expr_too_long"));
    EXPECT_TRUE(parsed("1" + repeated("*1", 501)).starts_with("expr_too_long"));
    EXPECT_TRUE(parsed("a in ('a'" + repeated(",'b'", 3000) + ")").starts_with("a in"));
    EXPECT_EQ(parsed(std::string(16 * 1024 + 1, ' ')), "expr_too_long 7:10");
}

}  // namespace
}  // namespace rule
