// The change of one figure from one month to another: exact, and silent where it would mislead.
#pragma once

#include <optional>
#include <string>

#include "base/decimal.hpp"

namespace service {

/// What a change is of: a quantity grows by per cent, a rate moves by points.
enum class Measured : uint8_t { quantity, rate };

/// `code` says why there is no rate: `missing` (this month lacks the figure), `base_missing` (the
/// earlier month does; no difference either), `zero` (this month), `base_zero` (the earlier month;
/// an amount below zero is no base either), `points` (the figure is a rate itself: its difference
/// is in percentage points).
struct Change {
    std::optional<base::Decimal> difference;  // now − base, at the finer scale of the two.
    std::optional<base::Decimal> rate;  // (now − base) ÷ base in %, 2 decimals, half away from 0.
    std::string code;
};

Change change_of(std::optional<base::Decimal> now, std::optional<base::Decimal> base,
                 Measured measured);

}  // namespace service
