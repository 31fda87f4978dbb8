// The route of what waits for a person.
#pragma once

#include <vector>

#include "http/route.hpp"
#include "service/place.hpp"

namespace http {

/// GET /v1/to_dos. `place` outlives it.
std::vector<Route> to_do_routes(service::Place const& place);

}  // namespace http
