// Long work: jobs with progress, events and cancelling, on a bounded number of threads.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/record.hpp"
#include "http/message.hpp"
#include "http/route.hpp"

namespace http {

struct Job {
    std::string id;
    std::string kind;
    std::string state;                        // waiting, running, done, failed, cancelled.
    int64_t done = 0;                         // Steps of `total`.
    int64_t total = 0;                        // 0: not known yet.
    int64_t rate = 0;                         // Steps a second since it began.
    std::optional<int64_t> eta_ms;            // Until it is done, at this rate.
    std::optional<std::string> error;         // Code of what went wrong.
    std::optional<std::string> message = {};  // The same in words, with file, line and field.
    std::optional<std::string> result;        // Where what it made is found: a path of the API.
};

inline constexpr auto job_columns = base::columns<Job>({
    base::column<&Job::id>({.text = "Identifier.", .key = true}),
    base::column<&Job::kind>({.text = "What kind of work."}),
    base::column<&Job::state>(
        {.text = "State.", .choices = "waiting running done failed cancelled"}),
    base::column<&Job::done>({.text = "Steps done."}),
    base::column<&Job::total>({.text = "Steps in all; 0 when not known."}),
    base::column<&Job::rate>({.text = "Steps a second."}),
    base::column<&Job::eta_ms>({.text = "Milliseconds until it is done at this rate."}),
    base::column<&Job::error>({.text = "Code of what went wrong."}),
    base::column<&Job::message>(
        {.text = "What went wrong and what to do, in words, with file, line and field."}),
    base::column<&Job::result>({.text = "Path of what it made."}),
});

/// Who started a job: nobody else sees it.
struct JobOwner {
    std::string tenant;
    std::string actor;
    service::Language language = service::Language::zh;  // Of what the job says.
    bool operator==(JobOwner const& other) const {
        return tenant == other.tenant && actor == other.actor;
    }
};

/// Where states of jobs outlive the process. From many threads.
class JobStore {
public:
    virtual ~JobStore() = default;
    /// At the start and at the end of a job; progress is not kept.
    virtual void save(Job const& job, JobOwner const& owner) = 0;
    /// A job of an earlier process.
    virtual std::optional<Job> find(std::string const& id, JobOwner const& owner) = 0;
};

/// What running work is given.
class JobProgress {
public:
    void set(int64_t done, int64_t total) {
        done_ = done;
        total_ = total;
    }
    /// Work asks now and then, and ends early.
    bool is_cancelled() const { return cancelled_; }

private:
    friend class JobRunner;
    std::atomic<int64_t> done_ = 0;
    std::atomic<int64_t> total_ = 0;
    std::atomic<bool> cancelled_ = false;
};

/// Returns the path of the result, or "".
using JobWork = std::function<base::Result<std::string>(JobProgress& progress)>;

inline constexpr size_t jobs_waiting_max = 64;
inline constexpr size_t jobs_kept_max = 1000;

class JobRunner {
public:
    /// `store` outlives the runner; null: nothing is kept.
    JobRunner(int32_t threads, Clock clock, JobStore* store);
    ~JobRunner();  // Cancels what runs and waits for it.

    /// Errors: `jobs_full` (unavailable).
    base::Result<Job> start(std::string const& kind, JobOwner const& owner, JobWork work);
    std::optional<Job> find(std::string const& id, JobOwner const& owner) const;
    /// False when there is no such job; one that ended stays as it is.
    bool cancel(std::string const& id, JobOwner const& owner);
    /// Events of a job that was found, until it ends: `event: job` with its JSON at every change.
    std::unique_ptr<EventSource> events(Job const& job, JobOwner const& owner) const;
    /// For work that writes down when it did.
    Clock const& clock() const { return clock_; }
    /// As `find`, of this process's jobs only: never blocks.
    std::optional<Job> find_here(std::string const& id, JobOwner const& owner) const;

private:
    struct Entry {
        Job job;
        JobOwner owner;
        JobWork work;
        JobProgress progress;
        int64_t begun_us = 0;
    };
    Job snapshot(Entry const& entry) const;
    void work_on();
    void run_one(Entry& entry);
    void forget_old();

    Clock clock_;
    JobStore* store_;
    mutable std::mutex mutex_;  // Over all below.
    std::condition_variable wake_;
    bool ending_ = false;
    std::deque<std::shared_ptr<Entry>> waiting_;
    std::map<std::string, std::shared_ptr<Entry>> entries_;
    std::deque<std::string> ended_;  // Oldest first.
    std::vector<std::jthread> threads_;
};

/// GET and DELETE /v1/jobs/{id}, GET /v1/jobs/{id}/events.
std::vector<Route> job_routes(JobRunner& runner);

}  // namespace http

template <>
inline constexpr base::Record base::record_of<http::Job>{"job_progress", http::job_columns};
