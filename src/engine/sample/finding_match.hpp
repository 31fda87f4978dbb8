// Findings on reported values, apart from the other checks.
#pragma once

#include "engine/sample/finding.hpp"

namespace sample {

/// Appends `match_…=…` findings of a stock or flow row.
void find_matches(Case const& c, Verdicts const& verdicts, Findings& out);

}  // namespace sample
