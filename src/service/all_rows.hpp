// Every row of a table that fits, page by page, for use cases over lists that fit into memory.
#pragma once

#include <vector>

#include "store/each_row.hpp"
#include "store/tables.hpp"

namespace service {

/// "column is value" of texts.
inline store::Filter is_text(std::string column, std::string value) {
    return {std::move(column), store::Compare::equal, {base::Value(std::move(value))}};
}

/// All rows by `sort`, in one transaction.
template <typename T>
base::Result<std::vector<T>> all_rows(store::Transaction& tx, store::Session const& session,
                                      std::vector<store::Filter> filters, std::string sort = "id") {
    store::Query query;
    query.filters = std::move(filters);
    query.sort = std::move(sort);
    std::vector<T> out;
    TRY_VOID(store::each_row<T>(tx, session, std::move(query),
                                [&](T row) { out.push_back(std::move(row)); }));
    return out;
}

/// The only row with a value in a column. Errors: `object_not_found`.
template <typename T>
base::Result<T> row_with(store::Transaction& tx, store::Session const& session, std::string column,
                         std::string value) {
    store::Query query;
    query.filters = {is_text(std::move(column), std::move(value))};
    query.limit = 1;
    auto rows = TRY(store::list<T>(tx, session, query));
    if (rows.empty())
        return base::fail(base::ErrorKind::not_found, "object_not_found", {},
                          {{"kind", std::string(store::table_of<T>.record->name)}});
    return std::move(rows[0]);
}

}  // namespace service
