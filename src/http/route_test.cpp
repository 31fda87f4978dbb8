// Goal: no malformed route is served, and a path leads to at most one route.
// Method: one spoiled route for each rule; paths against a small table.
#include "http/route.hpp"

#include <gtest/gtest.h>

#include "http/job.hpp"

namespace http {
namespace {

Route good() {
    Route route;
    route.path = "/v1/a";
    route.permission = "a.read";
    route.reply = ReplyKind::json;
    route.summary = "A.";
    route.handle = [](Call&) -> base::Result<Answer> { return Answer(); };
    return route;
}

TEST(Route, EachRule) {
    struct Case {
        char const* fault;
        void (*spoil)(Route& route);
    };
    Case const cases[] = {
        {"", [](Route&) {}},
        {"path_begin", [](Route& r) { r.path = "v1/a"; }},
        {"path_version", [](Route& r) { r.path = "/a"; }},
        {"path_segment", [](Route& r) { r.path = "/v1//a"; }},
        {"path_segment", [](Route& r) { r.path = "/v1/A"; }},
        {"path_segment", [](Route& r) { r.path = "/v1/{}"; }},
        {"permission", [](Route& r) { r.permission = ""; }},
        {"editions", [](Route& r) { r.editions = 0; }},
        {"handle", [](Route& r) { r.handle = nullptr; }},
        {"summary", [](Route& r) { r.summary = "a"; }},
        {"status", [](Route& r) { r.status = 404; }},
        {"get_with_body", [](Route& r) { r.body = BodyKind::json; }},
        {"get_with_key", [](Route& r) { r.repeat = Repeat::keyed; }},
        {"method", [](Route& r) { r.method = Method::options; }},
        {"body_record", [](Route& r) { r.method = Method::post, r.body = BodyKind::record; }},
        {"body_bytes", [](Route& r) { r.method = Method::put, r.body = BodyKind::upload; }},
        {"reply_record", [](Route& r) { r.reply = ReplyKind::list; }},
        {"status_nothing", [](Route& r) { r.reply = ReplyKind::nothing; }},
        {"quick", [](Route& r) { r.quick = true; }},
    };
    for (Case const& c : cases) {
        Route route = good();
        c.spoil(route);
        EXPECT_EQ(find_route_fault(route), c.fault);
    }
}

TEST(Route, Finds) {
    std::vector<Route> routes(4, good());
    routes[1].path = "/v1/a/{id}";
    routes[2].path = "/v1/a/{id}/b";
    routes[3].path = "/v1/a/{id}";
    routes[3].method = Method::remove;
    auto const table = RouteTable::make(std::move(routes), bank);
    ASSERT_TRUE(table);
    EXPECT_EQ(table->find(Method::get, "/v1/a").route, 0);
    EXPECT_EQ(table->find(Method::head, "/v1/a/x%20y").captured[0], "x y");
    EXPECT_EQ(table->find(Method::remove, "/v1/a/x").route, 3);
    EXPECT_EQ(table->find(Method::get, "/v1/a/x/b").route, 2);
    EXPECT_EQ(table->find(Method::post, "/v1/a/x").allowed, "GET, HEAD, DELETE");
    for (char const* path : {"", "/", "/v1", "/v1/a/", "/v1/a/x/c", "/v1/b", "v1/a", "/v1/a/%"})
        EXPECT_EQ(table->find(Method::get, path).route, -1) << path;
}

TEST(Route, EditionsAreApartAndNothingStandsTwice) {
    std::vector<Route> routes(2, good());
    routes[0].editions = pboc | province;
    routes[1].path = "/v1/b";
    auto const table = RouteTable::make(routes, bank);
    ASSERT_TRUE(table);
    EXPECT_EQ(table->find(Method::get, "/v1/a").route, -1);
    EXPECT_EQ(table->find(Method::get, "/v1/b").route, 0);
    routes[1] = routes[0];
    EXPECT_EQ(RouteTable::make(routes, pboc).error().args[0].second, "twice");
    EXPECT_TRUE(RouteTable::make(routes, bank));  // Not this edition's concern.
}

}  // namespace
}  // namespace http
