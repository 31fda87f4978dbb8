// One connection to SQLite or PostgreSQL. Only database.cpp holds these; all others get a
// Transaction.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/value.hpp"

namespace store {

enum class DatabaseKind : uint8_t { sqlite, postgres };

enum class Isolation : uint8_t {
    none,      // Single statements, each for itself.
    snapshot,  // Reads of one moment.
    write,     // As if nobody else were there; may end in store_serialization.
    relaxed,   // Writes that see what others commit meanwhile.
};

/// The cells of one row as text; null where there is none. They hold until the sink returns.
using Cells = std::span<std::optional<std::string_view> const>;
/// False ends the reading.
using RowSink = std::function<base::Result<bool>(Cells)>;

/// The dialect is the virtual functions here. Statements are the common subset
/// (docs/architecture.md, "Store"); `?` stands for a value.
class Connection {
public:
    virtual ~Connection() = default;

    virtual DatabaseKind kind() const = 0;
    /// Runs one statement; returns the number of rows changed. Errors: the store_… family.
    virtual base::Result<int64_t> run(std::string_view sql, std::span<base::Value const> values,
                                      RowSink const& sink) = 0;
    /// Several statements without values.
    virtual base::Result<void> run_script(std::string const& sql) = 0;
    virtual base::Result<void> begin(Isolation isolation) = 0;
    /// Errors: `store_commit_unknown` when the connection broke on the way.
    virtual base::Result<void> commit() = 0;
    /// Never fails: a connection that cannot is not usable afterwards.
    virtual void rollback() = 0;
    /// Open, and in no transaction.
    virtual bool is_usable() = 0;
    /// Held by one transaction at a time until its end; false when another holds it.
    virtual base::Result<bool> try_lock(int64_t key) = 0;
};

struct ConnectOptions {
    bool is_durable = true;        // False: a crash of the machine may lose the last commits.
    int64_t timeout_ms = 5000;     // For a lock, and for a free connection.
    int64_t statement_ms = 60000;  // PostgreSQL only.
};

base::Result<std::unique_ptr<Connection>> connect_sqlite(std::string const& path,
                                                         ConnectOptions const& options);
base::Result<std::unique_ptr<Connection>> connect_postgres(std::string const& url,
                                                           ConnectOptions const& options);

/// Text that both databases keep as it is: UTF-8 without NUL. Errors: `store_text`.
base::Result<void> check_values(std::span<base::Value const> values);

/// A prepared statement is dropped when there are more than these.
inline constexpr size_t statements_max = 400;

}  // namespace store
