// Dates: the days on which rules change (docs/month.md §8), as constants.
#pragma once

#include "base/day.hpp"

namespace sample {

inline constexpr base::Day catalogue_published{20283};  // 2025-07-14: old green standard ends.
inline constexpr base::Day catalogue_in_force{20362};   // 2025-10-01.
inline constexpr base::Day first_processing_left_out{20412};  // 2025-11-20.
inline constexpr base::Day ex_poor_last{20482};               // 2026-01-29.
inline constexpr base::Day lists_begin{16436};  // 2015-01-01: ours, coverage of lists.

}  // namespace sample
