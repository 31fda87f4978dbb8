// Routes of the departments' lists: import, approval, push, objection.
#pragma once

#include <vector>

#include "http/job.hpp"
#include "http/route.hpp"
#include "service/place.hpp"

namespace http {

/// `place` and `jobs` outlive the routes.
std::vector<Route> list_routes(service::Place const& place, JobRunner& jobs);
std::vector<Route> list_word_routes(service::Place const& place);

}  // namespace http
