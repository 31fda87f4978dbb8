// Cells: appends the cells of one line to a text, fast enough for millions of lines a second.
#pragma once

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/day.hpp"

namespace sample {

/// "2026-09-30" for days from 1920 to 2079, from a table made once; "" for day 0, which here stands
/// for a missing date.
std::string_view day_text(base::Day day);

/// One line. Every call appends a cell and the separator; `end` turns the last one into LF.
class Cells {
public:
    Cells(std::string& out, char separator) : out_(out), separator_(separator) {}

    Cells& text(std::string_view value) {
        out_.append(value);
        out_.push_back(separator_);
        return *this;
    }
    template <typename... More>
    Cells& texts(std::string_view value, More... more) {
        text(value);
        if constexpr (sizeof...(more) > 0) texts(more...);
        return *this;
    }
    Cells& blanks(int count) {
        out_.append(size_t(count), separator_);
        return *this;
    }
    Cells& integer(int64_t value) {
        append_integer(value);
        out_.push_back(separator_);
        return *this;
    }
    /// Cents as 12.34; a sign and no leading zeros.
    Cells& money(int64_t cents) { return fixed(cents, 2); }
    /// A rate or share in units of 10^-5.
    Cells& rate(int64_t units) { return fixed(units, 5); }
    Cells& day(base::Day value) { return text(day_text(value)); }

    /// -1, "not given", becomes an empty cell.
    Cells& money_if(int64_t cents) { return cents < 0 ? text("") : money(cents); }
    Cells& rate_if(int64_t units) { return units < 0 ? text("") : rate(units); }
    Cells& flag(int8_t value) { return value < 0 ? text("") : text(value != 0 ? "1" : "0"); }

    void end() { out_.back() = '\n'; }

private:
    void append_integer(int64_t value) {
        char digits[20];
        auto const result = std::to_chars(digits, digits + sizeof digits, value);
        out_.append(digits, size_t(result.ptr - digits));
    }
    Cells& fixed(int64_t units, int scale) {
        char digits[24];
        char* at = digits + sizeof digits;
        uint64_t rest = units < 0 ? uint64_t(-units) : uint64_t(units);
        for (int i = 0; i < scale; ++i, rest /= 10) *--at = char('0' + rest % 10);
        *--at = '.';
        do {
            *--at = char('0' + rest % 10);
            rest /= 10;
        } while (rest != 0);
        if (units < 0) *--at = '-';
        out_.append(at, size_t(digits + sizeof digits - at));
        out_.push_back(separator_);
        return *this;
    }

    std::string& out_;
    char separator_;
};

}  // namespace sample
