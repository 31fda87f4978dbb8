// Settings of `wupian serve`: the call's options over the configuration file over the defaults.
#pragma once

#include <string>

#include "base/result.hpp"
#include "http/dispatch.hpp"
#include "http/oidc.hpp"
#include "http/route.hpp"
#include "http/server.hpp"

namespace app {

/// As given in the call; "" when absent.
struct ServeOptions {
    std::string edition = "bank";
    std::string data;
    std::string listen = "127.0.0.1:8080";
    std::string config;
    std::string certificate;
    std::string key;
    std::string portal;
    std::string database;  // "": store.db in the data folder.
};

struct ServeSettings {
    http::Edition edition = http::bank;
    std::string data;
    http::ServerSettings server;
    http::DispatchSettings dispatch;
    http::OidcSettings oidc;   // Without an issuer nobody signs in by a provider.
    std::string oidc_trusted;  // PEM of more certificate authorities.
    std::string database;
    std::string name;     // What people call this deployment.
    std::string notice;   // What every page says of the data: "synthetic"; "": nothing.
    std::string gateway;  // Folder that a gateway empties; "": packages are fetched by people.
    bool log = true;
};

/// Errors: `serve_edition_unknown`, `listen_malformed`, `setting_unknown`, `setting_malformed`,
/// `tls_pair`, and those of the YAML reader.
base::Result<ServeSettings> read_serve_settings(ServeOptions const& options);

}  // namespace app
