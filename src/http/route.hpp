// Routes: the one table from which dispatch, permissions, OpenAPI and the tests are derived.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/record.hpp"
#include "base/result.hpp"
#include "domain/edition.hpp"
#include "http/identity.hpp"
#include "http/json.hpp"
#include "http/list.hpp"
#include "http/message.hpp"
#include "http/rate.hpp"
#include "service/label.hpp"
#include "store/session.hpp"

namespace http {

using domain::Edition;
using domain::to_text;
using enum domain::Edition;

enum class BodyKind : uint8_t { none, record, json, upload, multipart };
enum class ReplyKind : uint8_t { nothing, record, list, json, text, file, events };
enum class Repeat : uint8_t { harmless, keyed };  // keyed: a write that takes Idempotency-Key.

/// What a handler gets: everything is decoded, checked and allowed.
struct Call {
    Request const& request;
    Identity const& identity;
    store::Purpose purpose = store::Purpose::service;  // Of the route.
    std::string permission = {};                       // Of the route.
    int64_t now_ms = 0;
    service::Language language = service::Language::zh;
    std::vector<base::Value> body = {};   // The record's values in order.
    Json json = {};                       // BodyKind::json.
    std::vector<base::Value> query = {};  // Route::query in order; null when absent.
    ListQuery list = {};                  // ReplyKind::list.
    bool as_workbook = false;             // The whole list as xlsx.
    std::string idempotency = {};         // Row of the key in the store; "" without one.

    /// The path's n-th {…}.
    std::string const& path(size_t n) const { return request.captured[n]; }
};

/// What a handler gives: the part that its route's ReplyKind names.
struct Answer {
    std::vector<base::Value> row;
    std::vector<std::vector<base::Value>> rows;  // Whole rows, at most list.limit of them.
    bool more = false;                           // Rows follow: a cursor is made from the last.
    std::string text;                            // JSON or text.
    std::string file;
    std::unique_ptr<SpoolFile> spool;  // Set when the file is this answer's own.
    std::string type;                  // Of file or text, when it is not the usual one.
    std::unique_ptr<EventSource> events;
    std::vector<Field> fields;
};

/// A struct as the answer of a route whose reply is its record.
template <typename Row>
Answer record_answer(Row const& row) {
    Answer out;
    out.row = base::values_of(base::record_of<Row>, &row);
    return out;
}

/// The body as a struct of the route's body record.
template <typename Wish>
Wish body_of(Call& call) {
    Wish wish;
    base::assign(base::record_of<Wish>, &wish, std::move(call.body));
    return wish;
}

struct Route {
    Method method = Method::get;
    std::string path;        // "/v1/contracts/{id}/schedule"
    std::string permission;  // Never empty; `public` and `signed_in` are special.
    uint8_t editions = everywhere;
    store::Purpose purpose = store::Purpose::service;  // To what end it reads: the wall's side.
    BodyKind body = BodyKind::none;
    base::Record const* body_record = nullptr;
    int64_t body_bytes = 0;                // Of an upload, a multipart body or a large JSON.
    bool body_optional = false;            // Of an upload: it may be left out.
    std::vector<base::Column> query = {};  // Without get and set.
    ReplyKind reply = ReplyKind::record;
    std::string media = {};  // Of a text or file: its type where it is not the usual one.
    base::Record const* reply_record = nullptr;
    int status = 200;
    Repeat repeat = Repeat::harmless;
    RateClass rate = RateClass::read;
    bool quick = false;   // Answered at once, without a worker: only for what is in memory.
    std::string summary;  // One sentence in the API reference.
    std::function<base::Result<Answer>(Call&)> handle;

    bool writes() const { return method != Method::get && method != Method::head; }
};

/// A parameter of a route's query.
constexpr base::Column query_field(std::string_view name, base::ValueType type,
                                   std::string_view text, bool required = false) {
    return {name, type, !required, {.text = text}, nullptr, nullptr};
}

/// What a path and method lead to.
struct Found {
    int32_t route = -1;
    std::vector<std::string> captured;
    std::string allowed;  // Methods of this path, when there are any: "GET, POST".
};

/// Well-formed routes of one edition, ready to be found.
class RouteTable {
public:
    /// Routes of other editions are left out. Errors: `route_malformed`.
    static base::Result<RouteTable> make(std::vector<Route> routes, Edition edition);

    /// `path` still encoded. HEAD finds GET.
    Found find(Method method, std::string_view path) const;
    std::vector<Route> const& routes() const { return routes_; }
    Edition edition() const { return edition_; }

private:
    struct Node {
        std::map<std::string, std::unique_ptr<Node>, std::less<>> fixed;
        std::unique_ptr<Node> any;
        std::map<Method, int32_t> ends;
    };
    void add(int32_t route);

    std::vector<Route> routes_;
    Edition edition_ = bank;
    std::unique_ptr<Node> root_ = std::make_unique<Node>();
};

/// The reason why a route is malformed, or "". Each rule has a case in route_test.cpp.
std::string_view find_route_fault(Route const& route);

}  // namespace http
