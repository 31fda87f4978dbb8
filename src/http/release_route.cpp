// Releases over HTTP.
#include "http/desk_part.hpp"
#include "http/list_body.hpp"
#include "http/memory_list.hpp"
#include "http/pboc_body.hpp"
#include "http/pboc_route.hpp"
#include "http/wish_route.hpp"
#include "service/release_desk.hpp"
#include "store/tables.hpp"

namespace http {
namespace {

base::Result<service::ReleaseWish> wish_of(ReleaseBody const& body) {
    service::ReleaseWish wish;
    wish.month = TRY(month_of(body.month));
    for (auto level : {service::ReleaseLevel::internal, service::ReleaseLevel::joint,
                       service::ReleaseLevel::open}) {
        wish.level = level;
        if (service::level_text(level) == body.level) return wish;
    }
    return base::invalid("value_malformed", {.field = "level"}, {{"value", body.level}});
}

Route make_route(service::Place const& place, JobRunner& jobs) {
    Route route = job_route("/v1/releases", "release.make",
                            "Make a release of the month's newest run, as a job.");
    route.editions = pboc;
    route.purpose = store::Purpose::statistics;
    route.body = BodyKind::record;
    route.body_record = &base::record_of<ReleaseBody>;
    route.handle = [&place, &jobs](Call& call) -> base::Result<Answer> {
        auto const wish = TRY(wish_of(body_of<ReleaseBody>(call)));
        auto const caller = job_caller(call);
        return start_job(jobs, call, "release",
                         [&place, caller, wish](JobProgress&) -> base::Result<std::string> {
                             auto const row = service::make_release(place, caller, wish);
                             if (!row) return std::unexpected(row.error());
                             return "/v1/releases/" + row->id;
                         });
    };
    return route;
}

Route file_route(service::Place const& place) {
    Route route;
    route.path = "/v1/releases/{id}/{file}";
    route.permission = "release.read";
    route.editions = pboc;
    route.purpose = store::Purpose::statistics;
    route.summary = "release.csv or release.json; a public one once it is approved.";
    route.reply = ReplyKind::file;
    route.handle = [&place](Call& call) -> base::Result<Answer> {
        Answer answer;
        answer.file =
            TRY(service::release_file(place, caller_of(call), call.path(0), call.path(1)));
        return answer;
    };
    return route;
}

Route hidden_route(service::Place const& place) {
    Route route;
    route.path = "/v1/hidden_cells";
    route.permission = "match.read";
    route.editions = pboc;
    route.purpose = store::Purpose::statistics;
    route.summary = "What a release hides, by which rule, and what protects what.";
    route.reply = ReplyKind::list;
    route.reply_record = &base::record_of<service::HiddenCell>;
    route.query = {query_field("release", base::ValueType::text, "Its id.", true)};
    route.handle = [&place](Call& call) -> base::Result<Answer> {
        auto const cells = TRY(service::hidden_cells(place, caller_of(call), query_text(call, 0)));
        return page_of(cells, call.list);
    };
    return route;
}

base::Result<domain::ReleaseRow> decide(service::Place const& place, service::Caller const& caller,
                                        ReleaseDecisionBody const& body, std::string const& id) {
    return service::decide_release(place, caller,
                                   {id, body.version, body.approve, body.reason.value_or("")});
}

base::Result<domain::PackageRow> push(service::Place const& place, service::Caller const& caller,
                                      PushBody const& body, std::string const& id) {
    auto const to = TRY(edition_of(body));
    return service::push_release(place, caller, {id, to, body.recipient.value_or("*")});
}

}  // namespace

std::vector<Route> release_routes(service::Place const& place, JobRunner& jobs) {
    std::vector<Route> out;
    RowRoutes releases{"/v1/releases", "release.read", &store::table_of<domain::ReleaseRow>,
                       store::Purpose::statistics, "Releases of months."};
    std::vector<Route> rows;
    add_row_routes(rows, place, releases);
    for (Route& route : rows) {
        route.editions = pboc;
        out.push_back(std::move(route));
    }
    out.push_back(make_route(place, jobs));
    out.push_back(file_route(place));
    out.push_back(hidden_route(place));
    out.push_back(wish_route(
        {Method::post, "/v1/releases/{id}/decision", "release.approve",
         "Approve or refuse a release that somebody else made.", store::Purpose::statistics, pboc},
        place, decide));
    out.push_back(wish_route(
        {Method::post, "/v1/releases/{id}/push", "release.make",
         "Hand the cells of a release to another edition.", store::Purpose::statistics, pboc},
        place, push));
    add_row_routes(out, place,
                   {"/v1/released_cells", "release.read", &store::table_of<domain::ReleasedCell>,
                    store::Purpose::service, "Cells that the central bank released."});
    return out;
}

}  // namespace http
