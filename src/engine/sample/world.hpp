// World: what all institutions of one province share: options, calendar, rates, and the shared
// borrowers who have loans at several banks.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/sample/institution.hpp"
#include "engine/sample/receipt.hpp"

namespace sample {

struct World {
    Options options;
    Calendar calendar;
    std::vector<Institution> banks;
    int64_t shared_units = 0, shared_persons = 0;  // Borrowers in the two pools.

    static World make(Options const& options);
};

/// Share of each bank's borrowers that come from the pools, per mille.
inline constexpr uint32_t shared_per_mille = 100;

/// Own borrowers of bank i have numbers from i × this; the pools begin after the last bank.
inline constexpr uint64_t numbers_per_bank = 400000;
inline constexpr uint64_t first_shared_number = 60 * numbers_per_bank;

int64_t to_yuan(int64_t cents, int64_t rate_e4);

}  // namespace sample
