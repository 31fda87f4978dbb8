// Scalar functions over vectors of text.
#include "warehouse/scalar_function.hpp"

#include <duckdb.h>

#include <memory>

#include "base/digest.hpp"
#include "base/identifier.hpp"

namespace warehouse {
namespace {

std::string_view text_at(duckdb_vector vector, idx_t row) {
    return static_cast<base::TextView const*>(duckdb_vector_get_data(vector))[row].view();
}

bool is_valid(duckdb_vector vector, idx_t row) {
    uint64_t* const validity = duckdb_vector_get_validity(vector);
    return validity == nullptr || duckdb_validity_row_is_valid(validity, row);
}

void set_null(duckdb_vector vector, idx_t row) {
    duckdb_vector_ensure_validity_writable(vector);
    duckdb_validity_set_row_invalid(duckdb_vector_get_validity(vector), row);
}

std::string_view id_state(std::string_view type, std::string_view id) {
    if (type == "A01") {
        switch (base::check_uscc(id)) {
            case base::IdentifierState::valid: return "valid";
            case base::IdentifierState::suspicious: return "suspicious";
            default: return "wrong";
        }
    }
    if (type == "L01")
        return base::check_lei(id) == base::IdentifierState::valid ? "valid" : "wrong";
    return "";
}

void id_state_function(duckdb_function_info, duckdb_data_chunk input, duckdb_vector output) {
    duckdb_vector const types = duckdb_data_chunk_get_vector(input, 0),
                        ids = duckdb_data_chunk_get_vector(input, 1);
    for (idx_t row = 0; row < duckdb_data_chunk_get_size(input); ++row) {
        std::string_view state;
        if (is_valid(types, row) && is_valid(ids, row))
            state = id_state(text_at(types, row), text_at(ids, row));
        if (state.empty())
            set_null(output, row);
        else
            duckdb_vector_assign_string_element_len(output, row, state.data(), state.size());
    }
}

void person_key_function(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
    auto const& key = *static_cast<std::string const*>(duckdb_scalar_function_get_extra_info(info));
    duckdb_vector const types = duckdb_data_chunk_get_vector(input, 0),
                        ids = duckdb_data_chunk_get_vector(input, 1);
    for (idx_t row = 0; row < duckdb_data_chunk_get_size(input); ++row) {
        if (!is_valid(ids, row)) {
            set_null(output, row);
            continue;
        }
        bool const personal = is_valid(types, row) && text_at(types, row).starts_with('B');
        std::string const out =
            personal ? base::hmac_sm3_hex(key, text_at(ids, row)) : std::string(text_at(ids, row));
        duckdb_vector_assign_string_element_len(output, row, out.data(), out.size());
    }
}

base::Result<void> register_text_function(Connection& connection, char const* name,
                                          duckdb_scalar_function_t function,
                                          std::string const* extra) {
    duckdb_scalar_function handle = duckdb_create_scalar_function();
    duckdb_logical_type text = duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
    duckdb_scalar_function_set_name(handle, name);
    duckdb_scalar_function_add_parameter(handle, text);
    duckdb_scalar_function_add_parameter(handle, text);
    duckdb_scalar_function_set_return_type(handle, text);
    duckdb_scalar_function_set_special_handling(handle);  // Nulls reach the function.
    duckdb_scalar_function_set_function(handle, function);
    if (extra != nullptr)
        duckdb_scalar_function_set_extra_info(
            handle, std::make_unique<std::string>(*extra).release(), [](void* owned) {
                std::unique_ptr<std::string> const last(static_cast<std::string*>(owned));
            });
    duckdb_state const state = duckdb_register_scalar_function(
        static_cast<duckdb_connection>(connection.handle()), handle);
    duckdb_destroy_scalar_function(&handle);
    duckdb_destroy_logical_type(&text);
    if (state == DuckDBError)
        return base::fail(base::ErrorKind::internal, "database_failed", {}, {{"reason", name}});
    return {};
}

}  // namespace

base::Result<void> register_functions(Connection& connection, std::string const& person_key) {
    TRY_VOID(register_text_function(connection, "wp_id_state", id_state_function, nullptr));
    return register_text_function(connection, "wp_person_key", person_key_function, &person_key);
}

}  // namespace warehouse
