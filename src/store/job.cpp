// Jobs by the version of their row: whoever changed it last holds it.
#include "store/job.hpp"

#include "store/clause.hpp"
#include "store/tables.hpp"

namespace store {
namespace {

base::Record const& job_record() { return base::record_of<domain::Job>; }

/// One step of a running job, only while its version is the one the worker knows.
base::Result<void> step(Transaction& tx, domain::Job const& job, std::string const& set,
                        std::vector<base::Value> values) {
    values.emplace_back(job.id);
    values.emplace_back(job.version);
    int64_t const changed =
        TRY(tx.run("update \"job\" set \"version\" = \"version\" + 1, " + set +
                       " where \"id\" = ? and \"version\" = ? and \"state\" = 'running'",
                   values));
    if (changed != 1) return base::fail(base::ErrorKind::conflict, "job_lost", {});
    return {};
}

base::Value instant_value(Instant at) { return base::Value(instant_text(at)); }

}  // namespace

base::Result<domain::Job> put_job(Transaction& tx, Session const& session, std::string const& kind,
                                  std::string const& input) {
    domain::Job job;
    job.kind = kind;
    job.input = input;
    job.state = "queued";
    job.made_by = session.actor();
    return insert(tx, session, job);
}

base::Result<std::optional<domain::Job>> claim_job(Transaction& tx, int64_t lease_ms) {
    std::string names;
    for (base::Column const& column : job_record().columns)
        names += (names.empty() ? "" : ", ") + quoted(column.name);
    std::optional<domain::Job> job;
    auto const keep = [&](Cells cells) -> base::Result<bool> {
        job.emplace();
        for (size_t i = 0; i < cells.size(); ++i) {
            auto value = TRY(parse_cell(job_record().columns[i], cells[i]));
            job_record().columns[i].set(&*job, std::move(value));
        }
        return false;
    };
    TRY_VOID(tx.each("select " + names +
                         " from \"job\" where \"state\" = 'queued' or (\"state\" = 'running' and "
                         "\"lease_until\" <= ?) order by \"made_at\", \"id\" limit 1",
                     {instant_value(tx.now())}, keep));
    if (!job) return job;
    job->lease_until = instant_text(tx.now() + lease_ms);
    if (!job->started_at) job->started_at = instant_text(tx.now());
    int64_t const changed = TRY(
        tx.run("update \"job\" set \"state\" = 'running', \"lease_until\" = ?, \"started_at\" = ?, "
               "\"attempts\" = \"attempts\" + 1, \"version\" = \"version\" + 1 where \"id\" = ? "
               "and \"version\" = ?",
               {base::Value(*job->lease_until), base::Value(*job->started_at), base::Value(job->id),
                base::Value(job->version)}));
    if (changed != 1) return base::fail(base::ErrorKind::unavailable, "store_serialization", {});
    job->state = "running";
    ++job->attempts;
    ++job->version;
    return job;
}

base::Result<domain::Job> report_job(Transaction& tx, domain::Job job,
                                     JobProgress const& progress) {
    std::string const until = instant_text(tx.now() + progress.lease_ms);
    TRY_VOID(step(
        tx, job, "\"progress_ppm\" = ?, \"message\" = ?, \"lease_until\" = ?",
        {base::Value(progress.progress_ppm), base::Value(progress.message), base::Value(until)}));
    ++job.version;
    job.progress_ppm = progress.progress_ppm;
    job.message = progress.message;
    job.lease_until = until;
    return job;
}

base::Result<void> finish_job(Transaction& tx, domain::Job const& job, std::string const& result) {
    return step(tx, job,
                "\"state\" = 'done', \"progress_ppm\" = 1000000, \"result\" = ?, \"ended_at\" = ?",
                {base::Value(result), instant_value(tx.now())});
}

base::Result<void> fail_job(Transaction& tx, domain::Job const& job, std::string const& error) {
    return step(tx, job, "\"state\" = 'failed', \"error\" = ?, \"ended_at\" = ?",
                {base::Value(error), instant_value(tx.now())});
}

base::Result<domain::Job> cancel_job(Transaction& tx, Session const& session,
                                     std::string const& id) {
    auto const job = TRY(find<domain::Job>(tx, session, id));
    if (job.ended_at) return base::fail(base::ErrorKind::conflict, "already_ended", {});
    Change const change{
        id,
        job.version,
        {{"state", base::Value(std::string("cancelled"))}, {"ended_at", instant_value(tx.now())}}};
    return update<domain::Job>(tx, session, change);
}

}  // namespace store
