// Numbers and days as spreadsheets write them, and which formats of cells show a day.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace warehouse {

/// A number as a workbook writes it (0.56999999999999995, 1E-3), rounded half up to 15 significant
/// digits and written plainly (0.57, 0.001); other text stays as it is.
std::string plain_number(std::string_view text);

/// The day of a serial number in the 1900 system: 46295 is 2026-09-30, 46295.5 has 12:00:00 behind
/// it. Nullopt before 1900-03-01, where spreadsheets count a day that never was, and after 9999.
std::optional<std::string> day_of_serial(std::string_view number);

/// Does a built-in number format show a day (zh-CN included)?
bool shows_day(int64_t format);

/// Does a format code (yyyy"年"m"月"d"日") show a day? Times without a day do not.
bool shows_day(std::string_view code);

}  // namespace warehouse
