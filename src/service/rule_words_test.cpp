// Goal: what a rule says in words and who uses it are what its file says.
// Method: known answers over the packs themselves, read off their files by hand.
#include "service/rule_words.hpp"

#include <gtest/gtest.h>

#include "service/book.hpp"
#include "service/rule_view.hpp"

namespace service {
namespace {

class RuleWords : public testing::Test {
protected:
    static std::shared_ptr<ShelvedBook const> shelved() {
        static RuleShelf shelf;
        auto const book = shelf.find(WUPIAN_SOURCE_DIR "/pack");
        EXPECT_TRUE(book.has_value());
        return *book;
    }
    static std::string words(std::string const& expression, Language language) {
        auto const all = shelved();
        WordBook const book{all->book, "loan", language,
                            &all->book.rules.at("inclusive.small_firm")};
        return expression_words(book, {expression, {}});
    }
};

TEST_F(RuleWords, Expressions) {
    EXPECT_EQ(words("borrower.size in ('CS03', 'CS04')", Language::zh),
              "企业规模是下列之一：小型 CS03、微型 CS04");
    EXPECT_EQ(words("borrower.credit_line <= cap", Language::zh), "授信额度不超过 10000000.00 元");
    EXPECT_EQ(words("borrower.credit_line <= cap", Language::en),
              "Credit line is at most 10000000.00 元");
    EXPECT_EQ(words("borrower.credit_line is null or not rule('tech.hnte')", Language::zh),
              "（授信额度缺数），或不满足（符合“高新技术企业贷款”）");
    EXPECT_EQ(words("loan.product not in code('f5_products')", Language::zh),
              "产品类别不属于“五篇大文章统计品种”");
    EXPECT_EQ(words("loan.product not like 'F06%'", Language::zh), "产品类别不以 F06 开头");
    EXPECT_EQ(words("loan.product like '%06%'", Language::zh), "产品类别形如 %06%");
    EXPECT_EQ(words("no such (", Language::zh), "no such (");
}

TEST_F(RuleWords, WhoUsesWhom) {
    auto const all = shelved();
    auto const& graph = all->graph;
    RuleNode const firm{"rule", "inclusive.small_firm"}, micro{"rule", "inclusive.micro"};
    EXPECT_TRUE(graph.uses(micro).contains(firm));
    EXPECT_TRUE(graph.used_by(firm).contains(micro));
    EXPECT_TRUE(graph.uses(firm).contains({"item", "borrower.credit_line"}));
    EXPECT_TRUE(graph.above(firm).contains({"row", "governance.five_chapters_stock inclusive"}));
    EXPECT_FALSE(graph.above(firm).contains({"row", "governance.five_chapters_stock tech"}));
    // tech.hnte goes by list.day, which asks the parameter tech.list_day.
    EXPECT_TRUE(graph.below({"rule", "tech.hnte"}).contains({"param", "tech.list_day"}));
    EXPECT_FALSE(graph.below(firm).contains({"param", "tech.list_day"}));
}

TEST_F(RuleWords, TheWeakestThatARuleRestsOn) {
    auto const all = shelved();
    EXPECT_EQ(weakest_state(*all, {"rule", "tech.hnte"}), "trial");   // U in its own law.
    EXPECT_EQ(weakest_state(*all, {"rule", "green.loan"}), "unset");  // green.interim_standard.
}

}  // namespace
}  // namespace service
