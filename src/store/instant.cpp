// Instants as text and ids in base32.
#include "store/instant.hpp"

#include "base/check.hpp"
#include "base/day.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"

namespace store {
namespace {

constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr int64_t day_ms = 86'400'000;
constexpr size_t id_length = 26;

void append_padded(std::string& out, int64_t number, size_t width) {
    std::string const digits = std::to_string(number);
    out.append(width - digits.size(), '0');
    out += digits;
}

int hex_digit(char sign) { return sign <= '9' ? sign - '0' : sign - 'a' + 10; }

}  // namespace

std::string instant_text(Instant at) {
    CHECK(at >= 0);
    std::string out = base::to_text(base::Day{int32_t(at / day_ms)});
    int64_t const rest = at % day_ms;
    out += 'T';
    append_padded(out, rest / 3'600'000, 2);
    out += ':';
    append_padded(out, rest / 60'000 % 60, 2);
    out += ':';
    append_padded(out, rest / 1000 % 60, 2);
    out += '.';
    append_padded(out, rest % 1000, 3);
    out += 'Z';
    return out;
}

std::optional<Instant> parse_instant(std::string_view text) {
    if (text.size() != 24 || text[10] != 'T') return std::nullopt;
    auto const day = base::parse_day(text.substr(0, 10));
    if (!day || day->days < 0) return std::nullopt;
    int64_t parts[4] = {};
    size_t const from[4] = {11, 14, 17, 20};
    for (size_t i = 0; i < 4; ++i) {
        std::string_view const digits = text.substr(from[i], i == 3 ? 3 : 2);
        for (char sign : digits) {
            if (sign < '0' || sign > '9') return std::nullopt;
            parts[i] = parts[i] * 10 + (sign - '0');
        }
    }
    if (parts[0] > 23 || parts[1] > 59 || parts[2] > 59) return std::nullopt;
    Instant const at =
        day->days * day_ms + parts[0] * 3'600'000 + parts[1] * 60'000 + parts[2] * 1000 + parts[3];
    if (instant_text(at) != text) return std::nullopt;  // The signs between the digits.
    return at;
}

std::string make_id(Instant now) {
    std::string hex;
    for (int shift = 44; shift >= 0; shift -= 4) hex += "0123456789abcdef"[(now >> shift) & 15];
    hex += base::random_hex(10);
    std::string out;
    unsigned bits = 0;
    int count = 2;  // 130 bits of text hold 128: the first two are 0.
    for (char sign : hex) {
        bits = (bits << 4) | unsigned(hex_digit(sign));
        count += 4;
        if (count >= 5) {
            count -= 5;
            out += alphabet[(bits >> count) & 31];
        }
    }
    CHECK(out.size() == id_length);
    return out;
}

bool is_id(std::string_view text) {
    return text.size() == id_length && text.find_first_not_of(alphabet) == text.npos &&
           text[0] <= '7';
}

}  // namespace store
