// Goal: a number in a sheet is the exact number or a text; a book that cannot be written says so.
// Method: the cell's own XML, written by hand here.
#include "warehouse/workbook.hpp"

#include <gtest/gtest.h>

#include "warehouse/sheet_xml.hpp"

namespace warehouse {
namespace {

/// The cell of a sheet that holds one number.
std::string cell_of(base::Decimal value) {
    SheetShape shape;
    shape.columns = {{"head", ColumnFormat::amount}};
    SharedTexts shared;
    SheetXml sheet(shape, shared);
    sheet.begin();
    sheet.xml.clear();
    Cell const cells[] = {value};
    sheet.add(cells);
    return sheet.xml;
}

TEST(SheetXml, WritesANumberExactlyOrAsText) {
    std::string const number = "<row r=\"3\"><c r=\"A3\" s=\"4\"><v>";
    std::string const text = "<row r=\"3\"><c r=\"A3\" s=\"3\" t=\"inlineStr\"><is><t>";
    struct Case {
        base::Decimal value;
        bool is_number;  // At most the 15 significant digits that a spreadsheet keeps.
        char const* want;
    };
    Case const cases[] = {
        {{1, 2}, true, "0.01"},
        {{-1, 2}, true, "-0.01"},
        {{999'999'999'999'999, 2}, true, "9999999999999.99"},
        {{-999'999'999'999'999, 2}, true, "-9999999999999.99"},
        {{1'000'000'000'000'001, 2}, false, "10000000000000.01"},      // 16 digits.
        {{100'000'000'000'000'000, 2}, false, "1000000000000000.00"},  // 16 whole digits.
        {{123'456'789'012'300, 2}, true, "1234567890123.00"},
        {{1, 5}, true, "0.00001"},
        {{0, 2}, true, "0.00"},
    };
    for (Case const& c : cases) {
        std::string const want = c.is_number ? number + c.want + "</v></c></row>"
                                             : text + c.want + "</t></is></c></row>";
        EXPECT_EQ(cell_of(c.value), want);
    }
}

TEST(Workbook, RefusesAFolderThatIsNotThere) {
    WorkbookOptions options;
    options.path = "/nonexistent/folder/a.xlsx";
    auto const workbook = Workbook::create(options);
    ASSERT_FALSE(workbook.has_value());
    EXPECT_EQ(workbook.error().code, "workbook_failed");
    EXPECT_EQ(workbook.error().at.file, options.path);
}

TEST(Workbook, RefusesASheetNameTwice) {
    std::string const path = testing::TempDir() + "workbook_twice.xlsx";
    WorkbookOptions options;
    options.path = path;
    auto workbook = Workbook::create(options);
    ASSERT_TRUE(workbook.has_value());
    ASSERT_TRUE(workbook->begin({"a", "title", {{"head"}}}).has_value());
    auto const again = workbook->begin({"a", "title", {{"head"}}});
    ASSERT_FALSE(again.has_value());
    EXPECT_EQ(again.error().code, "workbook_failed");
}

}  // namespace
}  // namespace warehouse
