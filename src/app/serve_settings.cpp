// The configuration file of the server, strict: an unknown name is refused with its line.
#include "app/serve_settings.hpp"

#include <algorithm>
#include <array>

#include "base/file.hpp"
#include "base/text.hpp"
#include "base/yaml.hpp"
#include "http/portal.hpp"

namespace app {
namespace {

/// A whole number among the settings, its least and most.
struct Number {
    std::string_view name;
    int64_t least;
    int64_t most;
    void (*set)(ServeSettings& settings, int64_t value);
};

constexpr int64_t hour_ms = 3'600'000;

constexpr std::array<Number, 13> numbers = {{
    {"connections", 1, 100'000,
     [](ServeSettings& s, int64_t v) { s.server.limits.connections = int32_t(v); }},
    {"connections_per_address", 1, 100'000,
     [](ServeSettings& s, int64_t v) { s.server.limits.connections_per_address = int32_t(v); }},
    {"requests_per_connection", 1, 1'000'000'000,
     [](ServeSettings& s, int64_t v) { s.server.limits.requests_per_connection = int32_t(v); }},
    {"queue", 1, 100'000, [](ServeSettings& s, int64_t v) { s.server.limits.queue = int32_t(v); }},
    {"body_bytes", 1024, 64 << 20,
     [](ServeSettings& s, int64_t v) { s.server.limits.body_bytes = v; }},
    {"head_ms", 100, hour_ms,
     [](ServeSettings& s, int64_t v) { s.server.limits.head_ms = int32_t(v); }},
    {"body_idle_ms", 100, hour_ms,
     [](ServeSettings& s, int64_t v) { s.server.limits.body_idle_ms = int32_t(v); }},
    {"write_ms", 100, hour_ms,
     [](ServeSettings& s, int64_t v) { s.server.limits.write_ms = int32_t(v); }},
    {"keep_ms", 100, hour_ms,
     [](ServeSettings& s, int64_t v) { s.server.limits.keep_ms = int32_t(v); }},
    {"stop_ms", 0, hour_ms,
     [](ServeSettings& s, int64_t v) { s.server.limits.stop_ms = int32_t(v); }},
    {"heartbeat_ms", 100, hour_ms,
     [](ServeSettings& s, int64_t v) { s.server.limits.heartbeat_ms = int32_t(v); }},
    {"io_threads", 1, 64, [](ServeSettings& s, int64_t v) { s.server.io_threads = int32_t(v); }},
    {"workers", 1, 256, [](ServeSettings& s, int64_t v) { s.server.workers = int32_t(v); }},
}};

base::Result<void> set_flag(ServeSettings& settings, std::string const& name,
                            std::string const& text, base::Place const& at) {
    if (text != "on" && text != "off")
        return base::invalid("setting_malformed", at, {{"value", text}});
    bool const on = text == "on";
    if (name == "log") settings.log = on;
    if (name == "behind_tls") {
        settings.dispatch.behind_tls = on;
        settings.dispatch.proof.secure_cookies = on;
    }
    if (name == "rate_limits" && !on) {
        settings.dispatch.address_rates = {};
        settings.dispatch.identity_rates = {};
    }
    return {};
}

/// Settings that are taken as they are written.
std::string* find_text(ServeSettings& settings, std::string_view name) {
    std::pair<std::string_view, std::string*> const texts[] = {
        {"portal", &settings.dispatch.portal_folder},
        {"trusted_proxy", &settings.dispatch.trusted_proxy},
        {"database", &settings.database},
        {"name", &settings.name},
        {"gateway_folder", &settings.gateway},
        {"oidc_issuer", &settings.oidc.issuer},
        {"oidc_client", &settings.oidc.client},
        {"oidc_redirect", &settings.oidc.redirect},
        {"oidc_scope", &settings.oidc.scope},
        {"oidc_subject", &settings.oidc.subject},
        {"oidc_trusted_file", &settings.oidc_trusted}};
    for (auto const& [known, text] : texts)
        if (known == name) return text;
    return nullptr;
}

base::Result<void> set_one(ServeSettings& settings, base::YamlNode::Entry const& entry,
                           std::string const& file) {
    base::Place const at = {
        .file = file, .line = entry.line, .column = entry.column, .field = entry.key};
    std::string const& text = entry.value.text;
    if (entry.value.kind != base::YamlKind::scalar) return base::invalid("setting_malformed", at);
    if (entry.key == "log" || entry.key == "rate_limits" || entry.key == "behind_tls")
        return set_flag(settings, entry.key, text, at);
    if (entry.key == "notice") {
        if (text != "synthetic") return base::invalid("setting_malformed", at, {{"value", text}});
        settings.notice = text;
        return {};
    }
    if (auto* const known = find_text(settings, entry.key)) {
        *known = text;
        return {};
    }
    if (entry.key == "oidc_secret_file") {
        auto const secret = TRY(base::read_file(text, 4096));
        settings.oidc.secret = base::trim(secret);
        return {};
    }
    if (entry.key == "gateway_key_file") {
        auto const key = TRY(base::read_file(text, 4096));
        settings.dispatch.proof.gateway_key = base::trim(key);
        return {};
    }
    for (Number const& number : numbers) {
        if (number.name != entry.key) continue;
        auto const value = base::parse_integer(text);
        if (!value || *value < number.least || *value > number.most)
            return base::invalid("setting_range", at,
                                 {{"value", text},
                                  {"least", std::to_string(number.least)},
                                  {"most", std::to_string(number.most)}});
        number.set(settings, *value);
        return {};
    }
    return base::invalid("setting_unknown", at);
}

base::Result<void> read_listen(std::string const& text, http::ServerSettings& server) {
    size_t const colon = text.rfind(':');
    auto const port = colon == std::string::npos ? std::optional<int64_t>()
                                                 : base::parse_integer(text.substr(colon + 1));
    if (!port || *port < 0 || *port > 65'535 || colon == 0)
        return base::invalid("listen_malformed", {.field = "--listen"}, {{"value", text}});
    server.host = text.substr(0, colon);
    if (server.host.starts_with('[') && server.host.ends_with(']'))
        server.host = server.host.substr(1, server.host.size() - 2);
    if (server.host == "localhost") server.host = "127.0.0.1";
    server.port = int32_t(*port);
    return {};
}

}  // namespace

base::Result<ServeSettings> read_serve_settings(ServeOptions const& options) {
    ServeSettings out;
    auto const edition = domain::parse_edition(options.edition);
    if (!edition)
        return base::invalid("serve_edition_unknown", {.field = "--edition"},
                             {{"value", options.edition}});
    out.edition = *edition;
    out.data = options.data;
    TRY_VOID(read_listen(options.listen, out.server));
    if (!options.config.empty()) {
        auto const text = TRY(base::read_file(options.config, 1 << 20));
        auto const node = TRY(base::parse_yaml(text, options.config));
        for (base::YamlNode::Entry const& entry : node.entries)
            TRY_VOID(set_one(out, entry, options.config));
    }
    if (!options.database.empty()) out.database = options.database;
    if (!options.portal.empty()) out.dispatch.portal_folder = options.portal;
    if (out.dispatch.portal_folder.empty()) out.dispatch.portal_folder = http::find_portal_folder();
    if (options.certificate.empty() != options.key.empty())
        return base::invalid("tls_pair", {.field = "--tls-cert"});
    out.server.certificate = options.certificate;
    out.server.key = options.key;
    if (!options.certificate.empty()) out.dispatch.proof.secure_cookies = true;
    return out;
}

}  // namespace app
