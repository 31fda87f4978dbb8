// Goal: a list comes back as it went in, only when approved; facts keep what was believed before.
// Method: 1,203 entries (more than two pages) in reversed order; a fact corrected and disputed.
#include "store/list_set.hpp"

#include <gtest/gtest.h>

#include "store/fact.hpp"
#include "store/world_for_test.hpp"

namespace store {
namespace {

class ListSetTest : public DatabaseTest {
protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        if (database_) world_ = make_world(database(), start);
    }
    template <typename Work>
    auto at(Instant now, Work work) {
        return value_of(transact(database(), {.now = now}, [&](Transaction& tx) {
            return work(tx, session_of(tx, world_, true));
        }));
    }
    WorldForTest world_;
};
ON_BOTH_DATABASES(ListSetTest);

TEST_P(ListSetTest, ComesBackAsItWentIn) {
    base::Day const day = *base::parse_day("2026-01-01");
    domain::ListSet set{.id = "tech.hnte", .revision = "2026-09", .coverage = {}, .entries = {}};
    set.coverage = {{"14", {day, std::nullopt}}, {"", {day, base::add_days(day, 364)}}};
    for (int i = 1202; i >= 0; --i)
        set.entries.push_back({std::to_string(100'000 + i), "", {day, base::add_days(day, i)}});
    auto const draft = at(start, [&](Transaction& tx, Session const& session) {
        return put_list(tx, session, set, {"letter 5", "hash", "statistics", {"first"}});
    });
    auto const found = [&] {
        return at(start, [](Transaction& tx, Session const& session) {
            return find_list(tx, session, "tech.hnte");
        });
    };
    EXPECT_FALSE(found());
    at(start, [&](Transaction& tx, Session const& session) {
        return update<domain::ListRevision>(
            tx, session, {draft.id, 1, {{"state", base::Value(std::string("approved"))}}});
    });
    auto const read_back = found();
    ASSERT_TRUE(read_back);
    EXPECT_EQ(read_back->revision, "2026-09");
    EXPECT_EQ(read_back->coverage.size(), 2U);
    ASSERT_EQ(read_back->entries.size(), 1203U);
    for (int i = 0; i < 1203; ++i) {
        EXPECT_EQ(read_back->entries[size_t(i)].id, std::to_string(100'000 + i));
        EXPECT_EQ(read_back->entries[size_t(i)].period.to, base::add_days(day, i));
    }
}

TEST_P(ListSetTest, ACorrectedFactKeepsItsHistory) {
    base::Day const day = *base::parse_day("2026-01-01");
    auto const first = at(start, [&](Transaction& tx, Session const& session) {
        domain::Fact fact;
        fact.subject = "p";
        fact.item = "borrower.size";
        fact.value = "CS03";
        fact.valid_from = day;
        fact.source = "file";
        fact.duty = "statistics";
        return insert(tx, session, fact);
    });
    auto const second = at(start + 1, [&](Transaction& tx, Session const& session) {
        return correct_fact(tx, session, first.id, {"CS04", day, {}, "letter"});
    });
    auto const third = at(start + 2, [&](Transaction& tx, Session const& session) {
        return object_to_fact(tx, session, second.id, "not so");
    });
    EXPECT_EQ(second.correction_of, first.id);
    EXPECT_EQ(third.correction_of, second.id);
    EXPECT_EQ(third.value, "CS04");
    std::string history;
    for (Instant known = start - 1; known <= start + 2; ++known)
        for (domain::Fact const& each :
             value_of(read(database(), {.now = start + 9}, [&](Transaction& tx) {
                 return list<domain::Fact>(
                     tx, session_of(tx, world_, true, Purpose::statistics, known));
             })))
            history += each.value + " " + each.source + " " + each.objection.value_or("-") + ";";
    EXPECT_EQ(history, "CS03 file -;CS04 letter -;CS04 letter not so;");
}

}  // namespace
}  // namespace store
