// Jobs: long work that is queued, claimed by one worker, reports progress and may be cancelled.
#pragma once

#include <optional>
#include <string>

#include "domain/work.hpp"
#include "store/session.hpp"

namespace store {

/// Queues a job in the caller's transaction.
base::Result<domain::Job> put_job(Transaction& tx, Session const& session, std::string const& kind,
                                  std::string const& input);

/// The oldest queued job, or one whose worker let its lease run out; of any tenant. Running from
/// now on. None when there is nothing to do.
base::Result<std::optional<domain::Job>> claim_job(Transaction& tx, int64_t lease_ms = 60'000);

struct JobProgress {
    int64_t progress_ppm = 0;
    std::string message = {};
    int64_t lease_ms = 60'000;
};

/// Keeps the lease. Errors: `job_lost` when it was cancelled or another worker took over: stop.
base::Result<domain::Job> report_job(Transaction& tx, domain::Job job, JobProgress const& progress);

/// Ends a running job with its result, or with an error code. Errors: `job_lost`.
base::Result<void> finish_job(Transaction& tx, domain::Job const& job, std::string const& result);
base::Result<void> fail_job(Transaction& tx, domain::Job const& job, std::string const& error);

/// A queued job never starts, a running one is told so at its next report. Errors:
/// `object_not_found`, `already_ended`.
base::Result<domain::Job> cancel_job(Transaction& tx, Session const& session,
                                     std::string const& id);

}  // namespace store
