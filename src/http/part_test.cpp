// Goal: the small parts keep their word: buckets, idempotency keys, tokens, jobs.
// Method: clocks of the test's own; expected numbers by hand.
#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <thread>

#include "base/digest.hpp"
#include "http/idempotency.hpp"
#include "http/job.hpp"
#include "http/log.hpp"
#include "http/multipart.hpp"
#include "http/rate.hpp"

namespace http {
namespace {

TEST(Buckets, BurstThenSlowly) {
    Rates rates{};
    rates[size_t(RateClass::write)] = {3, 60};  // Three at once, then one a second.
    Buckets buckets(rates);
    int64_t const begin = 1'000'000;
    for (int i = 0; i < 3; ++i) EXPECT_EQ(buckets.take(RateClass::write, "a", begin), 0);
    EXPECT_EQ(buckets.take(RateClass::write, "a", begin), 2);  // One second, rounded up.
    EXPECT_EQ(buckets.take(RateClass::write, "b", begin), 0);  // Another's bucket is full.
    EXPECT_GT(buckets.take(RateClass::write, "a", begin + 999'999), 0);
    EXPECT_EQ(buckets.take(RateClass::write, "a", begin + 1'000'000), 0);
    EXPECT_EQ(buckets.take(RateClass::free, "a", begin), 0);
    int64_t const later = begin + 600'000'000;  // Ten minutes fill it, but not beyond three.
    int taken = 0;
    while (buckets.take(RateClass::write, "a", later) == 0) ++taken;
    EXPECT_EQ(taken, 3);
}

TEST(Idempotency, States) {
    IdempotencyMemory store(2);
    IdempotencyKey const key = {"t", "a", "k", "f", 0};
    IdempotencyKey other = key;
    other.fingerprint = "g";
    EXPECT_FALSE(*store.begin(key));
    EXPECT_EQ(store.begin(key).error().code, "idempotency_in_progress");
    EXPECT_EQ(store.begin(other).error().code, "idempotency_mismatch");
    EXPECT_TRUE(store.finish(key, {201, "x", "body"}));
    auto const kept = store.begin(key);
    ASSERT_TRUE(kept && *kept);
    EXPECT_EQ((*kept)->body, "body");
    other = {"t", "b", "k", "g", 0};
    EXPECT_FALSE(*store.begin(other));
    store.abandon(other);
    EXPECT_FALSE(*store.begin(other));
    IdempotencyKey third = {"u", "a", "k", "f", 1};
    EXPECT_EQ(store.begin(third).error().code, "idempotency_full");
    third.now_ms = 24 * 3'600'000 + 1;  // The first one's day has passed.
    EXPECT_FALSE(*store.begin(third));
}

TEST(Multipart, KnownAnswer) {
    auto const parts =
        parse_multipart("multipart/form-data; boundary=\"b b\"",
                        "--b b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n2\r\n"
                        "--b b\r\nContent-Disposition: form-data; filename=\"x\\\"y\"; name=f\r\n"
                        "Content-Type: text/csv\r\n\r\n\r\n--b b--\r\n");
    ASSERT_TRUE(parts);
    ASSERT_EQ(parts->size(), 2U);
    EXPECT_EQ((*parts)[0].name, "a");
    EXPECT_EQ((*parts)[0].bytes, "1\r\n2");
    EXPECT_EQ((*parts)[1].name, "f");
    EXPECT_EQ((*parts)[1].file_name, "x\"y");
    EXPECT_EQ((*parts)[1].bytes, "");
}

TEST(Log, Instant) {
    EXPECT_EQ(instant_text(1'795'421'730'023), "2026-11-23T08:15:30.023Z");
    Request request;
    request.path = "/v1/parties/secret";
    std::string const line = request_line(request, "/v1/parties/{id}", {200, 1, 2, 3});
    EXPECT_EQ(line.find("secret"), std::string::npos);
}

int64_t frozen() { return 1'000'000; }

/// Keeps what it is given.
class Notes final : public JobStore {
public:
    void save(Job const& job, JobOwner const&) override {
        std::lock_guard const lock(mutex_);
        states += job.state + " ";
    }
    std::optional<Job> find(std::string const&, JobOwner const&) override { return std::nullopt; }
    std::string states;

private:
    std::mutex mutex_;
};

/// Waits for the end of a job; fails after ten seconds.
Job ended(JobRunner const& runner, std::string const& id, JobOwner const& owner) {
    for (int i = 0; i < 1000; ++i) {
        auto const job = runner.find(id, owner);
        if (job && job->state != "waiting" && job->state != "running") return *job;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    ADD_FAILURE() << "the job did not end";
    return {};
}

TEST(Job, EndsDoneFailedOrCancelled) {
    Notes notes;
    JobOwner const owner = {"t", "a"};
    JobRunner runner(1, {frozen, frozen}, &notes);
    auto const good = runner.start("good", owner, [](JobProgress& progress) {
        progress.set(5, 5);
        return base::Result<std::string>("/v1/x");
    });
    Job const done = ended(runner, good->id, owner);
    EXPECT_EQ(done.state, "done");
    EXPECT_EQ(done.result, "/v1/x");
    EXPECT_EQ(done.done, 5);
    EXPECT_FALSE(runner.find(good->id, {"t", "b"}));
    auto const bad = runner.start("bad", owner, [](JobProgress&) -> base::Result<std::string> {
        return base::invalid("not_ready", {});
    });
    EXPECT_EQ(ended(runner, bad->id, owner).error, "not_ready");
    auto const endless = runner.start("endless", owner, [](JobProgress& progress) {
        while (!progress.is_cancelled()) std::this_thread::yield();
        return base::Result<std::string>("");
    });
    EXPECT_FALSE(runner.cancel(endless->id, {"u", "a"}));
    EXPECT_TRUE(runner.cancel(endless->id, owner));
    EXPECT_EQ(ended(runner, endless->id, owner).state, "cancelled");
}

TEST(Job, TooManyWait) {
    JobOwner const owner = {"t", "a"};
    JobRunner runner(1, {frozen, frozen}, nullptr);
    auto const wait = [](JobProgress& progress) {
        while (!progress.is_cancelled()) std::this_thread::yield();
        return base::Result<std::string>("");
    };
    size_t started = 0;
    while (runner.start("wait", owner, wait)) ++started;
    EXPECT_GE(started, jobs_waiting_max);
    EXPECT_LE(started, jobs_waiting_max + 1);  // One may run already.
}

}  // namespace
}  // namespace http
