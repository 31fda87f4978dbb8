// Goal: JSON is read exactly and strictly, rows go in and out without a binary fraction.
// Method: known answers; agreement with nlohmann's reader is tested on random texts in test/fuzz.
#include "http/json.hpp"

#include <gtest/gtest.h>

namespace http {
namespace {

struct Pair {
    std::string id;
    int64_t amount = 0;
    std::optional<base::Decimal> rate;
};

constexpr auto pair_columns = base::columns<Pair>({
    base::column<&Pair::id>({.text = "Id."}),
    base::column<&Pair::amount>({.text = "Amount.", .unit = "cents"}),
    base::column<&Pair::rate>({.text = "Rate."}),
});
constexpr base::Record pair_record = {"pair", pair_columns};

TEST(Json, NumbersStayAsWritten) {
    auto const json = parse_json("[12345678901234567890123, -0.10, 1E+5]");
    ASSERT_TRUE(json);
    EXPECT_EQ(json->items[0].text, "12345678901234567890123");
    EXPECT_EQ(json->items[1].text, "-0.10");
    EXPECT_EQ(json->items[2].text, "1E+5");
}

TEST(Json, Escapes) {
    auto const json = parse_json(R"("\u4e2d\ud83d\ude00\n\/")");
    ASSERT_TRUE(json);
    EXPECT_EQ(json->text, "中😀\n/");
    std::string out;
    append_json_text(out, "a\"\\\n\x01中");
    EXPECT_EQ(out, "\"a\\\"\\\\\\n\\u0001中\"");
}

TEST(Json, DepthIsExact) {
    // The value itself has depth 0, so 33 brackets reach depth 32 and one more is too deep.
    std::string const inner(33, '['), outer(33, ']');
    EXPECT_TRUE(parse_json(inner + outer));
    EXPECT_EQ(parse_json("[" + inner + outer + "]").error().code, "json_deep");
}

TEST(Json, Money) {
    EXPECT_EQ(cents_text(0), "0.00");
    EXPECT_EQ(cents_text(-5), "-0.05");
    EXPECT_EQ(cents_text(120'050), "1200.50");
    EXPECT_EQ(cents_text(INT64_MIN), "-92233720368547758.08");
    struct Case {
        char const* text;
        int64_t cents;
    };
    for (Case const& c : {Case{"0", 0}, {"1.5", 150}, {"-0.05", -5}, {"12", 1200}}) {
        auto const json = parse_json(std::string(R"({"id":"a","amount":")") + c.text + "\"}");
        auto const row = read_json_row(pair_record, *json);
        ASSERT_TRUE(row) << c.text;
        EXPECT_EQ(std::get<int64_t>((*row)[1]), c.cents) << c.text;
    }
    for (char const* bad :
         {"", "1.", ".5", "1.234", "1e2", "-", "--1", "1,000", "999999999999999999"}) {
        auto const json = parse_json(std::string(R"({"id":"a","amount":")") + bad + "\"}");
        EXPECT_FALSE(read_json_row(pair_record, *json)) << bad;
    }
}

TEST(Json, OnlyTheChoicesOfAColumn) {
    static constexpr base::Column columns[] = {
        {"state", base::ValueType::text, true, {.text = "S.", .choices = "open closed"}, {}, {}}};
    static constexpr base::Record record = {"choice_row", columns};
    std::pair<char const*, char const*> const cases[] = {
        {R"({"state":"open"})", ""},         {R"({"state":"closed"})", ""},
        {R"({"state":null})", ""},           {R"({"state":"ope"})", "field_choice"},
        {R"({"state":""})", "field_choice"}, {R"({"state":"open closed"})", "field_choice"}};
    for (auto const& [text, code] : cases) {
        auto const row = read_json_row(record, *parse_json(text));
        EXPECT_EQ(row ? "" : row.error().code, code) << text;
    }
}

TEST(Json, RowRoundTrip) {
    std::string const text = R"({"id":"a","amount":"1.00","rate":"3.45"})";
    auto const row = read_json_row(pair_record, *parse_json(text));
    ASSERT_TRUE(row);
    std::string out;
    append_json_row(out, pair_record, *row);
    EXPECT_EQ(out, text);
    out.clear();
    append_json_row(out, pair_record, *row, {2, 0});
    EXPECT_EQ(out, R"({"rate":"3.45","id":"a"})");
}

}  // namespace
}  // namespace http
