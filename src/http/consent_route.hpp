// Routes of consents, of the facts that they open, and of the devices that sign them.
#pragma once

#include <vector>

#include "http/route.hpp"
#include "service/place.hpp"

namespace http {

/// `place` outlives the routes.
std::vector<Route> consent_routes(service::Place const& place);
std::vector<Route> fact_routes(service::Place const& place);
std::vector<Route> device_key_routes(service::Place const& place);
std::vector<Route> counter_routes(service::Place const& place);

}  // namespace http
