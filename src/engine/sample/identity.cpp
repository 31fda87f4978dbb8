// Identifiers are built from running numbers, so that no table of used ones is needed.
#include "engine/sample/identity.hpp"

#include "base/check.hpp"
#include "base/identifier.hpp"

namespace sample {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

void append_hexadecimal(ShortText<46>& out, uint64_t bits) {
    char text[16];
    for (char& c : text) {
        c = "0123456789abcdef"[bits & 15];
        bits >>= 4;
    }
    out.append(std::string_view(text, 16));
}

}  // namespace

ShortText<18> make_uscc(std::string_view prefix, std::string_view region, uint64_t number) {
    CHECK(number < uscc_numbers);
    // An odd stride prime to 31 spreads neighbouring numbers and stays one-to-one.
    uint64_t spread = (number * 18269131 + 7) % uscc_numbers;
    char body[5];
    for (char& c : body) {
        c = alphabet[size_t(spread % 31)];
        spread /= 31;
    }
    ShortText<18> out(prefix);
    out.append(region);
    out.append("MAX");
    out.append(std::string_view(body, 5));
    char const inner = base::organisation_check_character(out.view().substr(8, 8));
    out.append(std::string_view(&inner, 1));
    char const check = base::uscc_check_character(out.view());
    CHECK(check != '\0');
    out.append(std::string_view(&check, 1));
    return out;
}

ShortText<20> make_lei(uint64_t number) {
    ShortText<20> out("9999SAMPLE");
    out.append(number, 8);
    out.append(base::lei_check_digits(out.view()));
    return out;
}

ShortText<46> make_person_key(std::string_view region, base::Day born, Random& random) {
    ShortText<46> out(region);
    base::YearMonthDay const date = base::to_year_month_day(born);
    out.append(uint64_t(date.year), 4);
    out.append(uint64_t(date.month), 2);
    out.append(uint64_t(date.day), 2);
    append_hexadecimal(out, random.next());
    append_hexadecimal(out, random.next());
    return out;
}

ShortText<46> make_hash(Random& random) {
    ShortText<46> out;
    append_hexadecimal(out, random.next());
    append_hexadecimal(out, random.next());
    return out;
}

void append_firm_word(std::string& out, uint64_t number) {
    constexpr std::string_view first[] = {"岚", "烁", "霁", "珩", "澍", "翊", "旻", "嶙"};
    constexpr std::string_view second[] = {"笈", "陌", "垚", "沚", "栩", "砾", "苒", "屿"};
    uint64_t const mixed = scramble(number);
    out += first[mixed & 7];
    out += second[(mixed >> 3) & 7];
    char digits[7];
    for (int i = 7; i-- > 0; number /= 10) digits[i] = char('0' + number % 10);
    out.append(digits, 7);
}

}  // namespace sample
