// A private PostgreSQL and a fresh SQLite file for tests; each database test runs on both.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "base/folder_for_test.hpp"
#include "store/database.hpp"
#include "store/migrate.hpp"

namespace store {

/// One server for the test program, started at the first use as user postgres in a temporary
/// folder with a socket only, without fsync; stopped at the end. "" when the program is absent.
class ServerForTest {
public:
    static ServerForTest& get();
    /// URL of a new empty database; "" without a server.
    std::string make_database();
    void restart();
    /// Ends all connections to the databases from the server's side.
    void cut_connections();

private:
    ServerForTest();
    ~ServerForTest();
    int run(std::string const& program, std::vector<std::string> const& arguments) const;
    bool start();
    base::FolderForTest folder_;
    std::string programs_;
    bool runs_ = false;
    int count_ = 0;
};

/// A migrated database of the kind asked for, by parameter "sqlite" or "postgres".
class DatabaseTest : public testing::TestWithParam<char const*> {
protected:
    void SetUp() override {
        url_ = "sqlite:" + folder_.path() + "/store.db";
        if (std::string(GetParam()) == "postgres") {
            url_ = ServerForTest::get().make_database();
            ASSERT_FALSE(url_.empty()) << "PostgreSQL 15 did not start: run tools/setup";
        }
        auto opened = Database::open(url_, options());
        ASSERT_TRUE(opened) << opened.error().code;
        database_ = std::move(*opened);
        auto const done = migrate(*database_, {.now = start}, edition());
        ASSERT_TRUE(done) << done.error().code;
    }

    /// Whose tables the database has.
    virtual domain::Edition edition() const { return domain::bank; }

    /// The private server syncs nothing, so that commits are its own are enough.
    DatabaseOptions options() const {
        return {.connections = 4, .connect = {.is_durable = is_postgres()}};
    }
    Database& database() { return *database_; }
    bool is_postgres() const { return std::string(GetParam()) == "postgres"; }

    static constexpr Instant start = 1795421730123;  // 2026-11-23T08:15:30.123Z
    base::FolderForTest folder_;
    std::string url_;
    std::unique_ptr<Database> database_;
};

#define ON_BOTH_DATABASES(suite)                                                 \
    INSTANTIATE_TEST_SUITE_P(Both, suite, testing::Values("sqlite", "postgres"), \
                             [](auto const& one) { return std::string(one.param); })

}  // namespace store
