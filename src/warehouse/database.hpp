// DuckDB through its C API: connections, statements, batches out, batches in. RAII; no business
// words.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/batch.hpp"
#include "base/result.hpp"

namespace warehouse {

struct DatabaseOptions {
    int threads = 2;
    std::string memory_limit = "1500MB";
    std::string temporary_folder;  // For spilling; empty: no spilling.
};

class Connection;

/// An in-memory DuckDB. Thread-safe; connections are not.
class Database {
public:
    /// Errors: `database_failed`.
    static base::Result<Database> open(DatabaseOptions const& options);
    Database(Database&&) noexcept;
    Database& operator=(Database&&) noexcept;
    ~Database();

    base::Result<Connection> connect();
    DatabaseOptions const& options() const;

private:
    struct State;
    explicit Database(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// One SQL result column: how its values stand in a Batch.
struct ResultColumn {
    std::string name;
    base::ColumnKind kind;
    uint8_t scale = 0;
};

/// A connection. Every call's SQL is ours: values that come from outside are quoted by `quote`.
class Connection {
public:
    Connection(Connection&&) noexcept;
    Connection& operator=(Connection&&) noexcept;
    ~Connection();

    /// Runs one or more statements. Errors: `database_failed` with DuckDB's message,
    /// `database_full` when the disk or the memory limit is.
    base::Result<void> run(std::string const& sql);

    /// Runs a SELECT and hands every chunk to `batch`, streaming; an error from `batch` ends the
    /// query. Columns must be BOOLEAN, UTINYINT, INTEGER, BIGINT, HUGEINT, DATE, VARCHAR or DECIMAL
    /// of 10..18 or over 18 digits. Errors: as `run`, `database_type`.
    base::Result<void> query(std::string const& sql,
                             std::function<base::Result<void>(base::Batch const&)> const& batch);

    /// The columns that a SELECT gives.
    base::Result<std::vector<ResultColumn>> describe(std::string const& sql);

    /// First value of the first row as text; "" for null or no row.
    base::Result<std::string> value(std::string const& sql);

    /// All rows as text, null as "". For small results.
    base::Result<std::vector<std::vector<std::string>>> rows(std::string const& sql);

    /// Appends batches to a table through DuckDB's appender.
    class Appender;
    base::Result<Appender> appender(std::string const& table);

    /// The raw handle, for scalar_function.cpp only.
    void* handle() const;

private:
    friend class Database;
    struct State;
    explicit Connection(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// A chunk to be filled column by column, then flushed; rows up to base::batch_rows_max.
class Connection::Appender {
public:
    Appender(Appender&&) noexcept;
    Appender& operator=(Appender&&) noexcept;
    ~Appender();

    /// Writable columns in table order; all rows are null until set valid. Text may point anywhere
    /// that lives until `flush`.
    std::vector<base::BatchColumn> const& columns() const;

    /// Appends the first `rows` rows and clears. Errors: as `Connection::run`.
    base::Result<void> flush(size_t rows);

    /// Ends appending; without it nothing is guaranteed to be there.
    base::Result<void> close();

private:
    friend class Connection;
    struct State;
    explicit Appender(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// 'text' with quotes doubled.
std::string quote(std::string_view text);

/// "name" with quotes doubled.
std::string identifier(std::string_view name);

/// read_parquet(['a', 'b']) for files; no file gives nullopt.
std::string read_parquet(std::vector<std::string> const& files);

/// The same with each row's place in its file, from 0, as BIGINT `file_row_number`.
std::string read_numbered_parquet(std::vector<std::string> const& files);

/// The same over files that have the same columns: only the first is opened before the scan.
std::string read_numbered_alike(std::vector<std::string> const& files);

}  // namespace warehouse
