// Goal: a broken database gives a clear error, and work goes on by itself when it is back.
// Method: constraint errors on both; server restarted and connections cut between and inside
// transactions; two writers on one row; a full disk on a small tmpfs (root only).
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <unistd.h>

#include <thread>

#include "store/audit.hpp"
#include "store/world_for_test.hpp"

namespace store {
namespace {

class FaultTest : public DatabaseTest {
protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        if (!database_) return;
        world_ = make_world(database(), start);
        // Opened before the faults: what fails then is the work itself.
        session_ = value_of(read(database(), {.now = start}, [&](Transaction& tx) {
            return base::Result<Session>(session_of(tx, world_, true));
        }));
    }
    std::string run(std::string const& sql) {
        auto const done =
            transact(database(), {.now = start}, [&](Transaction& tx) { return tx.run(sql); });
        return done ? "" : done.error().code;
    }
    base::Result<domain::Setting> put(std::string const& name, std::string const& value = "") {
        return transact(database(), {.now = start}, [&](Transaction& tx) {
            return insert(tx, *session_, domain::Setting{.name = name, .value = value});
        });
    }
    int64_t count() {
        return value_of(read(database(), {.now = start}, [&](Transaction& tx) {
            return count_rows(tx, session_of(tx, world_, true), table_of<domain::Setting>);
        }));
    }
    WorldForTest world_;
    std::optional<Session> session_;
};
ON_BOTH_DATABASES(FaultTest);

/// Faults that only a server has.
class ServerFaultTest : public FaultTest {};
INSTANTIATE_TEST_SUITE_P(Server, ServerFaultTest, testing::Values("postgres"));

TEST_P(FaultTest, EachConstraintHasItsCode) {
    std::string const values = "('i', 't', 'enterprise', 'n', 'r', null, 1, 'm')";
    EXPECT_EQ(run("insert into \"party\" values " + values), "");
    EXPECT_EQ(run("insert into \"party\" values " + values), "store_unique");
    EXPECT_EQ(run("insert into \"party\" values ('j', 't', 'other', 'n', 'r', null, 1, 'm')"),
              "store_check");
    EXPECT_EQ(run("insert into \"party\" values ('j', null, 'person', 'n', 'r', null, 1, 'm')"),
              "store_missing");
    EXPECT_EQ(run("insert into \"consent_use\" values ('i', 't', 'none', '', '', '', '', '', '', "
                  "'m', 'u')"),
              "store_reference");
    EXPECT_EQ(run("nonsense"), "store_failed");
    EXPECT_EQ(count(), 0);  // The connection is as good as before.
}

TEST_P(FaultTest, WhatFailsInTheMiddleLeavesNothing) {
    auto const done =
        transact(database(), {.now = start}, [&](Transaction& tx) -> base::Result<int> {
            Session const session = session_of(tx, world_, true);
            value_of(insert(tx, session, domain::Setting{.name = "a"}));
            return base::invalid("use_case_failed", {});
        });
    EXPECT_EQ(done.error().code, "use_case_failed");
    EXPECT_EQ(count(), 0);
    EXPECT_EQ(value_of(verify_audit(database())).unsealed, 0);
}

TEST_P(FaultTest, NoChangeIsLostBetweenWriters) {
    auto const setting = value_of(put("counter", "0"));
    auto const add_one = [&](Transaction& tx) -> base::Result<domain::Setting> {
        auto const now = TRY(find<domain::Setting>(tx, *session_, setting.id));
        std::string const next = std::to_string(std::stoi(now.value) + 1);
        Change const change{setting.id, now.version, {{"value", base::Value(next)}}};
        return update<domain::Setting>(tx, *session_, change);
    };
    std::atomic<int> done = 0;
    std::vector<std::thread> writers;
    for (int i = 0; i < 3; ++i)
        writers.emplace_back([&] {
            for (int k = 0; k < 20; ++k)
                if (transact(database(), {.now = start}, add_one)) ++done;
        });
    for (std::thread& writer : writers) writer.join();
    auto const last = value_of(read(database(), {.now = start}, [&](Transaction& tx) {
        return find<domain::Setting>(tx, session_of(tx, world_, true), setting.id);
    }));
    EXPECT_EQ(last.value, std::to_string(done.load()));
    EXPECT_GT(done.load(), 30);
}

TEST_P(ServerFaultTest, ARestartedServerIsFoundAgain) {
    ASSERT_TRUE(put("before"));
    ServerForTest::get().restart();
    auto const after = put("after");
    EXPECT_TRUE(after) << after.error().code << after.error().args[0].second;
    EXPECT_EQ(count(), 2);
}

TEST_P(ServerFaultTest, ACutConnectionIsMadeAgainWithNothingHalfDone) {
    int rounds = 0;
    auto const cut = [&](Transaction& tx) -> base::Result<domain::Setting> {
        TRY(insert(tx, *session_, domain::Setting{.name = "a"}));
        if (++rounds == 1) ServerForTest::get().cut_connections();
        return insert(tx, *session_, domain::Setting{.name = "b"});
    };
    auto const done = transact(database(), {.now = start}, cut);
    EXPECT_TRUE(done) << done.error().code;
    EXPECT_EQ(rounds, 2);
    EXPECT_EQ(count(), 2);
}

TEST_P(FaultTest, AnOldPlanIsMadeAgain) {
    ASSERT_TRUE(put("before"));
    ASSERT_EQ(run("alter table \"setting\" add column \"later\" text"), "");
    EXPECT_TRUE(put("after"));
    EXPECT_EQ(count(), 2);
}

TEST(Database, SaysWhatIsWrongWithAnAddress) {
    EXPECT_EQ(Database::open("mysql://x").error().code, "store_url");
    EXPECT_EQ(Database::open("sqlite:").error().code, "store_url");
    EXPECT_EQ(Database::open("sqlite:/proc/none/store.db").error().code, "store_unreachable");
    auto const refused =
        Database::open("postgresql://127.0.0.1:1/x", {.connections = 1, .connect = {}});
    EXPECT_EQ(refused.error().code, "store_unreachable");
}

TEST(Database, AFileThatIsNoDatabaseIsCalledSo) {
    base::FolderForTest const folder;
    std::string const path = folder.write("store.db", std::string(8192, 'x'));
    EXPECT_EQ(Database::open("sqlite:" + path).error().code, "store_corrupt");
}

TEST(Database, AWriterWhoWaitsTooLongIsToldSo) {
    base::FolderForTest const folder;
    DatabaseOptions options;
    options.connect.timeout_ms = 50;
    std::string const url = "sqlite:" + folder.path() + "/store.db";
    auto const one = value_of(Database::open(url, options));
    auto const other = value_of(Database::open(url, options));
    auto const done = transact(*one, {}, [&](Transaction&) -> base::Result<int> {
        auto const inner = transact(*other, {}, [](Transaction& tx) { return tx.run("select 1"); });
        EXPECT_EQ(inner.error().code, "store_busy");
        return 0;
    });
    EXPECT_TRUE(done.has_value());
    EXPECT_TRUE(transact(*other, {}, [](Transaction& tx) { return tx.run("select 1"); }));
}

TEST(Database, AFullDiskIsSaidAndWorkGoesOnWhenThereIsRoom) {
    base::FolderForTest const folder;
    if (getuid() != 0 || mount("none", folder.path().c_str(), "tmpfs", 0, "size=3m") != 0)
        GTEST_SKIP() << "only root may make a small disk";
    {
        auto const database = value_of(Database::open("sqlite:" + folder.path() + "/store.db"));
        value_of(migrate(*database, {.now = 1}, domain::bank));
        WorldForTest const world = make_world(*database, 1795421730123);
        auto const put = [&](std::string const& name) {
            return transact(*database, {.now = 1795421730123}, [&](Transaction& tx) {
                return insert(tx, session_of(tx, world, true),
                              domain::Setting{.name = name, .value = std::string(20000, 'x')});
            });
        };
        std::string const ballast = folder.write("ballast", std::string(400'000, 'b'));
        int kept = 0;
        std::string code;
        while (code.empty()) {
            auto const done = put(std::to_string(kept));
            if (done) ++kept;
            if (!done) code = done.error().code;
        }
        EXPECT_EQ(code, "store_full");
        auto const rows = [&] {
            return value_of(read(*database, {.now = 1795421730123}, [&](Transaction& tx) {
                return count_rows(tx, session_of(tx, world, true), table_of<domain::Setting>);
            }));
        };
        EXPECT_EQ(rows(), kept);
        ASSERT_TRUE(base::remove_all(ballast));
        EXPECT_TRUE(put("room"));
        EXPECT_EQ(rows(), kept + 1);
        EXPECT_EQ(value_of(verify_audit(*database)).unsealed, kept + 1);
    }
    umount(folder.path().c_str());
}

}  // namespace
}  // namespace store
