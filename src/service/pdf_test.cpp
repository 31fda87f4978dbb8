// Goal: a document has as many pages as it needs, and always the same bytes.
// Method: a table of 120 rows; test/archive/pdf_test.py reads the text of whole papers back.
#include "service/pdf.hpp"

#include <gtest/gtest.h>

#ifdef __SANITIZE_ADDRESS__
// Fontconfig keeps what it knows of fonts until the process ends; Cairo 1.16 itself leaves 768
// bytes for each subset of a CFF font, as a bare program of its calls shows.
extern "C" char const* __lsan_default_suppressions();
extern "C" char const* __lsan_default_suppressions() {
    return "leak:libfontconfig\nleak:libcairo\n";
}
#endif

namespace service {
namespace {

std::string document(int rows) {
    Pdf pdf("签报单", {"合成数据", "试算"});
    pdf.heading("一、存量");
    pdf.paragraph("报告期 2026-09。");
    std::vector<std::vector<std::string>> table;
    for (int i = 0; i < rows; ++i) table.push_back({"项目" + std::to_string(i), "1,234.50"});
    pdf.table({{"项目", 2}, {"金额", 1, true}}, table);
    pdf.signatures({"经办：", "日期："});
    return pdf.finish("2026-11-23").value();
}

size_t count(std::string const& text, std::string_view part) {
    size_t out = 0;
    for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++out;
    return out;
}

/// Objects of type Page; that of type Pages is their list.
size_t pages_of(std::string const& pdf) {
    return count(pdf, "/Type /Page") - count(pdf, "/Type /Pages");
}

TEST(Pdf, SameInputSameBytes) {
    std::string const first = document(120);
    EXPECT_TRUE(first.starts_with("%PDF-"));
    EXPECT_EQ(document(120), first);
    EXPECT_NE(document(119), first);
}

TEST(Pdf, TablesGoOnOverPages) {
    // A row is a line of 8.5 points, with its padding 16 to 19 high: 728 points hold 38 to 45.
    EXPECT_EQ(pages_of(document(5)), 1U);
    EXPECT_GE(pages_of(document(120)), 3U);
    EXPECT_LE(pages_of(document(120)), 5U);
}

TEST(Pdf, AnEmptyDocumentIsOnePage) {
    Pdf pdf("空", {});
    EXPECT_EQ(pages_of(pdf.finish("2026-11-23").value()), 1U);
}

}  // namespace
}  // namespace service
