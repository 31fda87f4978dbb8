// Check-digit arithmetic; the worked examples are in identifier_test.cpp.
#include "base/identifier.hpp"

#include "base/day.hpp"

namespace base {
namespace {

constexpr std::string_view uscc_alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// 0-9 and A-Z as 0..35, or -1.
int alphanumeric_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
    return -1;
}

}  // namespace

char uscc_check_character(std::string_view first17) {
    constexpr int weights[] = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
    if (first17.size() != 17) return '\0';
    int sum = 0;
    for (size_t i = 0; i < 17; ++i) {
        size_t const value = uscc_alphabet.find(first17[i]);
        if (value == std::string_view::npos) return '\0';
        sum += int(value) * weights[i];
    }
    return uscc_alphabet[size_t((31 - sum % 31) % 31)];
}

char organisation_check_character(std::string_view first8) {
    constexpr int weights[] = {3, 7, 9, 10, 5, 8, 4, 2};
    if (first8.size() != 8) return '\0';
    int sum = 0;
    for (size_t i = 0; i < 8; ++i) {
        int const value = alphanumeric_value(first8[i]);
        if (value < 0) return '\0';
        sum += value * weights[i];
    }
    int const check = 11 - sum % 11;
    return check == 10 ? 'X' : check == 11 ? '0' : char('0' + check);
}

char resident_check_character(std::string_view first17) {
    constexpr int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    if (first17.size() != 17) return '\0';
    int sum = 0;
    for (size_t i = 0; i < 17; ++i) {
        if (first17[i] < '0' || first17[i] > '9') return '\0';
        sum += (first17[i] - '0') * weights[i];
    }
    return "10X98765432"[sum % 11];
}

std::string lei_check_digits(std::string_view first18) {
    if (first18.size() != 18) return "";
    int rest = 0;
    for (char c : first18) {
        int const value = alphanumeric_value(c);
        if (value < 0) return "";
        rest = (rest * (value < 10 ? 10 : 100) + value) % 97;
    }
    rest = rest * 100 % 97;
    int const check = 98 - rest;
    return {char('0' + check / 10), char('0' + check % 10)};
}

IdentifierState check_uscc(std::string_view code) {
    if (code.size() != 18) return IdentifierState::wrong_shape;
    char const check = uscc_check_character(code.substr(0, 17));
    if (check == '\0') return IdentifierState::wrong_shape;
    if (code[17] != check) return IdentifierState::wrong_check;
    bool const inner = organisation_check_character(code.substr(8, 8)) == code[16];
    return inner ? IdentifierState::valid : IdentifierState::suspicious;
}

IdentifierState check_organisation_code(std::string_view code) {
    std::string plain(code);
    if (plain.size() == 10 && plain[8] == '-') plain.erase(8, 1);
    if (plain.size() != 9) return IdentifierState::wrong_shape;
    char const check = organisation_check_character(std::string_view(plain).substr(0, 8));
    if (check == '\0') return IdentifierState::wrong_shape;
    return plain[8] == check ? IdentifierState::valid : IdentifierState::wrong_check;
}

IdentifierState check_resident_number(std::string_view code) {
    if (code.size() != 18) return IdentifierState::wrong_shape;
    char const check = resident_check_character(code.substr(0, 17));
    if (check == '\0' || !parse_compact_day(code.substr(6, 8))) return IdentifierState::wrong_shape;
    return code[17] == check ? IdentifierState::valid : IdentifierState::wrong_check;
}

IdentifierState check_lei(std::string_view code) {
    if (code.size() != 20) return IdentifierState::wrong_shape;
    std::string const check = lei_check_digits(code.substr(0, 18));
    if (check.empty()) return IdentifierState::wrong_shape;
    return code.substr(18) == check ? IdentifierState::valid : IdentifierState::wrong_check;
}

std::string upgrade_resident_number(std::string_view old15) {
    if (old15.size() != 15) return "";
    std::string body(old15.substr(0, 6));
    body.append("19").append(old15.substr(6));
    char const check = resident_check_character(body);
    return check == '\0' ? "" : body + check;
}

}  // namespace base
