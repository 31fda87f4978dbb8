// Day: a calendar date as a count of days since 1970-01-01, the same number as DuckDB's DATE.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace base {

/// Proleptic Gregorian, years 1..=9999.
struct Day {
    int32_t days = 0;
    friend auto operator<=>(Day, Day) = default;
};

struct YearMonthDay {
    int32_t year;
    int32_t month;  // 1..=12.
    int32_t day;    // 1..=31.
};

/// Returns nullopt for a date that does not exist, such as 2026-02-30.
std::optional<Day> make_day(int32_t year, int32_t month, int32_t day);
YearMonthDay to_year_month_day(Day day);

/// Parses exactly YYYY-MM-DD; nullopt for any other text or a date that does not exist.
std::optional<Day> parse_day(std::string_view text);

/// Parses exactly YYYYMMDD.
std::optional<Day> parse_compact_day(std::string_view text);

/// "2026-09-30".
std::string to_text(Day day);

Day add_days(Day day, int32_t count);

/// Moves whole months; the day of the month is cut to the length of the target month:
/// 2024-01-31 + 1 is 2024-02-29.
Day add_months(Day day, int32_t count);

/// Whole months from `from` to `to`: the largest n (by magnitude, towards zero) with
/// add_months(from, n) <= to when n >= 0, or >= to when n <= 0.
int32_t months_between(Day from, Day to);

/// The last day of the month that holds `day`.
Day month_end(Day day);

/// Parses YYYY-MM and returns its last day.
std::optional<Day> parse_month_end(std::string_view text);

/// "2026-09".
std::string to_month_text(Day day);

}  // namespace base
