// Goal: a job runs once at a time, is taken over when its worker dies, and stops when cancelled.
// Method: a hand-moved clock and two workers.
#include "store/job.hpp"

#include <gtest/gtest.h>

#include "store/world_for_test.hpp"

namespace store {
namespace {

class JobTest : public DatabaseTest {
protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        if (database_) world_ = make_world(database(), start);
    }
    template <typename Work>
    auto at(Instant now, Work work) {
        return transact(database(), {.now = now}, work);
    }
    domain::Job put(Instant now) {
        return value_of(at(now, [&](Transaction& tx) {
            return put_job(tx, session_of(tx, world_, true), "report", "{}");
        }));
    }
    std::optional<domain::Job> claim(Instant now) {
        return value_of(at(now, [](Transaction& tx) { return claim_job(tx); }));
    }
    base::Result<domain::Job> report(Instant now, domain::Job const& job) {
        return at(now, [&](Transaction& tx) {
            return report_job(tx, job, {.progress_ppm = 500'000, .message = "half"});
        });
    }
    std::string finish(Instant now, domain::Job const& job) {
        auto const done = at(now, [&](Transaction& tx) { return finish_job(tx, job, "{}"); });
        return done ? "" : done.error().code;
    }
    std::string state_of(domain::Job const& job) {
        return value_of(read(database(), {.now = start},
                             [&](Transaction& tx) {
                                 return find<domain::Job>(tx, session_of(tx, world_, true), job.id);
                             }))
            .state;
    }
    WorldForTest world_;
};
ON_BOTH_DATABASES(JobTest);

TEST_P(JobTest, OldestFirstAndOnceAtATime) {
    auto const first = put(start);
    auto const second = put(start + 1);
    auto const one = claim(start + 2);
    ASSERT_TRUE(one && one->id == first.id);
    EXPECT_EQ(claim(start + 2)->id, second.id);
    EXPECT_FALSE(claim(start + 2));
    auto const reported = value_of(report(start + 3, *one));
    EXPECT_EQ(finish(start + 4, *one), "job_lost");  // An older version of the row.
    EXPECT_EQ(finish(start + 4, reported), "");
    EXPECT_EQ(state_of(first), "done");
    EXPECT_EQ(finish(start + 5, reported), "job_lost");
}

TEST_P(JobTest, ADeadWorkersJobIsTakenOver) {
    put(start);
    auto const dead = claim(start);
    EXPECT_FALSE(claim(start + 59'999));
    auto const taken = claim(start + 60'000);
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->attempts, 2);
    EXPECT_EQ(taken->started_at, dead->started_at);
    EXPECT_EQ(report(start + 60'001, *dead).error().code, "job_lost");
    EXPECT_EQ(finish(start + 60'002, *taken), "");
}

TEST_P(JobTest, ACancelledJobStopsAtItsNextReport) {
    auto const queued = put(start);
    auto const cancel = [&](domain::Job const& job, bool of_a) {
        auto const done = at(start, [&](Transaction& tx) {
            return cancel_job(tx, session_of(tx, world_, of_a), job.id);
        });
        return done ? "" : done.error().code;
    };
    EXPECT_EQ(cancel(queued, false), "object_not_found");
    EXPECT_EQ(cancel(queued, true), "");
    EXPECT_EQ(cancel(queued, true), "already_ended");
    EXPECT_FALSE(claim(start));
    put(start);
    auto const running = claim(start);
    ASSERT_TRUE(running);
    EXPECT_EQ(cancel(*running, true), "");
    EXPECT_EQ(report(start + 1, *running).error().code, "job_lost");
    EXPECT_EQ(state_of(*running), "cancelled");
}

}  // namespace
}  // namespace store
