// Reading one sheet of an xlsx workbook, row by row, without holding the sheet.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace warehouse {

/// Cells from column A on; cells that are not there are empty.
using SheetRow =
    std::function<base::Result<void>(int64_t row, std::span<std::string_view const> cells)>;

/// Reads the sheet named `sheet`, or the first. Text comes as it is, a flag as 1 or 0, an error as
/// `#N/A`; a number is what the workbook shows: its decimal text rounded to 15 digits, without an
/// exponent. Dates are numbers of days. Rows without any cell are left out.
/// Errors: `xlsx_unreadable`, `xlsx_sheet_missing`, `xlsx_date_1904`, `zip_*`, those of `take`.
base::Result<void> read_xlsx(std::string const& path, std::string const& sheet,
                             SheetRow const& take);

/// A number as a workbook writes it (0.56999999999999995, 1E-3), rounded half up to 15 significant
/// digits and written plainly (0.57, 0.001); other text stays as it is.
std::string plain_number(std::string_view text);

}  // namespace warehouse
