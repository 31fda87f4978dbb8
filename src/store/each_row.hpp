// Every row of a table that fits, page by page.
#pragma once

#include <utility>

#include "store/table.hpp"

namespace store {

/// `take(row)` for each, by the query's filters and order. Errors: those of `list_rows`.
template <typename T, typename Take>
base::Result<void> each_row(Transaction& tx, Session const& session, Query query, Take take) {
    query.limit = list_rows_max;
    do {
        auto page = TRY(list_rows(tx, session, table_of<T>, query));
        for (Row& row : page.rows) take(from_row<T>(std::move(row)));
        query.cursor = page.next;
    } while (!query.cursor.empty());
    return {};
}

}  // namespace store
