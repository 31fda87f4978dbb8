// Goal: the tables are those of the structs, on both databases; what was applied is not changed.
// Method: the databases' own catalogues against the Records; a spoilt checksum; two at once.
#include "store/migrate.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "base/digest.hpp"
#include "store/world_for_test.hpp"

namespace store {
namespace {

class MigrateTest : public DatabaseTest {
protected:
    void check_tables();
};
ON_BOTH_DATABASES(MigrateTest);

/// "name type not null" of each column, in order.
std::vector<std::string> catalogue(Database& database, std::string const& table) {
    std::vector<std::string> out;
    value_of(read(database, {}, [&](Transaction& tx) -> base::Result<int> {
        auto const keep = [&](Cells cells) -> base::Result<bool> {
            out.push_back(std::string(*cells[0]) + " " + std::string(*cells[1]) +
                          (cells[2] == "1" || cells[2] == "NO" ? " not null" : ""));
            return true;
        };
        std::string const sql =
            tx.kind() == DatabaseKind::sqlite
                ? "select name, lower(type), \"notnull\" from pragma_table_info('" + table +
                      "') order by cid"
                : "select column_name, data_type, is_nullable from information_schema.columns "
                  "where table_name = '" +
                      table + "' order by ordinal_position";
        EXPECT_TRUE(tx.each(sql, {}, keep).has_value());
        return 0;
    }));
    return out;
}

void MigrateTest::check_tables() {
    for (Table const* const table : tables_of(edition())) {
        std::vector<std::string> want;
        for (base::Column const& column : table->record->columns)
            want.push_back(std::string(column.name) +
                           (column.type == base::ValueType::integer ? " bigint" : " text") +
                           (column.nullable ? "" : " not null"));
        EXPECT_EQ(catalogue(database(), std::string(table->record->name)), want);
    }
}

TEST_P(MigrateTest, TablesAreThoseOfTheStructs) { check_tables(); }

class WindowMigrateTest : public MigrateTest {
protected:
    domain::Edition edition() const override { return domain::window; }
};
ON_BOTH_DATABASES(WindowMigrateTest);

TEST_P(WindowMigrateTest, TablesAreThoseOfTheStructs) { check_tables(); }

TEST_P(MigrateTest, AppliedOnceAndNeverChanged) {
    EXPECT_EQ(value_of(migrate(database(), {.now = start}, domain::bank)), 0);
    EXPECT_TRUE(check_schema(database()).has_value());
    auto const kept = value_of(read(database(), {}, [](Transaction& tx) {
        return tx.one("select \"checksum\" from \"migration\" where \"number\" = 1");
    }));
    EXPECT_EQ(kept, base::digest_hex(base::DigestKind::sm3, migrations()[0].sql));
    value_of(transact(database(), {}, [](Transaction& tx) {
        return tx.run("update \"migration\" set \"checksum\" = 'x' where \"number\" = 1");
    }));
    EXPECT_EQ(migrate(database(), {.now = start}, domain::bank).error().code, "migration_changed");
    EXPECT_EQ(check_schema(database()).error().code, "migration_changed");
    value_of(transact(database(), {}, [](Transaction& tx) {
        return tx.run("update \"migration\" set \"number\" = 99 where \"number\" = 1");
    }));
    EXPECT_EQ(migrate(database(), {.now = start}, domain::bank).error().code, "migration_newer");
}

TEST_P(MigrateTest, TwoAtOnceApplyEachOnce) {
    std::string const url = is_postgres() ? ServerForTest::get().make_database()
                                          : "sqlite:" + folder_.path() + "/fresh.db";
    auto const fresh = value_of(Database::open(url, options()));
    EXPECT_EQ(check_schema(*fresh).error().code, "migration_needed");
    std::atomic<int64_t> applied = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back(
            [&] { applied += value_of(migrate(*fresh, {.now = start}, domain::bank)); });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(applied.load(), int64_t(migrations().size()));
    EXPECT_TRUE(check_schema(*fresh).has_value());
}

TEST_P(MigrateTest, EditionsWithoutReceiptsHaveNoTableForThem) {
    for (domain::Edition const edition : {domain::province, domain::window}) {
        std::string const name(domain::to_text(edition));
        std::string const url = is_postgres() ? ServerForTest::get().make_database()
                                              : "sqlite:" + folder_.path() + "/" + name + ".db";
        auto const fresh = value_of(Database::open(url, options()));
        value_of(migrate(*fresh, {.now = start}, edition));
        for (Table const* const table : all_tables()) {
            bool const there = (table->editions & edition) != 0;
            EXPECT_EQ(!catalogue(*fresh, std::string(table->record->name)).empty(), there)
                << name << " " << table->record->name;
        }
        // What names a receipt, wherever it stands: a contract, a receipt, a bill, a transaction.
        for (char const* const table : {"submission", "determination", "filing_month"})
            EXPECT_TRUE(catalogue(*fresh, table).empty()) << name << " " << table;
        for (Table const* const table : tables_of(edition))
            for (base::Column const& column : table->record->columns)
                for (char const* const word : {"receipt", "contract", "bill", "txn"})
                    EXPECT_NE(column.name, word) << table->record->name;
        EXPECT_EQ(migrate(*fresh, {.now = start}, domain::bank).error().code,
                  "store_other_edition");
    }
}

}  // namespace
}  // namespace store
