// Text functions over UTF-8 bytes.
#include "base/text.hpp"

#include <iconv.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>

namespace base {
namespace {

/// Length of the well-formed sequence at `at`, or 0.
size_t sequence_length(std::string_view text, size_t at) {
    auto const byte = [&](size_t i) { return uint8_t(text[i]); };
    auto const follows = [&](size_t i) { return i < text.size() && (byte(i) & 0xC0) == 0x80; };
    uint8_t const first = byte(at);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return follows(at + 1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        if (!follows(at + 1) || !follows(at + 2)) return 0;
        if (first == 0xE0 && byte(at + 1) < 0xA0) return 0;
        if (first == 0xED && byte(at + 1) > 0x9F) return 0;
        return 3;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        if (!follows(at + 1) || !follows(at + 2) || !follows(at + 3)) return 0;
        if (first == 0xF0 && byte(at + 1) < 0x90) return 0;
        if (first == 0xF4 && byte(at + 1) > 0x8F) return 0;
        return 4;
    }
    return 0;
}

size_t next_code_point(std::string_view text, size_t at) {
    do ++at;
    while (at < text.size() && (uint8_t(text[at]) & 0xC0) == 0x80);
    return at;
}

}  // namespace

size_t find_malformed_utf8(std::string_view text) {
    size_t at = 0;
    while (at < text.size()) {
        if (at + 8 <= text.size()) {
            uint64_t word = 0;
            std::memcpy(&word, text.data() + at, 8);
            if ((word & 0x8080808080808080ULL) == 0) {
                at += 8;
                continue;
            }
        }
        size_t const length = sequence_length(text, at);
        if (length == 0) return at;
        at += length;
    }
    return std::string_view::npos;
}

size_t count_code_points(std::string_view text) {
    size_t count = 0;
    for (char c : text) count += (uint8_t(c) & 0xC0) != 0x80 ? 1 : 0;
    return count;
}

size_t display_width(std::string_view text) {
    size_t width = 0;
    for (char c : text) {
        uint8_t const byte = uint8_t(c);
        if ((byte & 0xC0) != 0x80) width += byte >= 0xE3 ? 2 : 1;  // U+3000 and above.
    }
    return width;
}

std::string_view code_point_range(std::string_view text, size_t from, size_t count) {
    size_t begin = 0;
    for (size_t i = 0; i < from && begin < text.size(); ++i) begin = next_code_point(text, begin);
    size_t end = begin;
    for (size_t i = 0; i < count && end < text.size(); ++i) end = next_code_point(text, end);
    return text.substr(begin, end - begin);
}

std::string shorten(std::string_view text, size_t count) {
    std::string_view const head = code_point_range(text, 0, count);
    return head.size() == text.size() ? std::string(text) : std::string(head) + "…";
}

std::string_view trim(std::string_view text) {
    size_t const begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    size_t begin = 0;
    for (size_t at = 0; at <= text.size(); ++at) {
        if (at == text.size() || text[at] == separator) {
            parts.push_back(text.substr(begin, at - begin));
            begin = at + 1;
        }
    }
    return parts;
}

std::string join(std::vector<std::string> const& parts, std::string_view separator) {
    std::string out;
    for (size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) out += separator;
        out += parts[i];
    }
    return out;
}

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
    for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

bool matches_like(std::string_view text, std::string_view pattern) {
    size_t t = 0, p = 0;
    size_t star_pattern = std::string_view::npos, star_text = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '%') {
            star_pattern = ++p;
            star_text = t;
        } else if (p < pattern.size() && pattern[p] == '_') {
            t = next_code_point(text, t);
            ++p;
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++t;
            ++p;
        } else if (star_pattern != std::string_view::npos) {
            p = star_pattern;
            star_text = next_code_point(text, star_text);
            t = star_text;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '%') ++p;
    return p == pattern.size();
}

size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<size_t> row(b.size() + 1);
    for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (size_t i = 1; i <= a.size(); ++i) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.size(); ++j) {
            size_t const replaced = corner + (a[i - 1] == b[j - 1] ? 0 : 1);
            corner = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row[b.size()];
}

std::optional<int64_t> parse_integer(std::string_view text) {
    int64_t value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || text.empty())
        return std::nullopt;
    return value;
}

std::optional<std::string> decode_gb18030(std::string_view bytes) {
    iconv_t const converter = iconv_open("UTF-8", "GB18030");
    if (converter == iconv_t(-1)) return std::nullopt;
    std::string out;
    std::string buffer(64 * 1024, '\0');
    std::string input(bytes);
    char* from = input.data();
    size_t left = input.size();
    bool good = true;
    while (left > 0 && good) {
        char* to = buffer.data();
        size_t room = buffer.size();
        size_t const status = iconv(converter, &from, &left, &to, &room);
        out.append(buffer.data(), buffer.size() - room);
        good = status != size_t(-1) || errno == E2BIG;
    }
    iconv_close(converter);
    if (!good) return std::nullopt;
    return out;
}

}  // namespace base
