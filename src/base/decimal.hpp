// Decimal: exact decimal numbers as a 128-bit integer and a scale; no binary floating point
// anywhere.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace base {

__extension__ typedef __int128 Int128;

inline constexpr int decimal_digits_max = 38;  // As DECIMAL(38,s) in DuckDB and Spark.
inline constexpr int decimal_scale_max = 38;

/// units × 10^-scale. 12.50 with scale 2 has units 1250. The scale is kept: 1.0 and 1.00 are equal
/// in value (operator==) but print differently.
struct Decimal {
    Int128 units = 0;
    uint8_t scale = 0;  // 0..=38.
};

/// Returns 10^exponent for exponent 0..=38.
Int128 power_of_ten(int exponent);

/// Parses `-?digits(.digits)?` and nothing else: no sign `+`, exponent, blank, group separator or
/// bare point. Returns nullopt for anything else or for more than 38 digits.
std::optional<Decimal> parse_decimal(std::string_view text);

/// Prints all digits of the scale: {1250, 2} is "12.50".
std::string to_text(Decimal value);

/// Prints with thousands separators, for people: {123456789, 2} is "1,234,567.89".
std::string to_grouped_text(Decimal value);

/// Exact comparison across scales.
std::strong_ordering compare(Decimal a, Decimal b);
inline bool operator==(Decimal a, Decimal b) { return compare(a, b) == 0; }
inline std::strong_ordering operator<=>(Decimal a, Decimal b) { return compare(a, b); }

/// Exact results, or nullopt when 38 digits do not hold them.
std::optional<Decimal> add(Decimal a, Decimal b);
std::optional<Decimal> subtract(Decimal a, Decimal b);
std::optional<Decimal> multiply(Decimal a, Decimal b);

/// a / b at `scale`, rounded half away from zero; nullopt when b is 0 or the result does not fit.
/// Exact integer division; never through a double.
std::optional<Decimal> divide_half_up(Decimal a, Decimal b, int scale);

/// The value at another scale: exact when growing, rounded half away from zero when shrinking;
/// nullopt when 38 digits do not hold it.
std::optional<Decimal> rescale_half_up(Decimal value, int scale);

/// True when no digit is lost at `scale`.
bool fits_scale(Decimal value, int scale);

/// True when |value| has at most `digits` decimal digits in all at its scale.
bool fits_digits(Int128 units, int digits);

/// Half-away-from-zero quotient of integers; b != 0.
Int128 divide_half_up(Int128 a, Int128 b);

/// Decimal text of a 128-bit integer.
std::string to_text(Int128 value);

/// A yearly rate in percent with five decimals, held as an integer: 4.35 % is 435000.
struct Rate {
    int64_t percent_e5 = 0;
    friend auto operator<=>(Rate, Rate) = default;
};

/// "4.35000".
std::string to_text(Rate rate);

}  // namespace base
