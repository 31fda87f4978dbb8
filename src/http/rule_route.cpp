// Rules as they stand, for everybody who is signed in; drafts for who may try them.
#include "http/rule_route.hpp"

#include "base/file.hpp"
#include "http/month_part.hpp"
#include "service/rule_draft.hpp"
#include "service/rule_view.hpp"
#include "store/tables.hpp"

namespace http {
namespace {

using service::Caller;
using service::Place;
using Shelf = std::shared_ptr<service::RuleShelf>;
using Shelved = service::ShelvedBook;

constexpr base::ValueType text = base::ValueType::text;

Route book_route(std::string path, std::string summary) {
    Route route;
    route.path = std::move(path);
    route.permission = "signed_in";
    route.summary = std::move(summary);
    return route;
}

/// A list made of the whole book: `read(book, call)` gives all, the query chooses.
template <typename T, typename Read>
Route book_list(Place const& place, Shelf const& shelf, Route route, Read read) {
    route.reply = ReplyKind::list;
    route.reply_record = &base::record_of<T>;
    route.handle = [&place, shelf, read](Call& call) -> base::Result<Answer> {
        auto const book = TRY(shelf->find(place.pack_folder));
        base::Result<std::vector<T>> const lines = read(*book, call);
        if (!lines) return std::unexpected(lines.error());
        return page_of(*lines, call.list);
    };
    return route;
}

void add_book_routes(std::vector<Route>& out, Place const& place, Shelf const& shelf) {
    out.push_back(book_list<service::RuleLine>(
        place, shelf,
        book_route("/v1/rules", "Rules, checks, tables and metrics with their law and tests."),
        [](Shelved const& book, Call& call) { return service::rule_lines(book, call.language); }));
    Route detail = book_route("/v1/rules/{id}",
                              "One rule in words, with its versions, law, tests and what uses it.");
    detail.reply = ReplyKind::json;
    detail.handle = [&place, shelf](Call& call) -> base::Result<Answer> {
        auto const book = TRY(shelf->find(place.pack_folder));
        Answer answer;
        answer.text = TRY(service::rule_detail(*book, call.path(0), call.language));
        return answer;
    };
    out.push_back(std::move(detail));
    out.push_back(book_list<service::TableLine>(
        place, shelf, book_route("/v1/rules/{id}/rows", "Rows of a decision table."),
        [](Shelved const& book, Call& call) {
            return service::decision_rows(book, call.path(0), call.language);
        }));
    out.push_back(book_list<service::ParameterLine>(
        place, shelf,
        book_route("/v1/parameters", "Policy numbers with dates, law and marks; unset ones too."),
        [](Shelved const& book, Call& call) {
            return service::parameter_lines(book, call.language);
        }));
    out.push_back(book_list<service::CodeTableLine>(
        place, shelf,
        book_route("/v1/code_tables", "Code lists, dated sets and maps of the rulebook."),
        [](Shelved const& book, Call&) { return service::code_table_lines(book); }));
    out.push_back(book_list<service::TableLine>(
        place, shelf, book_route("/v1/code_tables/{id}/rows", "Rows of a code table."),
        [](Shelved const& book, Call& call) {
            return service::code_rows(book, call.path(0), call.language);
        }));
    Route file = book_route("/v1/pack_file", "A file of the pack in force, to be changed.");
    file.media = "text/plain; charset=utf-8";
    file.query = {query_field("file", text, "As rules name it.", true)};
    out.push_back(file_route(std::move(file), place, [](Place const& p, Caller const&, Call& call) {
        return service::pack_file(p, query_text(call, 0));
    }));
}

Route draft_route(std::string path, std::string permission, std::string summary) {
    Route route;
    route.path = std::move(path);
    route.permission = std::move(permission);
    route.purpose = store::Purpose::statistics;
    route.summary = std::move(summary);
    return route;
}

base::Result<Answer> start_draft(Place const& place, JobRunner& jobs, Call& call) {
    service::DraftWish wish{query_text(call, 0), query_text(call, 1), query_text(call, 2), ""};
    if (!call.request.spooled.empty())
        wish.content = TRY(base::read_file(call.request.spooled, service::draft_bytes_max));
    auto const order = TRY(service::order_draft(place, caller_of(call), std::move(wish)));
    return start_work(place, jobs, call, "rule_draft",
                      [order](Place const& p, Caller const& caller,
                              service::Watch const& watch) -> base::Result<std::string> {
                          auto const row = TRY(service::try_draft(p, caller, order, watch));
                          return "/v1/rule_drafts/" + row.id;
                      });
}

Route try_route(Place const& place, JobRunner& jobs) {
    Route route =
        job_route(draft_route("/v1/rule_drafts", "rule.draft",
                              "Try a changed pack file: check, tests, and effect on a month."));
    route.body = BodyKind::upload;
    route.body_optional = true;
    route.body_bytes = service::draft_bytes_max;
    route.query = {query_field("file", text, "File of the pack in whose place it stands.", true),
                   query_field("month", text, "YYYY-MM; absent: check and tests alone."),
                   query_field("note", text, "What it is for.")};
    route.handle = [&place, &jobs](Call& call) { return start_draft(place, jobs, call); };
    return route;
}

/// A list of what a draft left: `read` gives rows in the record's order.
Route left_route(Place const& place, Route route, base::Record const& record,
                 base::Result<std::vector<std::vector<base::Value>>> (*read)(Place const&,
                                                                             Caller const&,
                                                                             std::string const&)) {
    route.reply = ReplyKind::list;
    route.reply_record = &record;
    route.handle = [&place, &record, read](Call& call) -> base::Result<Answer> {
        auto rows = TRY(read(place, caller_of(call), call.path(0)));
        return page_of(record, std::move(rows), call.list);
    };
    return route;
}

void add_draft_routes(std::vector<Route>& out, Place const& place, JobRunner& jobs) {
    RowRoutes rows{"/v1/rule_drafts", "rule.draft", &store::table_of<domain::RuleDraft>,
                   store::Purpose::statistics, "Changed pack files that were tried out."};
    rows.whole = true;
    add_row_routes(out, place, rows);
    out.push_back(try_route(place, jobs));
    out.push_back(struct_list<service::DraftFault>(
        draft_route("/v1/rule_drafts/{id}/faults", "rule.draft",
                    "What the check found, by file, line and field."),
        place, [](Place const& p, Caller const& caller, Call& call) {
            return service::draft_faults(p, caller, call.path(0));
        }));
    out.push_back(left_route(place,
                             draft_route("/v1/rule_drafts/{id}/differences", "rule.draft",
                                         "What the draft changes in meaning."),
                             base::record_of<service::DraftDifference>,
                             service::draft_differences));
    out.push_back(
        file_route(draft_route("/v1/rule_drafts/{id}/file", "rule.draft", "The draft itself."),
                   place, [](Place const& p, Caller const& caller, Call& call) {
                       return service::draft_file(p, caller, call.path(0));
                   }));
    Route effects =
        draft_route("/v1/rule_drafts/{id}/effects", "rule.draft",
                    "Counts and amounts of every rule and official row before and after.");
    effects.editions = domain::with_receipts;
    out.push_back(left_route(place, std::move(effects), base::record_of<service::DraftEffect>,
                             service::draft_effects));
    Route changes = draft_route("/v1/rule_drafts/{id}/changes", "receipt.read",
                                "Receipts whose verdicts change, as far as the caller may see.");
    changes.editions = domain::with_receipts;
    out.push_back(left_route(place, std::move(changes), base::record_of<service::DraftChange>,
                             service::draft_changes));
}

}  // namespace

std::vector<Route> rule_routes(Place const& place, JobRunner& jobs) {
    std::vector<Route> out;
    add_book_routes(out, place, std::make_shared<service::RuleShelf>());
    add_draft_routes(out, place, jobs);
    return out;
}

}  // namespace http
