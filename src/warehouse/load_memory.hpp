// How much memory the joins of a load may take.
#pragma once

#include <cstdint>

#include "warehouse/inbox.hpp"

namespace warehouse {

/// What DuckDB may hold while nothing large is joined.
inline constexpr int64_t memory_megabytes = 1500;

/// Megabytes for each of so many workers that load legal persons side by side: five times what the
/// largest one sent; at least their share of `memory_megabytes`, at most that of half the machine's
/// memory. With less, DuckDB writes its hash tables to disk, slowly, or gives up.
int64_t load_megabytes(Inbox const& inbox, int workers);

}  // namespace warehouse
