// Files of a month, its runs and what they hold.
#include "http/month_route.hpp"

#include "http/month_part.hpp"
#include "service/book.hpp"
#include "service/receipt_view.hpp"
#include "service/run_table.hpp"
#include "service/series.hpp"
#include "service/submission.hpp"
#include "service/worded.hpp"
#include "store/tables.hpp"

namespace http {
namespace {

using service::Caller;
using service::Place;

constexpr int64_t upload_bytes_max = int64_t(4) << 30;
constexpr base::ValueType text = base::ValueType::text;

base::Column name_query() {
    return query_field("name", text, "File name as the list has it.", true);
}

Route stage_route(Place const& place) {
    Route route = month_route("/v1/months/{month}/staged", "submission.send",
                              "Upload one file of a month; a .zip of many is unpacked.");
    route.method = Method::post;
    route.body = BodyKind::upload;
    route.body_bytes = upload_bytes_max;
    route.query = {query_field("name", text, "File name.", true)};
    route.reply = ReplyKind::list;
    route.reply_record = &base::record_of<service::SentRow>;
    route.status = 201;
    route.rate = RateClass::upload;
    route.handle = [&place](Call& call) -> base::Result<Answer> {
        service::StageWish const wish{call.path(0), query_text(call, 0), call.request.spooled};
        auto const rows = TRY(service::stage_file(place, caller_of(call), wish));
        return page_of(rows, call.list);
    };
    return route;
}

Route drop_route(Place const& place) {
    Route route = month_route("/v1/months/{month}/staged", "submission.send",
                              "Throw away what was uploaded and not handed in.");
    route.method = Method::remove;
    route.reply = ReplyKind::nothing;
    route.status = 204;
    route.rate = RateClass::write;
    route.handle = [&place](Call& call) -> base::Result<Answer> {
        TRY_VOID(service::drop_staged(place, caller_of(call), call.path(0)));
        return Answer();
    };
    return route;
}

struct SubmitWish {
    std::optional<std::string> note;
};

inline constexpr auto submit_wish_columns = base::columns<SubmitWish>({
    base::column<&SubmitWish::note>(
        {.text = "Note for the receiver.", .editor = base::Editor::long_text}),
});
constexpr base::Record submit_wish = {"submission_wish", submit_wish_columns};

MonthWork run_of(std::string month) {
    return [month](Place const& place, Caller const& caller,
                   service::Watch const& watch) -> base::Result<std::string> {
        TRY_VOID(service::run_month(place, caller, month, "month.run", watch));
        return "/v1/months/" + month;
    };
}

/// Handing in writes the submission at once; what follows is the run.
Route submit_route(Place const& place, JobRunner& jobs) {
    Route route = job_route(month_route("/v1/months/{month}/submissions", "submission.send",
                                        "Hand in what was uploaded, and run the month."));
    route.body = BodyKind::record;
    route.body_record = &submit_wish;
    route.handle = [&place, &jobs](Call& call) -> base::Result<Answer> {
        std::string const month = call.path(0), note = base::to_text(call.body[0]);
        TRY_VOID(service::submit(place, caller_of(call), month, note));
        return start_work(place, jobs, call, "submission", run_of(month));
    };
    return route;
}

Route run_route(Place const& place, JobRunner& jobs) {
    Route route = job_route(month_route("/v1/months/{month}/runs", "month.run",
                                        "Run the month again with what is determined by now."));
    route.handle = [&place, &jobs](Call& call) -> base::Result<Answer> {
        TRY_VOID(service::whole_month(place, caller_of(call), call.path(0), "month.run"));
        return start_work(place, jobs, call, "month", run_of(call.path(0)));
    };
    return route;
}

/// A month is named by YYYY-MM in every path, so this one takes no id.
Route month_row_route(Place const& place) {
    Route route = month_route("/v1/months/{month}", "month.read", "How far a month has come.");
    route.reply_record = &base::record_of<domain::FilingMonth>;
    route.handle = [&place](Call& call) -> base::Result<Answer> {
        auto const row = TRY(service::read_as(
            place, caller_of(call), [&](store::Transaction& tx, store::Session const& session) {
                return service::find_month(tx, session, call.path(0));
            }));
        if (!row)
            return base::fail(base::ErrorKind::not_found, "month_not_run", {},
                              {{"month", call.path(0)}});
        return record_answer(*row);
    };
    return route;
}

Route reopen_route(Place const& place) {
    Route route = month_route("/v1/months/{month}/reopening", "submission.send",
                              "Open a filed month again for a correction.");
    route.method = Method::post;
    route.reply_record = &base::record_of<domain::FilingMonth>;
    route.repeat = Repeat::keyed;
    route.rate = RateClass::write;
    route.handle = [&place](Call& call) -> base::Result<Answer> {
        auto const row = TRY(service::reopen_month(place, caller_of(call), call.path(0)));
        return record_answer(row);
    };
    return route;
}

base::Result<service::FinishedRun> whole_run(Place const& place, Call const& call,
                                             std::string_view permission, std::string const& run) {
    auto const month = TRY(service::whole_month(place, caller_of(call), call.path(0), permission));
    return service::chosen_run(month, run);
}

Route table_route(Place const& place, service::RunTable const& table) {
    std::string const permission = table.name == "refused" ? "submission.read" : "month.read";
    Route route = month_route("/v1/months/{month}/" + std::string(table.name), permission,
                              std::string(table.summary));
    route.reply = ReplyKind::list;
    route.reply_record = table.record;
    route.query = {run_query()};
    route.handle = [&place, &table, permission](Call& call) -> base::Result<Answer> {
        auto const run = TRY(whole_run(place, call, permission, query_text(call, 0)));
        auto rows = TRY(service::read_run_table(run, table));
        if (table.name == "refused") service::word_refused(rows, call.language);
        return page_of(*table.record, std::move(rows), call.list);
    };
    return route;
}

Route summary_route(Place const& place) {
    Route route = month_route("/v1/months/{month}/summary", "month.read",
                              "summary.json of a run: counts, stamps and their reasons.");
    route.reply = ReplyKind::json;
    route.query = {run_query()};
    route.handle = [&place](Call& call) -> base::Result<Answer> {
        auto const run = TRY(whole_run(place, call, "month.read", query_text(call, 0)));
        Answer answer;
        answer.text = TRY(base::read_file(run.folder + "/summary.json"));
        return answer;
    };
    return route;
}

void add_file_routes(std::vector<Route>& out, Place const& place) {
    out.push_back(
        struct_list<service::SentRow>(month_route("/v1/months/{month}/sent", "submission.read",
                                                  "Files as sent, with those that were replaced."),
                                      place, [](Place const& p, Caller const& caller, Call& call) {
                                          return service::sent_files(p, caller, call.path(0));
                                      }));
    Route sent =
        month_route("/v1/months/{month}/sent_file", "submission.read", "A file as it was sent.");
    sent.query = {name_query()};
    out.push_back(
        file_route(std::move(sent), place, [](Place const& p, Caller const& caller, Call& call) {
            return service::sent_file(p, caller, call.path(0), query_text(call, 0));
        }));
    Route run = month_route("/v1/months/{month}/run_file", "month.read",
                            "A file of a run: workbooks, tables, findings.");
    run.query = {name_query(), run_query()};
    out.push_back(file_route(
        std::move(run), place,
        [](Place const& p, Caller const&, Call& call) -> base::Result<std::string> {
            auto const found = TRY(whole_run(p, call, "month.read", query_text(call, 1)));
            return service::run_file(found, query_text(call, 0));
        }));
    Route files = month_route("/v1/months/{month}/run_files", "month.read", "Files of a run.");
    files.reply = ReplyKind::json;
    files.query = {run_query()};
    files.handle = [&place](Call& call) -> base::Result<Answer> {
        auto const found = TRY(whole_run(place, call, "month.read", query_text(call, 0)));
        auto const names = TRY(service::run_files_of(found));
        Answer answer;
        answer.text = "{\"data\":[";
        for (std::string const& name : names) {
            if (answer.text.back() != '[') answer.text += ',';
            append_json_text(answer.text, name);
        }
        answer.text += "]}";
        return answer;
    };
    out.push_back(std::move(files));
}

base::Result<Answer> answer_series(Place const& place, Call& call) {
    service::SeriesRequest request;
    auto const given = [&](size_t n, std::string& value) {
        if (std::string const said = query_text(call, n); !said.empty()) value = said;
    };
    given(0, request.table);
    given(1, request.figure);
    std::string from, to;
    given(2, from), given(3, to);
    request.from = base::parse_month_end(from);
    request.to = base::parse_month_end(to);
    if (place.edition == domain::pboc) {
        request.edition = service::Edition::pboc;
        request.root = service::root_of(place, call.identity.tenant);
    } else {
        // Any month names the tenant; the series spans all that there are.
        auto const month =
            TRY(service::whole_month(place, caller_of(call), "2000-01", "month.read"));
        request.root = month.root;
    }
    auto const book = TRY(service::load_book(place.pack_folder));
    auto const series = TRY(service::collect_series(request, book));
    Answer answer;
    service::write_series_json(series, call.language,
                               [&](std::string_view piece) { answer.text += piece; });
    return answer;
}

Route series_route(Place const& place) {
    Route route = month_route("/v1/series", "month.read",
                              "Figures across months, with breaks of their definitions.");
    route.editions = domain::with_receipts;
    route.reply = ReplyKind::json;
    route.rate = RateClass::heavy;
    route.query = {query_field("table", text, "summary, a table's number, or all."),
                   query_field("figure", text, "amount, rate, customers …, or all."),
                   query_field("from", text, "YYYY-MM."), query_field("to", text, "YYYY-MM.")};
    route.handle = [&place](Call& call) { return answer_series(place, call); };
    return route;
}

Route receipt_route(Place const& place) {
    Route route = month_route("/v1/months/{month}/receipts/{receipt}/explanation", "receipt.read",
                              "Why a receipt counts, what was decided of it, what the platform "
                              "said.");
    route.editions = domain::with_receipts;
    route.reply = ReplyKind::json;
    route.query = {query_field("contract", text, "Narrows."),
                   query_field("rule", text, "One rule; all when not said."), run_query(),
                   query_field("legal_uscc", text, "Whose receipt, in edition pboc.")};
    route.handle = [&place](Call& call) -> base::Result<Answer> {
        service::ReceiptWish const wish{call.path(0),        call.path(1),
                                        query_text(call, 0), query_text(call, 1),
                                        query_text(call, 2), query_text(call, 3)};
        Answer answer;
        answer.text = TRY(service::receipt_view(place, caller_of(call), wish));
        return answer;
    };
    return route;
}

}  // namespace

std::vector<Route> month_routes(Place const& place, JobRunner& jobs) {
    std::vector<Route> out;
    RowRoutes const rows[] = {
        {"/v1/months", "month.read", &store::table_of<domain::FilingMonth>,
         store::Purpose::statistics, "Months and how far they have come."},
        {"/v1/submissions", "submission.read", &store::table_of<domain::Submission>,
         store::Purpose::statistics, "What was handed in, by whom and when."}};
    for (RowRoutes const& each : rows) add_row_routes(out, place, each);
    std::erase_if(out, [](Route const& route) { return route.path == "/v1/months/{id}"; });
    for (Route& route : out) {
        bool const filed = route.path.starts_with("/v1/submissions");
        route.editions = filed ? domain::with_receipts : uint8_t(bank);
    }
    out.push_back(month_row_route(place));
    out.push_back(stage_route(place));
    out.push_back(struct_list<service::SentRow>(
        month_route("/v1/months/{month}/staged", "submission.send",
                    "What the caller uploaded and did not hand in yet."),
        place, [](Place const& p, Caller const& caller, Call& call) {
            return service::staged_files(p, caller, call.path(0));
        }));
    out.push_back(drop_route(place));
    out.push_back(submit_route(place, jobs));
    out.push_back(run_route(place, jobs));
    out.push_back(reopen_route(place));
    out.push_back(struct_list<service::RunRow>(
        month_route("/v1/months/{month}/runs", "month.read", "Runs of a month."), place,
        [](Place const& p, Caller const& caller,
           Call& call) -> base::Result<std::vector<service::RunRow>> {
            auto const month = TRY(service::whole_month(p, caller, call.path(0), "month.read"));
            return service::list_runs(month);
        }));
    for (service::RunTable const& table : service::run_tables())
        out.push_back(table_route(place, table));
    out.push_back(summary_route(place));
    add_file_routes(out, place);
    out.push_back(series_route(place));
    out.push_back(receipt_route(place));
    return out;
}

}  // namespace http
