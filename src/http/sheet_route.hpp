// Sheets of records: forms to fill in, what a filled-in one says, and the rows back with marks.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "http/route.hpp"

namespace http {

/// GET /v1/sheets/{record}, POST …/rows and …/marked. `table` gives the table that these routes
/// stand in themselves; files are made in the spool `folder`.
std::vector<Route> sheet_routes(std::function<RouteTable const&()> table,
                                std::string const& folder);

}  // namespace http
