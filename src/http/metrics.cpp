// Counters, histograms and their text.
#include "http/metrics.hpp"

#include <algorithm>

namespace http {
namespace {

// Upper bounds of the histogram in microseconds, and the same in seconds as Prometheus has them.
constexpr std::array<int64_t, 11> bounds_us = {
    500, 1'000, 2'500, 5'000, 10'000, 25'000, 50'000, 100'000, 500'000, 2'500'000, 10'000'000};
constexpr std::array<std::string_view, 12> bounds_text = {"0.0005", "0.001", "0.0025", "0.005",
                                                          "0.01",   "0.025", "0.05",   "0.1",
                                                          "0.5",    "2.5",   "10",     "+Inf"};

std::string seconds_text(int64_t us) {
    std::string rest = std::to_string(us % 1'000'000);
    rest.insert(0, 6 - rest.size(), '0');
    return std::to_string(us / 1'000'000) + "." + rest;
}

void add_head(std::string& out, std::string_view name, std::string_view type,
              std::string_view text) {
    out.append("# HELP ").append(name).append(" ").append(text).append("\n");
    out.append("# TYPE ").append(name).append(" ").append(type).append("\n");
}

void add_number(std::string& out, std::string_view name, int64_t number) {
    out.append(name).append(" ").append(std::to_string(number)).append("\n");
}

}  // namespace

Metrics::Metrics(std::vector<std::string> const& routes) {
    for (std::string const& name : routes) {
        auto line = std::make_unique<Line>();
        line->method = name.substr(0, name.find(' '));
        line->path = name.substr(name.find(' ') + 1);
        lines_.push_back(std::move(line));
    }
    lines_.push_back(std::make_unique<Line>());
    lines_.back()->method = "any";
    lines_.back()->path = "other";
}

void Metrics::add(int32_t route, Outcome const& outcome) {
    size_t const which = route < 0 ? lines_.size() - 1 : size_t(route);
    Line& line = *lines_[which];
    ++line.by_status[size_t(std::clamp(outcome.status / 100, 0, 5))];
    size_t bucket = 0;
    while (bucket < bounds_us.size() && outcome.duration_us > bounds_us[bucket]) ++bucket;
    ++line.by_duration[bucket];
    line.duration_us += outcome.duration_us;
    bytes_in_ += outcome.bytes_in;
    bytes_out_ += outcome.bytes_out;
}

std::string Metrics::text(ServerNumbers const& numbers) const {
    std::string out;
    add_head(out, "wupian_http_requests_total", "counter", "Requests answered.");
    for (auto const& line : lines_)
        for (size_t status = 1; status < line->by_status.size(); ++status)
            if (line->by_status[status] > 0)
                add_number(out,
                           "wupian_http_requests_total{method=\"" + line->method + "\",route=\"" +
                               line->path + "\",status=\"" + std::to_string(status) + "xx\"}",
                           line->by_status[status]);
    add_head(out, "wupian_http_duration_seconds", "histogram", "From the first byte to the last.");
    for (auto const& line : lines_) {
        std::string const labels = "{method=\"" + line->method + "\",route=\"" + line->path + "\"";
        int64_t sum = 0;
        for (size_t i = 0; i < buckets; ++i) {
            sum += line->by_duration[i];
            if (line->duration_us > 0)
                add_number(out,
                           "wupian_http_duration_seconds_bucket" + labels + ",le=\"" +
                               std::string(bounds_text[i]) + "\"}",
                           sum);
        }
        if (line->duration_us == 0) continue;
        out += "wupian_http_duration_seconds_sum" + labels + "} " +
               seconds_text(line->duration_us) + "\n";
        add_number(out, "wupian_http_duration_seconds_count" + labels + "}", sum);
    }
    add_head(out, "wupian_http_bytes_total", "counter", "Bytes of bodies in, of replies out.");
    add_number(out, "wupian_http_bytes_total{way=\"in\"}", bytes_in_);
    add_number(out, "wupian_http_bytes_total{way=\"out\"}", bytes_out_);
    add_head(out, "wupian_http_connections", "gauge", "Open connections.");
    add_number(out, "wupian_http_connections", numbers.connections);
    add_head(out, "wupian_http_accepted_total", "counter", "Connections accepted.");
    add_number(out, "wupian_http_accepted_total", numbers.accepted);
    add_head(out, "wupian_http_turned_away_total", "counter", "Connections over a cap.");
    add_number(out, "wupian_http_turned_away_total", numbers.turned_away);
    add_head(out, "wupian_http_queue", "gauge", "Requests with a worker or waiting for one.");
    add_number(out, "wupian_http_queue", numbers.queued);
    return out;
}

}  // namespace http
