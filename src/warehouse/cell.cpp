// Parsing of single values; no allocation.
#include "warehouse/cell.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "base/day.hpp"

namespace warehouse {
namespace {

constexpr std::string_view full_width_blank = "\xE3\x80\x80";  // U+3000.
constexpr size_t integer_digits_max = 18;                      // What a BIGINT holds without doubt.
constexpr size_t whole_digits_max = 16;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return uint8_t(c) < 0x20 || c == 0x7F; });
}

/// `-?digits.digits` with exactly (or, in CSV, at most) `scale` decimals into units.
CellFault parse_decimal_cell(domain::Field const& field, std::string_view text, bool csv,
                             int64_t& units) {
    bool const negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    size_t const point = text.find('.');
    std::string_view const whole = text.substr(0, point);
    std::string_view const decimals =
        point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
    size_t const scale = size_t(field.scale);
    bool good = !whole.empty() && std::all_of(whole.begin(), whole.end(), is_digit) &&
                std::all_of(decimals.begin(), decimals.end(), is_digit) &&
                !(whole.size() > 1 && whole[0] == '0');
    good = good &&
           (csv ? decimals.size() <= scale && (point == std::string_view::npos || !decimals.empty())
                : decimals.size() == scale);
    if (!good) return CellFault::number_malformed;
    if (whole.size() > std::min(whole_digits_max, size_t(field.width) - scale))
        return CellFault::number_too_long;
    units = 0;
    for (char c : whole) units = units * 10 + (c - '0');
    for (char c : decimals) units = units * 10 + (c - '0');
    for (size_t i = decimals.size(); i < scale; ++i) units *= 10;
    if (negative) units = -units;
    return CellFault::none;
}

CellFault parse_integer_cell(domain::Field const& field, std::string_view text, int64_t& value) {
    if (!std::all_of(text.begin(), text.end(), is_digit)) return CellFault::number_malformed;
    if (text.size() > size_t(field.width)) return CellFault::number_too_long;
    size_t const first = std::min(text.find_first_not_of('0'), text.size() - 1);
    text.remove_prefix(first);
    if (text.size() > integer_digits_max) return CellFault::number_too_long;
    value = 0;
    for (char c : text) value = value * 10 + (c - '0');
    return CellFault::none;
}

CellFault parse_text_cell(domain::Field const& field, std::string_view text, LineTraits traits) {
    if (field.check) return field.check->accepts(text) ? CellFault::none : CellFault::code_unknown;
    bool const blank = traits.has_high && text.find(full_width_blank) != std::string_view::npos;
    if (blank && !field.free_text) return CellFault::control_character;
    if (field.kind == domain::FieldKind::text_fixed && text.size() != size_t(field.width))
        return CellFault::value_wrong_length;
    if (text.size() > size_t(field.width)) return CellFault::value_too_long;
    if (field.free_text && (blank || text.find_first_of("!?^") != std::string_view::npos))
        return CellFault::text_character;
    return CellFault::none;
}

}  // namespace

std::string_view fault_code(CellFault fault) {
    constexpr std::string_view codes[] = {"",
                                          "text_character",
                                          "control_character",
                                          "value_missing",
                                          "value_too_long",
                                          "value_wrong_length",
                                          "number_malformed",
                                          "number_too_long",
                                          "date_malformed",
                                          "flag_malformed",
                                          "code_unknown"};
    return codes[size_t(fault)];
}

CellFault parse_cell(domain::Field const& field, std::string_view text, LineTraits traits,
                     base::BatchColumn const& column, size_t row) {
    if (traits.has_control && has_control(text)) return CellFault::control_character;
    if (text.empty()) return field.required ? CellFault::value_missing : CellFault::none;
    switch (field.kind) {
        case domain::FieldKind::blank: return CellFault::value_too_long;
        case domain::FieldKind::text_fixed:
        case domain::FieldKind::text_max: {
            CellFault const fault = parse_text_cell(field, text, traits);
            if (fault != CellFault::none && fault != CellFault::text_character) return fault;
            column.values<base::TextView>()[row] = base::TextView(text);
            column.set_valid(row);
            return fault;
        }
        case domain::FieldKind::integer: {
            CellFault const fault = parse_integer_cell(field, text, column.values<int64_t>()[row]);
            if (fault != CellFault::none) return fault;
            break;
        }
        case domain::FieldKind::decimal: {
            CellFault const fault =
                parse_decimal_cell(field, text, traits.csv, column.values<int64_t>()[row]);
            if (fault != CellFault::none) return fault;
            break;
        }
        case domain::FieldKind::date: {
            auto const day = base::parse_day(text);
            if (!day) return CellFault::date_malformed;
            column.values<int32_t>()[row] = day->days;
            break;
        }
        case domain::FieldKind::yes_no:
            if (text != "1" && text != "0") return CellFault::flag_malformed;
            column.values<bool>()[row] = text == "1";
            break;
    }
    column.set_valid(row);
    return CellFault::none;
}

std::string_view staging_type(domain::Field const& field) {
    switch (field.kind) {
        case domain::FieldKind::blank: return "";
        case domain::FieldKind::text_fixed:
        case domain::FieldKind::text_max: return "VARCHAR";
        case domain::FieldKind::integer: return "BIGINT";
        case domain::FieldKind::date: return "DATE";
        case domain::FieldKind::yes_no: return "BOOLEAN";
        case domain::FieldKind::decimal: break;
    }
    // Sixteen whole digits and the decimals: at most 18 digits for money, as one int64.
    if (field.scale == 2) return "DECIMAL(18,2)";
    if (field.scale == 5) return "DECIMAL(10,5)";
    CHECK(false);
}

}  // namespace warehouse
