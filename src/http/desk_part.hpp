// What the routes of use cases share: rows as answers, jobs as replies, uploads that are kept.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "http/job.hpp"
#include "http/row_route.hpp"

namespace http {

/// A text of the query; "" when it is absent.
inline std::string query_text(Call const& call, size_t n) {
    return n < call.query.size() ? base::to_text(call.query[n]) : std::string();
}

/// As `caller_of`, for work that goes on after the reply: what is open now is not when it writes,
/// and the key is spent by then.
inline service::Caller job_caller(Call const& call) {
    service::Caller caller = caller_of(call);
    caller.idempotency.clear();
    caller.session.reset();
    return caller;
}

/// Starts work and answers with the job: for a route that replies 202 with the record of jobs.
base::Result<Answer> start_job(JobRunner& jobs, Call const& call, std::string const& kind,
                               JobWork work);

/// Work over an upload; returns the path of its result.
using UploadWork = std::function<base::Result<std::string>(service::Caller const& caller,
                                                           std::string const& file)>;

/// As `start_job`, over what was uploaded: it is kept beyond the request, until the work ends.
base::Result<Answer> start_upload_job(service::Place const& place, JobRunner& jobs,
                                      Call const& call, std::string const& kind, UploadWork work);

/// A route whose reply is the job that it starts: 202.
Route job_route(Route route);
Route job_route(std::string path, std::string permission, std::string summary);

/// A page of a table as known now, or at the instant in the query's first parameter.
/// Errors: `value_malformed`.
base::Result<Answer> list_as_of(service::Place const& place, store::Table const& table, Call& call);

}  // namespace http
