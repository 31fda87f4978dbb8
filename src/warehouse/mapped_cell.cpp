// Exact rewriting of text: no number ever becomes binary.
#include "warehouse/mapped_cell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.hpp"

namespace warehouse {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Reads between `low` and `high` digits.
std::optional<int32_t> take_number(std::string_view& text, size_t low, size_t high) {
    size_t count = 0;
    int32_t value = 0;
    while (count < high && count < text.size() && is_digit(text[count]))
        value = value * 10 + (text[count++] - '0');
    if (count < low) return std::nullopt;
    text.remove_prefix(count);
    return value;
}

/// The day that `text` names under `format`; a time after it, parted by a blank or T, is cut.
std::optional<base::Day> parse_by(std::string_view format, std::string_view text) {
    std::optional<int32_t> year, month, day;
    while (!format.empty()) {
        if (format.starts_with("YYYY")) {
            if (!(year = take_number(text, 4, 4))) return std::nullopt;
            format.remove_prefix(4);
        } else if (format[0] == 'M' || format[0] == 'D') {
            bool const two = format.size() > 1 && format[1] == format[0];
            auto& part = format[0] == 'M' ? month : day;
            if (!(part = take_number(text, two ? 2 : 1, 2))) return std::nullopt;
            format.remove_prefix(two ? 2 : 1);
        } else {
            if (text.empty() || text[0] != format[0]) return std::nullopt;
            text.remove_prefix(1);
            format.remove_prefix(1);
        }
    }
    if (!text.empty() && text[0] != ' ' && text[0] != 'T') return std::nullopt;
    if (!year || !month || !day) return std::nullopt;
    return base::make_day(*year, *month, *day);
}

/// Day number of a spreadsheet; 60 is its 29 February 1900, which never was. A time is cut.
std::optional<base::Day> parse_serial(std::string_view text) {
    auto const whole = base::parse_integer(text.substr(0, text.find('.')));
    constexpr int32_t day_zero = -25569;  // 1899-12-30.
    if (!whole || *whole < 61 || *whole > 2'958'465) return std::nullopt;
    return base::Day{day_zero + int32_t(*whole)};
}

std::string_view map_date(MappedColumn const& column, std::string_view text, std::string& out) {
    auto const day = column.date == "serial" ? parse_serial(text) : parse_by(column.date, text);
    if (!day) return "date_malformed";
    out = base::to_text(*day);
    return "";
}

}  // namespace

bool is_date_format(std::string_view format) {
    if (format == "serial") return true;
    auto const once = [&](std::string_view part) {
        size_t const at = format.find(part);
        return at != std::string_view::npos &&
               format.find(part, at + (part == "YYYY" ? 4 : 2)) == std::string_view::npos;
    };
    return once("YYYY") && once("M") && once("D");
}

std::string move_point(std::string_view text, int places) {
    bool const negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    size_t const point = text.find('.');
    std::string digits(text.substr(0, point));
    if (digits.empty() || (digits.size() > 1 && digits[0] == '0')) return "";
    std::string_view const decimals =
        point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
    if (point != std::string_view::npos && decimals.empty()) return "";
    int64_t whole = int64_t(digits.size()) + places;
    digits += decimals;
    if (!std::all_of(digits.begin(), digits.end(), is_digit)) return "";
    if (whole < 1) {
        digits.insert(0, size_t(1 - whole), '0');
        whole = 1;
    }
    if (digits.size() < size_t(whole)) digits.append(size_t(whole) - digits.size(), '0');
    std::string out = digits.substr(0, size_t(whole));
    out.erase(0, std::min(out.find_first_not_of('0'), out.size() - 1));
    std::string rest = digits.substr(size_t(whole));
    rest.erase(rest.find_last_not_of('0') + 1);
    return (negative ? "-" : "") + out + (rest.empty() ? "" : "." + rest);
}

std::string_view map_cell(MappedColumn const& column, domain::Field const& field,
                          std::string_view text, std::string& out) {
    out.clear();
    if (text.empty()) return "";
    if (column.first > 0) text = base::code_point_range(text, 0, column.first);
    if (column.has_codes) {
        auto const at = column.codes.find(text);
        if (at != column.codes.end())
            out = at->second;
        else if (!column.empty_if_unknown)
            return "code_untranslated";
        return "";
    }
    if (!column.date.empty()) return map_date(column, text, out);
    if (field.kind != domain::FieldKind::decimal) {
        out = text;
        return "";
    }
    out = move_point(text, column.shift);
    return out.empty() ? "number_malformed" : "";
}

}  // namespace warehouse
