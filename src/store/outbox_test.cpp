// Goal: a message leaves only with what caused it, to one worker at a time, again until delivered.
// Method: a hand-moved clock; waits of 30 s doubled up to 6 hours, counted here.
#include "store/outbox.hpp"

#include <gtest/gtest.h>

#include "store/world_for_test.hpp"

namespace store {
namespace {

class OutboxTest : public DatabaseTest {
protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        if (database_) world_ = make_world(database(), start);
    }
    void put(std::string const& topic) {
        value_of(transact(database(), {.now = start}, [&](Transaction& tx) {
            return put_message(tx, session_of(tx, world_, true), topic, "{}");
        }));
    }
    std::vector<domain::OutboxMessage> claim(Instant now, std::string const& worker = "w") {
        return value_of(transact(database(), {.now = now}, [&](Transaction& tx) {
            return claim_messages(tx, {.worker = worker});
        }));
    }
    std::string finish(Instant now, domain::OutboxMessage const& message) {
        auto const done = transact(database(), {.now = now},
                                   [&](Transaction& tx) { return finish_message(tx, message); });
        return done ? "" : done.error().code;
    }
    WorldForTest world_;
};
ON_BOTH_DATABASES(OutboxTest);

TEST_P(OutboxTest, OneWorkerAtATimeAndDoneOnce) {
    put("a");
    put("b");
    auto const first = claim(start);
    ASSERT_EQ(first.size(), 2U);
    EXPECT_TRUE(claim(start + 59'999, "other").empty());
    EXPECT_EQ(finish(start + 1, first[0]), "");
    EXPECT_EQ(finish(start + 1, first[0]), "message_lost");
    // The lease of the second ran out: another worker has it, the first one comes too late.
    auto const second = claim(start + 60'000, "other");
    ASSERT_EQ(second.size(), 1U);
    EXPECT_EQ(second[0].id, first[1].id);
    EXPECT_EQ(finish(start + 60'001, first[1]), "message_lost");
    EXPECT_EQ(finish(start + 60'001, second[0]), "");
    EXPECT_TRUE(claim(start + 9'000'000).empty());
}

TEST_P(OutboxTest, NothingLeavesWithoutItsCause) {
    auto const failed =
        transact(database(), {.now = start}, [&](Transaction& tx) -> base::Result<int> {
            value_of(put_message(tx, session_of(tx, world_, true), "a", "{}"));
            return base::invalid("use_case_failed", {});
        });
    EXPECT_FALSE(failed.has_value());
    EXPECT_TRUE(claim(start).empty());
}

TEST_P(OutboxTest, WaitsLongerEachTimeAndDiesAtLast) {
    put("a");
    // 30 s, 60 s, … doubled: the tenth would be 15,360 s, the eleventh 30,720 s, over six hours.
    int64_t const waits[] = {30, 60, 120, 240, 480, 960, 1920, 3840, 7680, 15360, 21600};
    Instant now = start;
    for (int64_t wait : waits) {
        auto const claimed = claim(now);
        ASSERT_EQ(claimed.size(), 1U);
        value_of(transact(database(), {.now = now}, [&](Transaction& tx) -> base::Result<int> {
            EXPECT_TRUE(retry_message(tx, claimed[0], "refused").has_value());
            return 0;
        }));
        EXPECT_TRUE(claim(now + wait * 1000 - 1).empty());
        now += wait * 1000;
    }
    auto const last = claim(now);
    ASSERT_EQ(last.size(), 1U);
    EXPECT_EQ(last[0].attempts, delivery_attempts_max);
    EXPECT_EQ(last[0].last_error, "refused");
    value_of(transact(database(), {.now = now}, [&](Transaction& tx) -> base::Result<int> {
        EXPECT_TRUE(retry_message(tx, last[0], "refused").has_value());
        return 0;
    }));
    EXPECT_TRUE(claim(now + 100'000'000).empty());
}

}  // namespace
}  // namespace store
