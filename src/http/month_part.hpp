// What the routes of a bank's month share: heads, months from the path, files, jobs.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "http/desk_part.hpp"
#include "http/memory_list.hpp"
#include "http/wish_route.hpp"
#include "service/month_run.hpp"

namespace http {

/// A reading route of edition bank, for statistics.
inline Route month_route(std::string path, std::string permission, std::string summary) {
    Route route;
    route.path = std::move(path);
    route.permission = std::move(permission);
    route.editions = bank;
    route.purpose = store::Purpose::statistics;
    route.summary = std::move(summary);
    return route;
}

inline RouteHead month_head(Method method, std::string path, std::string permission,
                            std::string summary) {
    return {method,
            std::move(path),
            std::move(permission),
            std::move(summary),
            store::Purpose::statistics,
            bank};
}

inline base::Column run_query() {
    return query_field("run", base::ValueType::text, "Number of a run; the newest when not said.");
}

/// A route that lists structs: `read(place, caller, call)` gives all, the query chooses.
template <typename T, typename Read>
Route struct_list(Route route, service::Place const& place, Read read) {
    route.reply = ReplyKind::list;
    route.reply_record = &base::record_of<T>;
    route.handle = [&place, read](Call& call) -> base::Result<Answer> {
        auto const rows = TRY(read(place, caller_of(call), call));
        return page_of(rows, call.list);
    };
    return route;
}

/// A route that sends a file: `find(place, caller, call)` says where it lies.
template <typename Find>
Route file_route(Route route, service::Place const& place, Find find) {
    route.reply = ReplyKind::file;
    route.rate = RateClass::heavy;
    route.handle = [&place, find](Call& call) -> base::Result<Answer> {
        Answer answer;
        answer.file = TRY(find(place, caller_of(call), call));
        std::string const name = answer.file.substr(answer.file.rfind('/') + 1);
        answer.fields.push_back({"Content-Disposition", "attachment; filename=\"" + name + "\""});
        return answer;
    };
    return route;
}

/// Work done as a job: `work(place, caller, watch)` returns the path of its result.
using MonthWork = std::function<base::Result<std::string>(
    service::Place const&, service::Caller const&, service::Watch const&)>;

/// Starts it for whoever calls.
inline base::Result<Answer> start_work(service::Place const& place, JobRunner& jobs,
                                       Call const& call, std::string const& kind, MonthWork work) {
    int64_t (*const now)() = jobs.clock().now_ms;
    return start_job(
        jobs, call, kind,
        [&place, caller = job_caller(call), now, work = std::move(work)](JobProgress& progress) {
            service::Watch watch;
            watch.progress = [&](int64_t done, int64_t total) { progress.set(done, total); };
            watch.is_cancelled = [&] { return progress.is_cancelled(); };
            watch.now = now;
            return work(place, caller, watch);
        });
}

}  // namespace http
