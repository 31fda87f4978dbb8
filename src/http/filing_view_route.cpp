// What a filing holds, refused lines as a workbook, and what colleagues are called.
#include "http/export.hpp"
#include "http/month_part.hpp"
#include "http/month_route.hpp"
#include "service/filing_content.hpp"
#include "service/refused_book.hpp"
#include "store/instant.hpp"

namespace http {

struct Colleague {
    std::string account;
    std::string name;
};

inline constexpr auto colleague_columns = base::columns<Colleague>({
    base::column<&Colleague::account>({.text = "Account.", .key = true}),
    base::column<&Colleague::name>({.text = "Sign-in name."}),
});

}  // namespace http

template <>
inline constexpr base::Record base::record_of<http::Colleague>{"colleague",
                                                               http::colleague_columns};

namespace http {
namespace {

using service::Caller;
using service::Place;

constexpr base::ValueType text = base::ValueType::text;

Route paper_route(Place const& place) {
    Route route = month_route("/v1/filings/{id}/paper", "filing.read",
                              "signing_sheet or self_check of a filing, as PDF.");
    route.reply = ReplyKind::text;
    route.media = "application/pdf";
    route.query = {query_field("name", text, "signing_sheet or self_check.", true)};
    route.rate = RateClass::heavy;
    route.handle = [&place](Call& call) -> base::Result<Answer> {
        Answer answer;
        answer.type = "application/pdf";
        answer.text =
            TRY(service::filing_paper(place, caller_of(call), call.path(0), query_text(call, 0)));
        return answer;
    };
    return route;
}

template <typename T, typename Read>
Route content_route(Place const& place, std::string name, std::string summary, Read read) {
    return struct_list<T>(
        month_route("/v1/filings/{id}/" + std::move(name), "filing.read", std::move(summary)),
        place, [read](Place const& p, Caller const& caller, Call& call) {
            return read(p, caller, call.path(0));
        });
}

Route refused_route(Place const& place, std::string const& spool) {
    Route route = month_route("/v1/months/{month}/refused_book", "submission.read",
                              "Refused lines as a workbook, faulty cells marked.");
    route.reply = ReplyKind::file;
    route.media = workbook_type;
    route.rate = RateClass::heavy;
    route.query = {query_field("file", text, "One file; all when not said."), run_query()};
    route.handle = [&place, spool](Call& call) -> base::Result<Answer> {
        std::string const file = query_text(call, 0);
        Answer answer = workbook_answer(
            spool_name(spool), file.empty() ? "refused_" + call.path(0) : "refused_" + file);
        service::RefusedWish const wish{call.path(0), query_text(call, 1), file, answer.file,
                                        store::instant_text(call.now_ms).substr(0, 10)};
        TRY_VOID(service::write_refused_book(place, caller_of(call), wish));
        return answer;
    };
    return route;
}

Route colleague_route(Place const& place) {
    Route route = month_route("/v1/colleagues", "signed_in",
                              "What the accounts of the caller's organisation are called.");
    route.editions = everywhere;
    route.reply = ReplyKind::list;
    route.reply_record = &base::record_of<Colleague>;
    route.handle = [&place](Call& call) -> base::Result<Answer> {
        auto const names = TRY(service::account_names(place, caller_of(call)));
        std::vector<Colleague> rows;
        for (auto const& [account, name] : names) rows.push_back({account, name});
        return page_of(rows, call.list);
    };
    return route;
}

}  // namespace

std::vector<Route> filing_view_routes(Place const& place, std::string const& spool) {
    std::vector<Route> out;
    out.push_back(paper_route(place));
    out.push_back(content_route<service::FilingClosing>(
        place, "closings", "Findings of a filing and what closed each.", service::filing_closings));
    out.push_back(content_route<service::FilingFile>(
        place, "files", "Files of a filing's archive, with their SM3.", service::filing_files));
    out.push_back(content_route<service::FilingRule>(
        place, "rules", "Rules and checks of the run that was filed.", service::filing_rules));
    out.push_back(refused_route(place, spool));
    out.push_back(colleague_route(place));
    return out;
}

}  // namespace http
