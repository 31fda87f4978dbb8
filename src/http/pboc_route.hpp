// Routes of the central bank's month, and the bank's side of its questions.
#pragma once

#include <vector>

#include "http/job.hpp"
#include "http/route.hpp"
#include "service/place.hpp"

namespace http {

/// Standings, matching, inquiries. `place` and `jobs` outlive the routes.
std::vector<Route> pboc_routes(service::Place const& place, JobRunner& jobs);

/// Releases, and released cells in the editions that took them in.
std::vector<Route> release_routes(service::Place const& place, JobRunner& jobs);

}  // namespace http
