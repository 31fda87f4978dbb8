// Jobs and uploads of the use cases.
#include "http/desk_part.hpp"

#include "base/file.hpp"

namespace http {
namespace {

/// Keeps an upload beyond its request; whoever gets the path removes it.
base::Result<std::string> keep_upload(service::Place const& place, Call const& call) {
    // In the spool: a server that starts again, its jobs lost, clears what they left.
    std::string const file = place.data + "/spool/kept_" + store::make_id(call.now_ms);
    TRY_VOID(base::rename_path(call.request.spooled, file));
    return file;
}

}  // namespace

base::Result<Answer> start_job(JobRunner& jobs, Call const& call, std::string const& kind,
                               JobWork work) {
    JobOwner const owner = {call.identity.tenant, call.identity.actor, call.language};
    auto const job = TRY(jobs.start(kind, owner, std::move(work)));
    return record_answer(job);
}

base::Result<Answer> start_upload_job(service::Place const& place, JobRunner& jobs,
                                      Call const& call, std::string const& kind, UploadWork work) {
    auto const file = TRY(keep_upload(place, call));
    return start_job(jobs, call, kind,
                     [caller = job_caller(call), file,
                      work = std::move(work)](JobProgress&) -> base::Result<std::string> {
                         auto made = work(caller, file);
                         TRY_VOID(base::remove_all(file));
                         return made;
                     });
}

Route job_route(Route route) {
    route.method = Method::post;
    route.reply = ReplyKind::record;
    route.reply_record = &base::record_of<Job>;
    route.status = 202;
    route.repeat = Repeat::keyed;
    route.rate = RateClass::heavy;
    return route;
}

Route job_route(std::string path, std::string permission, std::string summary) {
    Route route;
    route.path = std::move(path);
    route.permission = std::move(permission);
    route.summary = std::move(summary);
    return job_route(std::move(route));
}

base::Result<Answer> list_as_of(service::Place const& place, store::Table const& table,
                                Call& call) {
    auto caller = caller_of(call);
    std::string const as_of = query_text(call, 0);
    if (!as_of.empty()) caller.identity.as_of = store::parse_instant(as_of);
    if (!as_of.empty() && !caller.identity.as_of)
        return base::invalid("value_malformed", {.field = "as_of"}, {{"value", as_of}});
    auto const query = TRY(store_query(*table.record, call.list));
    auto found =
        service::read_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
            return store::list_rows(tx, session, table, query);
        });
    auto page = TRY(found);
    Answer answer;
    answer.rows = std::move(page.rows);
    answer.more = !page.next.empty();
    return answer;
}

}  // namespace http
