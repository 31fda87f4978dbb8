// Planted executor faults: a plan rewritten so that one executor behaves as if it had the fault.
#pragma once

#include <string_view>

#include "engine/rule/plan.hpp"

namespace differential {

enum class Fault {
    none,
    null_compared_is_false,    // A comparison with a missing value answers no.
    less_for_less_or_equal,    // < where <= is written.
    decimals_of_literal_lost,  // 1000.01 read as 1000.00.
    not_of_unknown_is_true,
    and_with_unknown_is_false,
    or_with_unknown_is_false,
    coarse_code_is_no,  // A coarse code that mixes answers no instead of unknown.
    version_begins_day_late,
    division_by_zero_is_zero,
    unknown_case_is_taken,  // case when null then … takes the branch.
    coalesce_takes_last,
    substring_from_zero,
    rounding_cuts,  // Rounds towards zero.
};
inline constexpr int fault_count = int(Fault::rounding_cuts) + 1;

std::string_view name_of(Fault fault);

/// The same plan as an executor with the fault would run it.
rule::PlanData plant(rule::PlanData const& plan, Fault fault);

}  // namespace differential
