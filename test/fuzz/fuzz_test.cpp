// Goal: no input, however broken, crashes a reader or makes it contradict itself. Inputs are made
// from good ones by a seed (SEED) for ROUNDS rounds; a crash prints test, seed and round. The short
// form runs in the gate under ASan and UBSan, the long one in the soak.
#include <gtest/gtest.h>

#include <deque>

#include "base/csv.hpp"
#include "base/folder_for_test.hpp"
#include "base/seed_for_test.hpp"
#include "base/text.hpp"
#include "base/yaml.hpp"
#include "engine/rule/book_for_test.hpp"
#include "engine/rule/syntax.hpp"
#include "mutate.hpp"
#include "warehouse/inbox.hpp"
#include "warehouse/list_reader.hpp"
#include "warehouse/table_reader.hpp"
#include "warehouse/zip.hpp"

namespace {

int64_t lines_in(std::string_view text) { return std::count(text.begin(), text.end(), '\n') + 1; }

/// Runs `check` over mutated inputs; it returns true when the input was accepted.
void run(char const* test, int64_t rounds, std::vector<std::string> seeds,
         std::vector<std::string> words, std::function<bool(std::string const&)> const& check) {
    uint64_t const seed = base::test_seed();
    fuzz::Mutator mutator(seed, std::move(seeds), std::move(words));
    int64_t accepted = 0;
    for (int64_t round = 0; round < rounds && !::testing::Test::HasFailure(); ++round) {
        std::string input = mutator.next();
        fuzz::note(test, seed, round, input);
        SCOPED_TRACE("SEED=" + std::to_string(seed) + " round " + std::to_string(round));
        if (!check(input)) continue;
        ++accepted;
        mutator.keep(std::move(input));
    }
    // A fuzzer whose every input is refused at the door tests nothing behind it.
    EXPECT_GT(accepted, rounds / 100);
    EXPECT_LT(accepted, rounds);
}

TEST(Fuzz, Csv) {
    run("csv", fuzz::rounds(20'000),
        {"a,b\n1,2\n", "code,zh\r\nA,\"农、\"\"牧\"\"\"\r\n\n", "x\n\"two\nlines\"\n"},
        {"\"\"", ",\"", "\",", "\n\n"}, [](std::string const& input) {
            auto const table = base::parse_csv_table(input, "x.csv");
            if (!table) {
                EXPECT_LE(table.error().at.line, lines_in(input));
                return false;
            }
            std::string written;
            base::append_csv_row(written, table->columns);
            for (auto const& row : table->rows) {
                EXPECT_EQ(row.cells.size(), table->columns.size());
                base::append_csv_row(written, row.cells);
            }
            // What was read can be written and read again, unless a row is one empty cell (a blank
            // line is skipped) or the first cell looks like a BOM.
            bool const bom = table->columns[0].starts_with(base::utf8_bom);
            if (table->columns.size() == 1 || bom) return true;
            auto const again = base::parse_csv_table(written, "x.csv");
            EXPECT_TRUE(again) << written;
            if (!again) return true;
            EXPECT_EQ(again->columns, table->columns);
            EXPECT_EQ(again->rows.size(), table->rows.size());
            for (size_t i = 0; i < table->rows.size() && i < again->rows.size(); ++i)
                EXPECT_EQ(again->rows[i].cells, table->rows[i].cells);
            return true;
        });
}

TEST(Fuzz, Yaml) {
    run("yaml", fuzz::rounds(20'000),
        {"rule: a.b\nname: {zh: 甲, en: A}\n"
         "when:\n  甲: \"x = 'a'\"\nlist:\n  - [1, ~, 'b']\n  - k: |\n      text\n",
         "a: {b: [c, {d: e}]}\n"},
        {": ", "- ", "&a ", "*a", "!!int ", "{", "}", "[", "]", "---\n", "#", "|\n", "? "},
        [](std::string const& input) {
            auto const tree = base::parse_yaml(input, "x.yaml");
            if (tree) return true;
            EXPECT_FALSE(tree.error().code.empty());
            EXPECT_LE(tree.error().at.line, lines_in(input) + 1);
            return false;
        });
}

std::vector<std::string> const expressions = {
    "m <= 10.00 元 and t in ('a', 'b')",
    "case when x then m else n end + 1.50 元 > 0",
    "c in map('map', 'U', 'P') or not (d between date '2026-01-01' and e)",
    "div0(m, n, 4) >= 0.5 and length(t || u) > 3 and t like 'A%_'",
    "param('common.p', region) is not null or coalesce(x, y)",
    "round_half_up(r, 2) <> -4.35 %",
    "add_months(d, 3) < month_end(e) and days_between(d, e) > 30 天",
    "party in list('common.good') and f = 'P'"};

std::vector<std::string> const expression_words = {" and ",      " or ",
                                                   "not ",       "(",
                                                   ")",          " = ",
                                                   " <> ",       " <= ",
                                                   " + ",        " - ",
                                                   " * ",        " || ",
                                                   " is null",   " in (",
                                                   "case when ", " then ",
                                                   " else ",     " end",
                                                   "null",       "true",
                                                   "date '",     "元",
                                                   "%",          "m",
                                                   "n",          "x",
                                                   "t",          "d",
                                                   "c",          "code('grains')",
                                                   "abs(",       "substr(t, 1, 2)",
                                                   "twice",      " between "};

TEST(Fuzz, ExpressionText) {
    run("expression", fuzz::rounds(20'000), expressions, expression_words,
        [](std::string const& input) {
            auto const tree = rule::parse_expression(input, {.line = 1, .column = 1});
            if (!tree) {
                EXPECT_TRUE(tree.error().code.starts_with("expr_"));
                return false;
            }
            std::string const text = rule::to_text(*tree);
            auto const again = rule::parse_expression(text, {.line = 1, .column = 1});
            EXPECT_TRUE(again) << text;
            EXPECT_EQ(again ? rule::to_text(*again) : "", text);
            return true;
        });
}

TEST(Fuzz, ExpressionValue) {
    rule::Facts const facts = {{"m", rule::dec("12.50")},
                               {"n", rule::dec("-3.00")},
                               {"r", rule::dec("4.35000")},
                               {"x", true},
                               {"t", "A甲"},
                               {"u", "b"},
                               {"d", rule::day("2026-01-31")},
                               {"c", "A01"},
                               {"f", "P"},
                               {"report_date", rule::day("2025-06-30")}};
    run("value", fuzz::rounds(20'000) / 20 + 100, expressions, expression_words,
        [&](std::string const& input) {
            std::string const got = rule::value_of(input, facts);
            EXPECT_FALSE(got.starts_with("record ")) << input << ": " << got;
            return !got.starts_with("expr_") && !got.starts_with("rule_");
        });
}

domain::Layout layout(domain::FileFormat format) {
    domain::Layout out;
    out.format = format;
    auto const add = [&](char const* id, domain::FieldKind kind, int width, int scale) {
        domain::Field one;
        one.id = one.zh = id;
        one.kind = kind;
        one.width = width;
        one.scale = scale;
        one.free_text = width == 30;
        out.fields.push_back(one);
    };
    add("key", domain::FieldKind::text_max, 10, 0);
    add("amount", domain::FieldKind::decimal, 20, 2);
    add("day", domain::FieldKind::date, 10, 0);
    add("flag", domain::FieldKind::yes_no, 1, 0);
    add("count", domain::FieldKind::integer, 20, 0);
    add("words", domain::FieldKind::text_max, 30, 0);
    return out;
}

class FuzzReader : public ::testing::Test {
protected:
    FuzzReader() : database_(*warehouse::Database::open({})), connection_(*database_.connect()) {}

    /// Reads into a new table; every line is accepted or refused, and what is accepted is there.
    bool read(std::string const& input, domain::FileFormat format) {
        bool const csv = format == domain::FileFormat::csv;
        auto const shape = layout(format);
        EXPECT_TRUE(connection_.run("CREATE OR REPLACE TABLE t AS SELECT 1; DROP TABLE t"));
        EXPECT_TRUE(warehouse::create_staging(connection_, "t", shape));
        warehouse::KeySet keys;
        warehouse::ReadOptions options{"L", "t", {"key"}, &keys, {}, {}};
        std::vector<domain::Refusal> refusals;
        std::deque<std::string> unescaped;
        auto const counts =
            csv ? warehouse::read_csv(connection_, "t", shape, input, options, refusals, unescaped)
                : warehouse::read_dat(connection_, "t", shape, input, options, refusals);
        EXPECT_TRUE(counts) << counts.error().code;
        if (!counts) return false;
        EXPECT_EQ(counts->refused, int64_t(refusals.size()));
        if (!csv) {
            EXPECT_EQ(counts->lines, counts->accepted + counts->refused);
            std::string_view text = input;
            if (text.starts_with(base::utf8_bom)) text.remove_prefix(base::utf8_bom.size());
            EXPECT_EQ(counts->lines,
                      text.empty() ? 0 : lines_in(text) - (text.ends_with('\n') ? 1 : 0));
        }
        EXPECT_EQ(*connection_.value("SELECT count(*) FROM t"), std::to_string(counts->accepted));
        for (domain::Refusal const& refusal : refusals) {
            EXPECT_FALSE(refusal.code.empty());
            EXPECT_GE(refusal.line, 1);
            EXPECT_LE(refusal.line, lines_in(input));
            EXPECT_EQ(base::find_malformed_utf8(refusal.value), std::string_view::npos);
        }
        return counts->accepted > 0;
    }

    warehouse::Database database_;
    warehouse::Connection connection_;
};

TEST_F(FuzzReader, Dat) {
    run("dat", fuzz::rounds(20'000) / 20,
        {"k1|1.00|2026-01-01|1|5|甲乙\nk2|-0.50||0||\n",
         "a||||0|x\nb|9999999999999999.99|2024-02-29|||真?\n"},
        {"||", "|1|", "0.00", "2024-02-29"},
        [&](std::string const& input) { return read(input, domain::FileFormat::dat); });
}

TEST_F(FuzzReader, CsvTable) {
    run("csv table", fuzz::rounds(20'000) / 20,
        {"key,amount,day\nk1,1.5,2026-01-01\nk2,,\n",
         "words,key,flag,count\r\n\"a,\"\"b\"\"\",k,1,3\r\n"},
        {"key,", "\"\"", ",,"},
        [&](std::string const& input) { return read(input, domain::FileFormat::csv); });
}

TEST(Fuzz, Zip) {
    base::FolderForTest folder;
    std::string const file = folder.write("a.dat", std::string(300, 'x') + "k|1.00\n");
    EXPECT_TRUE(warehouse::write_zip(folder.path() + "/a.zip", {{"a.dat", file}, {"a.log", file}}));
    std::string const good = *base::read_file(folder.path() + "/a.zip");
    std::string const content = *base::read_file(file);
    run("zip", fuzz::rounds(20'000) / 20, {good}, {"PK\x01\x02", "PK\x05\x06", "a.dat"},
        [&](std::string const& input) {
            std::string const path = folder.write("b.zip", input);
            auto const bytes = warehouse::read_zip_entry(path, "a.dat");
            if (!bytes) {
                EXPECT_TRUE(bytes.error().code.starts_with("zip_")) << bytes.error().code;
                return false;
            }
            // Its checksum guards the content: what is read is what was packed.
            EXPECT_EQ(*bytes, content);
            (void)warehouse::list_zip(path);
            return true;
        });
}

TEST(Fuzz, ListsAndLogs) {
    base::FolderForTest folder;
    std::string const head = "row,id,name,level,region,from,to\n";
    warehouse::SentFile const sent{"L_T_20260930.dat", folder.write("L_T_20260930.dat", "x\n"),
                                   false};
    run("list and log", fuzz::rounds(20'000) / 100 + 100,
        {head + "coverage,,,,140000,2020-01-01,\n"
                "entry,a,甲,,,2026-01-01,2026-06-30\nentry,a,甲,,,2026-07-01,\n",
         "L_T_20260930.dat\n401b30e3b8b5d629635a5c613cdb7919\n2\n2026-10-05 18:00:00\n1\n"},
        {"entry,", "coverage,", "140000", "2026-01-01,"}, [&](std::string const& input) {
            folder.write("common.good/1.csv", input);
            auto const lists = warehouse::read_lists(folder.path(), {"common.good"});
            EXPECT_TRUE(lists);
            auto const& entries = lists->sets.at("common.good").entries;
            for (size_t i = 1; i < entries.size(); ++i)
                EXPECT_FALSE(entries[i].id == entries[i - 1].id &&
                             entries[i].period.overlaps(entries[i - 1].period));
            folder.write("L_T_20260930.log", input);
            std::vector<domain::Finding> findings;
            auto const bytes = warehouse::SentBytes::open(sent);
            EXPECT_TRUE(bytes);
            warehouse::check_log("L", "T", sent, *bytes, findings);
            return !entries.empty() || findings.empty();
        });
}

}  // namespace
