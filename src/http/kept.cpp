// Keys and jobs as rows.
#include "http/kept.hpp"

#include "base/text.hpp"
#include "store/idempotency.hpp"
#include "store/tables.hpp"

namespace http {
namespace {

using store::Transaction;

std::string row_of(IdempotencyKey const& key) {
    return store::key_row(key.tenant, key.actor, key.key);
}

std::string kept_state(std::string const& state) { return state == "waiting" ? "queued" : state; }

std::string shown_state(std::string const& state) { return state == "queued" ? "waiting" : state; }

bool has_ended(std::string const& state) { return state != "waiting" && state != "running"; }

domain::Job kept_job(Job const& job, JobOwner const& owner, store::Instant now) {
    domain::Job out;
    out.id = job.id;
    out.kind = job.kind;
    out.state = kept_state(job.state);
    out.made_by = owner.actor;
    out.result = job.result;
    out.error = job.error;
    out.message = job.message;
    out.started_at = store::instant_text(now);
    if (has_ended(job.state)) out.ended_at = store::instant_text(now);
    return out;
}

/// Its row, changed to how the job is now; made when it is not there.
base::Result<void> save_job(Transaction& tx, Job const& job, JobOwner const& owner) {
    auto const session = TRY(store::open_upkeep_session(tx, owner.tenant, owner.actor));
    domain::Job const row = kept_job(job, owner, tx.now());
    auto const before = store::find<domain::Job>(tx, session, job.id);
    if (!before) {
        TRY_VOID(store::insert(tx, session, row));
        return {};
    }
    auto const text = [](std::optional<std::string> const& value) {
        return value ? base::Value(*value) : base::Value();
    };
    store::Change change{job.id, before->version, {}};
    change.set.emplace_back("state", base::Value(row.state));
    change.set.emplace_back("result", text(row.result));
    change.set.emplace_back("error", text(row.error));
    change.set.emplace_back("message", text(row.message));
    change.set.emplace_back("ended_at", text(row.ended_at));
    TRY_VOID(store::update<domain::Job>(tx, session, change));
    return {};
}

}  // namespace

base::Result<std::optional<KeptReply>> KeptKeys::begin(IdempotencyKey const& key) {
    auto const found = TRY(store::transact(database_, {.now = key.now_ms}, [&](Transaction& tx) {
        return store::begin_key(tx, {key.tenant, key.actor, key.key, key.fingerprint});
    }));
    if (!found) return std::nullopt;
    base::Place const place = {.field = "Idempotency-Key"};
    if (found->body_hash != key.fingerprint)
        return base::fail(base::ErrorKind::conflict, "idempotency_mismatch", place);
    if (found->status == 0)
        return base::fail(base::ErrorKind::conflict, "idempotency_in_progress", place);
    if (found->status == 1)
        return base::fail(base::ErrorKind::conflict, "idempotency_spent", place);
    size_t const line = found->reply.find('\n');
    return KeptReply{int32_t(found->status), found->reply.substr(0, line),
                     found->reply.substr(line + 1)};
}

base::Result<void> KeptKeys::finish(IdempotencyKey const& key, KeptReply const& reply) {
    return store::transact(database_, {.now = key.now_ms}, [&](Transaction& tx) {
        return store::answer_key(tx, row_of(key), reply.status, reply.type + "\n" + reply.body);
    });
}

void KeptKeys::abandon(IdempotencyKey const& key) {
    // Not kept: then the key waits until it is old enough to come again.
    auto const done = store::transact(database_, {.now = key.now_ms}, [&](Transaction& tx) {
        return store::abandon_key(tx, row_of(key));
    });
    static_cast<void>(done);
}

base::Result<void> KeptJobs::fail_interrupted() {
    return store::transact(
        database_, {.now = clock_.now_ms()}, [&](Transaction& tx) -> base::Result<void> {
            std::vector<std::pair<std::string, std::string>> open;  // Tenant and id.
            TRY_VOID(
                tx.each("select \"tenant\", \"id\" from \"job\" where \"state\" in ('queued', "
                        "'running')",
                        {}, [&](store::Cells cells) -> base::Result<bool> {
                            open.emplace_back(std::string(*cells[0]), std::string(*cells[1]));
                            return true;
                        }));
            for (auto const& [tenant, id] : open) {
                auto const session = TRY(store::open_upkeep_session(tx, tenant, "serve"));
                auto const job = TRY(store::find<domain::Job>(tx, session, id));
                store::Change change{id, job.version, {}};
                change.set.emplace_back("state", base::Value("failed"));
                change.set.emplace_back("error", base::Value("job_interrupted"));
                change.set.emplace_back("ended_at", base::Value(store::instant_text(tx.now())));
                TRY_VOID(store::update<domain::Job>(tx, session, change));
            }
            return {};
        });
}

void KeptJobs::save(Job const& job, JobOwner const& owner) {
    // A state that cannot be kept must not stop the work; a job without an end is failed later.
    auto const done = store::transact(database_, {.now = clock_.now_ms()},
                                      [&](Transaction& tx) { return save_job(tx, job, owner); });
    static_cast<void>(done);
}

std::optional<Job> KeptJobs::find(std::string const& id, JobOwner const& owner) {
    auto const found = store::read_snapshot(
        database_, {.now = clock_.now_ms()}, [&](Transaction& tx) -> base::Result<domain::Job> {
            auto const session = TRY(store::open_upkeep_session(tx, owner.tenant, owner.actor));
            return store::find<domain::Job>(tx, session, id);
        });
    if (!found || found->made_by != owner.actor) return std::nullopt;
    Job out;
    out.id = found->id;
    out.kind = found->kind;
    out.state = shown_state(found->state);
    out.error = found->error;
    out.message = found->message;
    out.result = found->result;
    return out;
}

}  // namespace http
