// Goal: sizes by 国统字〔2017〕213号, and figures that give the size they were made for.
// Method: worked examples with their thresholds, both sides of each; then every class and size.
#include "engine/sample/size.hpp"

#include <gtest/gtest.h>

#include "base/seed_for_test.hpp"

namespace sample {
namespace {

constexpr int64_t wan = 1000000;  // Cents.

TEST(StandardSize, KnownAnswers) {
    struct Example {
        char const* name;
        char const* code;
        FirmFigures figures;
        FirmSize want;
    } const examples[] = {
        // Software, 103 staff, 15,735万: staff misses 300, so not large; medium passes both.
        {"software firm", "I6513", {103, 15735 * wan, -1}, FirmSize::medium},
        {"industry, both at the bound", "C2710", {300, 2000 * wan, -1}, FirmSize::medium},
        {"industry, one person short", "C2710", {299, 2000 * wan, -1}, FirmSize::small},
        {"industry, one cent short", "C2710", {300, 2000 * wan - 1, -1}, FirmSize::small},
        {"one figure micro is enough", "C2710", {5000, 299 * wan, -1}, FirmSize::micro},
        {"farm by revenue alone", "A0141", {-1, 500 * wan, -1}, FirmSize::medium},
        {"developer by revenue and assets", "K7010", {-1, 1000 * wan, 4999 * wan}, FirmSize::small},
        {"care home by staff alone", "Q8514", {10, -1, -1}, FirmSize::small},
    };
    for (Example const& e : examples)
        EXPECT_EQ(standard_size(leaf(e.code), e.figures), e.want) << e.name;
}

TEST(StandardSize, UnknownWithoutARowOrAFigure) {
    EXPECT_EQ(standard_size(leaf("P8391"), {10, wan, wan}), std::nullopt);
    EXPECT_EQ(standard_size(leaf("J6812"), {10, wan, wan}), std::nullopt);
    EXPECT_EQ(standard_size(leaf("C2710"), {10, -1, wan}), std::nullopt);
    EXPECT_EQ(standard_size(Industry{}, {10, wan, wan}), std::nullopt);
    // K70 holds three rows, so a 大类 does not tell which.
    EXPECT_EQ(standard_size(to_division(leaf("K7010")), {10, wan, wan}), std::nullopt);
}

TEST(MakeFigures, GiveTheSizeAskedFor) {
    SCOPED_TRACE(base::test_seed());
    Random random(base::test_seed());
    for (size_t i = 0; i < class_rows().size(); ++i) {
        Industry const industry{Industry::Level::leaf, int16_t(i)};
        for (FirmSize size :
             {FirmSize::large, FirmSize::medium, FirmSize::small, FirmSize::micro}) {
            FirmFigures const figures = make_figures(industry, size, random);
            std::optional<FirmSize> const found = standard_size(industry, figures);
            EXPECT_EQ(found.value_or(size), size) << industry_text(industry);
        }
    }
}

}  // namespace
}  // namespace sample
