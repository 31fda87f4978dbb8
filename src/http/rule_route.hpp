// Routes of the rulebook: rules, policy numbers and codes to read; drafts to try out.
#pragma once

#include <vector>

#include "http/job.hpp"
#include "http/route.hpp"
#include "service/place.hpp"

namespace http {

/// `place` and `jobs` outlive the routes.
std::vector<Route> rule_routes(service::Place const& place, JobRunner& jobs);

}  // namespace http
