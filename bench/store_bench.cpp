// Durable writes a second through the store, beside the same transaction in a bare SQLite loop in
// the same run; then reads by key. Prints JSON, one object a line.
//
// Usage: store_bench FOLDER [SECONDS]                 SQLite beside the loop, then reads
//        store_bench FOLDER SECONDS URL [WRITERS]     writes into another database
#include <sqlite3.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/digest.hpp"
#include "store/migrate.hpp"
#include "store/tables.hpp"

namespace {

using Clock = std::chrono::steady_clock;
constexpr int turns = 8;
constexpr store::Instant now = 1795421730123;

double seconds_since(Clock::time_point from) {
    return std::chrono::duration<double>(Clock::now() - from).count();
}

void report(std::string const& name, int64_t count, double seconds) {
    std::string const line =
        "{\"name\": \"" + name + "\", \"count\": " + std::to_string(count) +
        ", \"per_second\": " + std::to_string(int64_t(double(count) / seconds)) + "}\n";
    std::fwrite(line.data(), 1, line.size(), stdout);
    std::fflush(stdout);
}

[[noreturn]] void stop(std::string const& why) {
    std::fputs(("store_bench: " + why + "\n").c_str(), stderr);
    std::exit(2);
}

void must(int code, int wanted) {
    if (code != wanted) stop("sqlite " + std::to_string(code));
}

template <typename T>
T must(base::Result<T> result) {
    if (!result) stop(result.error().code);
    return std::move(*result);
}

/// Runs `work` until the seconds are over; returns how often.
template <typename Work>
double rate_of(std::string const& name, double seconds, Work work) {
    int64_t count = 0;
    auto const from = Clock::now();
    while (seconds_since(from) < seconds) work(count++);
    double const took = seconds_since(from);
    report(name, count, took);
    return double(count) / took;
}

/// The rows that one store transaction writes, by nothing but sqlite3.
class BareLoop {
public:
    explicit BareLoop(std::string const& path) {
        must(sqlite3_open(path.c_str(), &handle_), SQLITE_OK);
        run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON");
        run(std::string(store::migrations()[0].sql).c_str());
        setting_ = prepare("insert into setting values (?, ?, ?, ?, 1, ?)");
        audit_ =
            prepare("insert into audit values (?, ?, ?, ?, ?, ?, ?, ?, ?, null, ?, null, null)");
    }
    ~BareLoop() {
        sqlite3_finalize(setting_);
        sqlite3_finalize(audit_);
        sqlite3_close(handle_);
    }
    BareLoop(BareLoop const&) = delete;
    BareLoop& operator=(BareLoop const&) = delete;

    void write(int64_t number) {
        std::string const id = std::to_string(number) + std::string(20, 'x');
        std::string const at = "2026-11-23T08:15:30.123Z";
        run("BEGIN IMMEDIATE");
        put(setting_, {id, "tenant", "name " + id, "value", at});
        put(audit_, {id, at, "tenant", "bench", "insert", "setting", id, "", "upkeep",
                     std::string(64, 'a')});
        run("COMMIT");
    }

private:
    void run(char const* sql) {
        must(sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr), SQLITE_OK);
    }
    sqlite3_stmt* prepare(char const* sql) {
        sqlite3_stmt* out = nullptr;
        must(sqlite3_prepare_v2(handle_, sql, -1, &out, nullptr), SQLITE_OK);
        return out;
    }
    static void put(sqlite3_stmt* statement, std::initializer_list<std::string> texts) {
        int at = 0;
        for (std::string const& text : texts)
            sqlite3_bind_text(statement, ++at, text.data(), int(text.size()), SQLITE_TRANSIENT);
        must(sqlite3_step(statement), SQLITE_DONE);
        sqlite3_reset(statement);
    }
    sqlite3* handle_ = nullptr;
    sqlite3_stmt* setting_ = nullptr;
    sqlite3_stmt* audit_ = nullptr;
};

/// Writers side by side, as the requests of a server are.
void write_together(store::Database& database, store::Session const& session, double seconds,
                    int writers) {
    std::vector<int64_t> counts(size_t(writers), 0);
    std::vector<std::thread> threads;
    std::string const mark = base::random_hex(8);  // Names are unique over all runs.
    auto const from = Clock::now();
    for (int each = 0; each < writers; ++each)
        threads.emplace_back([&, each] {
            while (seconds_since(from) < seconds) {
                domain::Setting wish;
                wish.name = mark + "." + std::to_string(each) + "." +
                            std::to_string(counts[size_t(each)]++);
                wish.value = "value";
                must(store::transact(database, {.now = now}, [&](store::Transaction& tx) {
                    return store::insert(tx, session, wish);
                }));
            }
        });
    for (std::thread& thread : threads) thread.join();
    int64_t all = 0;
    for (int64_t count : counts) all += count;
    report("store_write", all, seconds_since(from));
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) stop("usage: store_bench FOLDER [SECONDS] [URL]");
    std::string const folder = argv[1];
    double const seconds = argc > 2 ? std::atoi(argv[2]) : 5;
    std::string const url = argc > 3 ? argv[3] : "sqlite:" + folder + "/store.db";
    int const writers = argc > 4 ? std::atoi(argv[4]) : 1;
    auto const database = must(store::Database::open(url, {.connections = writers + 1}));
    must(store::migrate(*database, {.now = now}, domain::bank));
    auto const open = [](store::Transaction& tx) {
        return store::open_upkeep_session(tx, "", "bench");
    };
    store::Session const session = must(store::read(*database, {.now = now}, open));
    if (argc > 3) {
        write_together(*database, session, seconds, writers);
        return 0;
    }
    std::string last;
    double bare_rate = 0;
    double store_rate = 0;
    BareLoop bare(folder + "/bare.db");
    int64_t number = 0;
    // In turns, so that a slow disk slows both.
    for (int turn = 0; turn < turns; ++turn) {
        bare_rate += rate_of("bare_write", seconds / turns, [&](int64_t) { bare.write(number++); });
        store_rate += rate_of("store_write", seconds / turns, [&](int64_t) {
            domain::Setting wish;
            wish.name = std::to_string(number++);
            wish.value = "value";
            last = must(store::transact(*database, {.now = now}, [&](store::Transaction& tx) {
                       return store::insert(tx, session, wish);
                   })).id;
        });
    }
    rate_of("store_read", seconds, [&](int64_t) {
        must(store::read(*database, {.now = now}, [&](store::Transaction& tx) {
            return store::find<domain::Setting>(tx, session, last);
        }));
    });
    std::string const ratio = "{\"name\": \"store_to_bare_percent\", \"value\": " +
                              std::to_string(int64_t(store_rate * 100 / bare_rate)) + "}\n";
    std::fwrite(ratio.data(), 1, ratio.size(), stdout);
    return store_rate * 2 >= bare_rate ? 0 : 1;
}
