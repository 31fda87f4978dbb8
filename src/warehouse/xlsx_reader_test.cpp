// Goal: a workbook is read as a spreadsheet shows it, and what could act, hide or grow is refused.
// Method: workbooks written part by part, so that they hold what no library would write.
#include <gtest/gtest.h>

#include "base/file.hpp"
#include "base/text.hpp"
#include "warehouse/xlsx_for_test.hpp"
#include "warehouse/xlsx_number.hpp"
#include "warehouse/xlsx_reader.hpp"

namespace warehouse {
namespace {

using Parts = std::map<std::string, std::string>;

/// "A1 text one|…", or the error's code and its field.
std::string read(Parts const& parts, XlsxOptions const& options = {},
                 XlsxLimits const& limits = {}) {
    base::FolderForTest const folder;
    auto const path = pack_for_test(folder, parts);
    auto file = XlsxFile::open(path, limits);
    if (!file) return file.error().code;
    std::string out;
    constexpr std::string_view kinds[] = {"text", "number", "day", "flag", "error"};
    auto const report = file->read(
        options, [&](int64_t row, std::span<XlsxCell const> cells) -> base::Result<void> {
            for (XlsxCell const& cell : cells)
                out += (out.empty() ? "" : "|") + cell_name(cell.column, row) +
                       (cell.is_formula ? "=" : "") + " " + std::string(kinds[size_t(cell.kind)]) +
                       " " + std::string(cell.text);
            return {};
        });
    if (report) return out + (report->merged.empty() ? "" : " merged " + report->merged[0]);
    std::string const& field = report.error().at.field;
    return report.error().code + (field.empty() ? "" : " " + field);
}

std::string read_rows(std::string const& rows, XlsxOptions const& options = {}) {
    return read(parts_for_test(rows), options);
}

TEST(XlsxReader, CellsAsASpreadsheetShowsThem) {
    struct Case {
        char const* cell;
        char const* want;
    };
    Case const cases[] = {
        {R"(<c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c>)", "A1 text one|C1 text two"},
        {R"(<c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>)", "A1 text ab"},
        {R"(<c r="B1"><v>0.56999999999999995</v></c><c><v>-1.5E-3</v></c>)",
         "B1 number 0.57|C1 number -0.0015"},
        {R"(<c r="A1" t="b"><v>1</v></c><c r="B1" t="e"><v>#N/A</v></c>)",
         "A1 flag 1|B1 error #N/A"},
        // 2026-09-30 is 20726 days after 1970-01-01, which is 25569: 46295.
        {R"(<c r="A1" s="1"><v>46295</v></c><c r="B1" s="2"><v>46295.75</v></c>)",
         "A1 day 2026-09-30|B1 day 2026-09-30 18:00:00"},
        {R"(<c r="A1" s="3"><v>0.75</v></c><c r="B1" s="0"><v>46295</v></c>)",
         "A1 number 0.75|B1 number 46295"},
        {R"(<c r="A1" t="d"><v>2026-09-30T00:00:00</v></c>)", "A1 day 2026-09-30"},
        {R"(<c r="A1" s="1"/><c r="B1" t="s"><v>0</v></c>)", "B1 text one"},
        {R"(<x:c r="A1"><x:v>5</x:v></x:c>)", "A1 number 5"},
    };
    for (Case const& one : cases)
        EXPECT_EQ(read_rows("<row r=\"1\">" + std::string(one.cell) + "</row>"), one.want)
            << one.cell;
    EXPECT_EQ(read_rows(R"(<row r="3"><c r="A3" s="1"><v>46295</v></c></row>)",
                        {.days = DayForm::serial}),
              "A3 number 46295");
}

TEST(XlsxReader, RowsAndCellsGoForwardAndStayInside) {
    EXPECT_EQ(read_rows("<row><c><v>1</v></c></row><row r=\"7\"><c><v>2</v></c></row>"),
              "A1 number 1|A7 number 2");
    for (char const* rows :
         {R"(<row r="2"/><row r="2"/>)", R"(<row r="0"/>)", R"(<row r="-1"/>)",
          R"(<row r="1"><c r="B1"/><c r="A1"/></row>)", R"(<row r="1"><c r="A2"/></row>)",
          R"(<row r="1"><c r="AAAAAAAAAAA1"/></row>)", R"(<row r="1"><c r="1"/></row>)",
          R"(<row r="1"><c t="s"><v>2</v></c></row>)", R"(<row r="1"><c t="s"><v>-1</v></c></row>)",
          R"(<c r="A1"><v>1</v></c>)", "<row>"})
        EXPECT_TRUE(read_rows(rows).starts_with("xlsx_unreadable")) << rows;
    EXPECT_EQ(read_rows(R"(<row r="1048577"><c><v>1</v></c></row>)"), "xlsx_outside S");
    EXPECT_EQ(read_rows(R"(<row r="1"><c r="XFD1"><v>1</v></c></row>)"), "XFD1 number 1");
    EXPECT_EQ(read_rows(R"(<row r="1"><c r="XFE1"><v>1</v></c></row>)"), "xlsx_outside S");
    std::string const long_text(140'000, 'x');
    EXPECT_EQ(read_rows("<row r=\"4\"><c r=\"B4\" t=\"str\"><v>" + long_text + "</v></c></row>"),
              "xlsx_cell_large S!B4");
}

TEST(XlsxReader, FormulasOnlyByPolicy) {
    std::string const rows =
        R"(<row r="5"><c r="B5"><f>HYPERLINK("http://a/"&amp;A1)</f><v>7</v></c><c><f/></c></row>)";
    EXPECT_EQ(read_rows(rows), "xlsx_formula S!B5");
    EXPECT_EQ(read_rows(rows, {.formulas = FormulaPolicy::cached}), "B5= number 7|C5= text ");
}

TEST(XlsxReader, MergedCellsAreReported) {
    auto parts = parts_for_test(R"(<row r="1"><c><v>1</v></c></row>)");
    parts["xl/worksheets/sheet1.xml"].insert(
        parts["xl/worksheets/sheet1.xml"].find("</worksheet>"),
        R"(<mergeCells><mergeCell ref="A1:B2"/></mergeCells>)");
    EXPECT_EQ(read(parts), "A1 number 1 merged A1:B2");
}

TEST(XlsxReader, SheetsByName) {
    auto parts = parts_for_test(R"(<row r="1"><c><v>1</v></c></row>)");
    EXPECT_EQ(read(parts, {.sheet = "T"}), "xlsx_sheet_missing");
    auto& book = parts["xl/workbook.xml"];
    book = base::replace_all(book, "name=\"S\"", "name=\"S\" state=\"veryHidden\"");
    EXPECT_EQ(read(parts), "xlsx_sheet_missing");
    EXPECT_EQ(read(parts, {.sheet = "S"}), "A1 number 1");
    book = base::replace_all(book, "<sheets>", "<workbookPr date1904=\"1\"/><sheets>");
    EXPECT_EQ(read(parts), "xlsx_date_1904");
}

TEST(XlsxReader, WhatCouldActIsRefused) {
    std::string const row = R"(<row r="1"><c><v>1</v></c></row>)";
    struct Case {
        char const* part;
        char const* text;
        char const* want;
    };
    Case const cases[] = {
        {"xl/vbaProject.bin", "x", "xlsx_macro"},
        {"XL/VBAPROJECT.BIN", "x", "xlsx_macro"},
        {"xl/macrosheets/sheet1.xml", "<a/>", "xlsx_macro"},
        {"xl/activeX/activeX1.xml", "<a/>", "xlsx_macro"},
        {"xl/externalLinks/externalLink1.xml", "<a/>", "xlsx_external"},
        {"xl/connections.xml", "<a/>", "xlsx_external"},
        {"[Content_Types].xml",
         "<Types><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/"
         "vnd.ms-excel.sheet.macroEnabled.main+xml\"/></Types>",
         "xlsx_macro"},
        {"xl/_rels/workbook.xml.rels",
         "<Relationships><Relationship Id=\"r9\" Type=\"http://schemas.microsoft.com/office/2006/"
         "relationships/vbaProject\" Target=\"harmless.bin\"/></Relationships>",
         "xlsx_macro"},
        {"xl/_rels/workbook.xml.rels",
         "<Relationships><Relationship Id=\"r9\" Type=\"http://x/relationships/externalLink\" "
         "Target=\"a.xml\"/></Relationships>",
         "xlsx_external"},
    };
    for (Case const& one : cases) {
        auto parts = parts_for_test(row);
        parts[one.part] = one.text;
        EXPECT_EQ(read(parts), one.want) << one.part;
    }
}

TEST(XlsxReader, NoDocumentTypeInAnyPart) {
    std::string const entity =
        "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>";
    for (char const* part :
         {"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels",
          "xl/sharedStrings.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"}) {
        auto parts = parts_for_test(R"(<row r="1"><c><v>1</v></c></row>)");
        parts[part].insert(0, entity);
        EXPECT_EQ(read(parts), "xlsx_doctype") << part;
    }
}

TEST(XlsxReader, ZipBombsAreRefused) {
    // 32 MiB of blanks pack to a thousandth.
    std::string const row = R"(<row r="1"><c><v>1</v></c></row>)";
    auto const bomb = parts_for_test(row + std::string(32 << 20, ' '));
    EXPECT_EQ(read(bomb), "xlsx_bomb");
    EXPECT_EQ(read(bomb, {}, {.ratio = 2000}), "A1 number 1");
    EXPECT_EQ(read(bomb, {}, {.unpacked_bytes = 1 << 20, .ratio = 2000}), "xlsx_bomb");
    EXPECT_EQ(read(parts_for_test(row), {}, {.members = 6}), "xlsx_bomb");
    EXPECT_EQ(read(parts_for_test(row), {}, {.file_bytes = 1000}), "xlsx_bomb");
    EXPECT_EQ(read(parts_for_test(row), {}, {.shared_texts = 1}), "xlsx_texts_large");
    EXPECT_EQ(read(parts_for_test(row), {}, {.shared_bytes = 5}), "xlsx_texts_large");
    // A tag that never ends, and depth that never ends.
    EXPECT_TRUE(
        read(parts_for_test("<row a=\"" + std::string(3 << 20, 'y') + "\"/>"), {}, {.ratio = 2000})
            .starts_with("xlsx_unreadable"));
    std::string deep;
    for (int i = 0; i < 100; ++i) deep += "<a>";
    EXPECT_TRUE(read(parts_for_test(deep)).starts_with("xlsx_unreadable"));
}

/// The bytes of a good workbook with something changed in every header of its zip.
std::string patched(std::string const& path, auto const& patch) {
    std::string bytes = *base::read_file(path);
    for (size_t at = bytes.find("PK"); at != std::string::npos; at = bytes.find("PK", at + 2)) {
        if (bytes.compare(at, 4, "PK\x03\x04") == 0) patch(bytes, at + 6, at + 22);
        if (bytes.compare(at, 4, "PK\x01\x02") == 0) patch(bytes, at + 8, at + 24);
    }
    return bytes;
}

TEST(XlsxReader, ALyingDirectoryAndEncryption) {
    base::FolderForTest const folder;
    std::string const path = pack_for_test(
        folder, parts_for_test("<row r=\"1\"><c><v>1</v></c></row>" + std::string(9000, ' ')));
    ASSERT_TRUE(XlsxFile::open(path));
    // Bit 0 of the flags says that a member is encrypted.
    folder.write("locked.xlsx", patched(path, [](std::string& bytes, size_t flags, size_t) {
                     bytes[flags] = char(bytes[flags] | 1);
                 }));
    EXPECT_EQ(XlsxFile::open(folder.path() + "/locked.xlsx").error().code, "xlsx_encrypted");
    // The unpacked size says one byte: what unpacks to more is refused while it is read.
    folder.write("lies.xlsx", patched(path, [](std::string& bytes, size_t, size_t size) {
                     bytes.replace(size, 4, std::string("\x01\0\0\0", 4));
                 }));
    auto const lies = XlsxFile::open(folder.path() + "/lies.xlsx");
    ASSERT_FALSE(lies);
    EXPECT_TRUE(lies.error().code == "xlsx_bomb" || lies.error().code == "xlsx_unreadable" ||
                lies.error().code == "zip_unreadable")
        << lies.error().code;
    std::string const old = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(600, '\0');
    std::string wide;
    for (char c : std::string("EncryptedPackage")) wide += {c, '\0'};
    EXPECT_EQ(XlsxFile::open(folder.write("a.xls", old)).error().code, "xlsx_old_format");
    EXPECT_EQ(XlsxFile::open(folder.write("b.xlsx", old + wide)).error().code, "xlsx_encrypted");
    EXPECT_EQ(XlsxFile::open(folder.write("c.xlsx", "no zip")).error().code, "zip_unreadable");
    EXPECT_EQ(XlsxFile::open(folder.path() + "/none.xlsx").error().code, "file_unreadable");
}

TEST(XlsxReader, AnErrorOfTheTakerEndsTheReading) {
    base::FolderForTest const folder;
    auto file = XlsxFile::open(pack_for_test(
        folder,
        parts_for_test("<row r=\"1\"><c><v>1</v></c></row><row r=\"2\"><c><v>1</v></c></row>")));
    ASSERT_TRUE(file);
    int64_t last = 0;
    auto const done =
        file->read({}, [&](int64_t row, std::span<XlsxCell const>) -> base::Result<void> {
            last = row;
            return base::invalid("enough", {});
        });
    EXPECT_EQ(done.error().code, "enough");
    EXPECT_EQ(last, 1);
}

TEST(XlsxNumber, Days) {
    EXPECT_EQ(day_of_serial("61"), "1900-03-01");
    EXPECT_EQ(day_of_serial("60"), std::nullopt);  // 1900-02-29 never was.
    EXPECT_EQ(day_of_serial("25569"), "1970-01-01");
    EXPECT_EQ(day_of_serial("2958465"), "9999-12-31");
    EXPECT_EQ(day_of_serial("2958466"), std::nullopt);
    EXPECT_EQ(day_of_serial("46295.999999999"), "2026-10-01");  // Rounds to midnight.
    EXPECT_EQ(day_of_serial("4.6295E4"), "2026-09-30");
    EXPECT_EQ(day_of_serial("-5"), std::nullopt);
    for (char const* code :
         {"yyyy/m/d", "[$-804]yyyy\"年\"m\"月\"d\"日\";@", "mm", "d\\-mmm", "m/d/yy h:mm"})
        EXPECT_TRUE(shows_day(std::string_view(code))) << code;
    for (char const* code :
         {"General", "0.00", "[h]:mm:ss", "\"day\"0", "[Red]0", "#,##0_d", "h:mm", "0;yyyy", "\""})
        EXPECT_FALSE(shows_day(std::string_view(code))) << code;
}

}  // namespace
}  // namespace warehouse
