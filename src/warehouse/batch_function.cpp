// Vectors of DuckDB as batches. Workers wait in a pool, one for each call that runs at the same
// time.
#include "warehouse/batch_function.hpp"

#include <duckdb.h>

#include <memory>
#include <mutex>

#include "base/text.hpp"

namespace warehouse {
namespace {

/// A worker and the text columns that it fills before they are copied into DuckDB's.
struct Seat {
    BatchWorker work;
    std::vector<std::vector<base::TextView>> texts;  // By output; empty for other kinds.
    std::vector<base::BatchColumn> inputs, outputs;
};

class Pool {
public:
    explicit Pool(BatchFunction function) : function_(std::move(function)) {}

    std::unique_ptr<Seat> take() {
        {
            std::lock_guard const lock(mutex_);
            if (!free_.empty()) {
                auto seat = std::move(free_.back());
                free_.pop_back();
                return seat;
            }
        }
        auto seat = std::make_unique<Seat>();
        seat->work = function_.make_worker();
        for (base::ColumnShape const& shape : function_.outputs)
            seat->texts.emplace_back(shape.kind == base::ColumnKind::text ? base::batch_rows_max
                                                                          : 0);
        seat->inputs.resize(function_.inputs.size());
        seat->outputs.resize(function_.outputs.size());
        return seat;
    }

    void give_back(std::unique_ptr<Seat> seat) {
        std::lock_guard const lock(mutex_);
        free_.push_back(std::move(seat));
    }

