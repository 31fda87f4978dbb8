// Goal: every cell is accepted or refused exactly as docs/month.md, section 2, says.
#include "warehouse/cell.hpp"

#include <gtest/gtest.h>

#include "warehouse/field_for_test.hpp"
#include "warehouse/table_reader.hpp"

namespace warehouse {
namespace {

using domain::FieldKind;

/// The fault of a cell, or "ok".
std::string fault_of(domain::Field const& one, std::string_view text, bool csv = false) {
    LineTraits traits;
    traits.csv = csv;
    for (char c : text) {
        traits.has_control |= uint8_t(c) < 0x20 || c == 0x7F;
        traits.has_high |= uint8_t(c) > 0x7F;
    }
    base::Int128 memory = 0;
    uint64_t validity = 0;
    base::BatchColumn const column{base::ColumnKind::int64, 0, &memory, &validity};
    auto const code = fault_code(parse_cell(one, text, traits, column, 0));
    bool const kept = code.empty() || code == "text_character";
    EXPECT_EQ(validity == 1, kept && !text.empty()) << text;
    return code.empty() ? "ok" : std::string(code);
}

struct Case {
    domain::Field const& field;
    char const* text;
    char const* want;
};

void expect_all(std::vector<Case> const& cases) {
    for (Case const& c : cases)
        EXPECT_EQ(fault_of(c.field, c.text), c.want) << "'" << c.text << "'";
}

TEST(Cell, TextAndCodes) {
    domain::Field const fixed = field(FieldKind::text_fixed, 3);
    domain::Field const most = field(FieldKind::text_max, 6);  // Bytes: two characters.
    domain::Field const blank = field(FieldKind::blank, 0);
    domain::Field words = field(FieldKind::text_max, 30);
    words.free_text = true;
    domain::Field code = field(FieldKind::text_fixed, 2);
    code.check = std::make_shared<domain::CodeCheck>(std::vector<std::string>{"A1", "B*"});
    expect_all({
        {fixed, "C01", "ok"},
        {fixed, "C1", "value_wrong_length"},
        {fixed, "C011", "value_wrong_length"},
        {most, "甲乙", "ok"},
        {most, "甲乙x", "value_too_long"},
        {most, "a\tb", "control_character"},
        {most, "a\x7F", "control_character"},
        {most, "甲　", "control_character"},
        {most, "?", "ok"},
        {words, "甲　", "text_character"},
        {words, "真的?", "text_character"},
        {words, "a!b", "text_character"},
        {words, "a^b", "text_character"},
        {words, "a\x01", "control_character"},
        {code, "A1", "ok"},
        {code, "B7", "ok"},
        {code, "A2", "code_unknown"},
        {code, "B", "code_unknown"},
        {code, "B77", "code_unknown"},
        {blank, "x", "value_too_long"},
        {blank, "", "ok"},
    });
    EXPECT_EQ(fault_of(field(FieldKind::text_max, 5, 0, true), ""), "value_missing");
}

TEST(Cell, Numbers) {
    domain::Field const money = field(FieldKind::decimal, 20, 2);
    domain::Field const rate = field(FieldKind::decimal, 10, 5);
    domain::Field const count = field(FieldKind::integer, 20);
    expect_all({
        {money, "0.00", "ok"},
        {money, "-0.01", "ok"},
        {money, "9999999999999999.99", "ok"},
        {money, "10000000000000000.00", "number_too_long"},
        {money, "-12345678901234567.00", "number_too_long"},
        {money, "1e3", "number_malformed"},
        {money, "1.0", "number_malformed"},
        {money, "1.000", "number_malformed"},
        {money, "1", "number_malformed"},
        {money, ".50", "number_malformed"},
        {money, "1.", "number_malformed"},
        {money, "+1.00", "number_malformed"},
        {money, "01.00", "number_malformed"},
        {money, "1,000.00", "number_malformed"},
        {money, " 1.00", "number_malformed"},
        {money, "1.00 ", "number_malformed"},
        {money, "--1.00", "number_malformed"},
        {money, "-", "number_malformed"},
        {money, "１.00", "number_malformed"},
        {money, "NaN", "number_malformed"},
        {money, "1.0.0", "number_malformed"},
        {money, "", "ok"},
        {rate, "4.35000", "ok"},
        {rate, "99999.00000", "ok"},
        {rate, "100000.00000", "number_too_long"},
        {rate, "4.35", "number_malformed"},
        {count, "0", "ok"},
        {count, "00123", "ok"},
        {count, "999999999999999999", "ok"},
        {count, "1000000000000000000", "number_too_long"},
        {count, "-1", "number_malformed"},
        {count, "1.0", "number_malformed"},
    });
    EXPECT_EQ(fault_of(field(FieldKind::decimal, 20, 2, true), ""), "value_missing");
    // Our own CSV files may leave decimals out.
    for (char const* text : {"1", "1.5", "1.50", "-1"})
        EXPECT_EQ(fault_of(money, text, true), "ok") << text;
    for (char const* text : {"1.", "1.505", ".5"})
        EXPECT_EQ(fault_of(money, text, true), "number_malformed") << text;
}

TEST(Cell, DatesAndFlags) {
    domain::Field const date = field(FieldKind::date, 10), flag = field(FieldKind::yes_no, 1);
    expect_all({
        {date, "2024-02-29", "ok"},
        {date, "2026-02-29", "date_malformed"},
        {date, "2026-02-30", "date_malformed"},
        {date, "20260228", "date_malformed"},
        {date, "2026-2-28", "date_malformed"},
        {date, "0000-01-01", "date_malformed"},
        {date, "", "ok"},
        {flag, "1", "ok"},
        {flag, "0", "ok"},
        {flag, "Y", "flag_malformed"},
        {flag, "10", "flag_malformed"},
    });
}

TEST(Cell, ShowsAValueWithoutHarm) {
    EXPECT_EQ(show_value("a\rb\x01"), "a\\x0Db\\x01");
    EXPECT_EQ(show_value("甲"), "甲");
    EXPECT_EQ(show_value("a\xCC\xCC甲\xFF"), "a\\xCC\\xCC甲\\xFF");
    EXPECT_EQ(show_value(std::string(239, 'x') + "甲").size(), 63u);  // 60 and an ellipsis.
    EXPECT_LE(show_value(std::string(10'000'000, '9')).size(), 70u);
}

}  // namespace
}  // namespace warehouse
