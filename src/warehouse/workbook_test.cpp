// Goal: a number in a sheet is the exact number or a text; a book that cannot be written says so.
// Method: numbers are compared with what the compiler reads from the decimal text.
#include "warehouse/workbook.hpp"

#include <gtest/gtest.h>

namespace warehouse {
namespace {

TEST(SheetNumber, IsTheNearestDoubleUpToFifteenDigits) {
    struct Case {
        base::Decimal value;
        std::optional<double> want;  // As the compiler reads it; none: it stays text.
    };
    Case const cases[] = {
        {{1, 2}, 0.01},
        {{-1, 2}, -0.01},
        {{999'999'999'999'999, 2}, 9999999999999.99},
        {{-999'999'999'999'999, 2}, -9999999999999.99},
        {{1'000'000'000'000'001, 2}, std::nullopt},    // 16 significant digits.
        {{100'000'000'000'000'000, 2}, std::nullopt},  // Whole yuan of 16 digits stay text too.
        {{123'456'789'012'300, 2}, 1234567890123.0},
        {{435'000, 5}, 4.35},
        {{1, 5}, 0.00001},
        {{0, 2}, 0.0},
    };
    for (Case const& c : cases) {
        EXPECT_EQ(sheet_number(c.value), c.want) << base::to_text(c.value);
    }
}

TEST(Workbook, RefusesAFolderThatIsNotThere) {
    WorkbookOptions options;
    options.path = "/nonexistent/folder/a.xlsx";
    options.temporary_folder = "/tmp";
    auto const workbook = Workbook::create(options);
    ASSERT_FALSE(workbook.has_value());
    EXPECT_EQ(workbook.error().code, "workbook_failed");
    EXPECT_EQ(workbook.error().at.file, options.path);
}

TEST(Workbook, RefusesASheetNameTwice) {
    std::string const path = testing::TempDir() + "workbook_twice.xlsx";
    WorkbookOptions options;
    options.path = path;
    options.temporary_folder = testing::TempDir();
    auto workbook = Workbook::create(options);
    ASSERT_TRUE(workbook.has_value());
    ASSERT_TRUE(workbook->begin({"a", "title", {{"head"}}}).has_value());
    auto const again = workbook->begin({"a", "title", {{"head"}}});
    ASSERT_FALSE(again.has_value());
    EXPECT_EQ(again.error().code, "workbook_failed");
}

}  // namespace
}  // namespace warehouse
