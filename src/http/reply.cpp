// Errors, rows and security fields as replies.
#include "http/reply.hpp"

#include <array>

#include "base/file.hpp"
#include "base/text.hpp"

namespace http {
namespace {

struct KnownCode {
    std::string_view code;
    base::ErrorKind kind;
    int status;
};

// What the server and the dispatcher refuse, where HTTP has a status of its own for it.
constexpr std::array<KnownCode, 14> known_codes = {{
    {"http_method", base::ErrorKind::invalid, 405},
    {"http_slow", base::ErrorKind::limit, 408},
    {"http_body_large", base::ErrorKind::limit, 413},
    {"http_target_long", base::ErrorKind::limit, 414},
    {"http_body_type", base::ErrorKind::invalid, 415},
    {"http_range", base::ErrorKind::invalid, 416},
    {"http_expectation", base::ErrorKind::invalid, 417},
    {"http_head_large", base::ErrorKind::limit, 431},
    {"http_fields", base::ErrorKind::limit, 431},
    {"http_version", base::ErrorKind::invalid, 505},
    {"http_not_found", base::ErrorKind::not_found, 404},
    {"http_busy", base::ErrorKind::unavailable, 503},
    {"http_spool", base::ErrorKind::unavailable, 503},
    {"http_rate", base::ErrorKind::limit, 429},
}};

constexpr std::string_view content_policy =
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

std::string list_text(Answer const& answer, Call const& call, Route const& route,
                      CursorKey const& key) {
    std::string out = "{\"data\":[";
    for (size_t i = 0; i < answer.rows.size(); ++i) {
        if (i > 0) out += ',';
        append_json_row(out, *route.reply_record, answer.rows[i], call.list.columns);
    }
    out += "],\"next\":";
    if (answer.more && !answer.rows.empty()) {
        append_json_text(out, make_cursor(call.list, answer.rows.back(), key));
    } else {
        out += "null";
    }
    return out + "}";
}

}  // namespace

std::string_view to_text(base::ErrorKind kind) {
    constexpr std::array<std::string_view, 8> names = {"invalid",     "unauthorized", "forbidden",
                                                       "not_found",   "conflict",     "limit",
                                                       "unavailable", "internal"};
    return names[size_t(kind)];
}

int status_of(base::Error const& error) {
    for (KnownCode const& known : known_codes)
        if (known.code == error.code) return known.status;
    constexpr std::array<int, 8> statuses = {400, 401, 403, 404, 409, 429, 503, 500};
    return statuses[size_t(error.kind)];
}

base::Error error_of_code(std::string_view code) {
    for (KnownCode const& known : known_codes)
        if (known.code == code) return {known.kind, std::string(code), {}, {}};
    return {base::ErrorKind::invalid, std::string(code), {}, {}};
}

service::Language language_of(Request const& request) {
    std::string_view const field = request.field("accept-language");
    size_t const english = field.find("en");
    size_t const chinese = field.find("zh");
    bool const first = english != std::string_view::npos && english < chinese;
    return first ? service::Language::en : service::Language::zh;
}

base::Error shown_error(base::Error error) {
    auto const shorten = [](std::string& path) {
        if (path.starts_with('/')) path = std::string(base::file_name(path));
    };
    shorten(error.at.file);
    for (auto& [name, value] : error.args) shorten(value);
    return error;
}

Reply error_reply(base::Error const& whole, Request const& request) {
    base::Error const error = shown_error(whole);
    std::string key = "error." + error.code;
    if (!service::has_label(key)) key = "error.unknown";
    base::Args args = error.args;
    args.emplace_back("code", error.code);
    Reply reply;
    reply.status = status_of(error);
    reply.body = "{\"error\":{\"kind\":";
    append_json_text(reply.body, to_text(error.kind));
    reply.body += ",\"code\":";
    append_json_text(reply.body, error.code);
    reply.body += ",\"param\":";
    append_json_text(reply.body, error.at.field);
    reply.body += ",\"message\":";
    append_json_text(reply.body, service::label(key, language_of(request), args));
    if (!error.at.file.empty()) {
        reply.body += ",\"file\":";
        append_json_text(reply.body, error.at.file);
    }
    if (error.at.line > 0) reply.body += ",\"line\":" + std::to_string(error.at.line);
    reply.body += ",\"request_id\":";
    append_json_text(reply.body, request.id);
    reply.body += "}}";
    if (reply.status == 401) reply.fields.push_back({"WWW-Authenticate", "Bearer"});
    if (reply.status == 503) reply.fields.push_back({"Retry-After", "1"});
    for (auto const& [arg, value] : error.args)
        if (arg == "retry_after" && reply.status == 429)
            reply.fields.push_back({"Retry-After", value});
    add_security_fields(reply, request);
    return reply;
}

Reply encode_answer(Answer answer, Call const& call, Route const& route, CursorKey const& key) {
    Reply reply;
    reply.status = route.status;
    reply.fields = std::move(answer.fields);
    switch (call.as_workbook ? ReplyKind::file : route.reply) {
        case ReplyKind::nothing: break;
        case ReplyKind::record: append_json_row(reply.body, *route.reply_record, answer.row); break;
        case ReplyKind::list: reply.body = list_text(answer, call, route, key); break;
        case ReplyKind::json: reply.body = std::move(answer.text); break;
        case ReplyKind::text:
            reply.body = std::move(answer.text);
            reply.type = "text/plain; charset=utf-8";
            break;
        case ReplyKind::file:
            reply.file = std::move(answer.file);
            reply.spool = std::move(answer.spool);
            reply.type = "application/octet-stream";
            break;
        case ReplyKind::events: reply.events = std::move(answer.events); break;
    }
    bool const text = route.reply == ReplyKind::text;
    if (!route.media.empty()) reply.type = route.media + (text ? "; charset=utf-8" : "");
    if (!answer.type.empty()) reply.type = std::move(answer.type);
    add_security_fields(reply, call.request);
    return reply;
}

void add_security_fields(Reply& reply, Request const& request) {
    bool cached = false;
    for (Field const& field : reply.fields)
        cached = cached || equal_names(field.name, "cache-control");
    if (!cached) reply.fields.push_back({"Cache-Control", "no-store"});
    reply.fields.push_back({"X-Request-Id", request.id});
    reply.fields.push_back({"X-Content-Type-Options", "nosniff"});
    reply.fields.push_back({"Content-Security-Policy", std::string(content_policy)});
    reply.fields.push_back({"Referrer-Policy", "no-referrer"});
    reply.fields.push_back({"Cross-Origin-Opener-Policy", "same-origin"});
    reply.fields.push_back({"Cross-Origin-Resource-Policy", "same-origin"});
    if (request.secure) reply.fields.push_back({"Strict-Transport-Security", "max-age=31536000"});
}

}  // namespace http
