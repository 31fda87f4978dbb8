// Routes of consents and of the facts that they open.
#pragma once

#include <vector>

#include "http/route.hpp"
#include "service/place.hpp"

namespace http {

/// `place` outlives the routes.
std::vector<Route> consent_routes(service::Place const& place);
std::vector<Route> fact_routes(service::Place const& place);

}  // namespace http
