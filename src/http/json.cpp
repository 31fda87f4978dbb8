// The JSON reader and writer, and rows of a Record in JSON.
#include "http/json.hpp"

#include <utility>

#include <array>
#include <set>

#include "base/text.hpp"

namespace http {
namespace {

constexpr int64_t exact_integer = (int64_t(1) << 53) - 1;  // Beyond, JavaScript loses digits.

/// Reads one document from left to right.
class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    base::Result<Json> document() {
        auto value = TRY(read_value(0));
        skip_blanks();
        if (at_ != text_.size()) return malformed_here();
        return value;
    }

private:
    std::unexpected<base::Error> malformed_here() const {
        return base::invalid("json_syntax", {.field = pointer_}, {{"offset", std::to_string(at_)}});
    }
    void skip_blanks() {
        while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != text_.npos)
            ++at_;
    }
    bool take(std::string_view word) {
        if (!text_.substr(at_).starts_with(word)) return false;
        at_ += word.size();
        return true;
    }
    bool take_digits() {
        size_t const begin = at_;
        while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
        return at_ > begin;
    }

    base::Result<Json> read_value(int depth) {
        skip_blanks();
        if (depth > json_depth_max) return base::invalid("json_deep", {.field = pointer_});
        if (at_ >= text_.size()) return malformed_here();
        switch (text_[at_]) {
            case '{': return read_object(depth);
            case '[': return read_array(depth);
            case '"': {
                auto text = TRY(read_text());
                return Json{.kind = JsonKind::text, .text = std::move(text)};
            }
            default: break;
        }
        if (take("null")) return Json{};
        if (take("true")) return Json{.kind = JsonKind::boolean, .flag = true};
        if (take("false")) return Json{.kind = JsonKind::boolean};
        return read_number();
    }

    base::Result<Json> read_number() {
        size_t const begin = at_;
        take("-");
        if (!take("0") && !take_digits()) return malformed_here();
        if (take(".") && !take_digits()) return malformed_here();
        if (take("e") || take("E")) {
            if (!take("+")) take("-");
            if (!take_digits()) return malformed_here();
        }
        return Json{.kind = JsonKind::number,
                    .text = std::string(text_.substr(begin, at_ - begin))};
    }

    base::Result<uint32_t> read_hex() {
        uint32_t out = 0;
        for (int i = 0; i < 4; ++i, ++at_) {
            if (at_ >= text_.size()) return malformed_here();
            char const c = text_[at_];
            uint32_t const low = uint32_t(c | 32);
            if (c >= '0' && c <= '9') {
                out = out * 16 + uint32_t(c - '0');
            } else if (low >= 'a' && low <= 'f') {
                out = out * 16 + low - 'a' + 10;
            } else {
                return malformed_here();
            }
        }
        return out;
    }

    base::Result<void> read_code_point(std::string& out) {
        uint32_t code = TRY(read_hex());
        if (code >= 0xDC00 && code < 0xE000) return malformed_here();
        if (code >= 0xD800 && code < 0xDC00) {
            if (!take("\\u")) return malformed_here();
            uint32_t const low = TRY(read_hex());
            if (low < 0xDC00 || low >= 0xE000) return malformed_here();
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        }
        if (code < 0x80) {
            out += char(code);
        } else if (code < 0x800) {
            out += char(0xC0 | (code >> 6));
            out += char(0x80 | (code & 63));
        } else {
            if (code >= 0x10000) {
                out += char(0xF0 | (code >> 18));
                out += char(0x80 | ((code >> 12) & 63));
            } else {
                out += char(0xE0 | (code >> 12));
            }
            out += char(0x80 | ((code >> 6) & 63));
            out += char(0x80 | (code & 63));
        }
        return {};
    }

