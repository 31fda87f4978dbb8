// PostgreSQL by libpq: UTC, statements kept prepared, SQLSTATE mapped to our codes.
#include <libpq-fe.h>

#include <unordered_map>

#include "store/connection.hpp"

namespace store {
namespace {

struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
};
using Answer = std::unique_ptr<PGresult, Clear>;

bool is_good(PGresult const* result) {
    auto const status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/// `?` outside quotes becomes $1, $2, …
std::string with_dollars(std::string_view sql) {
    std::string out;
    int count = 0;
    char quote = 0;
    for (char sign : sql) {
        if (quote == 0 && sign == '?') {
            out += '$' + std::to_string(++count);
            continue;
        }
        if (quote == 0 && (sign == '\'' || sign == '"')) {
            quote = sign;
        } else if (sign == quote) {
            quote = 0;
        }
        out += sign;
    }
    return out;
}

struct StateCode {
    std::string_view prefix;  // Of the SQLSTATE.
    base::ErrorKind kind;
    std::string_view code;
};

constexpr StateCode state_codes[] = {
    {"23505", base::ErrorKind::conflict, "store_unique"},
    {"23503", base::ErrorKind::conflict, "store_reference"},
    {"23514", base::ErrorKind::invalid, "store_check"},
    {"22", base::ErrorKind::invalid, "store_check"},
    {"23502", base::ErrorKind::invalid, "store_missing"},
    {"40", base::ErrorKind::unavailable, "store_serialization"},
    {"55P03", base::ErrorKind::unavailable, "store_serialization"},
    {"0A000", base::ErrorKind::unavailable, "store_serialization"},  // The plan is out of date.
    {"26000", base::ErrorKind::unavailable, "store_serialization"},  // The statement is gone.
    {"57014", base::ErrorKind::unavailable, "store_timeout"},
    {"53100", base::ErrorKind::unavailable, "store_full"},
    {"25006", base::ErrorKind::unavailable, "store_readonly"},
    {"42501", base::ErrorKind::unavailable, "store_readonly"},
    {"53300", base::ErrorKind::unavailable, "store_unreachable"},
    {"08", base::ErrorKind::unavailable, "store_unreachable"},
    {"28", base::ErrorKind::unavailable, "store_unreachable"},
    {"3D000", base::ErrorKind::unavailable, "store_unreachable"},
    {"XX001", base::ErrorKind::internal, "store_corrupt"},
};

class Postgres final : public Connection {
public:
    explicit Postgres(PGconn* handle) : handle_(handle) {}
    ~Postgres() override { PQfinish(handle_); }

    DatabaseKind kind() const override { return DatabaseKind::postgres; }

    base::Result<int64_t> run(std::string_view sql, std::span<base::Value const> values,
                              RowSink const& sink) override {
        TRY_VOID(check_values(values));
        std::string const name = TRY(prepared(sql));
        std::vector<std::string> texts(values.size());
        std::vector<char const*> pointers(values.size(), nullptr);
        for (size_t i = 0; i < values.size(); ++i) {
            if (base::is_null(values[i])) continue;
            texts[i] = base::to_text(values[i]);
            pointers[i] = texts[i].c_str();
        }
        Answer const answer(PQexecPrepared(handle_, name.c_str(), int(values.size()),
                                           pointers.data(), nullptr, nullptr, 0));
        if (!is_good(answer.get())) return failure(answer.get());
        if (sink) TRY_VOID(read_rows(answer.get(), sink));
        int64_t changed = 0;
        for (char const* at = PQcmdTuples(answer.get()); *at != 0; ++at)
            changed = changed * 10 + (*at - '0');
        return PQresultStatus(answer.get()) == PGRES_TUPLES_OK && !writes(answer.get()) ? 0
                                                                                        : changed;
    }

    base::Result<void> run_script(std::string const& sql) override {
        Answer const answer(PQexec(handle_, sql.c_str()));
        if (!is_good(answer.get())) return failure(answer.get());
        return {};
    }

    base::Result<void> begin(Isolation isolation) override {
        if (is_stale_) {
            TRY_VOID(run_script("DEALLOCATE ALL"));
            names_.clear();
            is_stale_ = false;
        }
        switch (isolation) {
            case Isolation::none: return {};
            case Isolation::snapshot:
                return run_script("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
            case Isolation::write: return run_script("BEGIN ISOLATION LEVEL SERIALIZABLE");
            case Isolation::relaxed: return run_script("BEGIN ISOLATION LEVEL READ COMMITTED");
        }
        return {};
    }

    base::Result<void> commit() override {
        if (PQtransactionStatus(handle_) == PQTRANS_IDLE) return {};
        Answer const answer(PQexec(handle_, "COMMIT"));
        if (!is_good(answer.get())) {
            auto error = failure(answer.get());
            if (is_lost_)
                return base::fail(base::ErrorKind::unavailable, "store_commit_unknown", {});
            return error;
        }
        if (std::string_view(PQcmdStatus(answer.get())) != "COMMIT")
            return base::fail(base::ErrorKind::internal, "store_failed", {},
                              {{"reason", PQcmdStatus(answer.get())}});
        return {};
    }

    void rollback() override {
        if (PQtransactionStatus(handle_) != PQTRANS_IDLE) (void)run_script("ROLLBACK");
    }

    bool is_usable() override {
        return !is_lost_ && PQstatus(handle_) == CONNECTION_OK &&
               PQtransactionStatus(handle_) == PQTRANS_IDLE;
    }

    base::Result<bool> try_lock(int64_t key) override {
        bool taken = false;
        base::Value const value(key);
        TRY_VOID(run("SELECT pg_try_advisory_xact_lock(CAST(? AS bigint))", {&value, 1},
                     [&](Cells cells) -> base::Result<bool> {
                         taken = cells[0] == "t";
                         return true;
                     }));
        return taken;
    }

private:
    std::unexpected<base::Error> failure(PGresult const* result) {
        char const* const field = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
        std::string_view const state = field != nullptr ? field : "";
        char const* const primary =
            result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : nullptr;
        base::Args args = {{"reason", primary != nullptr ? primary : PQerrorMessage(handle_)}};
        // A failure without a state is the library's own: the connection broke, though its status
        // may not say so yet.
        if (PQstatus(handle_) != CONNECTION_OK || state.empty() || state.starts_with("57P")) {
            is_lost_ = true;
            return base::fail(base::ErrorKind::unavailable, "store_unreachable", {}, args);
        }
        if (state == "0A000" || state == "26000") is_stale_ = true;
        for (StateCode const& each : state_codes)
            if (state.starts_with(each.prefix)) return base::fail(each.kind, each.code, {}, args);
        return base::fail(base::ErrorKind::internal, "store_failed", {}, args);
    }

    static bool writes(PGresult* result) {
        return !std::string_view(PQcmdStatus(result)).starts_with("SELECT");
    }

    base::Result<std::string> prepared(std::string_view sql) {
        std::string key(sql);
        if (auto const found = names_.find(key); found != names_.end()) return found->second;
        if (names_.size() >= statements_max) is_stale_ = true;  // Dropped before the next begin.
        std::string name = "s" + std::to_string(++count_);
        Answer const answer(
            PQprepare(handle_, name.c_str(), with_dollars(sql).c_str(), 0, nullptr));
        if (!is_good(answer.get())) return failure(answer.get());
        names_.emplace(std::move(key), name);
        return name;
    }

    static base::Result<void> read_rows(PGresult const* result, RowSink const& sink) {
        std::vector<std::optional<std::string_view>> cells(size_t(PQnfields(result)));
        for (int row = 0; row < PQntuples(result); ++row) {
            for (size_t i = 0; i < cells.size(); ++i) {
                cells[i].reset();
                if (PQgetisnull(result, row, int(i)) == 0)
                    cells[i] = std::string_view(PQgetvalue(result, row, int(i)),
                                                size_t(PQgetlength(result, row, int(i))));
            }
            bool const goes_on = TRY(sink(cells));
            if (!goes_on) break;
        }
        return {};
    }

    PGconn* handle_;
    std::unordered_map<std::string, std::string> names_;
    int64_t count_ = 0;
    bool is_stale_ = false;
    bool is_lost_ = false;
};

}  // namespace

base::Result<std::unique_ptr<Connection>> connect_postgres(std::string const& url,
                                                           ConnectOptions const& options) {
    // What the URL says comes last and wins.
    char const* const keys[] = {"connect_timeout", "tcp_user_timeout", "application_name",
                                "client_encoding", "dbname",           nullptr};
    char const* const values[] = {"5", "15000", "wupian", "UTF8", url.c_str(), nullptr};
    PGconn* const handle = PQconnectdbParams(keys, values, 1);
    auto connection = std::make_unique<Postgres>(handle);
    if (PQstatus(handle) != CONNECTION_OK)
        return base::fail(base::ErrorKind::unavailable, "store_unreachable", {},
                          {{"reason", PQerrorMessage(handle)}});
    PQsetNoticeProcessor(handle, [](void*, char const*) {}, nullptr);
    TRY_VOID(connection->run_script(
        "SET TIME ZONE 'UTC'; SET statement_timeout=" + std::to_string(options.statement_ms) +
        "; SET lock_timeout=" + std::to_string(options.timeout_ms) +
        "; SET synchronous_commit=" + (options.is_durable ? "on" : "off")));
    return std::unique_ptr<Connection>(std::move(connection));
}

}  // namespace store
