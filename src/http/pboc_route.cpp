// Who filed, matching, questions and answers over HTTP.
#include "http/pboc_route.hpp"

#include "http/desk_part.hpp"
#include "http/memory_list.hpp"
#include "http/pboc_body.hpp"
#include "http/wish_route.hpp"
#include "service/filing_fault.hpp"
#include "service/filing_receipt.hpp"
#include "service/inquiry.hpp"
#include "service/match_month.hpp"
#include "store/tables.hpp"

namespace http {
namespace {

Route standing_route(service::Place const& place) {
    Route route;
    route.path = "/v1/filing_standings";
    route.permission = "submission.read";
    route.editions = pboc;
    route.purpose = store::Purpose::statistics;
    route.summary = "Who has filed, who is late, who is wrong.";
    route.reply = ReplyKind::list;
    route.reply_record = &base::record_of<service::FilingStanding>;
    route.query = {query_field("month", base::ValueType::text, "YYYY-MM.", true)};
    route.handle = [&place](Call& call) -> base::Result<Answer> {
        auto const month = TRY(month_of(query_text(call, 0)));
        auto const lines = TRY(service::filing_standing(place, caller_of(call), month));
        return page_of(lines, call.list);
    };
    return route;
}

Route run_route(service::Place const& place, JobRunner& jobs) {
    Route route = job_route("/v1/matches", "match.run",
                            "Run the month over what every bank filed, as a job.");
    route.editions = pboc;
    route.purpose = store::Purpose::statistics;
    route.body = BodyKind::record;
    route.body_record = &base::record_of<MonthBody>;
    route.handle = [&place, &jobs](Call& call) -> base::Result<Answer> {
        auto const body = body_of<MonthBody>(call);
        auto const month = TRY(month_of(body.month));
        auto const caller = job_caller(call);
        return start_job(jobs, call, "match",
                         [&place, caller, month](JobProgress& job) -> base::Result<std::string> {
                             service::Watch watch;
                             watch.progress = [&](int64_t done, int64_t total) {
                                 if (total > 0) job.set(done, total);
                             };
                             watch.is_cancelled = [&] { return job.is_cancelled(); };
                             auto const made = service::run_pboc_month(place, caller, month, watch);
                             if (!made) return std::unexpected(made.error());
                             return "/v1/matches/" + base::to_month_text(month) + "/summary";
                         });
    };
    return route;
}

Route match_route(service::Place const& place, std::string what, std::string file,
                  base::Record const& record, std::string summary) {
    Route route;
    route.path = "/v1/matches/{month}/" + what;
    route.permission = "match.read";
    route.editions = pboc;
    route.purpose = store::Purpose::statistics;
    route.summary = std::move(summary);
    route.reply = ReplyKind::list;
    route.reply_record = &record;
    route.handle = [&place, &record, file = std::move(file)](Call& call) -> base::Result<Answer> {
        auto const month = base::parse_month_end(call.path(0));
        if (!month)
            return base::fail(base::ErrorKind::not_found, "match_no_run", {},
                              {{"month", call.path(0)}});
        auto rows = TRY(service::match_rows(place, caller_of(call), *month, file, record));
        return page_of(record, std::move(rows), call.list);
    };
    return route;
}

Route fault_route(service::Place const& place) {
    Route route;
    route.path = "/v1/matches/{month}/faults";
    route.permission = "submission.read";
    route.editions = pboc;
    route.purpose = store::Purpose::statistics;
    route.summary = "What the newest run found wrong with a bank's filing.";
    route.reply = ReplyKind::list;
    route.reply_record = &base::record_of<service::FilingFault>;
    route.query = {query_field("legal_uscc", base::ValueType::text, "Legal person.", true)};
    route.handle = [&place](Call& call) -> base::Result<Answer> {
        auto const month = base::parse_month_end(call.path(0));
        if (!month)
            return base::fail(base::ErrorKind::not_found, "month_malformed", {.field = "month"},
                              {{"value", call.path(0)}});
        auto const faults =
            TRY(service::filing_faults(place, caller_of(call), *month, query_text(call, 0)));
        return page_of(faults, call.list);
    };
    return route;
}

base::Result<domain::Inquiry> ask(service::Place const& place, service::Caller const& caller,
                                  InquiryBody const& body, std::string const&) {
    return service::ask_bank(place, caller,
                             {body.month, body.legal_uscc, body.recipient.value_or(""),
                              body.question, body.about.value_or(""), body.due_on});
}

using Verb = base::Result<domain::Inquiry> (*)(service::Place const&, service::Caller const&,
                                               service::InquiryWords const&);

template <Verb verb>
base::Result<domain::Inquiry> say(service::Place const& place, service::Caller const& caller,
                                  WordsBody const& body, std::string const& id) {
    return verb(place, caller,
                {id, body.version, body.text.value_or(""), body.filing.value_or("")});
}

RouteHead head_of(std::string path, std::string permission, std::string summary, uint8_t editions) {
    return {Method::post,
            std::move(path),
            std::move(permission),
            std::move(summary),
            store::Purpose::statistics,
            editions};
}

}  // namespace

std::vector<Route> pboc_routes(service::Place const& place, JobRunner& jobs) {
    std::vector<Route> out;
    out.push_back(standing_route(place));
    out.push_back(fault_route(place));
    out.push_back(run_route(place, jobs));
    out.push_back(match_route(place, "rates", "list_rate.csv", base::record_of<service::MatchRate>,
                              "Firms on lists with a loan."));
    out.push_back(match_route(place, "figures", "tables.csv", base::record_of<service::MatchFigure>,
                              "Rows of tables 3.1 to 4.2, borrowers once over all banks."));
    out.push_back(match_route(place, "summary", "summary.csv",
                              base::record_of<service::MatchSummary>,
                              "The five chapters, gross and net."));
    add_row_routes(out, place,
                   {"/v1/inquiries", "inquiry.read", &store::table_of<domain::Inquiry>,
                    store::Purpose::statistics, "Questions about figures."});
    add_row_routes(out, place,
                   {"/v1/inquiry_turns", "inquiry.read", &store::table_of<domain::InquiryTurn>,
                    store::Purpose::statistics, "What both sides said."});
    out.push_back(
        wish_route(head_of("/v1/inquiries", "inquiry.make", "Ask a bank.", pboc), place, ask));
    out.push_back(wish_route(
        head_of("/v1/inquiries/{id}/answer", "inquiry.answer", "Answer the central bank.", bank),
        place, say<service::answer_inquiry>));
    out.push_back(
        wish_route(head_of("/v1/inquiries/{id}/accept", "inquiry.make", "Accept an answer.", pboc),
                   place, say<service::accept_answer>));
    out.push_back(
        wish_route(head_of("/v1/inquiries/{id}/reopen", "inquiry.make", "Ask again.", pboc), place,
                   say<service::reopen_inquiry>));
    return out;
}

}  // namespace http
