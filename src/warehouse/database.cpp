// The one file that speaks DuckDB's C API for queries and appenders.
#include "warehouse/database.hpp"

#include <duckdb.h>

#include <cstring>

#include "base/check.hpp"
#include "base/text.hpp"

namespace warehouse {
namespace {

std::unexpected<base::Error> failed(char const* message) {
    std::string const text = message != nullptr ? message : "";
    bool const full = text.find("Could not write") != std::string::npos ||
                      text.find("No space left") != std::string::npos ||
                      text.find("Out of Memory") != std::string::npos;
    base::Args args = {{"reason", base::shorten(text, 600)}};
    if (full) return base::fail(base::ErrorKind::unavailable, "database_full", {}, std::move(args));
    for (std::string_view const damage :
         {"Failed to read file \"", "No magic bytes found at end of file '",
          "Invalid Input Error: File '"}) {
        size_t const at = text.find(damage);
        if (at == std::string::npos) continue;
        size_t const begin = at + damage.size();
        return base::invalid("parquet_damaged",
                             {.file = text.substr(begin, text.find(damage.back(), begin) - begin)},
                             std::move(args));
    }
    if (text.find("TProtocolException") != std::string::npos)  // A page's head; no file is named.
        return base::invalid("parquet_damaged", {}, std::move(args));
    return base::fail(base::ErrorKind::unavailable, "database_failed", {}, std::move(args));
}

/// How a logical type stands in a Batch; false for a type that batches do not hold.
bool column_of(duckdb_logical_type type, base::ColumnKind& kind, uint8_t& scale) {
    scale = 0;
    switch (duckdb_get_type_id(type)) {
        case DUCKDB_TYPE_BOOLEAN: kind = base::ColumnKind::boolean; return true;
        case DUCKDB_TYPE_UTINYINT: kind = base::ColumnKind::uint8; return true;
        case DUCKDB_TYPE_USMALLINT: kind = base::ColumnKind::uint16; return true;
        case DUCKDB_TYPE_INTEGER: kind = base::ColumnKind::int32; return true;
        case DUCKDB_TYPE_BIGINT: kind = base::ColumnKind::int64; return true;
        case DUCKDB_TYPE_HUGEINT: kind = base::ColumnKind::int128; return true;
        case DUCKDB_TYPE_DATE: kind = base::ColumnKind::day; return true;
        case DUCKDB_TYPE_VARCHAR: kind = base::ColumnKind::text; return true;
        case DUCKDB_TYPE_DECIMAL: break;
        default: return false;
    }
    scale = duckdb_decimal_scale(type);
    duckdb_type const stored = duckdb_decimal_internal_type(type);
    kind = stored == DUCKDB_TYPE_BIGINT ? base::ColumnKind::int64 : base::ColumnKind::int128;
    return stored == DUCKDB_TYPE_BIGINT || stored == DUCKDB_TYPE_HUGEINT;
}

struct LogicalType {
    duckdb_logical_type handle;
    explicit LogicalType(duckdb_logical_type h) : handle(h) {}
    LogicalType(LogicalType const&) = delete;
    LogicalType& operator=(LogicalType const&) = delete;
    ~LogicalType() { duckdb_destroy_logical_type(&handle); }
};

struct ResultHandle {
    duckdb_result result{};
    ResultHandle() = default;
    ResultHandle(ResultHandle const&) = delete;
    ResultHandle& operator=(ResultHandle const&) = delete;
    ~ResultHandle() { duckdb_destroy_result(&result); }
};

base::Result<std::vector<ResultColumn>> columns_of(duckdb_result& result) {
    std::vector<ResultColumn> out;
    for (idx_t i = 0; i < duckdb_column_count(&result); ++i) {
        LogicalType const type(duckdb_column_logical_type(&result, i));
        ResultColumn column;
        column.name = duckdb_column_name(&result, i);
        if (!column_of(type.handle, column.kind, column.scale))
            return base::fail(base::ErrorKind::internal, "database_type", {.field = column.name});
        out.push_back(std::move(column));
    }
    return out;
}

/// Points batch columns at a chunk's vectors.
void wrap(duckdb_data_chunk chunk, std::vector<ResultColumn> const& columns,
          std::vector<base::BatchColumn>& out) {
    out.resize(columns.size());
    for (size_t i = 0; i < columns.size(); ++i) {
        duckdb_vector const vector = duckdb_data_chunk_get_vector(chunk, i);
        out[i].kind = columns[i].kind;
        out[i].scale = columns[i].scale;
        out[i].data = duckdb_vector_get_data(vector);
        out[i].validity = duckdb_vector_get_validity(vector);
    }
}

static_assert(sizeof(base::TextView) == sizeof(duckdb_string_t));

}  // namespace

struct Database::State {
    DatabaseOptions options;
    duckdb_database database = nullptr;
    ~State() { duckdb_close(&database); }
};

struct Connection::State {
    duckdb_connection connection = nullptr;
    ~State() { duckdb_disconnect(&connection); }
};

Database::Database(std::unique_ptr<State> state) : state_(std::move(state)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

DatabaseOptions const& Database::options() const { return state_->options; }

base::Result<Database> Database::open(DatabaseOptions const& options) {
    duckdb_config config = nullptr;
    duckdb_create_config(&config);
    duckdb_set_config(config, "threads", std::to_string(options.threads).c_str());
    duckdb_set_config(config, "memory_limit", options.memory_limit.c_str());
    duckdb_set_config(config, "temp_directory", options.temporary_folder.c_str());
    duckdb_set_config(config, "preserve_insertion_order", "true");
    duckdb_set_config(config, "autoinstall_known_extensions", "false");
    duckdb_set_config(config, "autoload_known_extensions", "false");
    auto state = std::make_unique<State>();
    state->options = options;
    char* message = nullptr;
    duckdb_state const status = duckdb_open_ext(nullptr, &state->database, config, &message);
    duckdb_destroy_config(&config);
    if (status == DuckDBError) {
        auto error = failed(message);
        duckdb_free(message);
        return error;
    }
    return Database(std::move(state));
}

base::Result<Connection> Database::connect() {
    auto state = std::make_unique<Connection::State>();
    if (duckdb_connect(state_->database, &state->connection) == DuckDBError)
        return failed("connect");
    return Connection(std::move(state));
}

Connection::Connection(std::unique_ptr<State> state) : state_(std::move(state)) {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

void* Connection::handle() const { return state_->connection; }

base::Result<void> Connection::run(std::string const& sql) {
    ResultHandle handle;
    if (duckdb_query(state_->connection, sql.c_str(), &handle.result) == DuckDBError)
        return failed(duckdb_result_error(&handle.result));
    return {};
}

base::Result<std::vector<ResultColumn>> Connection::describe(std::string const& sql) {
    ResultHandle handle;
    std::string const limited = "SELECT * FROM (" + sql + ") LIMIT 0";
    if (duckdb_query(state_->connection, limited.c_str(), &handle.result) == DuckDBError)
        return failed(duckdb_result_error(&handle.result));
    return columns_of(handle.result);
}

base::Result<void> Connection::query(
    std::string const& sql, std::function<base::Result<void>(base::Batch const&)> const& batch) {
    duckdb_prepared_statement statement = nullptr;
    struct Cleanup {
        duckdb_prepared_statement& statement;
        ~Cleanup() { duckdb_destroy_prepare(&statement); }
    } const cleanup{statement};
    if (duckdb_prepare(state_->connection, sql.c_str(), &statement) == DuckDBError)
        return failed(duckdb_prepare_error(statement));
    duckdb_pending_result pending = nullptr;
    if (duckdb_pending_prepared_streaming(statement, &pending) == DuckDBError) {
        auto error = failed(duckdb_pending_error(pending));
        duckdb_destroy_pending(&pending);
        return error;
    }
    ResultHandle handle;
    duckdb_state const status = duckdb_execute_pending(pending, &handle.result);
    duckdb_destroy_pending(&pending);
    if (status == DuckDBError) return failed(duckdb_result_error(&handle.result));
    auto const columns = TRY(columns_of(handle.result));
    std::vector<base::BatchColumn> views;
    while (duckdb_data_chunk chunk = duckdb_fetch_chunk(handle.result)) {
        wrap(chunk, columns, views);
        auto const result = batch({views, size_t(duckdb_data_chunk_get_size(chunk))});
        duckdb_destroy_data_chunk(&chunk);
        if (!result) return result;
    }
    char const* const message = duckdb_result_error(&handle.result);
    if (message != nullptr) return failed(message);
    return {};
}

base::Result<std::vector<std::vector<std::string>>> Connection::rows(std::string const& sql) {
    ResultHandle handle;
    if (duckdb_query(state_->connection, sql.c_str(), &handle.result) == DuckDBError)
        return failed(duckdb_result_error(&handle.result));
    std::vector<std::vector<std::string>> out;
    for (idx_t row = 0; row < duckdb_row_count(&handle.result); ++row) {
        std::vector<std::string> cells;
        for (idx_t column = 0; column < duckdb_column_count(&handle.result); ++column) {
            char* const text = duckdb_value_varchar(&handle.result, column, row);
            cells.emplace_back(text != nullptr ? text : "");
            duckdb_free(text);
        }
        out.push_back(std::move(cells));
    }
    return out;
}

base::Result<std::string> Connection::value(std::string const& sql) {
    auto const all = TRY(rows(sql));
    return all.empty() || all[0].empty() ? std::string() : all[0][0];
}

struct Connection::Appender::State {
    duckdb_appender appender = nullptr;
    duckdb_data_chunk chunk = nullptr;
    std::vector<base::BatchColumn> columns;
    std::vector<uint64_t*> validity;

    ~State() {
        duckdb_destroy_data_chunk(&chunk);
        duckdb_appender_destroy(&appender);
    }

    void clear() {
        duckdb_data_chunk_reset(chunk);
        for (size_t i = 0; i < columns.size(); ++i) {
            duckdb_vector const vector = duckdb_data_chunk_get_vector(chunk, i);
            duckdb_vector_ensure_validity_writable(vector);
            columns[i].data = duckdb_vector_get_data(vector);
            columns[i].validity = duckdb_vector_get_validity(vector);
            std::memset(columns[i].validity, 0, base::batch_rows_max / 8);
        }
    }
};

Connection::Appender::Appender(std::unique_ptr<State> state) : state_(std::move(state)) {}
Connection::Appender::Appender(Appender&&) noexcept = default;
Connection::Appender& Connection::Appender::operator=(Appender&&) noexcept = default;
Connection::Appender::~Appender() = default;

base::Result<Connection::Appender> Connection::appender(std::string const& table) {
    auto state = std::make_unique<Appender::State>();
    if (duckdb_appender_create(state_->connection, nullptr, table.c_str(), &state->appender) ==
        DuckDBError)
        return failed(duckdb_appender_error(state->appender));
    CHECK(duckdb_vector_size() == base::batch_rows_max);
    std::vector<duckdb_logical_type> types;
    for (idx_t i = 0; i < duckdb_appender_column_count(state->appender); ++i) {
        types.push_back(duckdb_appender_column_type(state->appender, i));
        base::BatchColumn column;
        CHECK(column_of(types.back(), column.kind, column.scale));
        state->columns.push_back(column);
    }
    state->chunk = duckdb_create_data_chunk(types.data(), types.size());
    for (duckdb_logical_type& type : types) duckdb_destroy_logical_type(&type);
    state->clear();
    return Appender(std::move(state));
}

std::vector<base::BatchColumn> const& Connection::Appender::columns() const {
    return state_->columns;
}

base::Result<void> Connection::Appender::flush(size_t rows) {
    if (rows == 0) return {};
    duckdb_data_chunk_set_size(state_->chunk, rows);
    if (duckdb_append_data_chunk(state_->appender, state_->chunk) == DuckDBError)
        return failed(duckdb_appender_error(state_->appender));
    state_->clear();
    return {};
}

base::Result<void> Connection::Appender::close() {
    if (duckdb_appender_close(state_->appender) == DuckDBError)
        return failed(duckdb_appender_error(state_->appender));
    return {};
}

std::string quote(std::string_view text) {
    return "'" + base::replace_all(std::string(text), "'", "''") + "'";
}

std::string identifier(std::string_view name) {
    return "\"" + base::replace_all(std::string(name), "\"", "\"\"") + "\"";
}

namespace {

std::string list_of(std::vector<std::string> const& files) {
    std::string out = "[";
    for (size_t i = 0; i < files.size(); ++i) out += (i > 0 ? ", " : "") + quote(files[i]);
    return out + "]";
}

}  // namespace

std::string read_parquet(std::vector<std::string> const& files) {
    return "read_parquet(" + list_of(files) + ", union_by_name = true)";
}

std::string read_numbered_parquet(std::vector<std::string> const& files) {
    return "read_parquet(" + list_of(files) + ", union_by_name = true, file_row_number = true)";
}

std::string read_numbered_alike(std::vector<std::string> const& files) {
    return "read_parquet(" + list_of(files) + ", file_row_number = true)";
}

}  // namespace warehouse
