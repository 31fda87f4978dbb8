// Routes of packages and keys: how editions tell each other things.
#pragma once

#include <vector>

#include "http/job.hpp"
#include "http/route.hpp"
#include "service/place.hpp"

namespace http {

/// `place` and `jobs` outlive the routes.
std::vector<Route> exchange_routes(service::Place const& place, JobRunner& jobs);

}  // namespace http
