// Writes pairs of rows and acknowledges each on stdout until it is killed; or checks what is there.
//
// Usage: store_writer write URL FIRST      prints n, n+1, … once each is durable
//        store_writer check URL            prints the numbers, then audit rows, unsealed, pairs
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <thread>

#include "base/text.hpp"
#include "store/audit.hpp"
#include "store/tables.hpp"

namespace {

constexpr store::Instant now = 1795421730123;

int fail(base::Error const& error) {
    std::fputs(("store_writer: " + error.code + "\n").c_str(), stderr);
    return 2;
}

/// Two rows by one transaction, inserted and then changed: four audit rows.
base::Result<int> write_pair(store::Transaction& tx, int64_t number) {
    auto const session = TRY(store::open_upkeep_session(tx, "", "writer"));
    for (char const* half : {".a", ".b"}) {
        domain::Setting wish;
        wish.name = std::to_string(number) + half;
        wish.value = "new";
        auto const made = TRY(store::insert(tx, session, wish));
        store::Change const change{made.id, 1, {{"value", base::Value(std::string("whole"))}}};
        TRY_VOID(store::update<domain::Setting>(tx, session, change));
    }
    return 0;
}

/// One thread of the writer: numbers apart by `step`.
void write_all(store::Database& database, int64_t first, int64_t step) {
    for (int64_t number = first;; number += step) {
        auto const done = store::transact(
            database, {.now = now}, [&](store::Transaction& tx) { return write_pair(tx, number); });
        if (!done) std::exit(fail(done.error()));
        std::string const line = std::to_string(number) + "\n";
        std::fwrite(line.data(), 1, line.size(), stdout);
        std::fflush(stdout);
    }
}

/// Until no row is unsealed: the server may still be at the last commit of a killed writer.
base::Result<store::AuditReport> seal_and_verify(store::Database& database) {
    store::AuditReport report;
    for (int turn = 0; turn < 50; ++turn) {
        TRY_VOID(store::seal_all(database));
        report = TRY(store::verify_audit(database));
        if (report.unsealed == 0) return report;
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return report;
}

int check(store::Database& database) {
    std::map<std::string, std::set<std::string>> halves;
    // Of one moment: a commit that was under way when its client was killed may still come through.
    auto const count = [&](store::Transaction& tx) -> base::Result<std::string> {
        auto const keep = [&](store::Cells cells) -> base::Result<bool> {
            auto const parts = base::split(*cells[0], '.');
            if (cells[1] != "whole") return base::invalid("half_written", {});
            halves[std::string(parts[0])].insert(std::string(parts[1]));
            return true;
        };
        TRY_VOID(tx.each("select \"name\", \"value\" from \"setting\"", {}, keep));
        auto const audits = TRY(tx.one("select count(*) from \"audit\""));
        return audits.value_or("");
    };
    auto const audits = store::read_snapshot(database, {}, count);
    if (!audits) return fail(audits.error());
    for (auto const& [number, both] : halves) {
        if (both.size() != 2) return fail({base::ErrorKind::internal, "half_written", {}, {}});
        std::fwrite((number + "\n").data(), 1, number.size() + 1, stdout);
    }
    auto const report = seal_and_verify(database);
    if (!report) return fail(report.error());
    std::string const last = "audit " + *audits + " " + std::to_string(report->unsealed) + " " +
                             std::to_string(halves.size()) + "\n";
    std::fwrite(last.data(), 1, last.size(), stdout);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) return 2;
    auto const database = store::Database::open(argv[2]);
    if (!database) return fail(database.error());
    if (std::string(argv[1]) == "check") return check(**database);
    int64_t const first = argc > 3 ? std::atoll(argv[3]) : 0;
    store::Sealer const sealer(**database, 20);
    std::thread const other([&] { write_all(**database, first + 1, 2); });
    write_all(**database, first, 2);
    return 0;
}
