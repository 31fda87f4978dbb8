// Goal: the strict YAML and CSV readers refuse what is ambiguous and say where it stands.
#include <gtest/gtest.h>

#include "base/csv.hpp"
#include "base/record.hpp"
#include "base/yaml.hpp"

namespace base {
namespace {

std::string yaml_error(std::string_view text) {
    auto const result = parse_yaml(text, "x.yaml");
    if (result) return "ok";
    Error const& e = result.error();
    return e.code + " " + std::to_string(e.at.line) + ":" + std::to_string(e.at.column);
}

TEST(Yaml, EveryScalarIsText) {
    auto const root = parse_yaml(
        "rule: inclusive.small_firm\nno: no\nn: 007\ne: 1e3\nlist: [a, ~, \"~\"]\n"
        "说明: |\n  两行\n  文字\n",
        "x.yaml");
    ASSERT_TRUE(root);
    EXPECT_EQ(root->find("no")->text, "no");
    EXPECT_EQ(root->find("n")->text, "007");
    EXPECT_EQ(root->find("e")->text, "1e3");
    auto const& list = root->find("list")->items;
    EXPECT_EQ(list[1].kind, YamlKind::null);
    EXPECT_EQ(list[2].text, "~");
    EXPECT_EQ(root->find("说明")->text, "两行\n文字\n");
    EXPECT_EQ(root->find("list")->line, 5);
    EXPECT_EQ(root->find("absent"), nullptr);
}

TEST(Yaml, RefusesWhatIsAmbiguous) {
    struct {
        char const* text;
        char const* want;
    } const cases[] = {
        {"a: 1\na: 2\n", "yaml_duplicate_key 2:1"},
        {"a: &x 1\n", "yaml_anchor 1:4"},
        {"a: &x 1\nb: *x\n", "yaml_anchor 1:4"},
        {"a: !!int 1\n", "yaml_tag 1:4"},
        {"a: null\n", "yaml_null 1:4"},
        {"a: 1\n---\nb: 2\n", "yaml_two_documents 2:1"},
        {"a: [1, 2\n", "yaml_syntax 2:1"},
        {"名称: {甲: 1, 甲: 2}\n", "yaml_duplicate_key 1:12"},
        {"[a, b]: 1\n", "yaml_key 1:1"},
        {"", "yaml_empty 0:0"},
        {"a: \xCC\xCC\n", "yaml_not_utf8 1:0"},
    };
    for (auto const& c : cases) EXPECT_EQ(yaml_error(c.text), c.want) << c.text;
    std::string deep = "a: ";
    deep += std::string(40, '[') + std::string(40, ']');
    EXPECT_TRUE(yaml_error(deep).starts_with("yaml_too_deep")) << yaml_error(deep);
}

TEST(Csv, ReadsQuotesLinesAndBom) {
    auto const table = parse_csv_table(
        "\xEF\xBB\xBF"
        "code,name\r\nA,\"农、林, \"\"牧\"\"\"\n\nB,\"两\n行\"\nC,\n",
        "x.csv");
    ASSERT_TRUE(table);
    ASSERT_EQ(table->rows.size(), 3u);
    EXPECT_EQ(table->rows[0].cells[1], "农、林, \"牧\"");
    EXPECT_EQ(table->rows[1].line, 4);
    EXPECT_EQ(table->rows[1].cells[1], "两\n行");
    EXPECT_EQ(table->rows[2].line, 6);
    EXPECT_EQ(table->rows[2].cells[1], "");
}

TEST(Csv, ErrorsNameThePlaceAndReadingGoesOn) {
    auto const error_of = [](std::string_view text) {
        auto const table = parse_csv_table(text, "x.csv");
        return table ? "ok"
                     : table.error().code + " " + std::to_string(table.error().at.line) + ":" +
                           std::to_string(table.error().at.column);
    };
    EXPECT_EQ(error_of("a,b\n1,2\n3\n"), "csv_wrong_count 3:0");
    EXPECT_EQ(error_of("a,b\n1,x\"y\"\n"), "csv_quote_misplaced 2:4");
    EXPECT_EQ(error_of("a,b\n1,\"xy\n"), "csv_quote_unclosed 2:3");
    EXPECT_EQ(error_of("a,a\n"), "csv_duplicate_column 1:0");
    CsvReader reader("1,x\"y\n2,z\n", "x.csv");
    std::vector<std::string_view> fields;
    EXPECT_FALSE(reader.next(fields));
    ASSERT_TRUE(reader.next(fields));
    EXPECT_EQ(fields[0], "2");
}

struct Sample {
    std::string id;
    int64_t count;
    std::optional<Day> since;
    Decimal share;
};
constexpr auto sample_columns = columns<Sample>({
    column<&Sample::id>({.text = "Identifier.", .key = true}),
    column<&Sample::count>({.text = "How many."}),
    column<&Sample::since>({.text = "First day."}),
    column<&Sample::share>({.text = "Share.", .unit = "%"}),
});
constexpr Record sample_record{"sample", sample_columns};

TEST(Record, CsvRoundTrip) {
    Sample const row{"甲,乙", 3, parse_day("2026-09-30"), Decimal{1250, 2}};
    std::string text = csv_header(sample_record) + "\n";
    append_csv_row(text, sample_record, &row);
    EXPECT_EQ(text, "id,count,since,share\n\"甲,乙\",3,2026-09-30,12.50\n");
    auto rows = parse_csv_rows(sample_record, text, "x.csv");
    ASSERT_TRUE(rows);
    Sample back;
    assign(sample_record, &back, std::move((*rows)[0]));
    EXPECT_EQ(back.id, row.id);
    EXPECT_EQ(back.since, row.since);
}

TEST(Record, CsvErrorsNameLineAndField) {
    auto const error_of = [](std::string_view text) {
        auto const rows = parse_csv_rows(sample_record, text, "x.csv");
        return rows ? "ok"
                    : rows.error().code + " " + std::to_string(rows.error().at.line) + " " +
                          rows.error().at.field;
    };
    EXPECT_EQ(error_of("id,count,since,share\na,1,,1.0\nb,x,,1.0\n"), "value_malformed 3 count");
    EXPECT_EQ(error_of("id,count,since,share\na,1,2026-02-30,1.0\n"), "value_malformed 2 since");
    EXPECT_EQ(error_of("id,count,since,share\n,1,,1.0\n"), "value_missing 2 id");
    EXPECT_EQ(error_of("id,count,share,what\n"), "csv_unknown_column 1 what");
    EXPECT_EQ(error_of("id,count\n"), "csv_missing_column 1 share");
}

}  // namespace
}  // namespace base
