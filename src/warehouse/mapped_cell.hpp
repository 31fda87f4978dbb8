// Mapped cells: a foreign value rewritten as the official text that the reader then parses.
#pragma once

#include <string>
#include <string_view>

#include "warehouse/mapping.hpp"

namespace warehouse {

/// True for `serial` and for a pattern with YYYY, MM or M, and DD or D.
bool is_date_format(std::string_view format);

/// Rewrites `text` for its field into `out`. Returns "" or the reason: `number_malformed`,
/// `date_malformed`, `code_untranslated`. An empty text stays empty.
std::string_view map_cell(MappedColumn const& column, domain::Field const& field,
                          std::string_view text, std::string& out);

/// Moves the decimal point of plain decimal text, exactly; "" when the text is no such number.
/// Zeros that carry nothing go: 1.50 moved by 1 is 15.
std::string move_point(std::string_view text, int places);

}  // namespace warehouse