    base::Result<std::string> read_text() {
        std::string out;
        ++at_;
        while (at_ < text_.size() && text_[at_] != '"') {
            char const c = text_[at_++];
            if (uint8_t(c) < ' ') return malformed_here();
            if (c != '\\') {
                out += c;
                continue;
            }
            if (at_ >= text_.size()) return malformed_here();
            char const sign = text_[at_++];
            if (sign == 'u') {
                TRY_VOID(read_code_point(out));
                continue;
            }
            constexpr std::string_view signs = "\"\\/bfnrt";
            constexpr std::string_view meant = "\"\\/\b\f\n\r\t";
            size_t const which = signs.find(sign);
            if (which == std::string_view::npos) return malformed_here();
            out += meant[which];
        }
        if (at_ >= text_.size()) return malformed_here();
        ++at_;
        return out;
    }

    base::Result<Json> read_array(int depth) {
        Json out = {.kind = JsonKind::array};
        size_t const outside = pointer_.size();
        ++at_;
        skip_blanks();
        if (take("]")) return out;
        while (true) {
            pointer_ += "/" + std::to_string(out.items.size());
            auto item = TRY(read_value(depth + 1));
            out.items.push_back(std::move(item));
            pointer_.resize(outside);
            skip_blanks();
            if (take("]")) return out;
            if (!take(",")) return malformed_here();
        }
    }

    base::Result<Json> read_object(int depth) {
        Json out = {.kind = JsonKind::object};
        std::set<std::string, std::less<>> names;
        size_t const outside = pointer_.size();
        ++at_;
        skip_blanks();
        if (take("}")) return out;
        while (true) {
            skip_blanks();
            if (at_ >= text_.size() || text_[at_] != '"') return malformed_here();
            auto name = TRY(read_text());
            pointer_ += pointer_step(name);
            if (!names.insert(name).second)
                return base::invalid("json_duplicate", {.field = pointer_});
            skip_blanks();
            if (!take(":")) return malformed_here();
            auto value = TRY(read_value(depth + 1));
            out.members.emplace_back(std::move(name), std::move(value));
            pointer_.resize(outside);
            skip_blanks();
            if (take("}")) return out;
            if (!take(",")) return malformed_here();
        }
    }

    std::string_view text_;
    size_t at_ = 0;
    std::string pointer_;
};

bool is_cents(base::Column const& column) {
    return column.type == base::ValueType::integer && column.doc.unit == cents_unit;
}

/// Whole cents from "1200.50"; at most two decimals.
std::optional<int64_t> parse_cents(std::string_view text) {
    size_t const point = text.find('.');
    std::string digits(text.substr(0, point));
    std::string_view const decimals = point == text.npos ? "" : text.substr(point + 1);
    if (decimals.size() > 2 || (point != text.npos && decimals.empty())) return std::nullopt;
    if (digits.empty() || digits == "-" || digits.size() > 17) return std::nullopt;
    digits += decimals;
    digits.append(2 - decimals.size(), '0');
    return base::parse_integer(digits);
}

/// A whole number; JSON Schema calls 3.0 one too.
std::optional<int64_t> parse_whole(std::string_view text) {
    size_t const point = text.find('.');
    if (point != text.npos && text.find_first_not_of('0', point + 1) != text.npos)
        return std::nullopt;
    return base::parse_integer(text.substr(0, point));
}

std::optional<base::Value> read_cell(base::Column const& column, Json const& json) {
    if (column.type == base::ValueType::boolean)
        return json.kind == JsonKind::boolean ? std::optional<base::Value>(json.flag)
                                              : std::nullopt;
    if (is_cents(column)) {
        auto const cents =
            json.kind == JsonKind::text ? parse_cents(json.text) : std::optional<int64_t>();
        return cents ? std::optional<base::Value>(*cents) : std::nullopt;
    }
    if (column.type == base::ValueType::integer) {
        auto const number = json.kind == JsonKind::number ? parse_whole(json.text) : std::nullopt;
        bool const exact = number && *number <= exact_integer && *number >= -exact_integer;
        return exact ? std::optional<base::Value>(*number) : std::nullopt;
    }
    if (json.kind != JsonKind::text) return std::nullopt;
    if (column.type == base::ValueType::text) return base::Value(json.text);
    if (json.text.empty()) return std::nullopt;
    auto value = base::parse_value(column, json.text);
    return value ? std::optional(std::move(*value)) : std::nullopt;
}

}  // namespace

