// Goal: no session reaches a row that is not its own, and every write leaves an audit row.
// Method: every table of the record, on both databases, is filled by one bank and attacked by
// another; the purpose wall and as_of against hand-made histories.
#include "store/table.hpp"

#include <gtest/gtest.h>

#include "store/audit.hpp"
#include "store/world_for_test.hpp"

namespace store {
namespace {

class TableTest : public DatabaseTest {
protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        if (database_) world_ = make_world(database(), start);
    }
    template <typename Work>
    auto write(Work work, Instant now = start) {
        return transact(database(), {.now = now, .request = "req"}, work);
    }
    void check_foreign_tenant();
    WorldForTest world_;
};
ON_BOTH_DATABASES(TableTest);

std::string code_of(auto const& result) { return result.has_value() ? "" : result.error().code; }

/// The first column that may be changed and is text.
std::string free_column(base::Record const& record) {
    for (base::Column const& column : record.columns)
        if (column.type == base::ValueType::text && column.name != "id" &&
            column.name != "tenant" && column.name != "path" && column.name != "duty" &&
            column.name != "known_from" && column.name != "known_to")
            return std::string(column.name);
    return "";
}

void TableTest::check_foreign_tenant() {
    for (Table const* const table : tables_of(edition())) {
        SCOPED_TRACE(table->record->name);
        // Roles are the deployment's own and hold nothing of a tenant.
        if (table->scope == Scope::permission) continue;
        auto const row = value_of(write([&](Transaction& tx) {
            Session const own = session_of(tx, world_, true);
            return insert_row(tx, own, *table, sample_row(tx, own, *table));
        }));
        std::string const id = std::get<std::string>(row[0]);
        value_of(write([&](Transaction& tx) -> base::Result<int> {
            Session const own = session_of(tx, world_, true);
            Filter const same{"id", Compare::equal, {base::Value(id)}};
            EXPECT_EQ(value_of(count_rows(tx, own, *table, {same})), 1);
            EXPECT_EQ(code_of(find_row(tx, own, *table, id)), "");
            Session const other = session_of(tx, world_, false);
            EXPECT_EQ(code_of(find_row(tx, other, *table, id)), "object_not_found");
            EXPECT_EQ(value_of(count_rows(tx, other, *table, {same})), 0);
            auto const page = value_of(list_rows(tx, other, *table, {.limit = 500}));
            for (Row const& each : page.rows) EXPECT_NE(each[0], row[0]);
            return 0;
        }));
        auto const updated = write([&](Transaction& tx) {
            Session const other = session_of(tx, world_, false);
            Change const change{id, 1, {{free_column(*table->record), base::Value(std::string())}}};
            return update_row(tx, other, *table, change);
        });
        EXPECT_TRUE(code_of(updated) == "object_not_found" || code_of(updated) == "row_fixed");
        auto const ended = write([&](Transaction& tx) {
            return end_row(tx, session_of(tx, world_, false), *table, id);
        });
        EXPECT_TRUE(code_of(ended) == "object_not_found" || code_of(ended) == "row_fixed");
        // Nor can it write a row that would be the other's.
        auto const planted = write([&](Transaction& tx) -> base::Result<Row> {
            Session const own = session_of(tx, world_, true);
            Row theirs = sample_row(tx, own, *table);
            for (size_t i = 0; i < theirs.size(); ++i)
                if (table->record->columns[i].name == "tenant") theirs[i] = world_.a;
            return insert_row(tx, session_of(tx, world_, false), *table, theirs);
        });
        EXPECT_EQ(code_of(planted), "object_not_found");
    }
}

TEST_P(TableTest, AForeignTenantSeesNothingOfAnyTable) { check_foreign_tenant(); }

class WindowTableTest : public TableTest {
protected:
    domain::Edition edition() const override { return domain::window; }
};
ON_BOTH_DATABASES(WindowTableTest);

TEST_P(WindowTableTest, AForeignTenantSeesNothingOfAnyTable) { check_foreign_tenant(); }

TEST_P(TableTest, EveryWriteHasItsAuditRowAndARefusedOneHasNone) {
    auto const audits = [&] {
        return value_of(
                   read(database(), {},
                        [&](Transaction& tx) { return tx.one("select count(*) from \"audit\""); }))
            .value();
    };
    auto const setting = value_of(write([&](Transaction& tx) {
        return insert(tx, session_of(tx, world_, true), domain::Setting{.name = "n", .value = "1"});
    }));
    EXPECT_EQ(audits(), "1");
    EXPECT_EQ(code_of(write([&](Transaction& tx) {
                  return update<domain::Setting>(tx, session_of(tx, world_, true),
                                                 {setting.id, 2, {{"value", std::string("2")}}});
              })),
              "version_stale");
    EXPECT_EQ(code_of(write([&](Transaction& tx) {
                  return insert(tx, session_of(tx, world_, true), domain::Setting{.name = "n"});
              })),
              "store_unique");
    EXPECT_EQ(audits(), "1");
    auto const changed = value_of(write([&](Transaction& tx) {
        return update<domain::Setting>(tx, session_of(tx, world_, true),
                                       {setting.id, 1, {{"value", std::string("2")}}});
    }));
    EXPECT_EQ(changed.version, 2);
    auto const rows = value_of(read(database(), {.now = start}, [&](Transaction& tx) {
        return list<domain::AuditRow>(tx, session_of(tx, world_, true), {.sort = "at"});
    }));
    ASSERT_EQ(rows.size(), 2U);
    auto const& last = rows[0].action == "update" ? rows[0] : rows[1];
    EXPECT_EQ(last.object, setting.id);
    EXPECT_EQ(last.actor, world_.account_a);
    EXPECT_EQ(last.request, "req");
    EXPECT_EQ(last.before_digest, row_digest(base::record_of<domain::Setting>, to_row(setting)));
    EXPECT_EQ(last.after_digest, row_digest(base::record_of<domain::Setting>, to_row(changed)));
    EXPECT_NE(last.before_digest, last.after_digest);
}

domain::Fact fact_of(std::string const& subject, std::string const& duty) {
    return {.subject = subject,
            .item = "borrower.size",
            .value = "CS03",
            .valid_from = *base::parse_day("2026-01-01"),
            .source = "file",
            .duty = duty};
}

// By the table of docs/glossary.md: who may read what was received under which duty.
TEST_P(TableTest, ThePurposeWallHoldsBothWays) {
    struct Case {
        Purpose purpose;
        std::string duty;
        bool opens;
    };
    Case const cases[] = {
        {Purpose::statistics, "statistics", true}, {Purpose::supervision, "statistics", true},
        {Purpose::credit, "statistics", false},    {Purpose::matching, "statistics", false},
        {Purpose::service, "statistics", false},   {Purpose::upkeep, "statistics", false},
        {Purpose::security, "statistics", false},  {Purpose::credit, "consent", true},
        {Purpose::statistics, "consent", false},   {Purpose::credit, "supervision", false},
        {Purpose::matching, "public", true},       {Purpose::credit, "service", false},
    };
    std::map<std::string, std::string> ids;
    for (auto const& [duty, purpose] : std::initializer_list<std::pair<std::string, Purpose>>{
             {"statistics", Purpose::statistics},
             {"supervision", Purpose::supervision},
             {"consent", Purpose::credit},
             {"service", Purpose::service},
             {"public", Purpose::credit}}) {
        ids[duty] =
            value_of(write([&](Transaction& tx) {
                return insert(tx, session_of(tx, world_, true, purpose), fact_of("p", duty));
            })).id;
    }
    for (Case const& c : cases) {
        SCOPED_TRACE(std::string(to_text(c.purpose)) + " reads " + c.duty);
        value_of(read(database(), {.now = start}, [&](Transaction& tx) -> base::Result<int> {
            Session const session = session_of(tx, world_, true, c.purpose);
            EXPECT_EQ(code_of(find<domain::Fact>(tx, session, ids[c.duty])),
                      c.opens ? "" : "object_not_found");
            EXPECT_EQ(value_of(count_rows(tx, session, table_of<domain::Fact>,
                                          {{"duty", Compare::equal, {c.duty}}})),
                      c.opens ? 1 : 0);
            return 0;
        }));
        auto const written = write([&](Transaction& tx) {
            return insert(tx, session_of(tx, world_, true, c.purpose), fact_of("p", c.duty));
        });
        EXPECT_EQ(code_of(written), c.opens ? "" : "purpose_refused");
        if (written) {  // Leave one row for a duty.
            value_of(write([&](Transaction& tx) {
                return end<domain::Fact>(tx, session_of(tx, world_, true, c.purpose), written->id);
            }));
        }
    }
}

TEST_P(TableTest, AsOfReplaysWhatWasKnown) {
    Instant const day = 86'400'000;
    auto const first = value_of(write([&](Transaction& tx) {
        return insert(tx, session_of(tx, world_, true), fact_of("p", "statistics"));
    }));
    value_of(write(
        [&](Transaction& tx) -> base::Result<int> {
            Session const session = session_of(tx, world_, true);
            value_of(end<domain::Fact>(tx, session, first.id));
            domain::Fact second = fact_of("p", "statistics");
            second.value = "CS04";
            second.correction_of = first.id;
            value_of(insert(tx, session, second));
            return 0;
        },
        start + 2 * day));
    auto const known = [&](std::optional<Instant> as_of) {
        return value_of(read(database(), {.now = start + 9 * day}, [&](Transaction& tx) {
            return list<domain::Fact>(tx, session_of(tx, world_, true, Purpose::statistics, as_of));
        }));
    };
    EXPECT_TRUE(known(start - 1).empty());
    ASSERT_EQ(known(start).size(), 1U);
    EXPECT_EQ(known(start)[0].value, "CS03");
    EXPECT_EQ(known(start + 2 * day - 1)[0].value, "CS03");
    ASSERT_EQ(known(start + 2 * day).size(), 1U);
    EXPECT_EQ(known(start + 2 * day)[0].value, "CS04");
    EXPECT_EQ(known(std::nullopt)[0].value, "CS04");
    EXPECT_EQ(code_of(write([&](Transaction& tx) {
                  return insert(tx, session_of(tx, world_, true, Purpose::statistics, start),
                                fact_of("p", "statistics"));
              })),
              "past_is_fixed");
    EXPECT_EQ(code_of(write([&](Transaction& tx) {
                  return end<domain::Fact>(tx, session_of(tx, world_, true), first.id);
              })),
              "object_not_found");
}

// A party reads what others hold about it and what it agreed to; it changes none of it.
TEST_P(TableTest, ThePartyReadsWhatNamesIt) {
    auto const fact = value_of(write([&](Transaction& tx) {
        return insert(tx, session_of(tx, world_, true),
                      fact_of("party of " + world_.b, "statistics"));
    }));
    value_of(write([&](Transaction& tx) -> base::Result<int> {
        Session const named = session_of(tx, world_, false);
        EXPECT_EQ(value_of(find<domain::Fact>(tx, named, fact.id)).value, "CS03");
        EXPECT_EQ(code_of(end<domain::Fact>(tx, named, fact.id)), "object_not_found");
        return 0;
    }));
}

TEST_P(TableTest, PagesAreWholeInEveryOrder) {
    value_of(write([&](Transaction& tx) -> base::Result<int> {
        Session const session = session_of(tx, world_, true);
        for (int i = 0; i < 23; ++i) {
            domain::Job job{.kind = "k" + std::to_string(i % 5), .state = "queued"};
            job.progress_ppm = i % 3;
            if (i % 4 != 0) job.message = "m" + std::to_string(i % 7);
            value_of(insert(tx, session, job));
        }
        return 0;
    }));
    for (char const* sort : {"id", "kind", "progress_ppm", "message"}) {
        for (bool descending : {false, true}) {
            SCOPED_TRACE(std::string(sort) + (descending ? " desc" : ""));
            Query query{.sort = sort, .descending = descending, .limit = 4};
            query.columns = {"id", sort};
            std::set<std::string> seen;
            std::string last;
            int pages = 0;
            do {
                auto const page = value_of(read(database(), {.now = start}, [&](Transaction& tx) {
                    return list_rows(tx, session_of(tx, world_, true), table_of<domain::Job>,
                                     query);
                }));
                for (Row const& row : page.rows) {
                    EXPECT_TRUE(seen.insert(std::get<std::string>(row[0])).second);
                    std::string const value = base::to_text(row[1]);
                    bool const follows = descending ? value <= last : value >= last;
                    EXPECT_TRUE(last.empty() || follows);
                    last = value;
                }
                query.cursor = page.next;
                ++pages;
            } while (!query.cursor.empty());
            EXPECT_EQ(seen.size(), 23U);
            EXPECT_EQ(pages, 6);  // 23 rows by 4.
        }
    }
}

TEST_P(TableTest, FiltersCountAsByHandAndBadOnesSayWhy) {
    value_of(write([&](Transaction& tx) -> base::Result<int> {
        Session const session = session_of(tx, world_, true);
        for (int i = 0; i < 10; ++i) {
            domain::Job job{.kind = i < 3 ? "Load_100%" : "judge", .state = "queued"};
            job.progress_ppm = i;
            if (i == 9) job.message = "五篇";
            value_of(insert(tx, session, job));
        }
        return 0;
    }));
    struct Case {
        Filter filter;
        int64_t count;  // -1: refused.
        std::string code;
    };
    auto const text = [](char const* value) { return base::Value(std::string(value)); };
    auto const number = [](int64_t value) { return base::Value(value); };
    Case const cases[] = {
        {{"progress_ppm", Compare::less, {number(4)}}, 4, ""},
        {{"progress_ppm", Compare::greater_equal, {number(4)}}, 6, ""},
        {{"progress_ppm", Compare::not_equal, {number(4)}}, 9, ""},
        {{"kind", Compare::begins, {text("Load_")}}, 3, ""},
        {{"kind", Compare::contains, {text("load_")}}, 3, ""},
        {{"kind", Compare::contains, {text("_%")}}, 0, ""},
        {{"kind", Compare::contains, {text("0%")}}, 3, ""},
        {{"message", Compare::begins, {text("五")}}, 1, ""},
        {{"message", Compare::is_null, {}}, 9, ""},
        {{"kind", Compare::one_of, {text("judge"), text("none")}}, 7, ""},
        {{"kind", Compare::one_of, {}}, 0, ""},
        {{"kind", Compare::equal, {text("x' or '1'='1")}}, 0, ""},
        {{"progress_ppm", Compare::equal, {text("4")}}, -1, "store_filter_malformed"},
        {{"kind", Compare::equal, {}}, -1, "store_filter_malformed"},
        {{"kind\" or \"id", Compare::equal, {text("1")}}, -1, "store_column_unknown"},
        {{"kind", Compare::equal, {base::Value(std::string("a\0b", 3))}}, -1, "store_text"},
        {{"kind", Compare::equal, {text("\xff")}}, -1, "store_text"},
    };
    for (Case const& c : cases) {
        SCOPED_TRACE(c.filter.column + " " + std::to_string(int(c.filter.compare)));
        auto const count = read(database(), {.now = start}, [&](Transaction& tx) {
            return count_rows(tx, session_of(tx, world_, true), table_of<domain::Job>, {c.filter});
        });
        EXPECT_EQ(count.value_or(-1), c.count);
        EXPECT_EQ(code_of(count), c.code);
    }
    auto const bad_cursor = read(database(), {.now = start}, [&](Transaction& tx) {
        return list_rows(tx, session_of(tx, world_, true), table_of<domain::Job>,
                         {.cursor = "zz-1"});
    });
    EXPECT_EQ(code_of(bad_cursor), "store_cursor_malformed");
}

}  // namespace
}  // namespace store
