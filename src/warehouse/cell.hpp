// Cells: one field's text into one row of a batch column, or the reason why not. The only parser of
// official values.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/batch.hpp"
#include "domain/layout.hpp"

namespace warehouse {

enum class CellFault : uint8_t {
    none,
    text_character,  // Accepted, but the free text holds a doubtful character: a remark.
    control_character,
    value_missing,
    value_too_long,
    value_wrong_length,
    number_malformed,
    number_too_long,
    date_malformed,
    flag_malformed,
    code_unknown,
};

/// The code in refused.csv.
std::string_view fault_code(CellFault fault);

/// What the whole line can hold, found once, so that cells need not look.
struct LineTraits {
    bool has_control = false;  // A byte below 0x20 or 0x7F.
    bool has_high = false;     // A byte above 0x7F.
    bool csv = false;          // Our CSV files: up to d decimals, the point may be absent.
};

/// Parses `text` by `field` into row `row` of `column` (null for an empty cell). Text columns refer
/// to `text`, which must live until the batch is taken.
CellFault parse_cell(domain::Field const& field, std::string_view text, LineTraits traits,
                     base::BatchColumn const& column, size_t row);

/// The staging column type of a field; "" for blanks.
std::string_view staging_type(domain::Field const& field);

}  // namespace warehouse
