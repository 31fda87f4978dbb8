// The API described from its own routes: OpenAPI 3.1, and who may call what.
#pragma once

#include <string>
#include <vector>

#include "http/route.hpp"

namespace http {

/// OpenAPI 3.1 as JSON; schemas are the routes' records. `cookie` is the session's name.
std::string openapi_text(RouteTable const& table, std::string const& version,
                         std::string const& cookie);

/// The route's name in the description, which labels speak of too: get_parties_id.
std::string operation_id(Route const& route);

struct RoleGrant {
    std::string role;
    std::vector<std::string> permissions;
};

/// {"edition", "permissions": [{method, path, permission, summary, roles}]}.
std::string permissions_text(RouteTable const& table, std::vector<RoleGrant> const& roles);

}  // namespace http
