// The steps of a request, in their one order, and the one place that catches what was thrown.
#include "http/dispatch.hpp"

#include "base/digest.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "http/export.hpp"
#include "http/head.hpp"
#include "http/list.hpp"
#include "http/log.hpp"
#include "http/portal.hpp"
#include "http/reply.hpp"
#include "store/idempotency.hpp"

namespace http {
namespace {

constexpr size_t key_signs_most = 64;
constexpr std::string_view key_signs =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._~+-";

std::vector<std::string> names_of(RouteTable const& table) {
    std::vector<std::string> out;
    for (Route const& route : table.routes())
        out.push_back(std::string(to_text(route.method)) + " " + route.path);
    return out;
}

bool is_list_parameter(std::string_view name) {
    for (std::string_view one : {"filter", "sort", "limit", "cursor", "columns"})
        if (one == name) return true;
    return false;
}

base::Error rate_error(int64_t seconds) {
    return {base::ErrorKind::limit, "http_rate", {}, {{"retry_after", std::to_string(seconds)}}};
}

/// SHA-256 over what makes two writes the same.
base::Result<std::string> fingerprint_of(Request const& request) {
    base::DigestStream digest(base::DigestKind::sha256);
    digest.add(to_text(request.method));
    digest.add(" " + request.target + "\n");
    if (request.spooled.empty()) {
        digest.add(request.body);
    } else {
        auto const file = TRY(base::MappedFile::open(request.spooled));
        digest.add(file.bytes());
    }
    return digest.hex();
}

}  // namespace

Dispatcher::Dispatcher(RouteTable table, DispatchSettings settings)
    : table_(std::move(table)),
      settings_(std::move(settings)),
      proof_(settings_.proof, settings_.clock.now_ms()),
      metrics_(names_of(table_)),
      by_address_(settings_.address_rates),
      by_identity_(settings_.identity_rates) {
    if (settings_.cursor_secret.empty()) settings_.cursor_secret = base::random_hex(32);
}

CursorKey Dispatcher::cursor_key(Identity const& identity) const {
    return {settings_.cursor_secret, identity.tenant + "\n" + identity.actor};
}

Reply Dispatcher::plan_refusal(Request& request, Found const& found) {
    bool const asks = request.method == Method::options && !found.allowed.empty();
    Reply reply =
        found.allowed.empty() ? refuse(request, "http_not_found") : refuse(request, "http_method");
    if (!found.allowed.empty()) reply.fields.push_back({"Allow", found.allowed});
    if (asks) {
        reply.status = 204;
        reply.body.clear();
    }
    return reply;
}

base::Result<void> Dispatcher::check_body_type(Request const& request, Route const& route) const {
    std::string_view type = request.field("content-type");
    type = base::trim(type.substr(0, type.find(';')));
    bool right = true;
    if (route.body == BodyKind::record || route.body == BodyKind::json)
        right = equal_names(type, "application/json");
    if (route.body == BodyKind::multipart) right = equal_names(type, "multipart/form-data");
    right = right && request.field("content-encoding").empty();
    if (!right) return base::invalid("http_body_type", {.field = "Content-Type"});
    return {};
}

/// The proxy's own entry is the last one; what stands before it anybody may have written.
void Dispatcher::believe_proxy(Request& request) const {
    request.secure = request.secure || settings_.behind_tls;
    if (settings_.trusted_proxy.empty() || request.peer != settings_.trusted_proxy) return;
    std::string_view const field = request.field("x-forwarded-for");
    std::string_view const last = base::trim(field.substr(field.rfind(',') + 1));
    if (!last.empty()) request.peer = base::shorten(last, 45);
}

Plan Dispatcher::plan(Request& request) {
    Plan plan;
    believe_proxy(request);
    Found found = table_.find(request.method, request.path);
    request.route = found.route;
    request.captured = std::move(found.captured);
    if (found.route < 0) {
        bool const page = !settings_.portal_folder.empty() && found.allowed.empty() &&
                          (request.method == Method::get || request.method == Method::head) &&
                          !request.path.starts_with("/v1/");
        if (!page) plan.refusal = plan_refusal(request, found);
        return plan;
    }
    Route const& route = table_.routes()[size_t(found.route)];
    int64_t const wait = by_address_.take(route.rate, request.peer, settings_.clock.tick_us());
    if (wait > 0) {
        plan.refusal = error_reply(rate_error(wait), request);
        return plan;
    }
    auto const type = check_body_type(request, route);
    if (!type) {
        plan.refusal = error_reply(type.error(), request);
        return plan;
    }
    bool const large = route.body_bytes > 0;
    plan.quick = route.quick;
    plan.ask_first = large;
    plan.body = large ? BodyMode::spool : BodyMode::memory;
    if (route.body != BodyKind::none)
        plan.body_bytes_most = large ? route.body_bytes : settings_.body_bytes;
    return plan;
}

base::Result<Identity> Dispatcher::find_identity(Request const& request, Route const& route) {
    int64_t const now = request.received_ms;
    auto const credentials = proof_.read(request, now);
    if (!credentials) return std::unexpected(credentials.error());
    if (credentials->via == Via::nobody || !settings_.authenticate) return Identity{};
    auto found = TRY(settings_.authenticate(*credentials, now));
    if (!found) return Identity{};
    found->via = credentials->via;
    if (found->via == Via::cookie && route.writes())
        TRY_VOID(proof_.check_csrf(request, credentials->secret));
    return std::move(*found);
}

base::Result<void> Dispatcher::admit(Request& request, Route const& route) {
    if (request.identity) return {};
    Identity identity;
    if (!route.quick) identity = TRY(find_identity(request, route));
    if (!identity.may(route.permission)) {
        bool const known = identity.is_signed_in();
        if (identity.must_change)
            return base::fail(base::ErrorKind::forbidden, "password_must_change", {});
        return base::fail(known ? base::ErrorKind::forbidden : base::ErrorKind::unauthorized,
                          known ? "not_permitted" : "not_signed_in", {});
    }
    // A first password opens its own change and nothing else.
    bool const own = route.path == "/v1/session" || route.path == "/v1/session/password";
    if (identity.must_change && !own && route.permission != "public")
        return base::fail(base::ErrorKind::forbidden, "password_must_change", {});
    if (identity.only_purpose && *identity.only_purpose != route.purpose &&
        route.permission != "public" && route.permission != "signed_in")
        return base::fail(base::ErrorKind::forbidden, "token_purpose", {});
    if (identity.is_signed_in()) {
        int64_t const wait =
            by_identity_.take(route.rate, identity.actor, settings_.clock.tick_us());
        if (wait > 0) return std::unexpected(rate_error(wait));
    }
    request.identity = std::make_shared<Identity const>(std::move(identity));
    return {};
}

base::Result<void> Dispatcher::read_query(Call& call, Route const& route) const {
    auto const pairs = TRY(parse_query(call.request.query));
    bool const exports = has_formats(route) && !settings_.spool_folder.empty();
    for (auto const& [name, value] : pairs) {
        bool known = route.reply == ReplyKind::list && is_list_parameter(name);
        if (exports && name == "format") {
            known = true;
            call.as_workbook = value == "xlsx";
            if (value != "xlsx" && value != "json")
                return base::invalid("list_format", {.field = name},
                                     {{"value", base::shorten(value, 60)}});
        }
        for (base::Column const& column : route.query) known = known || column.name == name;
        if (!known) return base::invalid("query_unknown", {.field = base::shorten(name, 60)});
    }
    for (base::Column const& column : route.query) {
        std::string_view given;
        for (auto const& [name, value] : pairs)
            if (name == column.name) given = value;
        auto value = TRY(base::parse_value(column, given));
        call.query.push_back(std::move(value));
    }
    if (route.reply == ReplyKind::list)
        call.list = TRY(parse_list_query(*route.reply_record, pairs, cursor_key(call.identity)));
    return {};
}

base::Result<void> Dispatcher::read_body(Call& call, Route const& route) const {
    bool const upload = route.body == BodyKind::upload;
    if (upload && call.request.spooled.empty() && !route.body_optional)
        return base::invalid("body_missing", {});
    if (route.body != BodyKind::record && route.body != BodyKind::json) return {};
    std::string large;
    if (route.body_bytes > 0) large = TRY(base::read_file(call.request.spooled, route.body_bytes));
    auto json = TRY(parse_json(route.body_bytes > 0 ? large : call.request.body));
    if (route.body == BodyKind::record) {
        call.body = TRY(read_json_row(*route.body_record, json));
    } else {
        call.json = std::move(json);
    }
    return {};
}

base::Result<Reply> Dispatcher::answer_once(Call& call, Route const& route,
                                            std::string const& key) {
    if (key.empty() || key.size() > key_signs_most ||
        key.find_first_not_of(key_signs) != std::string::npos)
        return base::invalid("idempotency_key", {.field = "Idempotency-Key"});
    auto const fingerprint = TRY(fingerprint_of(call.request));
    IdempotencyKey const name = {call.identity.tenant, call.identity.actor, key, fingerprint,
                                 call.now_ms};
    auto const kept = TRY(settings_.idempotency->begin(name));
    if (kept) {
        Reply reply;
        reply.status = kept->status;
        reply.type = kept->type;
        reply.body = kept->body;
        reply.fields.push_back({"Idempotency-Replayed", "true"});
        add_security_fields(reply, call.request);
        return reply;
    }
    call.idempotency = store::key_row(name.tenant, name.actor, name.key);
    auto answer = route.handle(call);
    if (!answer) {
        // What was refused was not done: the same key may come again.
        settings_.idempotency->abandon(name);
        return std::unexpected(std::move(answer).error());
    }
    Reply reply = encode_answer(std::move(*answer), call, route, cursor_key(call.identity));
    TRY_VOID(settings_.idempotency->finish(name, {reply.status, reply.type, reply.body}));
    return reply;
}

base::Result<Reply> Dispatcher::answer_route(Request& request, Route const& route) {
    TRY_VOID(admit(request, route));
    Call call = {.request = request, .identity = *request.identity};
    call.purpose = route.purpose;
    call.permission = route.permission;
    call.now_ms = request.received_ms;
    call.language = language_of(request);
    TRY_VOID(read_query(call, route));
    TRY_VOID(read_body(call, route));
    std::string_view const key = request.field("idempotency-key");
    bool const given = key.data() != nullptr;  // An empty key is refused, not passed over.
    if (given && route.repeat == Repeat::keyed && settings_.idempotency)
        return answer_once(call, route, std::string(key));
    if (call.as_workbook) TRY_VOID(admit_export(call.identity));
    auto answer = TRY(call.as_workbook ? export_list(call, route, settings_.spool_folder)
                                       : route.handle(call));
    return encode_answer(std::move(answer), call, route, cursor_key(call.identity));
}

/// A workbook costs what many pages cost.
base::Result<void> Dispatcher::admit_export(Identity const& identity) {
    int64_t const wait =
        by_identity_.take(RateClass::heavy, identity.actor, settings_.clock.tick_us());
    if (wait > 0) return std::unexpected(rate_error(wait));
    return {};
}

Reply Dispatcher::answer(Request& request) {
    try {
        if (request.route < 0) return portal_reply(settings_.portal_folder, request);
        Route const& route = table_.routes()[size_t(request.route)];
        auto reply = answer_route(request, route);
        return reply ? std::move(*reply) : error_reply(reply.error(), request);
    } catch (...) {
        return error_reply({base::ErrorKind::internal, "internal", {}, {}}, request);
    }
}

std::optional<Reply> Dispatcher::allow(Request& request) {
    try {
        auto const admitted = admit(request, table_.routes()[size_t(request.route)]);
        if (admitted) return std::nullopt;
        return error_reply(admitted.error(), request);
    } catch (...) {
        return error_reply({base::ErrorKind::internal, "internal", {}, {}}, request);
    }
}

Reply Dispatcher::refuse(Request const& request, std::string_view code) {
    return error_reply(error_of_code(code), request);
}

void Dispatcher::finished(Request const& request, Outcome const& outcome) {
    metrics_.add(request.route, outcome);
    if (!settings_.log) return;
    std::string const pattern =
        request.route < 0 ? std::string() : table_.routes()[size_t(request.route)].path;
    settings_.log(request_line(request, pattern, outcome));
}

}  // namespace http
