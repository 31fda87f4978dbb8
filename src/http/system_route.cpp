// The routes that every edition has.
#include "http/system_route.hpp"

namespace http {
namespace {

Route page(std::string path, std::string summary) {
    Route route;
    route.path = std::move(path);
    route.permission = "public";
    route.reply = ReplyKind::json;
    route.rate = RateClass::free;
    route.quick = true;
    route.summary = std::move(summary);
    return route;
}

Answer text_answer(std::string text) {
    Answer answer;
    answer.text = std::move(text);
    return answer;
}

}  // namespace

std::vector<Route> system_routes(std::shared_ptr<SystemPages const> const& pages) {
    std::vector<Route> out;
    out.push_back(page("/healthz", "Whether the process answers."));
    out.back().handle = [](Call&) -> base::Result<Answer> {
        return text_answer(R"({"status":"ok"})");
    };
    out.push_back(page("/readyz", "Whether requests are worth sending: the store answers too."));
    out.back().handle = [pages](Call&) -> base::Result<Answer> {
        if (pages->is_ready && !pages->is_ready())
            return base::fail(base::ErrorKind::unavailable, "not_ready", {});
        return text_answer(R"({"status":"ready"})");
    };
    out.push_back(page("/metrics", "Numbers for Prometheus."));
    out.back().reply = ReplyKind::text;
    out.back().handle = [pages](Call&) -> base::Result<Answer> {
        Answer answer = text_answer(pages->metrics());
        answer.type = "text/plain; version=0.0.4; charset=utf-8";
        return answer;
    };
    out.push_back(page("/v1/openapi.json", "This description."));
    out.back().handle = [pages](Call&) -> base::Result<Answer> {
        return text_answer(pages->openapi);
    };
    out.push_back(page("/v1/permissions", "Which role may call which route."));
    out.back().handle = [pages](Call&) -> base::Result<Answer> {
        return text_answer(pages->permissions);
    };
    return out;
}

}  // namespace http
