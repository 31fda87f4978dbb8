// SQLite: write-ahead log, one writer at a time, statements kept prepared.
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <unordered_map>

#include "base/text.hpp"
#include "store/connection.hpp"

namespace store {
namespace {

struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

std::unexpected<base::Error> failure(sqlite3* handle) {
    using base::ErrorKind;
    int const code = sqlite3_extended_errcode(handle);
    base::Args const args = {{"reason", sqlite3_errmsg(handle)}};
    switch (code) {
        case SQLITE_CONSTRAINT_UNIQUE:
        case SQLITE_CONSTRAINT_PRIMARYKEY:
            return base::fail(ErrorKind::conflict, "store_unique", {});
        case SQLITE_CONSTRAINT_FOREIGNKEY:
            return base::fail(ErrorKind::conflict, "store_reference", {});
        case SQLITE_CONSTRAINT_CHECK:
            return base::fail(ErrorKind::invalid, "store_check", {}, args);
        case SQLITE_CONSTRAINT_NOTNULL:
            return base::fail(ErrorKind::invalid, "store_missing", {}, args);
        default: break;
    }
    switch (code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return base::fail(ErrorKind::unavailable, "store_serialization", {});
        case SQLITE_INTERRUPT: return base::fail(ErrorKind::unavailable, "store_timeout", {});
        case SQLITE_FULL: return base::fail(ErrorKind::unavailable, "store_full", {}, args);
        case SQLITE_READONLY: return base::fail(ErrorKind::unavailable, "store_readonly", {}, args);
        case SQLITE_CANTOPEN:
        case SQLITE_PERM: return base::fail(ErrorKind::unavailable, "store_unreachable", {}, args);
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB: return base::fail(ErrorKind::internal, "store_corrupt", {}, args);
        default: return base::fail(ErrorKind::internal, "store_failed", {}, args);
    }
}

void bind(sqlite3_stmt* statement, int at, base::Value const& value) {
    switch (value.index()) {
        case 0: sqlite3_bind_null(statement, at); return;
        case 1: sqlite3_bind_int64(statement, at, std::get<bool>(value) ? 1 : 0); return;
        case 2: sqlite3_bind_int64(statement, at, std::get<int64_t>(value)); return;
        default: {
            std::string const text = base::to_text(value);
            sqlite3_bind_text64(statement, at, text.data(), text.size(), SQLITE_TRANSIENT,
                                SQLITE_UTF8);
        }
    }
}

class Sqlite final : public Connection {
public:
    explicit Sqlite(sqlite3* handle) : handle_(handle) {}
    ~Sqlite() override {
        statements_.clear();
        sqlite3_close_v2(handle_);
    }

    DatabaseKind kind() const override { return DatabaseKind::sqlite; }

    base::Result<int64_t> run(std::string_view sql, std::span<base::Value const> values,
                              RowSink const& sink) override {
        TRY_VOID(check_values(values));
        std::string key(sql);
        Statement statement = TRY(take(key));
        for (size_t i = 0; i < values.size(); ++i) bind(statement.get(), int(i) + 1, values[i]);
        auto const done = step_all(statement.get(), sink);
        sqlite3_reset(statement.get());
        sqlite3_clear_bindings(statement.get());
        if (statements_.size() >= statements_max) statements_.clear();
        statements_.emplace(std::move(key), std::move(statement));
        return done;
    }

    base::Result<void> run_script(std::string const& sql) override {
        if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
            return failure(handle_);
        return {};
    }

    base::Result<void> begin(Isolation isolation) override {
        if (isolation == Isolation::none) return {};
        return run_script(isolation == Isolation::snapshot ? "BEGIN" : "BEGIN IMMEDIATE");
    }

    base::Result<void> commit() override {
        if (sqlite3_get_autocommit(handle_) != 0) return {};
        return run_script("COMMIT");
    }

    void rollback() override {
        if (sqlite3_get_autocommit(handle_) == 0) (void)run_script("ROLLBACK");
    }

    bool is_usable() override { return sqlite3_get_autocommit(handle_) != 0; }

    /// A writing transaction is alone anyway.
    base::Result<bool> try_lock(int64_t) override { return true; }

private:
    base::Result<Statement> take(std::string const& sql) {
        if (auto const found = statements_.find(sql); found != statements_.end()) {
            Statement statement = std::move(found->second);
            statements_.erase(found);
            return statement;
        }
        sqlite3_stmt* raw = nullptr;
        if (sqlite3_prepare_v3(handle_, sql.c_str(), int(sql.size()), SQLITE_PREPARE_PERSISTENT,
                               &raw, nullptr) != SQLITE_OK)
            return failure(handle_);
        return Statement(raw);
    }

    base::Result<int64_t> step_all(sqlite3_stmt* statement, RowSink const& sink) {
        int64_t const before = sqlite3_total_changes64(handle_);
        std::vector<std::optional<std::string_view>> cells(size_t(sqlite3_column_count(statement)));
        while (true) {
            int const code = sqlite3_step(statement);
            if (code == SQLITE_DONE) break;
            if (code != SQLITE_ROW) return failure(handle_);
            if (!sink) continue;
            for (size_t i = 0; i < cells.size(); ++i) {
                auto const* text = sqlite3_column_text(statement, int(i));
                auto const size = size_t(sqlite3_column_bytes(statement, int(i)));
                cells[i].reset();
                if (text != nullptr)
                    cells[i] = std::string_view(reinterpret_cast<char const*>(text), size);
            }
            bool const goes_on = TRY(sink(cells));
            if (!goes_on) break;
        }
        return sqlite3_total_changes64(handle_) - before;
    }

    sqlite3* handle_;
    std::unordered_map<std::string, Statement> statements_;
};

}  // namespace

base::Result<void> check_values(std::span<base::Value const> values) {
    for (base::Value const& value : values) {
        auto const* const text = std::get_if<std::string>(&value);
        if (text == nullptr) continue;
        if (text->find('\0') != text->npos || base::find_malformed_utf8(*text) != text->npos)
            return base::invalid("store_text", {});
    }
    return {};
}

base::Result<std::unique_ptr<Connection>> connect_sqlite(std::string const& path,
                                                         ConnectOptions const& options) {
    // Readable by its owner only; the files beside it take its mode. Never open a file
    // that is there: closing it would drop the locks of other connections to it.
    int const made = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (made >= 0) close(made);
    sqlite3* handle = nullptr;
    int const flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    int const code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
    if (handle == nullptr) return base::fail(base::ErrorKind::internal, "store_failed", {});
    auto connection = std::make_unique<Sqlite>(handle);
    if (code != SQLITE_OK) return failure(handle);
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, int(options.timeout_ms));
    std::string const pragmas = std::string("PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON;") +
                                "PRAGMA cell_size_check=ON; PRAGMA synchronous=" +
                                (options.is_durable ? "FULL;" : "NORMAL;");
    TRY_VOID(connection->run_script(pragmas));
    return std::unique_ptr<Connection>(std::move(connection));
}

}  // namespace store
