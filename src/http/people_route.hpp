// Routes of administrators, and the lists of what the store holds in every edition.
#pragma once

#include <vector>

#include "http/row_route.hpp"
#include "service/gate.hpp"

namespace http {

/// Organisations, accounts, roles, grants, delegations, tokens, settings, parties, the audit. Both
/// outlive the routes; the gate forgets when somebody's rights change.
std::vector<Route> people_routes(service::Place const& place, service::Gate& gate);

}  // namespace http
