// The runner of jobs, their events and their routes.
#include "http/job.hpp"

#include "http/json.hpp"
#include "http/reply.hpp"
#include "store/instant.hpp"

namespace http {
namespace {

bool has_ended(Job const& job) { return job.state != "waiting" && job.state != "running"; }

class JobEvents final : public EventSource {
public:
    JobEvents(JobRunner const& runner, Job job, JobOwner owner)
        : runner_(runner), job_(std::move(job)), owner_(std::move(owner)) {}

    std::optional<std::string> poll() override {
        if (over_) return std::nullopt;
        if (auto job = runner_.find_here(job_.id, owner_)) job_ = std::move(*job);
        over_ = has_ended(job_);
        std::string text;
        append_json_row(text, base::record_of<Job>, base::values_of(base::record_of<Job>, &job_));
        if (text == last_) return "";
        last_ = text;
        return "event: job\ndata: " + text + "\n\n";
    }

private:
    JobRunner const& runner_;
    Job job_;
    JobOwner owner_;
    std::string last_;
    bool over_ = false;
};

JobOwner owner_of(Call const& call) { return {call.identity.tenant, call.identity.actor}; }

base::Result<Job> get_job(JobRunner const& runner, Call const& call) {
    auto job = runner.find(call.path(0), owner_of(call));
    if (!job) return base::fail(base::ErrorKind::not_found, "job_unknown", {});
    return std::move(*job);
}

base::Result<Answer> job_answer(JobRunner const& runner, Call const& call) {
    auto const job = TRY(get_job(runner, call));
    return record_answer(job);
}

}  // namespace

JobRunner::JobRunner(int32_t threads, Clock clock, JobStore* store) : clock_(clock), store_(store) {
    for (int32_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work_on(); });
}

JobRunner::~JobRunner() {
    {
        std::lock_guard const lock(mutex_);
        ending_ = true;
        for (auto const& [id, entry] : entries_) entry->progress.cancelled_ = true;
    }
    wake_.notify_all();
    threads_.clear();
}

base::Result<Job> JobRunner::start(std::string const& kind, JobOwner const& owner, JobWork work) {
    auto entry = std::make_shared<Entry>();
    entry->job.id = store::make_id(clock_.now_ms());
    entry->job.kind = kind;
    entry->job.state = "waiting";
    entry->owner = owner;
    entry->work = std::move(work);
    Job const job = entry->job;
    {
        std::lock_guard const lock(mutex_);
        if (waiting_.size() >= jobs_waiting_max)
            return base::fail(base::ErrorKind::unavailable, "jobs_full", {});
        waiting_.push_back(entry);
        entries_.emplace(job.id, std::move(entry));
    }
    if (store_) store_->save(job, owner);
    wake_.notify_one();
    return job;
}

Job JobRunner::snapshot(Entry const& entry) const {
    Job job = entry.job;
    job.done = entry.progress.done_;
    job.total = entry.progress.total_;
    if (job.state != "running") return job;
    int64_t const spent_us = clock_.tick_us() - entry.begun_us;
    if (spent_us > 0) job.rate = job.done * 1'000'000 / spent_us;
    if (job.done > 0 && job.total >= job.done)
        job.eta_ms = (job.total - job.done) * (spent_us / 1000) / job.done;
    return job;
}

std::optional<Job> JobRunner::find_here(std::string const& id, JobOwner const& owner) const {
    std::lock_guard const lock(mutex_);
    auto const at = entries_.find(id);
    if (at == entries_.end() || at->second->owner != owner) return std::nullopt;
    return snapshot(*at->second);
}

std::optional<Job> JobRunner::find(std::string const& id, JobOwner const& owner) const {
    auto job = find_here(id, owner);
    return job || !store_ ? job : store_->find(id, owner);
}

bool JobRunner::cancel(std::string const& id, JobOwner const& owner) {
    std::lock_guard const lock(mutex_);
    auto const at = entries_.find(id);
    if (at == entries_.end() || at->second->owner != owner) return false;
    at->second->progress.cancelled_ = true;
    return true;
}

std::unique_ptr<EventSource> JobRunner::events(Job const& job, JobOwner const& owner) const {
    return std::make_unique<JobEvents>(*this, job, owner);
}

void JobRunner::forget_old() {
    for (; ended_.size() > jobs_kept_max; ended_.pop_front()) entries_.erase(ended_.front());
}

void JobRunner::run_one(Entry& entry) {
    auto result =
        entry.progress.is_cancelled() ? base::Result<std::string>() : entry.work(entry.progress);
    Job job;
    {
        std::lock_guard const lock(mutex_);
        entry.job = snapshot(entry);
        entry.job.eta_ms.reset();
        if (entry.progress.is_cancelled()) {
            entry.job.state = "cancelled";
        } else if (!result) {
            entry.job.state = "failed";
            entry.job.error = result.error().code;
            entry.job.message =
                service::error_text(shown_error(result.error()), entry.owner.language);
        } else {
            entry.job.state = "done";
            if (!result->empty()) entry.job.result = *result;
        }
        entry.work = {};
        job = entry.job;
    }
    if (store_) store_->save(job, entry.owner);
}

void JobRunner::work_on() {
    while (true) {
        std::shared_ptr<Entry> entry;
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
            if (waiting_.empty()) return;
            entry = waiting_.front();
            waiting_.pop_front();
            entry->job.state = "running";
            entry->begun_us = clock_.tick_us();
        }
        run_one(*entry);
        std::lock_guard const lock(mutex_);
        ended_.push_back(entry->job.id);
        forget_old();
    }
}

std::vector<Route> job_routes(JobRunner& runner) {
    std::vector<Route> out(3);
    for (Route& route : out) {
        route.path = "/v1/jobs/{id}";
        route.permission = "signed_in";
        route.reply_record = &base::record_of<Job>;
    }
    out[0].summary = "How far a job is.";
    out[0].handle = [&runner](Call& call) { return job_answer(runner, call); };
    out[1].path += "/events";
    out[1].reply = ReplyKind::events;
    out[1].reply_record = nullptr;
    out[1].summary = "A job's progress as server-sent events until it ends.";
    out[1].handle = [&runner](Call& call) -> base::Result<Answer> {
        auto const job = TRY(get_job(runner, call));
        Answer answer;
        answer.events = runner.events(job, owner_of(call));
        return answer;
    };
    out[2].method = Method::remove;
    out[2].rate = RateClass::write;
    out[2].summary = "Asks a job to end early.";
    out[2].handle = [&runner](Call& call) -> base::Result<Answer> {
        if (!runner.cancel(call.path(0), owner_of(call)))
            return base::fail(base::ErrorKind::not_found, "job_unknown", {});
        return job_answer(runner, call);
    };
    return out;
}

}  // namespace http