    BatchFunction const& function() const { return function_; }

private:
    BatchFunction function_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Seat>> free_;
};

base::BatchColumn wrap(base::ColumnShape const& shape, duckdb_vector vector) {
    return {shape.kind, shape.scale, duckdb_vector_get_data(vector),
            duckdb_vector_get_validity(vector)};
}

/// Short texts stand in the vector itself; longer ones go to its heap.
void copy_texts(std::vector<base::TextView> const& from, base::BatchColumn const& validity,
                size_t rows, duckdb_vector to) {
    auto* const out = static_cast<base::TextView*>(duckdb_vector_get_data(to));
    for (size_t row = 0; row < rows; ++row) {
        if (!validity.is_valid(row)) continue;
        if (from[row].length <= 12)
            out[row] = from[row];
        else
            duckdb_vector_assign_string_element_len(to, row, from[row].view().data(),
                                                    from[row].length);
    }
}

bool gives_value(BatchFunction const& function) {
    return function.outputs.size() == 1 && function.outputs[0].name.empty();
}

void run(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
    auto& pool = *static_cast<Pool*>(duckdb_scalar_function_get_extra_info(info));
    BatchFunction const& function = pool.function();
    auto seat = pool.take();
    size_t const rows = duckdb_data_chunk_get_size(input);
    for (size_t i = 0; i < function.inputs.size(); ++i)
        seat->inputs[i] = wrap(function.inputs[i], duckdb_data_chunk_get_vector(input, i));
    for (size_t i = 0; i < function.outputs.size(); ++i) {
        duckdb_vector const member =
            gives_value(function) ? output : duckdb_struct_vector_get_child(output, i);
        if (function.gives_nulls) duckdb_vector_ensure_validity_writable(member);
        seat->outputs[i] = wrap(function.outputs[i], member);
        if (!seat->texts[i].empty()) seat->outputs[i].data = seat->texts[i].data();
    }
    seat->work({seat->inputs, rows}, {seat->outputs, rows});
    for (size_t i = 0; i < function.outputs.size(); ++i)
        if (!seat->texts[i].empty())
            copy_texts(seat->texts[i], seat->outputs[i], rows,
                       gives_value(function) ? output : duckdb_struct_vector_get_child(output, i));
    pool.give_back(std::move(seat));
}

duckdb_logical_type logical_type(base::ColumnShape const& shape) {
    switch (shape.kind) {
        case base::ColumnKind::boolean: return duckdb_create_logical_type(DUCKDB_TYPE_BOOLEAN);
        case base::ColumnKind::uint8: return duckdb_create_logical_type(DUCKDB_TYPE_UTINYINT);
        case base::ColumnKind::uint16: return duckdb_create_logical_type(DUCKDB_TYPE_USMALLINT);
        case base::ColumnKind::int32: return duckdb_create_logical_type(DUCKDB_TYPE_INTEGER);
        case base::ColumnKind::int64:
            if (shape.digits == 0) return duckdb_create_logical_type(DUCKDB_TYPE_BIGINT);
            return duckdb_create_decimal_type(shape.digits, shape.scale);
        case base::ColumnKind::int128:
            if (shape.digits == 0) return duckdb_create_logical_type(DUCKDB_TYPE_HUGEINT);
            return duckdb_create_decimal_type(shape.digits, shape.scale);
        case base::ColumnKind::day: return duckdb_create_logical_type(DUCKDB_TYPE_DATE);
        case base::ColumnKind::text: return duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
    }
    return nullptr;
}

duckdb_logical_type enum_type(std::vector<std::string> const& names) {
    std::vector<char const*> all;
    for (std::string const& name : names) all.push_back(name.c_str());
    return duckdb_create_enum_type(all.data(), all.size());
}

}  // namespace

base::ColumnKind enum_kind(size_t names) {
    return names <= UINT8_MAX ? base::ColumnKind::uint8 : base::ColumnKind::uint16;
}

base::Result<void> register_batch_function(Connection& connection, BatchFunction function) {
    std::string const name = function.name;
    duckdb_scalar_function handle = duckdb_create_scalar_function();
    duckdb_scalar_function_set_name(handle, name.c_str());
    for (base::ColumnShape const& shape : function.inputs) {
        duckdb_logical_type type = logical_type(shape);
        duckdb_scalar_function_add_parameter(handle, type);
        duckdb_destroy_logical_type(&type);
    }
    std::vector<duckdb_logical_type> types;
    std::vector<char const*> names;
    for (base::ColumnShape const& shape : function.outputs) {
        types.push_back(function.names.empty() ? logical_type(shape) : enum_type(function.names));
        names.push_back(shape.name.c_str());
    }
    duckdb_logical_type result =
        duckdb_create_struct_type(types.data(), names.data(), types.size());
    duckdb_scalar_function_set_return_type(handle, gives_value(function) ? types[0] : result);
    duckdb_scalar_function_set_special_handling(handle);
    if (function.is_volatile) duckdb_scalar_function_set_volatile(handle);
    duckdb_scalar_function_set_function(handle, run);
    auto pool = std::make_unique<Pool>(std::move(function));
    duckdb_scalar_function_set_extra_info(handle, pool.release(), [](void* owned) {
        std::unique_ptr<Pool> const last(static_cast<Pool*>(owned));
    });
    duckdb_state const state = duckdb_register_scalar_function(
        static_cast<duckdb_connection>(connection.handle()), handle);
    duckdb_destroy_scalar_function(&handle);
    duckdb_destroy_logical_type(&result);
    for (duckdb_logical_type& type : types) duckdb_destroy_logical_type(&type);
    if (state == DuckDBError)
        return base::fail(base::ErrorKind::internal, "database_failed", {}, {{"reason", name}});
    return {};
}

std::string sql_type(base::ColumnShape const& shape) {
    std::string const decimal =
        "DECIMAL(" + std::to_string(shape.digits) + "," + std::to_string(shape.scale) + ")";
    switch (shape.kind) {
        case base::ColumnKind::boolean: return "BOOLEAN";
        case base::ColumnKind::uint8: return "UTINYINT";
        case base::ColumnKind::uint16: return "USMALLINT";
        case base::ColumnKind::int32: return "INTEGER";
        case base::ColumnKind::int64: return shape.digits == 0 ? "BIGINT" : decimal;
        case base::ColumnKind::int128: return shape.digits == 0 ? "HUGEINT" : decimal;
        case base::ColumnKind::day: return "DATE";
        case base::ColumnKind::text: return "VARCHAR";
    }
    return "";
}

std::string call_of(BatchFunction const& function, std::map<size_t, std::string> const& given) {
    std::vector<std::string> arguments;
    for (size_t i = 0; i < function.inputs.size(); ++i) {
        base::ColumnShape const& shape = function.inputs[i];
        auto const at = given.find(i);
        arguments.push_back(at != given.end() ? at->second
                                              : "CAST(" + identifier(shape.name) + " AS " +
                                                    sql_type(shape) + ")");
    }
    return function.name + "(" + base::join(arguments, ", ") + ")";
}

}  // namespace warehouse
