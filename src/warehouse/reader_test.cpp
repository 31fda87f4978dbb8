// Goal: readers refuse bad lines alone; keys, lists, zips and written files hold what they promise.
#include <gtest/gtest.h>

#include <deque>

#include "base/digest.hpp"
#include "base/folder_for_test.hpp"
#include "warehouse/dat_writer.hpp"
#include "warehouse/field_for_test.hpp"
#include "warehouse/inbox.hpp"
#include "warehouse/key_set.hpp"
#include "warehouse/list_reader.hpp"
#include "warehouse/table_reader.hpp"
#include "warehouse/xlsx_reader.hpp"
#include "warehouse/zip.hpp"

namespace warehouse {
namespace {

using domain::FieldKind;

TEST(KeySet, IsExactWhateverTheHash) {
    KeySet keys;
    EXPECT_TRUE(keys.insert({"ab", "c", ""}));
    EXPECT_TRUE(keys.insert({"a", "bc", ""}));  // The same bytes, cut elsewhere.
    EXPECT_TRUE(keys.insert({"c", "ab", ""}));
    EXPECT_FALSE(keys.insert({"ab", "c", ""}));
    std::deque<std::string> held;
    for (int i = 0; i < 20'000; ++i)
        EXPECT_TRUE(keys.insert({held.emplace_back(std::to_string(i)), "x", ""}));
    for (std::string const& key : held) EXPECT_FALSE(keys.insert({key, "x", ""}));
}

/// A layout of four fields: key, amount, day, words.
domain::Layout layout(domain::FileFormat format = domain::FileFormat::dat) {
    domain::Layout out;
    out.name = "common.t";
    out.message = "T";
    out.format = format;
    out.fields = {field(FieldKind::text_max, 10, 0, true), field(FieldKind::decimal, 20, 2),
                  field(FieldKind::date, 10), field(FieldKind::text_max, 30)};
    char const* const ids[] = {"key", "amount", "day", "words"};
    char const* const heads[] = {"编号", "金额", "日期", "用途"};
    for (size_t i = 0; i < 4; ++i) {
        out.fields[i].id = ids[i];
        out.fields[i].zh = heads[i];
    }
    out.fields[3].free_text = true;
    return out;
}

class Reading : public ::testing::Test {
protected:
    Reading() : database_(*Database::open({})), connection_(*database_.connect()) {}

    /// Reads text and returns "line field code value" of each refusal; rows stay in table t.
    std::vector<std::string> refused(std::string_view text, bool csv = false) {
        auto const shape = layout(csv ? domain::FileFormat::csv : domain::FileFormat::dat);
        EXPECT_TRUE(connection_.run("DROP TABLE IF EXISTS t"));
        EXPECT_TRUE(create_staging(connection_, "t", shape));
        KeySet keys;
        ReadOptions options{"L", "t.dat", {"key"}, &keys, {}, {}};
        std::vector<domain::Refusal> refusals;
        std::deque<std::string> unescaped;
        auto const counts =
            csv ? read_csv(connection_, "t", shape, text, options, refusals, unescaped)
                : read_dat(connection_, "t", shape, text, options, refusals);
        EXPECT_TRUE(counts);
        EXPECT_EQ(counts->lines, counts->accepted + counts->refused - header_faults_);
        std::vector<std::string> out;
        for (auto const& r : refusals)
            out.push_back(std::to_string(r.line) + " " + r.field + " " + r.code + " " + r.value);
        return out;
    }
    std::vector<std::vector<std::string>> rows() {
        return *connection_.rows("SELECT * FROM t ORDER BY line_no");
    }

    Database database_;
    Connection connection_;
    int header_faults_ = 0;
};

using Strings = std::vector<std::string>;

TEST_F(Reading, DatLineByLine) {
    EXPECT_EQ(refused("k1|1.00|2026-01-01|甲\n"
                      "k1|2.00||\n"          // The key again.
                      "k2|x||\nk2|3.00||\n"  // A refused line holds no key.
                      "|1.00||\nk3|1.00|\nk4|1.00|||\n\n"
                      "k5|1.00||\xCC\xCC\nk6|-0.01|2024-02-29|a?b\r\nk7|1.00||真?\nk8|1.00||"),
              (Strings{"2  duplicate_key k1", "3 金额 number_malformed x", "5 编号 value_missing ",
                       "6  column_count 3", "7  column_count 5", "8  column_count 1",
                       "9  not_utf8 ", "10 用途 control_character a?b\\x0D", "12  record_cut "}));
    EXPECT_EQ(rows(), (std::vector<Strings>{{"1", "", "k1", "1.00", "2026-01-01", "甲"},
                                            {"4", "", "k2", "3.00", "", ""},
                                            {"11", "用途", "k7", "1.00", "", "真?"}}));
    EXPECT_EQ(refused("\xEF\xBB\xBFk|1.00||\n"), Strings{});  // The BOM is a finding, not a cell.
    EXPECT_EQ(rows()[0][2], "k");
    EXPECT_EQ(refused(""), Strings{});
    EXPECT_EQ(refused("\n"), Strings{"1  column_count 1"});
}

TEST_F(Reading, ManyBatches) {
    std::string text;
    for (int i = 0; i < 5000; ++i)
        text += "k" + std::to_string(i) + "|" + std::to_string(i) + ".25||" +
                (i % 7 == 0 ? "\x01" : "x") + "\n";
    // 0, 7, …, 4998 are 715 bad lines of 5000.
    EXPECT_EQ(refused(text).size(), 715u);
    EXPECT_EQ(*connection_.value("SELECT count(*) FROM t"), "4285");
    // Sum of 0…4999 is 12,497,500; of the multiples of 7 it is 7 × (714 × 715 ÷ 2) = 1,786,785.
    // 12,497,500 − 1,786,785 + 4285 ÷ 4 = 10,711,786.25.
    EXPECT_EQ(*connection_.value("SELECT sum(amount) FROM t"), "10711786.25");
}

TEST_F(Reading, CsvWithItsHead) {
    EXPECT_EQ(refused("\xEF\xBB\xBF"
                      "amount,key\r\n1.5,k1\r\n\"2\",\"k,\"\"2\"\"\"\n,k3",
                      true),
              Strings{});
    EXPECT_EQ(rows(), (std::vector<Strings>{{"2", "", "k1", "1.50", "", ""},
                                            {"3", "", "k,\"2\"", "2.00", "", ""},
                                            {"4", "", "k3", "", "", ""}}));
    EXPECT_EQ(refused("key\na,b\n\"x\"y\nc\n\"open\n", true),
              (Strings{"2  column_count 2", "3  column_count ", "5  record_cut "}));
    header_faults_ = 2;
    EXPECT_EQ(refused("key,wrong,key\na,b,c\n", true),
              (Strings{"1 wrong code_unknown wrong", "1 key duplicate_key key"}));
    header_faults_ = 1;
    EXPECT_EQ(refused("", true), Strings{"1  column_count 0"});
}

/// Writes the rows of a query into a .dat.
base::Result<WrittenFile> write_rows(Connection& connection, std::string const& sql, DatFile file) {
    DatStream stream(std::move(file));
    auto const done = connection.query(sql, [&](base::Batch const& batch) -> base::Result<void> {
        for (size_t row = 0; row < batch.rows; ++row) TRY_VOID(stream.add(batch, row));
        return {};
    });
    if (!done) return std::unexpected(done.error());
    return stream.close();
}

TEST_F(Reading, WrittenDatIsReadBack) {
    base::FolderForTest folder;
    DatFile file{
        folder.path(), "L_T_20260930", {"k0|9.99|2026-09-30|汇总"}, {}, "2026-10-05 18:00:00"};
    file.fields = {{FieldKind::text_max, 10, 0, ""},
                   {FieldKind::decimal, 20, 1, ""},
                   {FieldKind::date, 10, 2, ""},
                   {FieldKind::text_max, 30, -1, "常量"}};
    std::string const sql =
        "SELECT 'k' || i, CAST(CAST(i AS DECIMAL(18,2)) / 4 AS DECIMAL(18,2)), "
        "CASE WHEN i % 2 = 0 THEN DATE '2026-02-28' END FROM range(1, 4000) r(i) ORDER BY i";
    auto const written = write_rows(connection_, sql, file);
    ASSERT_TRUE(written) << written.error().code;
    EXPECT_EQ(written->records, 4000);
    std::string const bytes = *base::read_file(written->path);
    EXPECT_TRUE(
        bytes.starts_with("k0|9.99|2026-09-30|汇总\nk1|0.25||常量\nk2|0.50|2026-02-28|常量\n"));
    EXPECT_EQ(written->bytes, int64_t(bytes.size()));
    EXPECT_EQ(*base::read_file(folder.path() + "/L_T_20260930.log"),
              "L_T_20260930.dat\n" + base::digest_hex(base::DigestKind::md5, bytes) + "\n" +
                  std::to_string(bytes.size()) + "\n2026-10-05 18:00:00\n4000\n");
    EXPECT_FALSE(base::is_file(written->path + ".part"));
    EXPECT_EQ(refused(bytes), Strings{});
    // 9.99 + (1 + … + 3999) ÷ 4 = 9.99 + 7,998,000 ÷ 4.
    EXPECT_EQ(*connection_.value("SELECT sum(amount) FROM t"), "1999509.99");
    std::vector<domain::Finding> findings;
    SentFile const sent{"L_T_20260930.dat", written->path, false};
    check_log("L", "T", sent, *SentBytes::open(sent), findings);
    EXPECT_TRUE(findings.empty());
    file.fields[0].width = 4;  // k1000 does not fit.
    auto const narrow = write_rows(connection_, sql, file);
    ASSERT_FALSE(narrow);
    EXPECT_EQ(narrow.error().code, "dat_value_too_long");
    EXPECT_EQ(narrow.error().at.line, 1001);
}

TEST(Zip, SizesThatAreClaimedTakeNoMemory) {
    // 500 bytes, of which one entry claims to be 1,627,389,953 packed and 1,952,539,694 unpacked:
    // found by fuzzing, and once so many were allocated.
    std::string const path =
        std::string(WUPIAN_SOURCE_DIR) + "/test/fuzz/corpus/zip/found_size_that_lies.seed";
    auto const entry = warehouse::read_zip_entry(path, "b/a.log");
    ASSERT_FALSE(entry);
    EXPECT_EQ(entry.error().code, "zip_too_large");
    EXPECT_EQ(XlsxFile::open(path).error().code, "xlsx_bomb");
}

TEST(Zip, ReadsWhatItWroteAndRefusesBombs) {
    base::FolderForTest folder;
    std::string const one = folder.write("one.txt", "甲\n"), none = folder.write("none.txt", "");
    std::string const path = folder.path() + "/a.zip";
    ASSERT_TRUE(write_zip(path, {{"名.dat", one}, {"b.log", none}}));
    EXPECT_EQ(*list_zip(path), (Strings{"名.dat", "b.log"}));
    EXPECT_EQ(*read_zip_entry(path, "名.dat"), "甲\n");
    EXPECT_EQ(*read_zip_entry(path, "b.log"), "");
    EXPECT_EQ(read_zip_entry(path, "c").error().code, "zip_entry_missing");
    std::string const before = *base::read_file(path);
    ASSERT_TRUE(write_zip(path, {{"名.dat", one}, {"b.log", none}}));
    EXPECT_EQ(*base::read_file(path), before);  // The same entries, the same bytes.
    for (std::string const& bytes : {std::string(), std::string("PK"), std::string(1000, 'x'),
                                     before.substr(0, before.size() - 10)}) {
        folder.write("bad.zip", bytes);
        auto const bad = read_zip_entry(folder.path() + "/bad.zip", "名.dat");
        ASSERT_FALSE(bad);
        EXPECT_EQ(bad.error().code, "zip_unreadable") << bytes.size();
        EXPECT_FALSE(bad.error().args[0].second.empty());
    }
    EXPECT_EQ(list_zip(folder.path() + "/none.zip").error().code, "zip_unreadable");
    std::string const big = folder.write("big.txt", std::string(3'000'000, '0'));
    ASSERT_TRUE(write_zip(path, {{"big", big}}));
    auto const bomb = read_zip_entry(path, "big");
    ASSERT_FALSE(bomb);
    EXPECT_EQ(bomb.error().code, "zip_too_large");
    EXPECT_EQ(write_zip(folder.path() + "/no/a.zip", {}).error().code, "file_unwritable");
}

TEST(Lists, TheLastRevisionCounts) {
    base::FolderForTest folder;
    std::string const head = "row,id,name,level,region,from,to\n";
    folder.write("common.good/2026-08.csv", head + "entry,old,,,,2020-01-01,\n");
    folder.write(
        "common.good/2026-09.csv",
        head +
            "coverage,,,,140000,2020-01-01,\nentry,b,乙,省级,,2026-01-01,2026-06-30\n"
            "entry,a,甲,,,2026-03-01,\nentry,b,乙,,,2026-06-30,\nentry,b,乙,,,2026-07-01,\n"
            "entry,a,甲,,,2026-04-01,2026-04-02\n");
    auto const lists = read_lists(folder.path(), {"common.good", "common.none"});
    ASSERT_TRUE(lists);
    domain::ListSet const& good = lists->sets.at("common.good");
    EXPECT_EQ(good.revision, "2026-09");
    ASSERT_EQ(good.entries.size(), 3u);
    EXPECT_EQ(good.entries[0].id, "a");
    EXPECT_EQ(good.entries[1].level, "省级");
    EXPECT_EQ(base::to_text(good.entries[2].period.from), "2026-07-01");
    ASSERT_EQ(good.coverage.size(), 1u);
    EXPECT_EQ(good.coverage[0].region, "14");
    ASSERT_EQ(lists->refusals.size(), 2u);  // Both ends of a period are inside it.
    EXPECT_EQ(lists->refusals[0].line, 5);
    EXPECT_EQ(lists->refusals[0].code, "list_overlap");
    EXPECT_EQ(lists->refusals[1].value, "a");
    ASSERT_EQ(lists->findings.size(), 1u);  // Declared but not there.
    EXPECT_EQ(lists->findings[0].check, "list_no_coverage");
    EXPECT_EQ(lists->findings[0].detail, "common.none");
    EXPECT_TRUE(lists->sets.at("common.none").entries.empty());
    EXPECT_EQ(read_lists("", {"common.good"})->findings.size(), 1u);
}

TEST(Inbox, FindsFilesWhereverTheyStand) {
    std::string const legal = "91140302MAXT2FH89H";
    std::string const name = legal + "_CLDWDK_20260930";
    base::Day const day = *base::parse_day("2026-09-30");
    for (std::string const& place : std::vector<std::string>{
             "in/2026-09/" + legal, "2026-09/" + legal, legal, std::string(".")}) {
        base::FolderForTest folder;
        folder.write(place + "/" + name + ".dat", "");
        folder.write(place + "/" + name + ".zip", "");
        folder.write(place + "/" + legal + "_CLDWDK_20260831.dat", "");
        folder.write(place + "/supplement.csv", "");
        folder.write("list/tech.hnte/2026-09.csv", "");
        auto const inbox = find_inbox(folder.path(), day);
        ASSERT_TRUE(inbox) << place;
        ASSERT_EQ(inbox->legals.size(), 1u);
        EXPECT_EQ(inbox->legals[0].legal_uscc, legal);
        EXPECT_EQ(inbox->legals[0].tables.size(), 1u);
        EXPECT_FALSE(inbox->legals[0].tables.at("CLDWDK").is_zip);
        EXPECT_TRUE(inbox->legals[0].twice.empty());
        EXPECT_TRUE(inbox->legals[0].companions.contains("supplement.csv"));
        EXPECT_TRUE(inbox->list_folder.ends_with("/list"));
    }
    EXPECT_EQ(find_inbox("/none", day).error().code, "inbox_missing");
    base::FolderForTest other;
    other.write("in/2026-08/" + legal + "/" + legal + "_CLDWDK_20260831.dat", "");
    EXPECT_EQ(find_inbox(other.path(), day).error().code, "inbox_empty");
}

}  // namespace
}  // namespace warehouse
