// One subtraction, one division, and the cases in which the division is not made.
#include "service/change.hpp"

namespace service {

Change change_of(std::optional<base::Decimal> now, std::optional<base::Decimal> base,
                 Measured measured) {
    Change out;
    if (!now || !base) {
        out.code = now ? "base_missing" : "missing";
        return out;
    }
    out.difference = base::subtract(*now, *base);
    if (measured == Measured::rate) {
        out.code = "points";
    } else if (base->units <= 0) {
        out.code = "base_zero";
    } else if (now->units == 0) {
        out.code = "zero";
    } else if (out.difference) {
        auto const hundredfold = base::multiply(*out.difference, {100, 0});
        if (hundredfold) out.rate = base::divide_half_up(*hundredfold, *base, 2);
    }
    return out;
}

}  // namespace service
