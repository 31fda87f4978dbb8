// Strict reading of request heads, ranges and percent-encoding.
#include "http/head.hpp"

#include <algorithm>
#include <array>
#include <ctime>

#include "base/text.hpp"

namespace http {
namespace {

constexpr std::string_view token_marks = "!#$%&'*+-.^_`|~";

bool is_token_sign(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           token_marks.find(c) != std::string_view::npos;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; }

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (lower(c) >= 'a' && lower(c) <= 'f') return lower(c) - 'a' + 10;
    return -1;
}

Method method_of(std::string_view name) {
    for (Method method : {Method::get, Method::head, Method::post, Method::put, Method::patch,
                          Method::remove, Method::options})
        if (to_text(method) == name) return method;
    return Method::other;
}

std::unexpected<base::Error> malformed_head(std::string_view field) {
    return base::invalid("http_malformed", {.field = std::string(field)});
}

bool is_path(std::string_view target) {
    if (!target.starts_with('/') || target.starts_with("//")) return false;
    return std::all_of(target.begin(), target.end(),
                       [](char c) { return c > ' ' && c < 127 && c != '#' && c != '\\'; });
}

base::Result<void> read_request_line(std::string_view line, Limits const& limits, Head& head) {
    size_t const first = line.find(' ');
    size_t const last = line.rfind(' ');
    if (first == std::string_view::npos || first == last || !is_token(line.substr(0, first)))
        return malformed_head("");
    std::string_view const target = line.substr(first + 1, last - first - 1);
    std::string_view const version = line.substr(last + 1);
    if (int64_t(target.size()) > limits.target_bytes) return base::invalid("http_target_long", {});
    if (!is_path(target)) return base::invalid("http_target", {});
    if (version != "HTTP/1.1" && version != "HTTP/1.0") return base::invalid("http_version", {});
    head.method = method_of(line.substr(0, first));
    head.target = target;
    head.keep_alive = version == "HTTP/1.1";
    return {};
}

base::Result<Field> read_field(std::string_view line) {
    size_t const colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon)))
        return malformed_head("");  // Folded lines and blanks before the colon end here too.
    std::string_view const value = base::trim(line.substr(colon + 1));
    for (char c : value)
        if ((uint8_t(c) < ' ' && c != '\t') || c == 127)
            return malformed_head(line.substr(0, colon));
    return Field{std::string(line.substr(0, colon)), std::string(value)};
}

bool has_token(std::string_view list, std::string_view wanted) {
    for (std::string_view one : base::split(list, ','))
        if (equal_names(base::trim(one), wanted)) return true;
    return false;
}

struct Counts {
    int host = 0;
    int length = 0;
    int coding = 0;
    bool close = false;
};

base::Result<void> read_meaning(Field const& field, Head& head, Counts& counts) {
    if (equal_names(field.name, "host")) {
        ++counts.host;
        if (field.value.empty() || field.value.find_first_of(" \t,/@") != std::string::npos)
            return base::invalid("http_host", {});
    } else if (equal_names(field.name, "content-length")) {
        bool const digits = !field.value.empty() && field.value.size() <= 18 &&
                            field.value.find_first_not_of("0123456789") == std::string::npos;
        if (++counts.length > 1 || !digits) return base::invalid("http_framing", {});
        head.content_length = base::parse_integer(field.value).value_or(-1);
    } else if (equal_names(field.name, "transfer-encoding")) {
        if (++counts.coding > 1 || !equal_names(field.value, "chunked"))
            return base::invalid("http_framing", {});
        head.chunked = true;
    } else if (equal_names(field.name, "expect")) {
        if (!equal_names(field.value, "100-continue")) return base::invalid("http_expectation", {});
        head.expects_continue = true;
    } else if (equal_names(field.name, "connection")) {
        for (std::string_view one : base::split(field.value, ','))
            if (!is_token(base::trim(one))) return malformed_head("Connection");
        counts.close = counts.close || has_token(field.value, "close");
        if (has_token(field.value, "keep-alive")) head.keep_alive = true;
    }
    return {};
}

}  // namespace

