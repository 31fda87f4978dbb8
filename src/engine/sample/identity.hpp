// Identity: invented identifiers with right check digits, person keys and names of nobody.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/day.hpp"
#include "engine/sample/random.hpp"

namespace sample {

/// Text kept in place, for identifiers; longer text is cut.
template <size_t N>
class ShortText {
public:
    ShortText() = default;
    ShortText(std::string_view text) { assign(text); }

    void assign(std::string_view text) {
        size_ = 0;
        append(text);
    }
    void append(std::string_view text) {
        for (size_t i = 0; i < text.size() && size_ < N; ++i) data_[size_++] = text[i];
    }
    /// Appends a number with leading zeros.
    void append(uint64_t number, int width) {
        char digits[20];
        for (int i = width; i-- > 0; number /= 10) digits[i] = char('0' + number % 10);
        append(std::string_view(digits, size_t(width)));
    }
    std::string_view view() const { return {data_, size_}; }
    operator std::string_view() const { return view(); }
    bool empty() const { return size_ == 0; }
    size_t size() const { return size_; }
    char& operator[](size_t i) { return data_[i]; }

private:
    char data_[N] = {};
    uint8_t size_ = 0;
};

inline constexpr uint64_t uscc_numbers = 28629151;  // 31^5, the numbers that make_uscc tells apart.

/// A USCC of 18 characters: registration prefix (91, 92, 93, 52, 12), region, number. Its
/// organisation code begins with MAX, which was not given out when this was written.
ShortText<18> make_uscc(std::string_view prefix, std::string_view region, uint64_t number);

/// A LEI whose first characters say that it is an example.
ShortText<20> make_lei(uint64_t number);

/// The official form of a person's identifier: 14 digits of the number, then 32 hexadecimal digits
/// that look like an MD5 but are drawn at random, so that they cannot be anyone's.
ShortText<46> make_person_key(std::string_view region, base::Day born, Random& random);

/// 32 hexadecimal digits, for persons with other papers.
ShortText<46> make_hash(Random& random);

/// The made-up word of a firm, such as 岚烁 followed by its number.
void append_firm_word(std::string& out, uint64_t number);

}  // namespace sample
