// Goal: the province holds what it promises: so many receipts, two months that roll forward, clean
// institutions without findings, every fault found often enough, the same bytes for the same seed.
// Method: small provinces, read back from their own lines and truth.
#include "engine/sample/sample.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <vector>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "engine/sample/fault.hpp"

namespace sample {
namespace {

Options options_of(int64_t loans, Faults faults) {
    return {.loans = loans, .seed = 3, .month_end = *base::make_day(2026, 9, 30), .faults = faults};
}

/// Everything a province says, as one text by name.
struct Whole {
    std::map<std::string, std::string> text;
    std::vector<Institution> banks;

    explicit Whole(Options const& options) {
        base::Result<Province> const made = Province::create(options);
        EXPECT_TRUE(made.has_value());
        Province const& province = *made;
        banks.assign(province.institutions().begin(), province.institutions().end());
        Block block;
        province.begin(block);
        take(block, "");
        for (size_t i = 0; i < banks.size(); ++i) {
            Rows rows(province, int(i));
            for (bool more = true; more;) {
                block.clear();
                more = rows.next(block);
                take(block, std::string(banks[i].uscc.view()));
            }
        }
        block.clear();
        province.end(block);
        take(block, "");
        text["readme"] = province.readme();
    }
    void take(Block const& block, std::string const& bank) {
        for (size_t t = 0; t < table_count; ++t) {
            std::string const name = bank + "/" + std::string(table_name(Table(t)));
            text["main/" + name] += block.main[t].text;
            text["prior/" + name] += block.prior[t].text;
        }
        for (size_t l = 0; l < list_count; ++l)
            text["list/" + std::string(list_name(List(l)))] += block.lists[l];
        text["truth"] += block.truth;
        text["others"] += block.truth_others;
        text["refused"] += block.truth_refused;
    }
    std::string digest() const {
        std::string all;
        for (auto const& [name, content] : text) all += name + "\n" + content;
        return base::digest_hex(base::DigestKind::sha256, all);
    }
    std::vector<std::vector<std::string_view>> rows(std::string const& name, char separator) const {
        std::vector<std::vector<std::string_view>> out;
        for (std::string_view line : base::split(text.at(name), '\n'))
            if (!line.empty()) out.push_back(base::split(line, separator));
        return out;
    }
};

TEST(Province, SameOptionsSameBytes) {
    Options options = options_of(2000, Faults::all);
    std::string const first = Whole(options).digest();
    EXPECT_EQ(Whole(options).digest(), first);
    options.seed = 4;
    EXPECT_NE(Whole(options).digest(), first);
}

TEST(Province, RefusesWhatItCannotMake) {
    Options options = options_of(999, Faults::none);
    EXPECT_EQ(Province::create(options).error().code, "loans_out_of_range");
    options = options_of(2000, Faults::none);
    options.month_end = *base::make_day(2026, 9, 29);
    EXPECT_EQ(Province::create(options).error().code, "month_out_of_range");
}

TEST(Province, HoldsExactlySoManyReceipts) {
    Whole const whole(options_of(7000, Faults::none));
    size_t lines = 0;
    for (Institution const& bank : whole.banks)
        for (char const* table : {"CLDWDK", "CLGRDK", "CLPJRZ"})
            lines += whole.rows("main/" + std::string(bank.uscc.view()) + "/" + table, '|').size();
    EXPECT_EQ(lines, 7000u);
}

TEST(Province, LinesHaveTheFieldsOfTheirTables) {
    std::map<std::string, size_t> const fields = {
        {"CLDWDK", 33},    {"CLGRDK", 27},    {"CLPJRZ", 32},    {"DWDKFS", 34},
        {"GRDKFS", 29},    {"PJRZFS", 32},    {"CLZXYP", 6},     {"CLZXEP", 14},
        {"FTYKHX", 29},    {"GRKHXX", 15},    {"JRJGFZ", 14},    {"CLWTDK", 33},
        {"HDACLKJDK", 30}, {"HDAKJDKFS", 31}, {"HDACLYLDK", 22}, {"HDAYLDKFS", 23},
        {"HDACLSZDK", 23}, {"HDASZDKFS", 24}};
    Whole const whole(options_of(5000, Faults::none));
    for (Institution const& bank : whole.banks)
        for (auto const& [table, count] : fields)
            for (char const* month : {"main/", "prior/"})
                for (auto const& row :
                     whole.rows(month + std::string(bank.uscc.view()) + "/" + table, '|'))
                    ASSERT_EQ(row.size(), count) << table;
}

int64_t cents(std::string_view money) {
    std::string digits;
    for (char c : money)
        if (c != '.') digits += c;
    return *base::parse_integer(digits);
}

TEST(Province, BalancesRollForward) {
    Whole const whole(options_of(6000, Faults::none));
    size_t both = 0, fresh = 0, gone = 0;
    for (Institution const& bank : whole.banks) {
        std::string const name(bank.uscc.view());
        std::map<std::string_view, int64_t> before, now, moved;
        for (auto const& row : whole.rows("prior/" + name + "/CLDWDK", '|'))
            before[row[10]] = cents(row[18]);
        for (auto const& row : whole.rows("main/" + name + "/CLDWDK", '|'))
            now[row[10]] = cents(row[18]);
        for (auto const& row : whole.rows("main/" + name + "/DWDKFS", '|'))
            moved[row[10]] += row[31] == "1" ? cents(row[18]) : -cents(row[18]);
        for (auto const& [receipt, balance] : now) {
            EXPECT_EQ(balance, before[receipt] + moved[receipt]) << receipt;
            before[receipt] == 0 ? ++fresh : ++both;
        }
        for (auto const& [receipt, balance] : before) {
            if (balance == 0 || now.contains(receipt)) continue;
            EXPECT_EQ(balance, -moved[receipt]) << receipt;
            ++gone;
        }
    }
    EXPECT_GT(both, 1000u);
    EXPECT_GT(fresh, 50u);
    EXPECT_GT(gone, 30u);
}

TEST(Truth, NothingIsWrongWithoutFaults) {
    Whole const whole(options_of(24000, Faults::none));  // Six institutions, each way of sending.
    for (auto const& row : whole.rows("truth", ',')) {
        if (row[0] == "relation") continue;
        EXPECT_EQ(row[6], "") << row[3];
        EXPECT_EQ(row[7], "") << row[1] << " " << row[3] << row[4];
    }
    EXPECT_EQ(whole.rows("refused", ',').size(), 1u);
    EXPECT_EQ(whole.rows("others", ',').size(), 1u);
}

TEST(Truth, CleanInstitutionsStayCleanAndFaultsAreFound) {
    Whole const whole(options_of(20000, Faults::all));
    std::set<std::string_view> clean;
    for (Institution const& bank : whole.banks)
        if (bank.clean) clean.insert(bank.uscc.view());
    EXPECT_EQ(clean.size(), 2u);
    std::map<std::string, int> found;
    for (auto const& row : whole.rows("truth", ',')) {
        bool const silent = row[6].empty() && row[7].empty();
        EXPECT_TRUE(silent || !clean.contains(row[1])) << row[7];
        for (std::string_view finding : base::split(row[7], ';')) ++found[std::string(finding)];
    }
    for (auto const& row : whole.rows("others", ',')) ++found[std::string(row[7])];
    for (auto const& row : whole.rows("refused", ',')) ++found[std::string(row[3])];
    for (FaultRow const& row : fault_rows()) {
        if (row.finding.empty()) continue;
        EXPECT_GE(found[std::string(row.finding)], 3) << row.name;
    }
}

TEST(Truth, EveryRuleHasEveryAnswer) {
    Whole const whole(options_of(20000, Faults::all));
    auto const rows = whole.rows("truth", ',');
    for (size_t column = 8; column < rows[0].size(); ++column) {
        std::string_view const rule = rows[0][column];
        // Whether a loan is a student's follows from a required field; the mark of ex-poor
        // households counts until 2026-01-29 alone.
        if (rule == "inclusive.student" || rule == "inclusive.ex_poor") continue;
        std::set<std::string_view> answers;
        for (size_t i = 1; i < rows.size(); ++i)
            if (rows[i][6].empty()) answers.insert(rows[i][column]);
        EXPECT_EQ(answers, (std::set<std::string_view>{"N", "U", "Y"})) << rule;
    }
}

TEST(Province, TouchesTheBoundaries) {
    Whole const whole(options_of(20000, Faults::all));
    std::string customers, supplements, lists;
    for (auto const& [name, content] : whole.text) {
        if (name.ends_with("FTYKHX") || name.ends_with("GRKHXX")) customers += content;
        if (name.ends_with("supplement.csv")) supplements += content;
        if (name.starts_with("list/")) lists += content;
    }
    for (char const* line : {"|10000000.00|", "|10000000.01|", "|5000000.00|", "|5000000.01|"})
        EXPECT_NE(customers.find(line), std::string::npos) << line;
    for (char const* cell : {",50.00000,", ",49.99999,", ",2025-07-13,", ",2025-07-14,",
                             ",2025-09-30,", ",2025-10-01,"})
        EXPECT_NE(supplements.find(cell), std::string::npos) << cell;
    for (char const* period : {",2026-09-30\n", ",2026-09-29\n", ",2026-09-30,", ",2026-10-01,"})
        EXPECT_NE(lists.find(period), std::string::npos) << period;
}

}  // namespace
}  // namespace sample
