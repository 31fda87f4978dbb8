// The condition that every statement on a table carries: scope, purpose wall, as_of.
#pragma once

#include "store/table.hpp"

namespace store {

/// SQL text with the values of its placeholders.
struct Clause {
    std::string sql;
    std::vector<base::Value> values;

    void add(std::string_view text, base::Value value);
    /// The column in one of these values; never true for none.
    void add_one_of(std::string_view column, std::vector<std::string> const& texts);
};

enum class Access : uint8_t { read, write };

/// Which rows a session may reach. Errors: `permission_missing`.
base::Result<Clause> reachable(Session const& session, Table const& table, Access access);

/// " and …" for the filters. Errors: `store_column_unknown`, `store_filter_malformed`,
/// `list_too_long`.
base::Result<void> add_filters(Clause& clause, base::Record const& record,
                               std::vector<Filter> const& filters);

/// "name", quoted.
std::string quoted(std::string_view name);

bool has_column(base::Record const& record, std::string_view name);

/// A cell of the database as a value of the column's type. Errors: `store_corrupt`.
base::Result<base::Value> parse_cell(base::Column const& column,
                                     std::optional<std::string_view> cell);

}  // namespace store
