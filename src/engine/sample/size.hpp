// Size: the statistical size of firms by staff, revenue and assets (国统字〔2017〕213号).
#pragma once

#include <cstdint>
#include <optional>

#include "engine/sample/industry.hpp"
#include "engine/sample/random.hpp"

namespace sample {

enum class FirmSize : uint8_t { large = 1, medium, small, micro, other };  // CS01 … CS05.

/// What a customer file says of a firm; a missing figure is -1.
struct FirmFigures {
    int64_t staff = -1;
    int64_t revenue = -1;  // Cents.
    int64_t assets = -1;   // Cents.
};

/// The size by the standard, or nullopt when the industry has no row there, when its row cannot be
/// told from a 大类, or when a figure that the row asks for is missing.
std::optional<FirmSize> standard_size(Industry industry, FirmFigures const& figures);

/// Figures of a firm of this size; plausible ones where the industry has no row.
FirmFigures make_figures(Industry industry, FirmSize size, Random& random);

}  // namespace sample
