// Goal: a list over rows in memory says what the same list over a database would.
// Method: ten rows with nulls and ties, ordered and cut by hand; then every page size walked.
#include "http/memory_list.hpp"

#include <gtest/gtest.h>

#include <array>

namespace http {
namespace {

constexpr std::array columns = {
    base::Column{
        "id", base::ValueType::integer, false, {.text = "Id.", .key = true}, nullptr, nullptr},
    base::Column{"name", base::ValueType::text, true, {.text = "Name."}, nullptr, nullptr},
    base::Column{"amount", base::ValueType::decimal, true, {.text = "Sum."}, nullptr, nullptr}};
constexpr base::Record record = {"row", columns};

using Row = std::vector<base::Value>;

Row row(int64_t id, char const* name, char const* amount) {
    Row out = {base::Value(id), base::Value(), base::Value()};
    if (name != nullptr) out[1] = std::string(name);
    if (amount != nullptr) out[2] = *base::parse_decimal(amount);
    return out;
}

std::vector<Row> rows() {
    return {row(1, "b", "10.00"), row(2, "a", "9.5"),   row(3, nullptr, "10.0"),
            row(4, "c", nullptr), row(5, "b", "-3"),    row(6, "ab", "10.01"),
            row(7, "a", nullptr), row(8, nullptr, "0"), row(9, "b", "100"),
            row(10, "", "7")};
}

std::vector<int64_t> ids(std::string const& query) {
    auto const pairs = parse_query(query);
    auto parsed = parse_list_query(record, *pairs, {"secret", "reader"});
    EXPECT_TRUE(parsed.has_value()) << query;
    std::vector<int64_t> out;
    for (Row const& each : page_of(record, rows(), *parsed).rows)
        out.push_back(std::get<int64_t>(each[0]));
    return out;
}

using Ids = std::vector<int64_t>;

TEST(MemoryList, Orders) {
    EXPECT_EQ(ids(""), (Ids{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}));
    // Null and "" first; 10.00 and 10.0 are one amount, so the key decides.
    EXPECT_EQ(ids("sort=amount"), (Ids{4, 7, 5, 8, 10, 2, 1, 3, 6, 9}));
    EXPECT_EQ(ids("sort=-amount"), (Ids{9, 6, 1, 3, 2, 10, 8, 5, 4, 7}));
    EXPECT_EQ(ids("sort=name,-id"), (Ids{10, 8, 3, 7, 2, 6, 9, 5, 1, 4}));
}

TEST(MemoryList, Filters) {
    EXPECT_EQ(ids("filter=amount%3E=10"), (Ids{1, 3, 6, 9}));
    EXPECT_EQ(ids("filter=amount%3C0"), (Ids{5}));
    EXPECT_EQ(ids("filter=name%5E=a"), (Ids{2, 6, 7}));
    EXPECT_EQ(ids("filter=name=b,amount!=10"), (Ids{5, 9}));
    EXPECT_EQ(ids("filter=name!=b"), (Ids{2, 3, 4, 6, 7, 8, 10}));
}

TEST(MemoryList, PagesMeetWithoutGapOrOverlap) {
    CursorKey const key = {"secret", "reader"};
    for (char const* sort : {"", "amount", "-amount", "name", "-name,amount"}) {
        std::string const order = std::string(sort).empty() ? "" : std::string("&sort=") + sort;
        Ids const whole = ids("limit=500" + order);
        for (int limit = 1; limit <= 11; ++limit) {
            Ids walked;
            std::string cursor;
            do {
                std::string query = "limit=" + std::to_string(limit) + order;
                if (!cursor.empty()) query += "&cursor=" + cursor;
                auto const parsed = parse_list_query(record, *parse_query(query), key);
                ASSERT_TRUE(parsed.has_value()) << query;
                Answer const page = page_of(record, rows(), *parsed);
                ASSERT_LE(page.rows.size(), size_t(limit));
                for (Row const& each : page.rows) walked.push_back(std::get<int64_t>(each[0]));
                cursor = page.more ? make_cursor(*parsed, page.rows.back(), key) : "";
            } while (!cursor.empty());
            EXPECT_EQ(walked, whole) << sort << " " << limit;
        }
    }
}

}  // namespace
}  // namespace http