Json const* Json::find(std::string_view name) const {
    for (auto const& [key, value] : members)
        if (key == name) return &value;
    return nullptr;
}

base::Result<Json> parse_json(std::string_view text) {
    size_t const bad = base::find_malformed_utf8(text);
    if (bad != std::string_view::npos)
        return base::invalid("json_syntax", {}, {{"offset", std::to_string(bad)}});
    return Reader(text).document();
}

void append_json_text(std::string& out, std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    out += '"';
    for (char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (uint8_t(c) < ' ' || c == 127) {
            out += "\\u00";
            out += hex[uint8_t(c) >> 4];
            out += hex[uint8_t(c) & 15];
        } else {
            out += c;
        }
    }
    out += '"';
}

std::string pointer_step(std::string_view name) {
    return "/" + base::replace_all(base::replace_all(std::string(name), "~", "~0"), "/", "~1");
}

std::string cents_text(int64_t cents) {
    uint64_t const size = cents < 0 ? uint64_t(0) - uint64_t(cents) : uint64_t(cents);
    std::string decimals = std::to_string(size % 100);
    if (decimals.size() < 2) decimals.insert(0, "0");
    return (cents < 0 ? "-" : "") + std::to_string(size / 100) + "." + decimals;
}

void append_json_value(std::string& out, base::Column const& column, base::Value const& value) {
    if (base::is_null(value)) {
        out += "null";
    } else if (is_cents(column)) {
        append_json_text(out, cents_text(std::get<int64_t>(value)));
    } else if (value.index() == size_t(base::ValueType::boolean) ||
               value.index() == size_t(base::ValueType::integer)) {
        out += base::to_text(value);
    } else {
        append_json_text(out, base::to_text(value));
    }
}

void append_json_row(std::string& out, base::Record const& record,
                     std::vector<base::Value> const& row, std::vector<int> const& chosen) {
    size_t const count = chosen.empty() ? record.columns.size() : chosen.size();
    out += '{';
    bool first = true;
    for (size_t i = 0; i < count; ++i) {
        size_t const which = chosen.empty() ? i : size_t(chosen[i]);
        if (record.columns[which].doc.secret) continue;
        if (!std::exchange(first, false)) out += ',';
        append_json_text(out, record.columns[which].name);
        out += ':';
        append_json_value(out, record.columns[which], row[which]);
    }
    out += '}';
}

base::Result<std::vector<base::Value>> read_json_row(base::Record const& record, Json const& json,
                                                     std::string const& at) {
    if (json.kind != JsonKind::object) return base::invalid("body_no_object", {.field = at});
    for (auto const& [name, value] : json.members) {
        bool known = false;
        for (base::Column const& column : record.columns)
            known = known || (column.name == name && !column.doc.secret);
        if (!known) return base::invalid("field_unknown", {.field = at + pointer_step(name)});
    }
    std::vector<base::Value> out;
    for (base::Column const& column : record.columns) {
        Json const* const cell = json.find(column.name);
        std::string const pointer = at + pointer_step(column.name);
        if (!cell || cell->kind == JsonKind::null) {
            if (!column.nullable)
                return base::invalid(cell ? "field_malformed" : "field_missing",
                                     {.field = pointer});
            out.emplace_back();
            continue;
        }
        auto value = read_cell(column, *cell);
        if (!value) return base::invalid("field_malformed", {.field = pointer});
        if (!column.doc.choices.empty() &&
            !base::is_choice(column.doc, std::get<std::string>(*value)))
            return base::invalid(
                "field_choice", {.field = pointer},
                {{"choices", base::replace_all(std::string(column.doc.choices), " ", ", ")}});
        out.push_back(std::move(*value));
    }
    return out;
}

}  // namespace http
