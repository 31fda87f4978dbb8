// What codes of figures are called, over HTTP.
#pragma once

#include <vector>

#include "http/route.hpp"
#include "service/place.hpp"

namespace http {

/// /v1/names. `place` outlives it.
std::vector<Route> name_routes(service::Place const& place);

}  // namespace http
