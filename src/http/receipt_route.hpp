// The route of a month's receipts, in the editions that may hold them.
#pragma once

#include <vector>

#include "http/route.hpp"
#include "service/place.hpp"

namespace http {

/// GET /v1/months/{month}/receipts. `place` outlives it.
std::vector<Route> receipt_routes(service::Place const& place);

}  // namespace http
