// A server with one route of each kind, for test/http and bench: the same code, other routes.
#include <chrono>
#include <cstdio>
#include <fstream>
#include <thread>

#include "app/serve_settings.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "http/dispatch.hpp"
#include "http/job.hpp"
#include "http/log.hpp"
#include "http/multipart.hpp"
#include "http/openapi.hpp"
#include "http/reply.hpp"
#include "http/server.hpp"
#include "http/system_route.hpp"

namespace {

/// A row with one column of each type.
struct Thing {
    std::string id;
    std::string name;
    int64_t amount = 0;
    int64_t count = 0;
    base::Day begun;
    bool open = false;
    std::optional<std::string> note;
};

constexpr auto thing_columns = base::columns<Thing>({
    base::column<&Thing::id>({.text = "Identifier.", .key = true}),
    base::column<&Thing::name>({.text = "Name."}),
    base::column<&Thing::amount>({.text = "Amount.", .unit = "cents"}),
    base::column<&Thing::count>({.text = "How many."}),
    base::column<&Thing::begun>({.text = "First day."}),
    base::column<&Thing::open>({.text = "Whether it goes on."}),
    base::column<&Thing::note>({.text = "Anything."}),
});

}  // namespace

template <>
inline constexpr base::Record base::record_of<Thing>{"thing", thing_columns};

namespace {

int64_t now_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

int64_t tick_us() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

/// Row i is (thing-i, name i, i × 100 cents, i, 1970-01-01 + i, i even, null).
std::vector<base::Value> thing_row(int64_t i) {
    return {"thing-" + std::to_string(i),
            "name " + std::to_string(i),
            i * 100,
            i,
            base::Day{int32_t(i)},
            i % 2 == 0,
            base::Value()};
}

base::Result<http::Answer> answer_count(std::string text) {
    http::Answer answer;
    answer.text = std::move(text);
    return answer;
}

/// Three events, 100 ms apart.
class Ticks final : public http::EventSource {
public:
    std::optional<std::string> poll() override {
        if (sent_ == 3) return std::nullopt;
        if (tick_us() < next_us_) return "";
        next_us_ = tick_us() + 100'000;
        return "data: {\"n\":" + std::to_string(sent_++) + "}\n\n";
    }

private:
    int sent_ = 0;
    int64_t next_us_ = 0;
};

http::Route make_route(http::Method method, std::string path, std::string permission) {
    http::Route route;
    route.method = method;
    route.path = std::move(path);
    route.permission = std::move(permission);
    route.reply = http::ReplyKind::json;
    route.summary = "A route for tests.";
    return route;
}

void add_row_routes(std::vector<http::Route>& out) {
    out.push_back(make_route(http::Method::get, "/v1/things", "thing.read"));
    out.back().reply = http::ReplyKind::list;
    out.back().reply_record = &base::record_of<Thing>;
    out.back().handle = [](http::Call& call) -> base::Result<http::Answer> {
        // Rows 0..999 in order of id only; filters are the store's work and not tested here.
        http::Answer answer;
        int64_t begin = 0;
        if (!call.list.after.empty())
            begin = base::parse_integer(std::string_view(call.list.after.back()).substr(6))
                        .value_or(0) +
                    1;
        for (int64_t i = begin; i < begin + call.list.limit && i < 1000; ++i)
            answer.rows.push_back(thing_row(i));
        answer.more = begin + call.list.limit < 1000;
        return answer;
    };
    out.push_back(make_route(http::Method::get, "/v1/things/{id}", "thing.read"));
    out.back().reply = http::ReplyKind::record;
    out.back().reply_record = &base::record_of<Thing>;
    out.back().handle = [](http::Call& call) -> base::Result<http::Answer> {
        auto const number = call.path(0).starts_with("thing-")
                                ? base::parse_integer(std::string_view(call.path(0)).substr(6))
                                : std::nullopt;
        if (!number || *number < 0 || *number >= 1000)
            return base::fail(base::ErrorKind::not_found, "http_not_found", {});
        http::Answer answer;
        answer.row = thing_row(*number);
        return answer;
    };
    out.push_back(make_route(http::Method::post, "/v1/things", "thing.write"));
    out.back().body = http::BodyKind::record;
    out.back().body_record = &base::record_of<Thing>;
    out.back().reply = http::ReplyKind::record;
    out.back().reply_record = &base::record_of<Thing>;
    out.back().status = 201;
    out.back().repeat = http::Repeat::keyed;
    out.back().rate = http::RateClass::write;
    out.back().handle = [](http::Call& call) -> base::Result<http::Answer> {
        http::Answer answer;
        answer.row = call.body;
        answer.fields.push_back({"X-Made", std::to_string(tick_us())});
        return answer;
    };
}

void add_byte_routes(std::vector<http::Route>& out, std::string const& data) {
    out.push_back(make_route(http::Method::post, "/v1/echo", "public"));
    out.back().body = http::BodyKind::json;
    out.back().handle = [](http::Call& call) {
        return answer_count("{\"bytes\":" + std::to_string(call.request.body_bytes) + "}");
    };
    out.push_back(make_route(http::Method::put, "/v1/upload", "thing.write"));
    out.back().body = http::BodyKind::upload;
    out.back().body_bytes = int64_t(2) << 30;
    out.back().handle = [](http::Call& call) -> base::Result<http::Answer> {
        auto const file = TRY(base::MappedFile::open(call.request.spooled));
        return answer_count("{\"bytes\":" + std::to_string(file.bytes().size()) + "}");
    };
    out.push_back(make_route(http::Method::post, "/v1/form", "thing.write"));
    out.back().body = http::BodyKind::multipart;
    out.back().body_bytes = 1 << 20;
    out.back().handle = [](http::Call& call) -> base::Result<http::Answer> {
        auto const file = TRY(base::MappedFile::open(call.request.spooled));
        auto const parts =
            TRY(http::parse_multipart(call.request.field("content-type"), file.bytes()));
        return answer_count("{\"parts\":" + std::to_string(parts.size()) + "}");
    };
    out.push_back(make_route(http::Method::get, "/v1/file", "public"));
    out.back().reply = http::ReplyKind::file;
    out.back().handle = [data](http::Call&) -> base::Result<http::Answer> {
        http::Answer answer;
        answer.file = data + "/file.bin";
        return answer;
    };
    out.push_back(make_route(http::Method::get, "/v1/events", "public"));
    out.back().reply = http::ReplyKind::events;
    out.back().handle = [](http::Call&) -> base::Result<http::Answer> {
        http::Answer answer;
        answer.events = std::make_unique<Ticks>();
        return answer;
    };
}

void add_slow_routes(std::vector<http::Route>& out, http::JobRunner& runner) {
    out.push_back(make_route(http::Method::get, "/v1/slow", "public"));
    out.back().query = {http::query_field("ms", base::ValueType::integer, "How long.", true)};
    out.back().handle = [](http::Call& call) {
        std::this_thread::sleep_for(std::chrono::milliseconds(std::get<int64_t>(call.query[0])));
        return answer_count("{}");
    };
    out.push_back(make_route(http::Method::get, "/v1/throws", "public"));
    out.back().handle = [](http::Call&) -> base::Result<http::Answer> {
        throw std::runtime_error("secret detail");
    };
    out.push_back(make_route(http::Method::post, "/v1/work", "thing.write"));
    out.back().reply = http::ReplyKind::record;
    out.back().reply_record = &base::record_of<http::Job>;
    out.back().status = 202;
    out.back().handle = [&runner](http::Call& call) -> base::Result<http::Answer> {
        auto work = [](http::JobProgress& progress) -> base::Result<std::string> {
            for (int i = 0; i < 100 && !progress.is_cancelled(); ++i) {
                progress.set(i + 1, 100);
                std::this_thread::sleep_for(std::chrono::milliseconds(10));
            }
            return "";
        };
        auto const job =
            TRY(runner.start("count", {call.identity.tenant, call.identity.actor}, work));
        http::Answer answer;
        for (base::Column const& column : base::record_of<http::Job>.columns)
            answer.row.push_back(column.get(&job));
        return answer;
    };
}

/// The secret is `<actor>.<tenant>`; the actor "reader" may not write, a foreign one sees nothing.
base::Result<std::optional<http::Identity>> authenticate(http::Credentials const& given, int64_t) {
    std::string const& text = given.via == http::Via::gateway ? given.user : given.secret;
    size_t const point = text.find('.');
    if (point == std::string::npos) return std::nullopt;
    http::Identity out;
    out.actor = text.substr(0, point);
    out.tenant = text.substr(point + 1);
    out.permissions = {"thing.read"};
    if (out.actor != "reader") out.permissions.push_back("thing.write");
    return out;
}

}  // namespace

