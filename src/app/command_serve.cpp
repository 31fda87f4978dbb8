// wupian serve: the server of one edition, its settings and its log.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "app/command.hpp"
#include "app/serve_settings.hpp"
#include "base/file.hpp"
#include "http/dispatch.hpp"
#include "http/log.hpp"
#include "http/openapi.hpp"
#include "http/server.hpp"
#include "http/system_route.hpp"

namespace app {
namespace {

int64_t now_ms() {
    auto const since = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

int64_t tick_us() {
    auto const since = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
}

void write_log(std::string const& line) {
    // One call a line: lines of several threads stay whole.
    ssize_t const written = ::write(STDERR_FILENO, line.data(), line.size());
    static_cast<void>(written);  // A log that cannot be written must not end the service.
}

/// Routes of the records; they answer once a store is there.
std::vector<http::Route> store_routes() {
    http::Route parties;
    parties.path = "/v1/parties";
    parties.permission = "party.read";
    parties.reply = http::ReplyKind::json;
    parties.summary = "Organisations and persons known here.";
    parties.handle = [](http::Call&) -> base::Result<http::Answer> {
        return base::fail(base::ErrorKind::unavailable, "not_ready", {});
    };
    return {parties};
}

base::Result<http::RouteTable> make_table(ServeSettings const& settings,
                                          std::shared_ptr<http::SystemPages> const& pages) {
    std::vector<http::Route> routes = http::system_routes(pages);
    for (http::Route& route : store_routes()) routes.push_back(std::move(route));
    return http::RouteTable::make(std::move(routes), settings.edition);
}

void announce(Context const& context, ServeSettings const& settings, int32_t port) {
    std::string const scheme = settings.server.certificate.empty() ? "http" : "https";
    std::string const host = settings.server.host.find(':') == std::string::npos
                                 ? settings.server.host
                                 : "[" + settings.server.host + "]";
    std::string const address = scheme + "://" + host + ":" + std::to_string(port);
    std::string const edition(http::to_text(settings.edition));
    if (context.json) {
        nlohmann::ordered_json const out = {{"edition", edition}, {"port", port}, {"url", address}};
        print(out.dump() + "\n");
    } else {
        print(context.text("serve_ready", {{"edition", edition}, {"address", address}}) + "\n");
    }
    std::fflush(stdout);
}

base::Result<void> serve(Context const& context, ServeSettings settings) {
    std::string const spool = settings.data + "/spool";
    // Bodies of an earlier run that did not end well are of no use to anybody.
    TRY_VOID(base::remove_all(spool));
    TRY_VOID(base::make_directories(spool));
    auto const pages = std::make_shared<http::SystemPages>();
    auto table = TRY(make_table(settings, pages));
    settings.server.clock = {now_ms, tick_us};
    settings.server.spool_folder = spool;
    settings.dispatch.clock = settings.server.clock;
    settings.dispatch.body_bytes = settings.server.limits.body_bytes;
    if (settings.log) settings.dispatch.log = write_log;
    http::IdempotencyMemory keys;
    settings.dispatch.idempotency = &keys;
    http::Dispatcher dispatcher(std::move(table), settings.dispatch);
    http::Server server(dispatcher, settings.server);
    pages->openapi = http::openapi_text(dispatcher.table(), WUPIAN_VERSION,
                                        dispatcher.proof().cookie_name("session"));
    pages->permissions = http::permissions_text(dispatcher.table(), {});
    pages->metrics = [&] { return dispatcher.metrics().text(server.numbers()); };
    TRY_VOID(server.listen());
    announce(context, settings, server.port());
    server.run([&] {
        if (settings.log) write_log(http::event_line(now_ms(), "stopping", {}));
    });
    return {};
}

void run(Context& context, ServeOptions const& options) {
    auto settings = read_serve_settings(options);
    if (!settings) return context.fail(settings.error());
    auto const served = serve(context, std::move(*settings));
    if (!served) return context.fail(served.error());
}

}  // namespace

void add_serve(CLI::App& app, Context& context) {
    CLI::App* const command = app.add_subcommand("serve", context.help("serve"));
    auto options = std::make_shared<ServeOptions>();
    command->add_option("--edition", options->edition, context.help("serve_edition"))
        ->capture_default_str();
    command->add_option("--data", options->data, context.help("serve_data"))->required();
    command->add_option("--listen", options->listen, context.help("serve_listen"))
        ->capture_default_str();
    command->add_option("--config", options->config, context.help("serve_config"));
    command->add_option("--tls-cert", options->certificate, context.help("serve_tls_cert"));
    command->add_option("--tls-key", options->key, context.help("serve_tls_key"));
    command->add_option("--portal", options->portal, context.help("serve_portal"));
    add_common_options(*command, context);
    command->callback([options, &context] { run(context, *options); });
}

}  // namespace app
