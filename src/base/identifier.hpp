// Check digits of public identifiers: USCC, organisation code, resident identity number, LEI.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace base {

enum class IdentifierState : uint8_t {
    valid,
    suspicious,   // USCC only: the inner organisation code's check digit fails (some legacy codes).
    wrong_check,  // Right shape, wrong check digit.
    wrong_shape,  // Wrong length or a character outside the alphabet.
};

/// GB 32100-2015: 18 characters; position 18 decides, position 17 only makes it suspicious.
IdentifierState check_uscc(std::string_view code);

/// GB 11714: 8 characters and a check character; a `-` before the last is accepted.
IdentifierState check_organisation_code(std::string_view code);

/// GB 11643-1999: 18 characters, a date that exists at 7-14, check digit at 18.
IdentifierState check_resident_number(std::string_view code);

/// ISO 17442: 20 characters, ISO 7064 MOD 97-10.
IdentifierState check_lei(std::string_view code);

/// The check characters that complete a body; '\0' or "" when the body has a wrong shape.
char uscc_check_character(std::string_view first17);
char organisation_check_character(std::string_view first8);
char resident_check_character(std::string_view first17);
std::string lei_check_digits(std::string_view first18);

/// 15-digit resident numbers (before 1999) to 18 digits, century 19; "" when not 15 digits.
std::string upgrade_resident_number(std::string_view old15);

}  // namespace base
