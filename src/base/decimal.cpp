// Exact decimals: parsing, printing, and arithmetic that reports overflow instead of losing digits.
#include "base/decimal.hpp"

#include <algorithm>
#include <array>

#include "base/check.hpp"

namespace base {
namespace {

__extension__ typedef unsigned __int128 Uint128;

constexpr std::array<Int128, decimal_digits_max + 1> make_powers() {
    std::array<Int128, decimal_digits_max + 1> powers{};
    powers[0] = 1;
    for (size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
    return powers;
}
constexpr auto powers = make_powers();

Uint128 magnitude(Int128 value) { return value < 0 ? -Uint128(value) : Uint128(value); }

std::string digits_of(Uint128 value) {
    char buffer[40];
    char* end = buffer + sizeof buffer;
    char* at = end;
    do {
        *--at = char('0' + int(value % 10));
        value /= 10;
    } while (value != 0);
    return std::string(at, end);
}

/// units × 10^grow, or nullopt when that needs more than 38 digits.
std::optional<Int128> scale_up(Int128 units, int grow) {
    if (units == 0) return Int128(0);
    if (grow > decimal_digits_max) return std::nullopt;
    Int128 const limit = (powers[decimal_digits_max] - 1) / powers[size_t(grow)];
    if (units > limit || units < -limit) return std::nullopt;
    return units * powers[size_t(grow)];
}

std::optional<Decimal> checked(Int128 units, uint8_t scale) {
    if (!fits_digits(units, decimal_digits_max)) return std::nullopt;
    return Decimal{units, scale};
}

}  // namespace

Int128 power_of_ten(int exponent) {
    CHECK(exponent >= 0 && exponent <= decimal_digits_max);
    return powers[size_t(exponent)];
}

bool fits_digits(Int128 units, int digits) {
    CHECK(digits >= 0 && digits <= decimal_digits_max);
    return units < powers[size_t(digits)] && units > -powers[size_t(digits)];
}

std::optional<Decimal> parse_decimal(std::string_view text) {
    bool const negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    if (text.empty() || text.front() == '.' || text.back() == '.') return std::nullopt;
    Decimal out;
    int digits = 0;
    bool point = false;
    for (char c : text) {
        if (c == '.') {
            if (point) return std::nullopt;
            point = true;
            continue;
        }
        if (c < '0' || c > '9') return std::nullopt;
        if (digits > 0 || c != '0') ++digits;
        if (digits > decimal_digits_max) return std::nullopt;
        out.units = out.units * 10 + (c - '0');
        if (point && ++out.scale > decimal_scale_max) return std::nullopt;
    }
    if (negative) out.units = -out.units;
    return out;
}

std::string to_text(Int128 value) { return (value < 0 ? "-" : "") + digits_of(magnitude(value)); }

std::string to_text(Decimal value) {
    std::string digits = digits_of(magnitude(value.units));
    size_t const scale = value.scale;
    if (digits.size() <= scale) digits.insert(0, scale + 1 - digits.size(), '0');
    if (scale > 0) digits.insert(digits.size() - scale, ".");
    return (value.units < 0 ? "-" : "") + digits;
}

std::string to_grouped_text(Decimal value) {
    std::string text = to_text(value);
    size_t const first = text.starts_with('-') ? 1 : 0;
    size_t at = std::min(text.find('.'), text.size());
    while (at > first + 3) {
        at -= 3;
        text.insert(at, ",");
    }
    return text;
}

std::string to_text(Rate rate) { return to_text(Decimal{rate.percent_e5, 5}); }

std::strong_ordering compare(Decimal a, Decimal b) {
    if ((a.units < 0) != (b.units < 0))
        return a.units < 0 ? std::strong_ordering::less : std::strong_ordering::greater;
    int const scale = std::max(a.scale, b.scale);
    auto const left = scale_up(a.units, scale - a.scale);
    auto const right = scale_up(b.units, scale - b.scale);
    // The side that overflows 38 digits is the larger in magnitude; both cannot overflow, because
    // only the one with the smaller scale grows.
    if (!left) return a.units < 0 ? std::strong_ordering::less : std::strong_ordering::greater;
    if (!right) return b.units < 0 ? std::strong_ordering::greater : std::strong_ordering::less;
    if (*left == *right) return std::strong_ordering::equal;
    return *left < *right ? std::strong_ordering::less : std::strong_ordering::greater;
}

std::optional<Decimal> add(Decimal a, Decimal b) {
    uint8_t const scale = std::max(a.scale, b.scale);
    auto const left = scale_up(a.units, scale - a.scale);
    auto const right = scale_up(b.units, scale - b.scale);
    if (!left || !right) return std::nullopt;
    return checked(*left + *right, scale);  // Two 38-digit numbers fit 127 bits.
}

std::optional<Decimal> subtract(Decimal a, Decimal b) { return add(a, Decimal{-b.units, b.scale}); }

std::optional<Decimal> multiply(Decimal a, Decimal b) {
    int const scale = a.scale + b.scale;
    if (scale > decimal_scale_max) return std::nullopt;
    Int128 product = 0;
    if (__builtin_mul_overflow(a.units, b.units, &product)) return std::nullopt;
    return checked(product, uint8_t(scale));
}

Int128 divide_half_up(Int128 a, Int128 b) {
    CHECK(b != 0);
    Uint128 const n = magnitude(a);
    Uint128 const d = magnitude(b);
    Uint128 quotient = n / d;
    Uint128 const rest = n % d;
    if (rest >= d - rest) ++quotient;  // 2 × rest >= d without overflow.
    Int128 const result = Int128(quotient);
    return (a < 0) != (b < 0) ? -result : result;
}

std::optional<Decimal> divide_half_up(Decimal a, Decimal b, int scale) {
    if (b.units == 0) return std::nullopt;
    // a/10^sa ÷ b/10^sb × 10^scale = a × 10^(scale + sb − sa) ÷ b.
    int const shift = scale + b.scale - a.scale;
    Int128 numerator = a.units;
    Int128 denominator = b.units;
    if (shift >= 0) {
        auto const grown = scale_up(numerator, shift);
        if (!grown) return std::nullopt;
        numerator = *grown;
    } else {
        auto const grown = scale_up(denominator, -shift);
        if (!grown) return std::nullopt;
        denominator = *grown;
    }
    return checked(divide_half_up(numerator, denominator), uint8_t(scale));
}

std::optional<Decimal> rescale_half_up(Decimal value, int scale) {
    CHECK(scale >= 0 && scale <= decimal_scale_max);
    if (scale >= value.scale) {
        auto const grown = scale_up(value.units, scale - value.scale);
        if (!grown) return std::nullopt;
        return Decimal{*grown, uint8_t(scale)};
    }
    Int128 const divisor = powers[size_t(value.scale - scale)];
    return Decimal{divide_half_up(value.units, divisor), uint8_t(scale)};
}

bool fits_scale(Decimal value, int scale) {
    return scale >= value.scale || value.units % powers[size_t(value.scale - scale)] == 0;
}

}  // namespace base
