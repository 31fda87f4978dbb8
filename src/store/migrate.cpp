// Applies the embedded migrations in order.
#include "store/migrate.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"

// The files themselves are the program's data, as with labels.csv.
#define EMBED(symbol, file)                           \
    extern "C" {                                      \
    extern char const symbol##_begin[];               \
    extern char const symbol##_end[];                 \
    }                                                 \
    __asm__(                                          \
        ".section .rodata\n"                          \
        ".global " #symbol "_begin\n" #symbol         \
        "_begin:\n"                                   \
        ".incbin \"" WUPIAN_MIGRATION_FOLDER "/" file \
        "\"\n"                                        \
        ".global " #symbol "_end\n" #symbol           \
        "_end:\n"                                     \
        ".byte 0\n"                                   \
        ".previous\n")

EMBED(wupian_migration_1, "0001_record.sql");
EMBED(wupian_migration_2, "0002_filing.sql");
EMBED(wupian_migration_3, "0003_month.sql");
EMBED(wupian_migration_4, "0004_desk.sql");
EMBED(wupian_migration_5, "0005_inquiry.sql");
EMBED(wupian_migration_6, "0006_rule.sql");
EMBED(wupian_migration_7, "0007_counter.sql");

namespace store {
namespace {

constexpr int busy_waits_max = 50;  // Some 30 seconds.
constexpr int64_t migrate_lock = 0x7775'7069'616e'0001;

std::string_view text_of(char const* begin, char const* end) {
    return {begin, size_t(end - begin)};
}

base::Result<void> prepare(Transaction& tx) {
    TRY_VOID(
        tx.run("create table if not exists \"migration\" (\"number\" bigint not null primary "
               "key, \"name\" text not null, \"checksum\" text not null, \"applied_at\" text "
               "not null)"));
    TRY_VOID(tx.run("create table if not exists \"edition\" (\"name\" text not null primary key)"));
    return {};
}

/// A store is of one edition for ever: what another may not hold would otherwise be there already.
base::Result<void> settle_edition(Transaction& tx, domain::Edition edition) {
    std::string const name(domain::to_text(edition));
    auto const settled = TRY(tx.one("select \"name\" from \"edition\""));
    if (!settled) TRY_VOID(tx.run("insert into \"edition\" values (?)", {base::Value(name)}));
    if (settled && *settled != name)
        return base::fail(base::ErrorKind::conflict, "store_other_edition", {},
                          {{"edition", *settled}, {"wanted", name}});
    return {};
}

/// Compares what was applied with what this program has; returns the last number.
base::Result<int64_t> check_applied(Transaction& tx) {
    int64_t last = 0;
    TRY_VOID(tx.each("select \"number\", \"checksum\" from \"migration\" order by \"number\"", {},
                     [&](Cells cells) -> base::Result<bool> {
                         auto const number = base::parse_integer(*cells[0]);
                         if (!number || *number != last + 1 ||
                             *number > int64_t(migrations().size()))
                             return base::fail(base::ErrorKind::conflict, "migration_newer", {},
                                               {{"number", std::string(*cells[0])}});
                         Migration const& ours = migrations()[size_t(last)];
                         if (base::digest_hex(base::DigestKind::sm3, ours.sql) != *cells[1])
                             return base::fail(base::ErrorKind::conflict, "migration_changed",
                                               {.file = std::string(ours.name)});
                         last = *number;
                         return true;
                     }));
    return last;
}

/// Applies the next one; 0 when there is none.
base::Result<int64_t> apply_next(Transaction& tx, domain::Edition edition, int64_t until) {
    bool const alone = TRY(tx.try_lock(migrate_lock));
    if (!alone) return base::fail(base::ErrorKind::unavailable, "store_serialization", {});
    TRY_VOID(prepare(tx));
    TRY_VOID(settle_edition(tx, edition));
    int64_t const last = TRY(check_applied(tx));
    if (last >= until) return 0;
    Migration const& next = migrations()[size_t(last)];
    if (next.editions & edition) TRY_VOID(tx.script(std::string(next.sql)));
    TRY_VOID(tx.run("insert into \"migration\" values (?, ?, ?, ?)",
                    {base::Value(next.number), base::Value(std::string(next.name)),
                     base::Value(base::digest_hex(base::DigestKind::sm3, next.sql)),
                     base::Value(instant_text(tx.now()))}));
    return 1;
}

base::Result<bool> has_migrations(Transaction& tx) {
    std::string const catalogue =
        tx.kind() == DatabaseKind::sqlite
            ? "select name from sqlite_master where type = 'table' and name = 'migration'"
            : "select tablename from pg_tables where tablename = 'migration' and schemaname = "
              "current_schema()";
    auto const found = TRY(tx.one(catalogue));
    return found.has_value();
}

}  // namespace

std::span<Migration const> migrations() {
    static Migration const all[] = {
        {1, "0001_record.sql", text_of(wupian_migration_1_begin, wupian_migration_1_end)},
        {2, "0002_filing.sql", text_of(wupian_migration_2_begin, wupian_migration_2_end),
         domain::with_receipts},
        {3, "0003_month.sql", text_of(wupian_migration_3_begin, wupian_migration_3_end),
         domain::with_receipts},
        {4, "0004_desk.sql", text_of(wupian_migration_4_begin, wupian_migration_4_end)},
        {5, "0005_inquiry.sql", text_of(wupian_migration_5_begin, wupian_migration_5_end),
         domain::with_receipts},
        {6, "0006_rule.sql", text_of(wupian_migration_6_begin, wupian_migration_6_end)},
        {7, "0007_counter.sql", text_of(wupian_migration_7_begin, wupian_migration_7_end),
         domain::window},
    };
    return all;
}

base::Result<int64_t> migrate(Database& database, Moment const& moment, domain::Edition edition,
                              int64_t last) {
    int64_t const until = last == 0 ? int64_t(migrations().size()) : last;
    int64_t applied = 0;
    for (int waits = 0;;) {
        auto const done = run_as(database, Isolation::relaxed, moment,
                                 [&](Transaction& tx) { return apply_next(tx, edition, until); });
        // Another program may be at it, which takes longer than a usual collision.
        bool const is_busy = !done && done.error().code == "store_busy";
        if (is_busy && ++waits < busy_waits_max) continue;
        if (!done) return std::unexpected(done.error());
        if (*done == 0) return applied;
        ++applied;
    }
}

base::Result<int64_t> schema_version(Transaction& tx) {
    bool const any = TRY(has_migrations(tx));
    if (!any) return 0;
    return check_applied(tx);
}

base::Result<domain::Edition> store_edition(Transaction& tx) {
    auto const name = TRY(tx.one("select \"name\" from \"edition\""));
    auto const edition = domain::parse_edition(name.value_or(""));
    if (!edition)
        return base::fail(base::ErrorKind::conflict, "migration_needed", {},
                          {{"version", "0"}, {"wanted", std::to_string(migrations().size())}});
    return *edition;
}

base::Result<void> check_schema(Database& database) {
    int64_t const version =
        TRY(read_snapshot(database, Moment(), [](Transaction& tx) { return schema_version(tx); }));
    if (version < int64_t(migrations().size()))
        return base::fail(base::ErrorKind::conflict, "migration_needed", {},
                          {{"version", std::to_string(version)},
                           {"wanted", std::to_string(migrations().size())}});
    return {};
}

}  // namespace store
