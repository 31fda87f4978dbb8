// Decimal text only: no binary fraction touches what a bank wrote.
#include "warehouse/xlsx_number.hpp"

#include <algorithm>

#include "base/day.hpp"
#include "base/text.hpp"

namespace warehouse {
namespace {

constexpr size_t digits_kept = 15;         // What a spreadsheet holds of a number.
constexpr int64_t serial_of_1970 = 25569;  // 1970-01-01.
constexpr int64_t first_serial = 61;       // 1900-03-01: 60 is 1900-02-29, which never was.
constexpr int64_t last_serial = 2958465;   // 9999-12-31.
constexpr int64_t day_seconds = 86400;

std::string two_digits(int64_t value) { return {char('0' + value / 10), char('0' + value % 10)}; }

}  // namespace

std::string plain_number(std::string_view text) {
    std::string digits;
    int64_t exponent = 0;  // Value: 0.digits × 10^exponent.
    bool const negative = text.starts_with('-');
    bool point = false, seen = false;
    size_t at = negative ? 1 : 0;
    for (; at < text.size() && (text[at] == '.' || (text[at] >= '0' && text[at] <= '9')); ++at) {
        if (text[at] == '.') {
            if (point) return std::string(text);
            point = true;
            continue;
        }
        seen = true;
        if (text[at] == '0' && digits.empty()) {
            exponent -= point ? 1 : 0;
            continue;
        }
        digits += text[at];
        exponent += point ? 0 : 1;
    }
    if (at < text.size() && (text[at] == 'E' || text[at] == 'e')) {
        std::string_view power = text.substr(at + 1);
        if (power.starts_with('+')) power.remove_prefix(1);
        auto const given = base::parse_integer(power);
        if (!given || *given > 400 || *given < -400) return std::string(text);
        exponent += *given;
        at = text.size();
    }
    if (!seen || at != text.size()) return std::string(text);
    if (digits.size() > digits_kept) {
        bool const up = digits[digits_kept] >= '5';
        digits.resize(digits_kept);
        size_t i = digits_kept;
        while (up && i > 0 && digits[i - 1] == '9') digits[--i] = '0';
        if (up && i > 0) ++digits[i - 1];
        if (up && i == 0) {
            digits.insert(0, "1");
            ++exponent;
        }
    }
    while (!digits.empty() && digits.back() == '0') digits.pop_back();
    if (digits.empty()) return "0";
    std::string out = negative ? "-" : "";
    if (exponent <= 0) return out + "0." + std::string(size_t(-exponent), '0') + digits;
    if (digits.size() <= size_t(exponent))
        return out + digits + std::string(size_t(exponent) - digits.size(), '0');
    return out + digits.substr(0, size_t(exponent)) + "." + digits.substr(size_t(exponent));
}

std::optional<std::string> day_of_serial(std::string_view number) {
    std::string const plain = plain_number(number);
    size_t const point = plain.find('.');
    auto whole = base::parse_integer(std::string_view(plain).substr(0, point));
    if (!whole || *whole < first_serial || *whole > last_serial) return std::nullopt;
    // At most 15 digits in all, so ten of them make seconds without overflow.
    std::string fraction = point == std::string::npos ? "" : plain.substr(point + 1, 10);
    fraction.resize(10, '0');
    auto const units = base::parse_integer(fraction);
    if (!units) return std::nullopt;
    int64_t seconds = (*units * day_seconds + 5'000'000'000) / 10'000'000'000;
    if (seconds == day_seconds) {
        seconds = 0;
        if (++*whole > last_serial) return std::nullopt;
    }
    std::string out = base::to_text(base::Day{int32_t(*whole - serial_of_1970)});
    if (seconds > 0)
        out += " " + two_digits(seconds / 3600) + ":" + two_digits(seconds / 60 % 60) + ":" +
               two_digits(seconds % 60);
    return out;
}

bool shows_day(int64_t format) {
    // ECMA-376 part 1, 18.8.30: the general ones, then those of zh-CN without times.
    constexpr int64_t formats[] = {14, 15, 16, 17, 22, 27, 28, 29, 30,
                                   31, 36, 50, 51, 52, 53, 54, 57, 58};
    return std::find(std::begin(formats), std::end(formats), format) != std::end(formats);
}

bool shows_day(std::string_view code) {
    bool month = false, time = false;
    for (size_t at = 0; at < code.size(); ++at) {
        char const c = code[at];
        if (c == ';') break;  // The first section is the one of positive numbers.
        if (c == '"' || c == '[') {
            at = code.find(c == '"' ? '"' : ']', at + 1);
            if (at == std::string_view::npos) break;
        } else if (c == '\\' || c == '_' || c == '*') {
            ++at;
        } else if (c == 'y' || c == 'Y' || c == 'd' || c == 'D') {
            return true;
        } else if (c == 'm' || c == 'M') {
            month = true;
        } else if (c == 'h' || c == 'H' || c == 's' || c == 'S') {
            time = true;
        }
    }
    return month && !time;
}

}  // namespace warehouse
