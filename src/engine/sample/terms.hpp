// Terms: what a kind of borrower borrows: product, amount, rate, term, security and purpose.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/sample/random.hpp"
#include "engine/sample/receipt.hpp"

namespace sample {

struct AmountRange {
    int32_t base_wan;     // 万元.
    int32_t doublings;    // The base is doubled up to so many times.
    int32_t divisor = 1;  // For amounts below one 万元.
};
struct RateRange {
    int32_t low_bp, high_bp;  // 1/100 percent.
};

struct Terms {
    std::string_view product, currency = "CNY", guarantee, subsidy, purpose;
    AmountRange amount{1, 1};
    RateRange rate{300, 650};
    int32_t months = 12;
};

Terms draw_unit_terms(Party const& party, Random& random);
Terms draw_person_terms(Party const& party, Random& random);

}  // namespace sample
