// Goal: an export asks for page after page, stops at its limit, and leaves no file behind.
// Method: a list of numbered rows, its pages counted by hand; the workbook is read by our reader.
#include "http/export.hpp"

#include <gtest/gtest.h>

#include "base/file.hpp"
#include "base/folder_for_test.hpp"
#include "warehouse/xlsx_reader.hpp"

namespace http {
namespace {

constexpr base::Column columns[] = {
    {"id", base::ValueType::text, false, {.text = "Id.", .key = true}, nullptr, nullptr},
    {"amount", base::ValueType::integer, true, {.text = "A.", .unit = "cents"}, nullptr, nullptr},
    {"hidden", base::ValueType::text, true, {.text = "H.", .secret = true}, nullptr, nullptr}};
constexpr base::Record record = {"export_row", columns};

/// Rows 0, 1, 2 … up to `total`, at most `page` at once, after the row that `after` names.
Route list_of(int64_t total, int64_t page, int& calls) {
    Route route;
    route.path = "/v1/rows";
    route.reply = ReplyKind::list;
    route.reply_record = &record;
    route.handle = [=, &calls](Call& call) -> base::Result<Answer> {
        ++calls;
        Answer answer;
        int64_t next = call.list.after.empty() ? 0 : std::stoll(call.list.after[0]) + 1;
        for (; next < total && int64_t(answer.rows.size()) < page; ++next)
            answer.rows.push_back(
                {base::Value(std::to_string(next)), base::Value(next * 100 + 5), base::Value("s")});
        answer.more = next < total;
        return answer;
    };
    return route;
}

base::Result<Answer> exported(Route const& route, std::string const& folder) {
    Request request;
    Identity identity;
    Call call = {.request = request, .identity = identity};
    call.list.orders.push_back({0, false});
    return export_list(call, route, folder);
}

TEST(Export, AsksUntilThereIsNoMore) {
    base::FolderForTest const folder;
    int calls = 0;
    auto answer = exported(list_of(7, 3, calls), folder.path());
    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(calls, 3);  // 3 + 3 + 1 rows.
    auto workbook = warehouse::XlsxFile::open(answer->file);
    ASSERT_TRUE(workbook.has_value());
    std::vector<std::string> seen;
    auto const take = [&](int64_t row,
                          std::span<warehouse::XlsxCell const> cells) -> base::Result<void> {
        std::string line = std::to_string(row);
        for (auto const& cell : cells) line += "|" + std::string(cell.text);
        seen.push_back(line);
        return {};
    };
    ASSERT_TRUE(workbook->read({}, take).has_value());
    // A title, the heads without the secret one, then the rows: 605 cents are 6.05.
    ASSERT_EQ(seen.size(), 9U);
    EXPECT_EQ(seen[2], "3|0|0.05");
    EXPECT_EQ(seen[8], "9|6|6.05");
    std::string const file = answer->file;
    answer->spool.reset();
    EXPECT_FALSE(base::is_file(file));
}

TEST(Export, StopsAtItsLimit) {
    base::FolderForTest const folder;
    int calls = 0;
    ASSERT_TRUE(exported(list_of(100'000, 500, calls), folder.path()).has_value());
    EXPECT_EQ(calls, 200);
    auto const long_one = exported(list_of(100'001, 500, calls), folder.path());
    ASSERT_FALSE(long_one.has_value());
    EXPECT_EQ(long_one.error().code, "export_long");
    EXPECT_TRUE(base::list_directory(folder.path())->empty());
}

}  // namespace
}  // namespace http
