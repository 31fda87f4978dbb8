// The database of a store: a pool of connections and the one way to run a transaction.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/connection.hpp"
#include "store/instant.hpp"

namespace store {

/// When and for which request something is done. Nothing in the store reads a clock.
struct Moment {
    Instant now = 0;
    std::string request = {};  // Request id of the log; may be empty.
};

/// Statements that stand or fall together. Handed out by `transact` and `read` only.
class Transaction {
public:
    Transaction(Connection& connection, Moment const& moment)
        : connection_(connection), moment_(moment) {}
    Transaction(Transaction const&) = delete;
    Transaction& operator=(Transaction const&) = delete;

    DatabaseKind kind() const { return connection_.kind(); }
    Instant now() const { return moment_.now; }
    std::string const& request() const { return moment_.request; }

    /// Runs one statement with `?` for values; returns the number of rows changed.
    base::Result<int64_t> run(std::string_view sql, std::vector<base::Value> const& values = {}) {
        return connection_.run(sql, values, {});
    }
    /// Reads rows; the sink ends the reading by false.
    base::Result<void> each(std::string_view sql, std::vector<base::Value> const& values,
                            RowSink const& sink);
    /// The first cell of the first row; none without a row or when it is null.
    base::Result<std::optional<std::string>> one(std::string_view sql,
                                                 std::vector<base::Value> const& values = {});
    base::Result<void> script(std::string const& sql) { return connection_.run_script(sql); }
    base::Result<bool> try_lock(int64_t key) { return connection_.try_lock(key); }

private:
    Connection& connection_;
    Moment const& moment_;
};

struct DatabaseOptions {
    int connections = 8;
    ConnectOptions connect = {};
};

/// Thread-safe. Broken connections are dropped and opened again.
class Database {
public:
    /// `sqlite:PATH` or `postgresql://…`. Connects once, to say at once what is wrong.
    /// Errors: `store_url`, `store_unreachable`.
    static base::Result<std::unique_ptr<Database>> open(std::string const& url,
                                                        DatabaseOptions const& options = {});
    ~Database();
    Database(Database const&) = delete;
    Database& operator=(Database const&) = delete;

    DatabaseKind kind() const;

    using Work = std::function<base::Result<void>(Transaction&)>;
    /// Runs `work` in a transaction, again when the databases ask for it or when the connection
    /// broke before the commit, so `work` must be repeatable. Errors: those of `work`;
    /// `store_no_connection`, `store_busy`, `store_unreachable`, `store_commit_unknown`.
    base::Result<void> attempt(Isolation isolation, Moment const& moment, Work const& work);

    struct State;
    /// Only `open` can make a State.
    explicit Database(std::unique_ptr<State> state);

private:
    base::Result<void> attempt_once(Isolation isolation, Moment const& moment, Work const& work);
    std::unique_ptr<State> state_;
};

template <typename Work>
auto run_as(Database& database, Isolation isolation, Moment const& moment, Work&& work) {
    using Out = std::invoke_result_t<Work&, Transaction&>;
    std::optional<Out> out;
    auto done = database.attempt(isolation, moment, [&](Transaction& tx) -> base::Result<void> {
        out.emplace(work(tx));
        if (!out->has_value()) return std::unexpected(out->error());
        return {};
    });
    if (!done) return Out(std::unexpected(std::move(done).error()));
    return *std::move(out);
}

/// All or nothing, durable when it returns a value.
template <typename Work>
auto transact(Database& database, Moment const& moment, Work&& work) {
    return run_as(database, Isolation::write, moment, std::forward<Work>(work));
}

/// Reads, each statement for itself.
template <typename Work>
auto read(Database& database, Moment const& moment, Work&& work) {
    return run_as(database, Isolation::none, moment, std::forward<Work>(work));
}

/// Reads that all see one moment.
template <typename Work>
auto read_snapshot(Database& database, Moment const& moment, Work&& work) {
    return run_as(database, Isolation::snapshot, moment, std::forward<Work>(work));
}

}  // namespace store
