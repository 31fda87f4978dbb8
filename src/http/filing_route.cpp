// Filings, and a host's night.
#include "http/month_part.hpp"
#include "http/month_route.hpp"
#include "service/filing.hpp"
#include "service/host.hpp"
#include "store/tables.hpp"

namespace http {
namespace {

using service::Caller;
using service::Place;

constexpr base::ValueType text = base::ValueType::text;

Route freeze_route(Place const& place, JobRunner& jobs) {
    Route route = job_route(month_route("/v1/months/{month}/filings", "filing.make",
                                        "Freeze a ready month for its signers."));
    route.handle = [&place, &jobs](Call& call) -> base::Result<Answer> {
        std::string const month = call.path(0);
        TRY_VOID(service::whole_month(place, caller_of(call), month, "filing.make"));
        return start_work(place, jobs, call, "freeze",
                          [month](Place const& p, Caller const& caller,
                                  service::Watch const& watch) -> base::Result<std::string> {
                              auto const made = TRY(service::freeze_month(p, caller, month, watch));
                              return "/v1/filings/" + made.id;
                          });
    };
    return route;
}

Route seal_text_route(Place const& place) {
    Route route = month_route("/v1/filings/{id}/seal_text", "filing.read",
                              "The text that a signer's own device signs.");
    route.reply = ReplyKind::text;
    route.query = {query_field("role", text, "maker, checker or responsible.", true),
                   query_field("at", text, "The time that stands in the seal.", true)};
    route.handle = [&place](Call& call) -> base::Result<Answer> {
        service::SignWish wish;
        wish.role = query_text(call, 0);
        wish.at = query_text(call, 1);
        Answer answer;
        answer.text = TRY(service::seal_text(place, caller_of(call), wish, call.path(0)));
        return answer;
    };
    return route;
}

Route file_month_route(Place const& place, JobRunner& jobs) {
    Route route = job_route(month_route("/v1/filings/{id}/filed", "filing.sign",
                                        "Make the sealed archive and the package; close the "
                                        "month."));
    route.body = BodyKind::record;
    route.body_record = &base::record_of<service::FileWish>;
    // A pass phrase is no part of what is kept for a repeated request.
    route.repeat = Repeat::harmless;
    route.handle = [&place, &jobs](Call& call) -> base::Result<Answer> {
        std::string const id = call.path(0), phrase = base::to_text(call.body[0]);
        TRY_VOID(service::check_signed(place, caller_of(call), id));
        return start_work(place, jobs, call, "filing",
                          [id, phrase](Place const& p, Caller const& caller,
                                       service::Watch const& watch) -> base::Result<std::string> {
                              TRY_VOID(service::file_month(p, caller, id, phrase, watch));
                              return "/v1/filings/" + id;
                          });
    };
    return route;
}

Route part_route(Place const& place, std::string const& name, service::FilingPart part) {
    return file_route(month_route("/v1/filings/{id}/" + name, "filing.read",
                                  part == service::FilingPart::archive
                                      ? "The archive: the draft while it is signed, then sealed."
                                      : "The package for the central bank."),
                      place, [part](Place const& p, Caller const& caller, Call& call) {
                          return service::filing_file(p, caller, call.path(0), part);
                      });
}

void add_host_routes(std::vector<Route>& out, Place const& place, JobRunner& jobs) {
    out.push_back(struct_list<service::BoardRow>(
        month_route("/v1/host/{month}/board", "host.read",
                    "How far each legal person's month has come: counts only."),
        place, [](Place const& p, Caller const& caller, Call& call) {
            return service::host_board(p, caller, call.path(0));
        }));
    Route run = job_route(month_route("/v1/host/{month}/runs", "host.run",
                                      "Run every legal person whose files came in."));
    run.handle = [&place, &jobs](Call& call) -> base::Result<Answer> {
        std::string const month = call.path(0);
        TRY_VOID(service::check_host(place, caller_of(call), month));
        return start_work(place, jobs, call, "host",
                          [month](Place const& p, Caller const& caller,
                                  service::Watch const& watch) -> base::Result<std::string> {
                              TRY_VOID(service::run_host(p, caller, month, watch));
                              return "/v1/host/" + month + "/board";
                          });
    };
    out.push_back(std::move(run));
}

}  // namespace

std::vector<Route> filing_routes(Place const& place, JobRunner& jobs) {
    std::vector<Route> out;
    add_row_routes(out, place,
                   {"/v1/filings", "filing.read", &store::table_of<domain::Filing>,
                    store::Purpose::statistics, "Filings of all months."});
    add_row_routes(out, place,
                   {"/v1/filing_seals", "filing.read", &store::table_of<domain::FilingSeal>,
                    store::Purpose::statistics, "Who signed which filing."});
    for (Route& route : out) route.editions = bank;
    out.push_back(freeze_route(place, jobs));
    out.push_back(seal_text_route(place));
    Route sign = wish_route(month_head(Method::post, "/v1/filings/{id}/seals", "filing.read",
                                       "Sign a filing in one of three roles."),
                            place, service::sign_filing);
    sign.repeat = Repeat::harmless;
    out.push_back(std::move(sign));
    out.push_back(file_month_route(place, jobs));
    out.push_back(part_route(place, "archive", service::FilingPart::archive));
    out.push_back(part_route(place, "package", service::FilingPart::package));
    add_host_routes(out, place, jobs);
    return out;
}

}  // namespace http
