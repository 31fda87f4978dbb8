// A list as a workbook: the same handler, page by page, under the same permission and scope.
#pragma once

#include <string>
#include <string_view>

#include "http/route.hpp"

namespace http {

inline constexpr int64_t export_rows_max = 100'000;
inline constexpr std::string_view workbook_type =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Whether a list can be had as a workbook too.
inline bool has_formats(Route const& route) {
    return route.method == Method::get && route.reply == ReplyKind::list;
}

/// A workbook in the spool for a reply of that name; removed once it was sent.
Answer workbook_answer(std::string const& file, std::string const& name);

/// A new name in the spool.
std::string spool_name(std::string const& folder);

/// Asks the list's handler until there is no more and writes what it gives. Heads are labels, codes
/// texts, amounts numbers, choices their labels. Errors: `export_long`, those of the handler.
base::Result<Answer> export_list(Call& call, Route const& route, std::string const& folder);

}  // namespace http
