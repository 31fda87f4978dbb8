// Lists over HTTP.
#include "http/list_route.hpp"

#include "http/desk_part.hpp"
#include "http/list_body.hpp"
#include "http/wish_route.hpp"
#include "service/list_import.hpp"
#include "service/list_keep.hpp"
#include "service/list_objection.hpp"
#include "store/tables.hpp"

namespace http {
namespace {

constexpr int64_t list_bytes_max = 64 << 20;

/// Without its file.
service::ListBatch batch_of(Call const& call) {
    service::ListBatch batch;
    batch.list = query_text(call, 0);
    batch.revision = query_text(call, 1);
    batch.source = query_text(call, 2);
    batch.region = query_text(call, 3);
    batch.covers_from = std::get<base::Day>(call.query[4]);
    if (!base::is_null(call.query[5])) batch.covers_to = std::get<base::Day>(call.query[5]);
    return batch;
}

Route import_route(service::Place const& place, JobRunner& jobs) {
    using base::ValueType;
    Route route = job_route("/v1/list_revisions", "list.change",
                            "Import a list as a draft and compare it, as a job.");
    route.body = BodyKind::upload;
    route.body_bytes = list_bytes_max;
    route.query = {query_field("list", ValueType::text, "List of the packs.", true),
                   query_field("revision", ValueType::text, "Name: 2026-09.", true),
                   query_field("source", ValueType::text, "Document or sender.", true),
                   query_field("region", ValueType::text, "Six digits; 000000 the country.", true),
                   query_field("from", ValueType::day, "First day it speaks of.", true),
                   query_field("to", ValueType::day, "Last day.")};
    route.handle = [&place, &jobs](Call& call) -> base::Result<Answer> {
        return start_upload_job(place, jobs, call, "list_import",
                                [&place, batch = batch_of(call)](
                                    service::Caller const& caller,
                                    std::string const& file) mutable -> base::Result<std::string> {
                                    batch.file = file;
                                    auto const draft =
                                        TRY(service::import_list(place, caller, batch));
                                    return "/v1/list_drafts/" + draft.list_revision;
                                });
    };
    return route;
}

Route draft_route(service::Place const& place) {
    Route route;
    route.path = "/v1/list_drafts/{id}";
    route.permission = "list.read";
    route.summary = "What a revision changes, counted.";
    route.reply_record = &base::record_of<service::ListDraft>;
    route.handle = [&place](Call& call) -> base::Result<Answer> {
        auto const draft = TRY(service::find_list_draft(place, caller_of(call), call.path(0)));
        return record_answer(draft);
    };
    return route;
}

/// Entries as they are known, or as they were at an instant: both dates of a correction are seen.
Route entry_route(service::Place const& place) {
    Route route;
    route.path = "/v1/list_entries";
    route.permission = "list.read";
    route.summary = "Entries of lists, as known now or at an instant.";
    route.reply = ReplyKind::list;
    route.reply_record = &base::record_of<domain::ListEntryRow>;
    route.query = {query_field("as_of", base::ValueType::text, "Instant; absent: now.")};
    route.handle = [&place](Call& call) -> base::Result<Answer> {
        return list_as_of(place, store::table_of<domain::ListEntryRow>, call);
    };
    return route;
}

base::Result<domain::ListRevision> approve(service::Place const& place,
                                           service::Caller const& caller,
                                           ListDecisionBody const& body, std::string const& id) {
    return service::approve_list(place, caller, {id, body.version, body.refused.value_or(0)});
}

base::Result<domain::ListRevision> withdraw(service::Place const& place,
                                            service::Caller const& caller,
                                            ListDecisionBody const& body, std::string const& id) {
    return service::withdraw_list(place, caller, id, body.version);
}

base::Result<domain::PackageRow> push(service::Place const& place, service::Caller const& caller,
                                      PushBody const& body, std::string const& id) {
    auto const to = TRY(edition_of(body));
    return service::push_list(place, caller, {id, to, body.recipient.value_or("*")});
}

base::Result<domain::ListObjection> object(service::Place const& place,
                                           service::Caller const& caller, ObjectionBody const& body,
                                           std::string const&) {
    return service::object_to_list(
        place, caller,
        {body.list, body.revision.value_or(""), body.identifier, body.item, body.reason,
         body.evidence_sm3.value_or(""), body.recipient.value_or("*")});
}

base::Result<domain::ListObjection> correct(service::Place const& place,
                                            service::Caller const& caller,
                                            CorrectionBody const& body, std::string const& id) {
    return service::correct_entry(
        place, caller, id,
        {body.name, body.level.value_or(""), body.listed_from, body.listed_to, body.reason});
}

base::Result<domain::ListObjection> refuse(service::Place const& place,
                                           service::Caller const& caller, ReasonBody const& body,
                                           std::string const& id) {
    return service::refuse_objection(place, caller, id, body.reason);
}

RouteHead head_of(std::string path, std::string permission, std::string summary,
                  uint8_t editions = everywhere) {
    return {Method::post,       std::move(path),         std::move(permission),
            std::move(summary), store::Purpose::service, editions};
}

}  // namespace

std::vector<Route> list_routes(service::Place const& place, JobRunner& jobs) {
    std::vector<Route> out;
    auto const rows = [&](std::string path, store::Table const* table, std::string summary) {
        add_row_routes(
            out, place,
            {std::move(path), "list.read", table, store::Purpose::service, std::move(summary)});
    };
    rows("/v1/list_revisions", &store::table_of<domain::ListRevision>, "Revisions of lists.");
    rows("/v1/list_coverages", &store::table_of<domain::ListCoverageRow>,
         "Where and when revisions speak.");
    rows("/v1/list_changes", &store::table_of<domain::ListChange>,
         "What drafts change, and lines that were not taken.");
    rows("/v1/list_objections", &store::table_of<domain::ListObjection>, "Objections to lists.");
    out.push_back(entry_route(place));
    out.push_back(import_route(place, jobs));
    out.push_back(draft_route(place));
    out.push_back(wish_route(head_of("/v1/list_revisions/{id}/approve", "list.approve",
                                     "Approve a draft that somebody else imported."),
                             place, approve));
    out.push_back(wish_route(head_of("/v1/list_revisions/{id}/withdraw", "list.approve",
                                     "Withdraw a revision that was not pushed."),
                             place, withdraw));
    out.push_back(wish_route(head_of("/v1/list_revisions/{id}/push", "list.approve",
                                     "Make a package of an approved revision.", province),
                             place, push));
    out.push_back(wish_route(head_of("/v1/list_objections", "list.object",
                                     "Object to an entry of a list.", bank | province | window),
                             place, object));
    out.push_back(wish_route(head_of("/v1/list_objections/{id}/correct", "list.approve",
                                     "Correct the entry; the former stays visible.", province),
                             place, correct));
    out.push_back(wish_route(head_of("/v1/list_objections/{id}/refuse", "list.approve",
                                     "Refuse an objection with a reason.", province),
                             place, refuse));
    return out;
}

}  // namespace http