/// http_server_for_test DATA PORT [CONFIG [CERT KEY]]: prints the port, serves until SIGTERM.
int main(int argc, char** argv) {
    app::ServeOptions options;
    options.data = argv[1];
    options.listen = std::string("127.0.0.1:") + argv[2];
    if (argc > 3) options.config = argv[3];
    if (argc > 5) options.certificate = argv[4], options.key = argv[5];
    auto settings = app::read_serve_settings(options);
    if (!settings) return 2;
    http::JobRunner runner(2, {now_ms, tick_us}, nullptr);
    auto const pages = std::make_shared<http::SystemPages>();
    std::vector<http::Route> routes = http::system_routes(pages);
    for (http::Route& route : http::job_routes(runner)) routes.push_back(std::move(route));
    add_row_routes(routes);
    add_byte_routes(routes, options.data);
    add_slow_routes(routes, runner);
    auto table = http::RouteTable::make(std::move(routes), settings->edition);
    if (!table) {
        std::fputs((table.error().at.field + "\n").c_str(), stderr);
        return 2;
    }
    http::IdempotencyMemory keys;
    settings->server.clock = {now_ms, tick_us};
    settings->server.spool_folder = options.data + "/spool";
    if (!base::make_directories(settings->server.spool_folder)) return 2;
    settings->dispatch.clock = settings->server.clock;
    settings->dispatch.body_bytes = settings->server.limits.body_bytes;
    settings->dispatch.idempotency = &keys;
    settings->dispatch.authenticate = authenticate;
    settings->dispatch.proof.csrf_key = "csrf key of the tests";
    if (settings->log)
        settings->dispatch.log = [](std::string const& line) { std::fputs(line.c_str(), stderr); };
    http::Dispatcher dispatcher(std::move(*table), settings->dispatch);
    http::Server server(dispatcher, settings->server);
    pages->openapi =
        http::openapi_text(dispatcher.table(), "test", dispatcher.proof().cookie_name("session"));
    pages->permissions = http::permissions_text(
        dispatcher.table(),
        {{"reader", {"thing.read"}}, {"writer", {"thing.read", "thing.write"}}});
    pages->metrics = [&] { return dispatcher.metrics().text(server.numbers()); };
    if (!server.listen()) return 2;
    std::fputs((std::to_string(server.port()) + "\n").c_str(), stdout);
    std::fflush(stdout);
    server.run([] {});
    return 0;
}
