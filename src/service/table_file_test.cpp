// Goal: a list that people filled in becomes rows or faults, each with its place and reason, and
// goes back marked so that correcting it and sending it again is enough.
#include "service/table_file.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "base/file.hpp"
#include "base/folder_for_test.hpp"
#include "base/text.hpp"
#include "warehouse/workbook.hpp"
#include "warehouse/xlsx_reader.hpp"

namespace service {
namespace {

struct Line {
    std::string identifier = {};
    std::optional<int64_t> staff = {};
    base::Day listed_from = {};
    std::optional<bool> is_new = {};
    std::optional<base::Decimal> share = {};
};

constexpr auto line_columns = base::columns<Line>({
    base::column<&Line::identifier>({.text = "USCC.", .key = true}),
    base::column<&Line::staff>({.text = "People."}),
    base::column<&Line::listed_from>({.text = "First day."}),
    base::column<&Line::is_new>({.text = "New?"}),
    base::column<&Line::share>({.text = "Share."}),
});
// The labels of its columns are those of the entries of a list, as far as there are any.
constexpr base::Record record = {"list_entry", line_columns};

class TableFileTest : public ::testing::Test {
protected:
    SentTable read(std::string const& bytes, TableOptions const& options = {}) {
        auto const file = read_table_file(record, folder_.write("list.csv", bytes), options);
        EXPECT_TRUE(file) << file.error().code;
        return file.value_or(SentTable());
    }
    std::string code(std::string const& bytes, TableOptions const& options = {}) {
        auto const file = read_table_file(record, folder_.write("list.csv", bytes), options);
        return file ? "" : file.error().code;
    }
    /// "row:column field code" of each fault.
    static std::string faults(SentTable const& file) {
        std::string out;
        for (TableFault const& fault : file.faults)
            out += (out.empty() ? "" : "|") + std::to_string(fault.row) + ":" +
                   std::to_string(fault.column) + " " + fault.field + " " + fault.code;
        return out;
    }
    static std::string values(SentTable const& file, size_t row) {
        std::vector<std::string> out;
        for (base::Value const& value : file.rows.at(row).values)
            out.push_back(base::to_text(value));
        return base::join(out, "|");
    }
    base::FolderForTest folder_;
};

TEST_F(TableFileTest, HeadsByNameOrLabelInAnyOrderUnderATitle) {
    auto const file = read(
        "三季度名单,,\n\nlisted_from*,  staff ,统一社会信用代码\n2026-09-30,\"5\",　91A　\n,,\n"
        "2026-10-01,,B\n");
    EXPECT_EQ(faults(file), "");
    ASSERT_EQ(file.rows.size(), 2u);
    EXPECT_EQ(file.rows[0].row, 4);
    EXPECT_EQ(values(file, 0), "91A|5|2026-09-30||");
    EXPECT_EQ(values(file, 1), "B||2026-10-01||");
    EXPECT_EQ(file.columns, (std::vector<int>{3, 2, 1, 0, 0}));
    EXPECT_EQ(file.good_rows(), 2);
}

TEST_F(TableFileTest, EveryFaultWithItsPlace) {
    auto const file = read(
        "identifier,staff,listed_from,is_new,share,colour,staff\n"
        "A,1.5,2026-02-30,maybe,1e3,red,\n"
        ",1,2026-09-30,是,0.5,,\n"
        "B,2,2026-09-30,no,1,,,x\n"
        "C\x01,2,2026-09-30,1,1\n"
        "\"D,2\n");
    EXPECT_EQ(faults(file),
              "1:6 colour csv_unknown_column|1:7 staff csv_duplicate_column|"
              "2:2 staff sent_integer|2:3 listed_from sent_day|2:4 is_new sent_flag|"
              "2:5 share sent_number|3:1 identifier value_missing|"
              "4:8  sent_cell_without_head|5:1 identifier sent_control|"
              "6:0  csv_quote_unclosed");
    EXPECT_EQ(file.good_rows(), 0);
    EXPECT_EQ(file.rows[0].cells,
              (std::vector<std::string>{"A", "1.5", "2026-02-30", "maybe", "1e3"}));
    EXPECT_EQ(fault_text(file, file.faults[3], Language::en),
              "list.csv:2:3 [Listed from] Write the day as 2026-09-30; in an xlsx a date format "
              "will do: 2026-02-30 (sent_day)");
}

TEST_F(TableFileTest, MissingColumnsAndChoices) {
    auto const file = read("identifier,staff\nA,1\n");
    EXPECT_EQ(faults(file), "1:0 listed_from csv_missing_column");
    EXPECT_FALSE(file.rows[0].is_good());
    EXPECT_EQ(faults(read("identifier,staff\nA,1\n", {.columns = {"identifier", "staff"}})), "");
    EXPECT_EQ(faults(read("identifier\nA\nB\n",
                          {.columns = {"identifier"}, .choices = {{"identifier", {"A", "C"}}}})),
              "3:1 identifier sent_choice");
}

TEST_F(TableFileTest, EncodingsAndLimits) {
    // 统一社会信用代码 in GB18030, by Python: '统一社会信用代码'.encode('gb18030')
    auto const file = read("\xCD\xB3\xD2\xBB\xC9\xE7\xBB\xE1\xD0\xC5\xD3\xC3\xB4\xFA\xC2\xEB\nA\n",
                           {.columns = {"identifier"}});
    EXPECT_EQ(values(file, 0), "A||||");
    EXPECT_EQ(code("identifier\n\xFF\xFF\n"), "sent_encoding");
    EXPECT_EQ(code(""), "sent_no_head");
    EXPECT_EQ(code("a,b\n1,2\n"), "sent_no_head");
    EXPECT_EQ(code("identifier\nA\nB\n", {.columns = {"identifier"}, .rows = 1}), "sent_too_long");
    auto const many = read("identifier,staff\nA,x\nB,x\nC,x\n",
                           {.columns = {"identifier", "staff"}, .faults = 2});
    EXPECT_EQ(many.faults.size(), 2u);
    EXPECT_EQ(many.faults_left_out, 1);
    EXPECT_EQ(many.good_rows(), 0);  // Also the row whose fault was not kept.
}

TEST_F(TableFileTest, AMarkedWorkbookCorrectedIsGood) {
    auto const file = read("identifier,staff,listed_from\nA,many,2026-09-30\nB,7,2026-10-01\n");
    std::string const path = folder_.path() + "/marked.xlsx";
    ASSERT_TRUE(write_marked_table(record, file, path, Language::zh));
    // Sent again as it is, the same cell is wrong: row 3, under title and heads.
    auto const again = read_table_file(record, path);
    ASSERT_TRUE(again) << again.error().code;
    EXPECT_EQ(faults(*again), "3:2 staff sent_integer");
    EXPECT_EQ(values(*again, 1), "B|7|2026-10-01||");
    // The second sheet says where it stood.
    auto book = warehouse::XlsxFile::open(path);
    ASSERT_TRUE(book);
    ASSERT_EQ(book->sheets().size(), 2u);
    std::string last;
    auto const take = [&](int64_t, auto const& cells) -> base::Result<void> {
        last.clear();
        for (auto const& cell : cells) last += std::string(cell.text) + "|";
        return {};
    };
    auto const report = book->read({.sheet = book->sheets()[1]}, take);
    ASSERT_TRUE(report) << report.error().code << report.error().args[0].second;
    EXPECT_TRUE(last.starts_with("3|2|B2|staff|")) << last;
}

TEST_F(TableFileTest, AFormIsReadAsItIs) {
    std::string const path = folder_.path() + "/form.xlsx";
    ASSERT_TRUE(
        write_table_form(record, {.choices = {{"identifier", {"A", "B"}}}}, path, Language::zh));
    auto const file = read_table_file(record, path);
    ASSERT_TRUE(file) << file.error().code;
    EXPECT_EQ(faults(*file), "");
    EXPECT_EQ(file->rows.size(), 0u);
    EXPECT_EQ(file->columns, (std::vector<int>{1, 2, 3, 4, 5}));
}

TEST_F(TableFileTest, LongNumbersThatASpreadsheetCut) {
    std::string const path = folder_.path() + "/a.xlsx";
    auto book = warehouse::Workbook::create({.path = path, .made = {}});
    ASSERT_TRUE(book);
    ASSERT_TRUE(book->begin(
        {.name = "S", .title = "t", .columns = {{.head = "identifier"}, {.head = "staff"}}}));
    warehouse::Cell const good[] = {base::Decimal{123456789012345, 0}, std::string_view("3")};
    ASSERT_TRUE(book->add(good));
    ASSERT_TRUE(book->close());
    auto const file = read_table_file(record, path, {.columns = {"identifier", "staff"}});
    ASSERT_TRUE(file) << file.error().code;
    EXPECT_EQ(values(*file, 0), "123456789012345|3|||");
}

}  // namespace
}  // namespace service
