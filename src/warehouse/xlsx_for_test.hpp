// Workbooks for tests, part by part: what a spreadsheet writes, and what none would.
#pragma once

#include <map>
#include <string>

#include "base/folder_for_test.hpp"
#include "warehouse/zip.hpp"

namespace warehouse {

/// The parts of a workbook of one sheet, "S", whose rows are `rows`; the tests change them.
inline std::map<std::string, std::string> parts_for_test(std::string const& rows) {
    std::string const office = "http://schemas.openxmlformats.org/officeDocument/2006/";
    std::string const types = "http://schemas.openxmlformats.org/package/2006/";
    return {
        {"[Content_Types].xml", "<Types xmlns=\"" + types +
                                    "content-types\"><Default Extension=\"xml\" "
                                    "ContentType=\"application/xml\"/></Types>"},
        {"_rels/.rels", "<Relationships xmlns=\"" + types +
                            "relationships\"><Relationship Id=\"r\" Type=\"" + office +
                            "relationships/officeDocument\" Target=\"xl/workbook.xml\"/>"
                            "</Relationships>"},
        {"xl/workbook.xml", "<workbook xmlns:r=\"" + office +
                                "relationships\"><sheets><sheet name=\"S\" sheetId=\"1\" "
                                "r:id=\"r1\"/></sheets></workbook>"},
        {"xl/_rels/workbook.xml.rels",
         "<Relationships xmlns=\"" + types + "relationships\"><Relationship Id=\"r1\" Type=\"" +
             office +
             "relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship "
             "Id=\"r2\" Type=\"" +
             office +
             "relationships/sharedStrings\" Target=\"sharedStrings.xml\"/><Relationship "
             "Id=\"r3\" Type=\"" +
             office + "relationships/styles\" Target=\"styles.xml\"/></Relationships>"},
        {"xl/sharedStrings.xml",
         "<sst><si><t>one</t></si><si><r><t>t</t></r><r><t>wo</t></r><rPh><t>x</t></rPh></si>"
         "</sst>"},
        {"xl/styles.xml",
         "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy&quot;y&quot;\"/>"
         "</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf "
         "numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"20\"/>"
         "</cellXfs></styleSheet>"},
        {"xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"},
    };
}

/// Packs the parts; the path of the workbook.
inline std::string pack_for_test(base::FolderForTest const& folder,
                                 std::map<std::string, std::string> const& parts) {
    std::vector<std::pair<std::string, std::string>> files;
    for (auto const& [name, text] : parts)
        files.emplace_back(name, folder.write("part" + std::to_string(files.size()), text));
    std::string const path = folder.path() + "/book.xlsx";
    EXPECT_TRUE(write_zip(path, files));
    return path;
}

}  // namespace warehouse
