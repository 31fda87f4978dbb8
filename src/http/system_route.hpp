// Routes that every edition has and that need no store: health, numbers, the API's description.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "http/route.hpp"

namespace http {

/// What these routes show; filled once the table is made.
struct SystemPages {
    std::string openapi;
    std::string permissions;
    std::function<std::string()> metrics;
    std::function<bool()> is_ready;  // Absent: always ready.
};

/// `pages` is shared with the handlers.
std::vector<Route> system_routes(std::shared_ptr<SystemPages const> const& pages);

}  // namespace http
