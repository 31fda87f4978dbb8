// Goal: backup, destroy, restore gives the same rows, on each database and from one to the other;
// a spoilt file or a target in use is refused.
// Method: one row in every table and awkward texts; tables compared cell by cell; every
// byte of the file changed.
#include "store/backup.hpp"

#include <gtest/gtest.h>

#include "store/audit.hpp"
#include "store/world_for_test.hpp"

namespace store {
namespace {

class BackupTest : public DatabaseTest {
protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        if (!database_) return;
        WorldForTest const world = make_world(database(), start);
        value_of(transact(database(), {.now = start}, [&](Transaction& tx) -> base::Result<int> {
            Session const session = session_of(tx, world, true);
            for (Table const* const table : tables_of(edition()))
                value_of(insert_row(tx, session, *table, sample_row(tx, session, *table)));
            for (char const* text : {"\\N", "\\", "a,\"b\"\n五", "", "end,0,x", " x "})
                value_of(insert(tx, session, domain::Setting{.name = text, .value = text}));
            return 0;
        }));
        value_of(seal_all(database()));
        path_ = folder_.path() + "/backup";
    }

    /// Every cell of every table, null told apart.
    std::map<std::string, std::vector<std::string>> cells(Database& database) const {
        std::map<std::string, std::vector<std::string>> out;
        for (Table const* const table : tables_of(edition())) {
            auto& rows = out[std::string(table->record->name)];
            value_of(read(database, {}, [&](Transaction& tx) -> base::Result<int> {
                auto const keep = [&](Cells row) -> base::Result<bool> {
                    for (auto const& cell : row)
                        rows.push_back(cell ? "=" + std::string(*cell) : "null");
                    return true;
                };
                std::string const name(table->record->name);
                EXPECT_TRUE(tx.each("select * from \"" + name + "\" order by \"id\"", {}, keep)
                                .has_value());
                return 0;
            }));
        }
        return out;
    }

    std::unique_ptr<Database> empty_database(bool postgres) {
        std::string const url = postgres ? ServerForTest::get().make_database()
                                         : "sqlite:" + folder_.path() + "/other.db";
        return url.empty() ? nullptr : value_of(Database::open(url, options()));
    }
    void check_restore();
    std::string path_;
};
ON_BOTH_DATABASES(BackupTest);

void BackupTest::check_restore() {
    auto const before = cells(database());
    for (auto const& [name, rows] : before) EXPECT_FALSE(rows.empty()) << name;
    auto const report = value_of(backup(database(), {.now = start}, path_));
    database_.reset();
    for (bool postgres : {false, true}) {
        auto const other = empty_database(postgres);
        if (!other) continue;
        EXPECT_EQ(value_of(restore(*other, {.now = start}, path_)).rows, report.rows);
        EXPECT_EQ(cells(*other), before);
        EXPECT_EQ(value_of(verify_audit(*other)).unsealed, 0);
        auto const again = restore(*other, {.now = start}, path_);
        ASSERT_FALSE(again.has_value());
        EXPECT_EQ(again.error().code, "restore_not_empty");
    }
}

TEST_P(BackupTest, RestoresTheSameRowsIntoEither) { check_restore(); }

class WindowBackupTest : public BackupTest {
protected:
    domain::Edition edition() const override { return domain::window; }
};
ON_BOTH_DATABASES(WindowBackupTest);

TEST_P(WindowBackupTest, RestoresTheSameRowsIntoEither) { check_restore(); }

TEST_P(BackupTest, ASpoiltFileIsRefusedAndLeavesNothing) {
    value_of(backup(database(), {.now = start}, path_));
    EXPECT_FALSE(backup(database(), {.now = start}, path_).has_value());  // Nothing is replaced.
    std::string const bytes = value_of(base::read_file(path_));
    for (size_t i = 0; i < bytes.size(); i += 1) {
        std::string spoilt = bytes;
        spoilt[i] = char(spoilt[i] ^ 1);
        auto const found = verify_backup_text(spoilt, "spoilt");
        ASSERT_FALSE(found.has_value()) << i;
        EXPECT_EQ(found.error().code, "backup_broken");
    }
    EXPECT_FALSE(verify_backup(folder_.write("spoilt", bytes.substr(0, bytes.size() / 2))));
    auto const other = empty_database(is_postgres());
    EXPECT_EQ(restore(*other, {.now = start}, folder_.path() + "/spoilt").error().code,
              "backup_broken");
    EXPECT_TRUE(restore(*other, {.now = start}, path_).has_value());
}

}  // namespace
}  // namespace store
