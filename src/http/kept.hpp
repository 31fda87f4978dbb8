// What outlives the process, in the store: idempotency keys and jobs.
#pragma once

#include "http/idempotency.hpp"
#include "http/job.hpp"
#include "store/database.hpp"

namespace http {

/// A key is spent in the transaction of its write (service::write_as), so a write whose reply was
/// lost with the process is not done again: `idempotency_spent` (conflict) tells the client to
/// look.
class KeptKeys final : public IdempotencyStore {
public:
    explicit KeptKeys(store::Database& database) : database_(database) {}
    base::Result<std::optional<KeptReply>> begin(IdempotencyKey const& key) override;
    base::Result<void> finish(IdempotencyKey const& key, KeptReply const& reply) override;
    void abandon(IdempotencyKey const& key) override;

private:
    store::Database& database_;
};

/// Jobs as rows of the store. A job that its process did not live to end is failed at the start.
class KeptJobs final : public JobStore {
public:
    KeptJobs(store::Database& database, Clock clock) : database_(database), clock_(clock) {}
    /// Errors: those of the store.
    base::Result<void> fail_interrupted();
    void save(Job const& job, JobOwner const& owner) override;
    std::optional<Job> find(std::string const& id, JobOwner const& owner) override;

private:
    store::Database& database_;
    Clock clock_;
};

}  // namespace http
