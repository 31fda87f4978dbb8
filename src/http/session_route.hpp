// Routes of signing in and out, passwords, second factors, and sign-in by a provider.
#pragma once

#include <memory>
#include <vector>

#include "http/oidc.hpp"
#include "http/row_route.hpp"
#include "service/gate.hpp"

namespace http {

class Proof;

/// What the pages say of the deployment.
struct DeploymentWords {
    std::string name;
    std::string notice;  // "synthetic": the data are; "": nothing.
    std::string version;
};

/// What these routes work with; all of it outlives them.
struct SessionDesk {
    service::Place const& place;
    service::Gate& gate;
    // The dispatcher's, which is made after its routes.
    std::function<Proof const&()> proof;
    Oidc* oidc = nullptr;  // Null: no provider is set.
    bool secure = false;   // Cookies under TLS.
    DeploymentWords words = {};
};

/// /v1/session and what is below it, and /v1/portal.
std::vector<Route> session_routes(std::shared_ptr<SessionDesk const> const& desk);

/// Looks proofs up at the gate.
Authenticate make_authenticate(service::Gate& gate);

}  // namespace http
