// Finding: what docs/month.md §11 must find in a row of the sample, from what its files will say.
#pragma once

#include <string_view>
#include <vector>

#include "engine/sample/verdict.hpp"

namespace sample {

/// Names of findings, with `=result` for those on reported values, sorted.
using Findings = std::vector<std::string_view>;

/// What the bank reported of the row: its own files, else the supplement, else CLZXEP (§6).
Reported reported_values(Case const& c);

/// Findings of a stock row of the main month, the month before given.
Findings find_in_loan(Case const& c, Verdicts const& verdicts, Calendar const& calendar);

/// Findings of a drawing.
Findings find_in_flow(Case const& c, Verdicts const& verdicts, Calendar const& calendar);

/// The one-year LPR in 10^-5 percent, or 0 where it is not set (common.lpr_1y).
int32_t lpr_1y(base::Day day);

/// Whether free text holds one of ! ? ^ or a full-width blank.
bool has_bad_text(std::string_view text);

/// Whether a receipt of the prior month is gone without having been repaid in full.
bool is_gone_without_flow(Institution const& bank, Receipt const& receipt);

}  // namespace sample