std::string_view to_text(Method method) {
    constexpr std::array<std::string_view, 8> names = {"GET",   "HEAD",   "POST",    "PUT",
                                                       "PATCH", "DELETE", "OPTIONS", "OTHER"};
    return names[size_t(method)];
}

bool equal_names(std::string_view a, std::string_view b) {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                              [](char x, char y) { return lower(x) == lower(y); });
}

bool is_token(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_token_sign);
}

std::string_view Request::field(std::string_view name) const {
    for (Field const& one : fields)
        if (equal_names(one.name, name)) return one.value;
    return {};
}

size_t find_head_end(std::string_view bytes) {
    size_t const at = bytes.find("\r\n\r\n");
    return at == std::string_view::npos ? at : at + 4;
}

base::Result<Head> parse_head(std::string_view text, Limits const& limits) {
    Head head;
    Counts counts;
    if (!text.ends_with("\r\n\r\n")) return malformed_head("");
    text.remove_suffix(2);
    bool first = true;
    while (!text.empty()) {
        size_t const end = text.find("\r\n");
        std::string_view const line = text.substr(0, end);
        text.remove_prefix(end + 2);
        if (line.find_first_of("\r\n") != std::string_view::npos) return malformed_head("");
        if (first) {
            TRY_VOID(read_request_line(line, limits, head));
            first = false;
            continue;
        }
        if (int64_t(head.fields.size()) >= limits.head_fields)
            return base::invalid("http_fields", {});
        auto field = TRY(read_field(line));
        TRY_VOID(read_meaning(field, head, counts));
        head.fields.push_back(std::move(field));
    }
    if (counts.close) head.keep_alive = false;
    if (counts.host != 1) return base::invalid("http_host", {});
    if (counts.length > 0 && counts.coding > 0) return base::invalid("http_framing", {});
    return head;
}

std::optional<Range> parse_range(std::string_view field, int64_t size) {
    Range const whole = {0, size, false};
    if (!field.starts_with("bytes=") || field.find(',') != std::string_view::npos) return whole;
    field.remove_prefix(6);
    size_t const dash = field.find('-');
    if (dash == std::string_view::npos || field.find_first_not_of("0123456789-") != field.npos)
        return whole;
    std::string_view const from_text = field.substr(0, dash);
    std::string_view const to_text = field.substr(dash + 1);
    auto const from = base::parse_integer(from_text);
    auto const to = base::parse_integer(to_text);
    if (from_text.empty()) {  // The last bytes of the file.
        if (!to) return whole;
        if (*to == 0 || size == 0) return std::nullopt;
        int64_t const count = std::min(*to, size);
        return Range{size - count, count, true};
    }
    if (!from || (!to_text.empty() && (!to || *to < *from))) return whole;
    if (*from >= size) return std::nullopt;
    int64_t const last = to ? std::min(*to, size - 1) : size - 1;
    return Range{*from, last - *from + 1, true};
}

std::optional<std::string> decode_percent(std::string_view text, Plus plus) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus == Plus::blank) {
            out += ' ';
        } else if (text[i] == '%') {
            if (i + 2 >= text.size()) return std::nullopt;
            int const high = hex_value(text[i + 1]);
            int const low = hex_value(text[i + 2]);
            if (high < 0 || low < 0 || (high == 0 && low == 0)) return std::nullopt;
            out += char(high * 16 + low);
            i += 2;
        } else {
            out += text[i];
        }
    }
    if (base::find_malformed_utf8(out) != std::string_view::npos) return std::nullopt;
    return out;
}

std::string http_date(int64_t now_ms) {
    std::time_t const seconds = now_ms / 1000;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 40> text{};
    size_t const size =
        std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return std::string(text.data(), size);
}

}  // namespace http
