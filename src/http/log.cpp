// The text of log lines.
#include "http/log.hpp"

#include <ctime>

#include "http/json.hpp"

namespace http {
namespace {

std::string padded(int64_t number, size_t digits) {
    std::string out = std::to_string(number);
    return out.size() < digits ? std::string(digits - out.size(), '0') + out : out;
}

void add_member(std::string& out, std::string_view name, std::string_view text) {
    out += out.size() > 1 ? "," : "";
    append_json_text(out, name);
    out += ':';
    append_json_text(out, text);
}

}  // namespace

std::string instant_text(int64_t now_ms) {
    std::time_t const seconds = now_ms / 1000;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    return padded(parts.tm_year + 1900, 4) + "-" + padded(parts.tm_mon + 1, 2) + "-" +
           padded(parts.tm_mday, 2) + "T" + padded(parts.tm_hour, 2) + ":" +
           padded(parts.tm_min, 2) + ":" + padded(parts.tm_sec, 2) + "." +
           padded(now_ms % 1000, 3) + "Z";
}

std::string request_line(Request const& request, std::string_view pattern, Outcome const& outcome) {
    std::string out = "{";
    add_member(out, "time", instant_text(request.received_ms));
    add_member(out, "level", outcome.status >= 500 ? "error" : "info");
    add_member(out, "event", "request");
    add_member(out, "id", request.id);
    add_member(out, "method", to_text(request.method));
    add_member(out, "route", pattern.empty() ? "none" : pattern);
    out += ",\"status\":" + std::to_string(outcome.status);
    out += ",\"us\":" + std::to_string(outcome.duration_us);
    out += ",\"in\":" + std::to_string(outcome.bytes_in);
    out += ",\"out\":" + std::to_string(outcome.bytes_out);
    return out + "}\n";
}

std::string event_line(int64_t now_ms, std::string_view event, base::Args const& args) {
    std::string out = "{";
    add_member(out, "time", instant_text(now_ms));
    add_member(out, "level", "info");
    add_member(out, "event", event);
    for (auto const& [name, value] : args) add_member(out, name, value);
    return out + "}\n";
}

}  // namespace http
