// The route table: its rules, and the way from a path to a route.
#include "http/route.hpp"

#include "base/text.hpp"
#include "http/head.hpp"

namespace http {
namespace {

bool is_parameter(std::string_view segment) {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

bool is_word(std::string_view text, std::string_view more) {
    for (char c : text)
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && more.find(c) == more.npos)
            return false;
    return !text.empty();
}

std::string_view find_path_fault(Route const& route) {
    if (!route.path.starts_with('/')) return "path_begin";
    if (!route.path.starts_with("/v1/") && route.permission != "public") return "path_version";
    if (route.path == "/") return "";
    for (std::string_view segment : base::split(std::string_view(route.path).substr(1), '/')) {
        if (is_parameter(segment)) segment = segment.substr(1, segment.size() - 2);
        if (!is_word(segment, "_.")) return "path_segment";
    }
    return "";
}

}  // namespace

std::string_view find_route_fault(Route const& route) {
    std::string_view const path_fault = find_path_fault(route);
    if (!path_fault.empty()) return path_fault;
    if (!is_word(route.permission, "._")) return "permission";
    if (route.editions == 0 || route.editions > everywhere) return "editions";
    if (!route.handle) return "handle";
    if (!route.summary.ends_with('.')) return "summary";
    if (route.status < 200 || route.status > 299) return "status";
    if (!route.writes() && route.body != BodyKind::none) return "get_with_body";
    if (!route.writes() && route.repeat == Repeat::keyed) return "get_with_key";
    if (route.method == Method::head || route.method == Method::options ||
        route.method == Method::other)
        return "method";
    if ((route.body == BodyKind::record) != (route.body_record != nullptr)) return "body_record";
    bool const large = route.body == BodyKind::upload || route.body == BodyKind::multipart;
    bool const sized = large || (route.body == BodyKind::json && route.body_bytes > 0);
    if (sized != (route.body_bytes > 0)) return "body_bytes";
    bool const rows = route.reply == ReplyKind::record || route.reply == ReplyKind::list;
    if (rows != (route.reply_record != nullptr)) return "reply_record";
    if ((route.reply == ReplyKind::nothing) != (route.status == 204)) return "status_nothing";
    if (route.quick && route.permission != "public") return "quick";
    return "";
}

void RouteTable::add(int32_t route) {
    Node* node = root_.get();
    for (std::string_view segment :
         base::split(std::string_view(routes_[size_t(route)].path).substr(1), '/')) {
        std::unique_ptr<Node>& next =
            is_parameter(segment) ? node->any : node->fixed[std::string(segment)];
        if (!next) next = std::make_unique<Node>();
        node = next.get();
    }
    node->ends[routes_[size_t(route)].method] = route;
}

base::Result<RouteTable> RouteTable::make(std::vector<Route> routes, Edition edition) {
    RouteTable out;
    out.edition_ = edition;
    for (Route& route : routes) {
        std::string const name = std::string(to_text(route.method)) + " " + route.path;
        std::string_view fault = find_route_fault(route);
        if (!(route.editions & edition) && fault.empty()) continue;
        if (fault.empty() && out.find(route.method, route.path).route >= 0 &&
            out.routes_[size_t(out.find(route.method, route.path).route)].path == route.path)
            fault = "twice";
        if (!fault.empty())
            return base::fail(base::ErrorKind::internal, "route_malformed", {.field = name},
                              {{"reason", std::string(fault)}});
        out.routes_.push_back(std::move(route));
        out.add(int32_t(out.routes_.size()) - 1);
    }
    return out;
}

Found RouteTable::find(Method method, std::string_view path) const {
    Found found;
    Node const* node = root_.get();
    if (!path.starts_with('/')) return found;
    for (std::string_view segment : base::split(path.substr(1), '/')) {
        auto const at = node->fixed.find(segment);
        if (at != node->fixed.end()) {
            node = at->second.get();
            continue;
        }
        auto value = decode_percent(segment, Plus::itself);
        if (!node->any || !value || value->empty()) return found;
        found.captured.push_back(std::move(*value));
        node = node->any.get();
    }
    auto const at = node->ends.find(method == Method::head ? Method::get : method);
    if (at != node->ends.end()) found.route = at->second;
    for (auto const& [one, route] : node->ends) {
        if (!found.allowed.empty()) found.allowed += ", ";
        found.allowed += to_text(one);
        if (one == Method::get) found.allowed += ", HEAD";
    }
    return found;
}

}  // namespace http
