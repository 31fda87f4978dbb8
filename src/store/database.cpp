// The pool, and the one place where a transaction is tried again.
#include "store/database.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace store {
namespace {

constexpr int attempts_max = 8;
constexpr int64_t first_wait_ms = 5;  // Doubled after each attempt: 0.6 s in all.

bool is_lost(base::Error const& error) { return error.code == "store_unreachable"; }
bool is_collision(base::Error const& error) { return error.code == "store_serialization"; }

}  // namespace

struct Database::State {
    std::string url;
    DatabaseOptions options;
    DatabaseKind kind = DatabaseKind::sqlite;
    std::mutex mutex;
    std::condition_variable freed;
    std::vector<std::unique_ptr<Connection>> idle;
    int open = 0;
    // Writers of one process queue here, not in SQLite's polling.
    std::timed_mutex writer;

    base::Result<std::unique_ptr<Connection>> connect() const {
        if (kind == DatabaseKind::sqlite) return connect_sqlite(url.substr(7), options.connect);
        return connect_postgres(url, options.connect);
    }

    base::Result<std::unique_ptr<Connection>> take() {
        std::unique_lock lock(mutex);
        auto const wait = std::chrono::milliseconds(options.connect.timeout_ms);
        if (!freed.wait_for(lock, wait,
                            [&] { return !idle.empty() || open < options.connections; }))
            return base::fail(base::ErrorKind::unavailable, "store_no_connection", {});
        if (!idle.empty()) {
            auto connection = std::move(idle.back());
            idle.pop_back();
            return connection;
        }
        ++open;
        lock.unlock();
        auto connection = connect();
        if (!connection) forget();
        return connection;
    }

    void give(std::unique_ptr<Connection> connection) {
        if (!connection->is_usable()) {
            connection.reset();
            return forget();
        }
        std::lock_guard const lock(mutex);
        idle.push_back(std::move(connection));
        freed.notify_one();
    }

    void forget() {
        std::lock_guard const lock(mutex);
        --open;
        freed.notify_one();
    }

    /// When one connection broke, the idle ones did most likely, too.
    void drop_idle() {
        std::lock_guard const lock(mutex);
        open -= int(idle.size());
        idle.clear();
        freed.notify_all();
    }
};

base::Result<void> Transaction::each(std::string_view sql, std::vector<base::Value> const& values,
                                     RowSink const& sink) {
    TRY_VOID(connection_.run(sql, values, sink));
    return {};
}

base::Result<std::optional<std::string>> Transaction::one(std::string_view sql,
                                                          std::vector<base::Value> const& values) {
    std::optional<std::string> out;
    TRY_VOID(each(sql, values, [&](Cells cells) -> base::Result<bool> {
        if (cells[0]) out = std::string(*cells[0]);
        return false;
    }));
    return out;
}

Database::Database(std::unique_ptr<State> state) : state_(std::move(state)) {}
Database::~Database() = default;

DatabaseKind Database::kind() const { return state_->kind; }

base::Result<std::unique_ptr<Database>> Database::open(std::string const& url,
                                                       DatabaseOptions const& options) {
    auto state = std::make_unique<State>();
    state->url = url;
    state->options = options;
    if (url.starts_with("postgresql://") || url.starts_with("postgres://")) {
        state->kind = DatabaseKind::postgres;
    } else if (!url.starts_with("sqlite:") || url.size() == 7) {
        return base::invalid("store_url", {.field = "--database"});
    }
    auto connection = TRY(state->take());
    state->give(std::move(connection));
    return std::make_unique<Database>(std::move(state));
}

base::Result<void> Database::attempt_once(Isolation isolation, Moment const& moment,
                                          Work const& work) {
    bool const writes = isolation == Isolation::write || isolation == Isolation::relaxed;
    std::unique_lock<std::timed_mutex> alone;
    if (writes && state_->kind == DatabaseKind::sqlite) {
        alone = std::unique_lock(state_->writer,
                                 std::chrono::milliseconds(state_->options.connect.timeout_ms));
        if (!alone) return base::fail(base::ErrorKind::unavailable, "store_busy", {});
    }
    auto connection = TRY(state_->take());
    auto done = connection->begin(isolation);
    if (done) {
        Transaction transaction(*connection, moment);
        done = work(transaction);
        if (done && isolation != Isolation::none) done = connection->commit();
    }
    if (!done) connection->rollback();
    state_->give(std::move(connection));
    return done;
}

base::Result<void> Database::attempt(Isolation isolation, Moment const& moment, Work const& work) {
    int64_t wait_ms = first_wait_ms;
    for (int round = 1;; ++round, wait_ms *= 2) {
        auto done = attempt_once(isolation, moment, work);
        if (done) return done;
        bool const again = is_lost(done.error()) || is_collision(done.error());
        if (is_lost(done.error())) state_->drop_idle();
        if (!again) return done;
        if (round == attempts_max) {
            if (is_collision(done.error()))
                return base::fail(base::ErrorKind::unavailable, "store_busy", {});
            return done;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(wait_ms));
    }
}

}  // namespace store
