// Calendar arithmetic on day counts (civil-from-days, after Howard Hinnant's published algorithms).
#include "base/day.hpp"

#include <algorithm>

namespace base {
namespace {

bool is_leap(int32_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int32_t month_length(int32_t year, int32_t month) {
    constexpr int32_t length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : length[month - 1];
}

int32_t days_from_civil(int32_t year, int32_t month, int32_t day) {
    year -= month <= 2 ? 1 : 0;
    int32_t const era = (year >= 0 ? year : year - 399) / 400;
    int32_t const year_of_era = year - era * 400;
    int32_t const shifted = month + (month > 2 ? -3 : 9);
    int32_t const day_of_year = (153 * shifted + 2) / 5 + day - 1;
    int32_t const day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

bool read_digits(std::string_view text, int32_t& value) {
    value = 0;
    for (char c : text) {
        if (c < '0' || c > '9') return false;
        value = value * 10 + (c - '0');
    }
    return true;
}

void append_padded(std::string& out, int32_t value, int width) {
    std::string digits = std::to_string(value);
    out.append(size_t(std::max(0, width - int(digits.size()))), '0').append(digits);
}

}  // namespace

std::optional<Day> make_day(int32_t year, int32_t month, int32_t day) {
    if (year < 1 || year > 9999 || month < 1 || month > 12) return std::nullopt;
    if (day < 1 || day > month_length(year, month)) return std::nullopt;
    return Day{days_from_civil(year, month, day)};
}

YearMonthDay to_year_month_day(Day day) {
    int32_t const z = day.days + 719468;
    int32_t const era = (z >= 0 ? z : z - 146096) / 146097;
    int32_t const day_of_era = z - era * 146097;
    int32_t const year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int32_t const day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int32_t const shifted = (5 * day_of_year + 2) / 153;
    int32_t const month = shifted + (shifted < 10 ? 3 : -9);
    return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month,
            day_of_year - (153 * shifted + 2) / 5 + 1};
}

std::optional<Day> parse_day(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    int32_t year = 0, month = 0, day = 0;
    if (!read_digits(text.substr(0, 4), year) || !read_digits(text.substr(5, 2), month) ||
        !read_digits(text.substr(8, 2), day)) {
        return std::nullopt;
    }
    return make_day(year, month, day);
}

std::optional<Day> parse_compact_day(std::string_view text) {
    if (text.size() != 8) return std::nullopt;
    int32_t year = 0, month = 0, day = 0;
    if (!read_digits(text.substr(0, 4), year) || !read_digits(text.substr(4, 2), month) ||
        !read_digits(text.substr(6, 2), day)) {
        return std::nullopt;
    }
    return make_day(year, month, day);
}

std::string to_text(Day day) {
    YearMonthDay const ymd = to_year_month_day(day);
    std::string out;
    append_padded(out, ymd.year, 4);
    out += '-';
    append_padded(out, ymd.month, 2);
    out += '-';
    append_padded(out, ymd.day, 2);
    return out;
}

Day add_days(Day day, int32_t count) { return Day{day.days + count}; }

Day add_months(Day day, int32_t count) {
    YearMonthDay const from = to_year_month_day(day);
    int32_t const index = from.year * 12 + from.month - 1 + count;
    int32_t const year = index >= 0 ? index / 12 : (index - 11) / 12;
    int32_t const month = index - year * 12 + 1;
    return Day{days_from_civil(year, month, std::min(from.day, month_length(year, month)))};
}

int32_t months_between(Day from, Day to) {
    YearMonthDay const a = to_year_month_day(from);
    YearMonthDay const b = to_year_month_day(to);
    int32_t months = (b.year - a.year) * 12 + b.month - a.month;
    // So many months after `from` is a day of the month of `to`.
    int32_t const day = std::min(a.day, month_length(b.year, b.month));
    if (months > 0 && day > b.day) --months;
    if (months < 0 && day < b.day) ++months;
    return months;
}

Day month_end(Day day) {
    YearMonthDay const ymd = to_year_month_day(day);
    return Day{days_from_civil(ymd.year, ymd.month, month_length(ymd.year, ymd.month))};
}

std::optional<Day> parse_month_end(std::string_view text) {
    if (text.size() != 7) return std::nullopt;
    auto const first = parse_day(std::string(text) + "-01");
    if (!first) return std::nullopt;
    return month_end(*first);
}

std::string to_month_text(Day day) { return to_text(day).substr(0, 7); }

}  // namespace base
