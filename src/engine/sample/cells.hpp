// Cells: appends the cells of one line to a text, fast enough for millions of lines a second.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "base/check.hpp"
#include "base/day.hpp"

namespace sample {

/// "2026-09-30" for days from 1920 to 2079, from a table made once; "" for day 0, which here stands
/// for a missing date.
std::string_view day_text(base::Day day);

/// One line. Every call appends a cell and the separator; `end` turns the last one into LF and
/// appends the line to the text. Built in place first, since appending bytewise costs more.
class Cells {
public:
    Cells(std::string& out, char separator) : out_(out), separator_(separator) {}
    Cells(Cells const&) = delete;
    Cells& operator=(Cells const&) = delete;

    Cells& text(std::string_view value) {
        if (value.empty()) return separate();
        if (value.size() + 32 > room()) spill(value.size());
        std::memcpy(at_, value.data(), value.size());
        at_ += value.size();
        return separate();
    }
    template <typename... More>
    Cells& texts(std::string_view value, More... more) {
        text(value);
        if constexpr (sizeof...(more) > 0) texts(more...);
        return *this;
    }
    Cells& blanks(int count) {
        for (int i = 0; i < count; ++i) separate();
        return *this;
    }
    Cells& integer(int64_t value) {
        at_ = std::to_chars(at_, at_ + 24, value).ptr;
        return separate();
    }
    /// Cents as 12.34; a sign and no leading zeros.
    Cells& money(int64_t cents) { return fixed(cents, 2); }
    /// A rate or share in units of 10^-5.
    Cells& rate(int64_t units) { return fixed(units, 5); }
    Cells& day(base::Day value) { return text(day_text(value)); }

    /// -1, "not given", becomes an empty cell.
    Cells& money_if(int64_t cents) { return cents < 0 ? separate() : money(cents); }
    Cells& rate_if(int64_t units) { return units < 0 ? separate() : rate(units); }
    Cells& flag(int8_t value) {
        if (value >= 0) *at_++ = value != 0 ? '1' : '0';
        return separate();
    }

    /// Bytes of the line so far, for lines below 1,400 bytes.
    size_t size() const { return size_t(at_ - line_); }

    /// Appends what there is, with its last separator, and leaves the line open.
    void keep() { out_.append(line_, size()); }

    void end() {
        at_[-1] = '\n';
        out_.append(line_, size());
    }

private:
    static constexpr size_t line_max = 1400;  // Numbers need no check within the spare 200 bytes.

    size_t room() const { return line_max - std::min(size(), line_max); }
    /// Makes room for a long text; the line is then no longer in one piece.
    void spill(size_t needed) {
        CHECK(needed < line_max - 200);
        out_.append(line_, size());
        at_ = line_;
    }
    Cells& separate() {
        if (room() == 0) spill(0);
        *at_++ = separator_;
        return *this;
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
        size_t const length = size_t(digits + sizeof digits - at);
        std::memcpy(at_, at, length);
        at_ += length;
        return separate();
    }

    std::string& out_;
    char separator_;
    char line_[line_max + 200];
    char* at_ = line_;
};

}  // namespace sample
