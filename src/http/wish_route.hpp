// A writing route whose body is a wish and whose reply is the row that came of it.
#pragma once

#include <string>
#include <utility>

#include "http/row_route.hpp"

namespace http {

struct RouteHead {
    Method method = Method::post;
    std::string path;
    std::string permission;
    std::string summary;
    store::Purpose purpose = store::Purpose::service;
    uint8_t editions = everywhere;
};

/// `verb(place, caller, wish, id)` returns the row; `id` is the first {…} of the path, or "". Takes
/// an Idempotency-Key. POST answers 201. `place` outlives the route.
template <typename Wish, typename Row>
Route wish_route(RouteHead head, service::Place const& place,
                 base::Result<Row> (*verb)(service::Place const&, service::Caller const&,
                                           Wish const&, std::string const& id)) {
    Route route;
    route.method = head.method;
    route.path = std::move(head.path);
    route.permission = std::move(head.permission);
    route.summary = std::move(head.summary);
    route.purpose = head.purpose;
    route.editions = head.editions;
    route.body = BodyKind::record;
    route.body_record = &base::record_of<Wish>;
    route.reply_record = &base::record_of<Row>;
    route.status = head.method == Method::post ? 201 : 200;
    route.repeat = Repeat::keyed;
    route.rate = RateClass::write;
    route.handle = [&place, verb](Call& call) -> base::Result<Answer> {
        auto const wish = body_of<Wish>(call);
        std::string const id = call.request.captured.empty() ? std::string() : call.path(0);
        auto const row = TRY(verb(place, caller_of(call), wish, id));
        return record_answer(row);
    };
    return route;
}

/// `verb(place, caller, id)` ends the row of the path's {id}. Takes an Idempotency-Key; answers
/// 204.
inline Route remove_route(RouteHead head, service::Place const& place,
                          base::Result<void> (*verb)(service::Place const&, service::Caller const&,
                                                     std::string const&)) {
    Route route;
    route.method = Method::remove;
    route.path = std::move(head.path);
    route.permission = std::move(head.permission);
    route.summary = std::move(head.summary);
    route.purpose = head.purpose;
    route.editions = head.editions;
    route.reply = ReplyKind::nothing;
    route.status = 204;
    route.repeat = Repeat::keyed;
    route.rate = RateClass::write;
    route.handle = [&place, verb](Call& call) -> base::Result<Answer> {
        TRY_VOID(verb(place, caller_of(call), call.path(0)));
        return Answer();
    };
    return route;
}

}  // namespace http
