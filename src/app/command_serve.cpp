// wupian serve: the server of one edition, its settings and its log.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "app/command.hpp"
#include "app/deployment.hpp"
#include "app/serve_settings.hpp"
#include "base/crypto_token.hpp"
#include "base/file.hpp"
#include "http/consent_route.hpp"
#include "http/dispatch.hpp"
#include "http/exchange_route.hpp"
#include "http/kept.hpp"
#include "http/list_route.hpp"
#include "http/log.hpp"
#include "http/month_route.hpp"
#include "http/name_route.hpp"
#include "http/openapi.hpp"
#include "http/pboc_route.hpp"
#include "http/people_route.hpp"
#include "http/receipt_route.hpp"
#include "http/rule_route.hpp"
#include "http/schema.hpp"
#include "http/server.hpp"
#include "http/session_route.hpp"
#include "http/sheet_route.hpp"
#include "http/system_route.hpp"
#include "http/to_do_route.hpp"
#include "service/book.hpp"
#include "service/courier.hpp"
#include "store/audit.hpp"
#include "store/role.hpp"

namespace app {
namespace {

constexpr int32_t job_threads = 2;

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

/// The routes of every part; those of other editions are left out when the table is made.
std::vector<http::Route> store_routes(Deployment& deployment, http::JobRunner& jobs) {
    std::vector<http::Route> out;
    auto const add = [&](std::vector<http::Route> routes) {
        for (http::Route& route : routes) out.push_back(std::move(route));
    };
    add(http::people_routes(*deployment.place, *deployment.gate));
    add(http::job_routes(jobs));
    add(http::month_routes(*deployment.place, jobs));
    add(http::receipt_routes(*deployment.place));
    add(http::name_routes(*deployment.place));
    add(http::finding_routes(*deployment.place));
    add(http::filing_routes(*deployment.place, jobs));
    add(http::exchange_routes(*deployment.place, jobs));
    add(http::list_routes(*deployment.place, jobs));
    add(http::list_word_routes(*deployment.place));
    add(http::pboc_routes(*deployment.place, jobs));
    add(http::release_routes(*deployment.place, jobs));
    add(http::consent_routes(*deployment.place));
    add(http::fact_routes(*deployment.place));
    add(http::rule_routes(*deployment.place, jobs));
    add(http::to_do_routes(*deployment.place));
    add(http::device_key_routes(*deployment.place));
    add(http::counter_routes(*deployment.place));
    return out;
}

base::Result<std::string> check_token(std::string const& keys, std::string const& token,
                                      http::TokenWish const& wish) {
    auto const set = TRY(base::TokenKeys::parse(keys));
    base::TokenTerms terms;
    terms.issuer = wish.issuer;
    terms.audience = wish.audience;
    terms.nonce = wish.nonce;
    terms.now_seconds = wish.now_ms / 1000;
    return set.check(token, terms);
}

std::unique_ptr<http::Oidc> make_oidc(ServeSettings const& settings) {
    if (settings.oidc.issuer.empty()) return nullptr;
    http::FetchSettings fetch;
    fetch.trusted_file = settings.oidc_trusted;
    return std::make_unique<http::Oidc>(settings.oidc, http::network_fetch(fetch), check_token);
}

/// What a request is answered from: made once, lives as long as the server.
struct Served {
    std::unique_ptr<Deployment> deployment;
    std::unique_ptr<http::KeptKeys> keys;
    std::unique_ptr<http::KeptJobs> kept_jobs;
    std::unique_ptr<http::JobRunner> jobs;
    std::unique_ptr<http::Oidc> oidc;
    std::unique_ptr<store::Sealer> sealer;
    std::unique_ptr<service::Courier> courier;
    std::shared_ptr<http::SystemPages> pages = std::make_shared<http::SystemPages>();
    std::unique_ptr<http::Dispatcher> dispatcher;
};

base::Result<void> make_dispatcher(Served& served, ServeSettings& settings) {
    std::vector<http::Route> routes = http::system_routes(served.pages);
    for (http::Route& route : store_routes(*served.deployment, *served.jobs))
        routes.push_back(std::move(route));
    auto const desk = std::make_shared<http::SessionDesk>(
        http::SessionDesk{*served.deployment->place,
                          *served.deployment->gate,
                          [&served]() -> http::Proof const& { return served.dispatcher->proof(); },
                          served.oidc.get(),
                          settings.dispatch.proof.secure_cookies,
                          {settings.name, settings.notice, WUPIAN_VERSION}});
    for (http::Route& route : http::session_routes(desk)) routes.push_back(std::move(route));
    auto const own_table = [&served]() -> http::RouteTable const& {
        return served.dispatcher->table();
    };
    for (http::Route& route : http::schema_routes(own_table)) routes.push_back(std::move(route));
    for (http::Route& route : http::sheet_routes(own_table, settings.dispatch.spool_folder))
        routes.push_back(std::move(route));
    for (http::Route& route :
         http::filing_view_routes(*served.deployment->place, settings.dispatch.spool_folder))
        routes.push_back(std::move(route));
    auto table = TRY(http::RouteTable::make(std::move(routes), settings.edition));
    settings.dispatch.authenticate = http::make_authenticate(*served.deployment->gate);
    settings.dispatch.idempotency = served.keys.get();
    settings.dispatch.cursor_secret = "cursor\n" + served.deployment->server_key;
    settings.dispatch.proof.csrf_key = "csrf\n" + served.deployment->server_key;
    served.dispatcher = std::make_unique<http::Dispatcher>(std::move(table), settings.dispatch);
    return {};
}

std::vector<http::RoleGrant> role_grants() {
    std::vector<http::RoleGrant> out;
    for (store::StandardRole const& role : store::standard_roles()) {
        auto const permissions = store::split_words(role.permissions);
        out.push_back({std::string(role.name), {permissions.begin(), permissions.end()}});
    }
    return out;
}

/// Opens all that lies below the routes.
base::Result<void> open(Served& served, Context const& context, ServeSettings& settings) {
    auto const pack = TRY(service::find_pack_folder(context.pack));
    served.deployment =
        TRY(open_deployment({settings.data, settings.database}, settings.edition, pack));
    store::Database& database = *served.deployment->database;
    served.keys = std::make_unique<http::KeptKeys>(database);
    served.kept_jobs = std::make_unique<http::KeptJobs>(database, settings.server.clock);
    TRY_VOID(served.kept_jobs->fail_interrupted());
    served.jobs = std::make_unique<http::JobRunner>(job_threads, settings.server.clock,
                                                    served.kept_jobs.get());
    served.oidc = make_oidc(settings);
    served.sealer = std::make_unique<store::Sealer>(database);
    if (!settings.gateway.empty())
        served.courier = std::make_unique<service::Courier>(
            *served.deployment->place, service::Courier::Route{settings.gateway, now_ms});
    return make_dispatcher(served, settings);
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
    settings.server.clock = {now_ms, tick_us};
    settings.server.spool_folder = spool;
    settings.dispatch.spool_folder = spool;
    settings.dispatch.clock = settings.server.clock;
    settings.dispatch.body_bytes = settings.server.limits.body_bytes;
    if (settings.log) settings.dispatch.log = write_log;
    Served served;
    TRY_VOID(open(served, context, settings));
    http::Dispatcher& dispatcher = *served.dispatcher;
    auto const& pages = served.pages;
    http::Server server(dispatcher, settings.server);
    pages->openapi = http::openapi_text(dispatcher.table(), WUPIAN_VERSION,
                                        dispatcher.proof().cookie_name("session"));
    pages->permissions = http::permissions_text(dispatcher.table(), role_grants());
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
    command->add_option("--database", options->database, context.help("store_database"))
        ->envname("WUPIAN_DATABASE");
    command->add_option("--portal", options->portal, context.help("serve_portal"));
    add_common_options(*command, context);
    command->callback([options, &context] { run(context, *options); });
}

}  // namespace app
