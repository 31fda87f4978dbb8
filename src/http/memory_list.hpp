// Lists over rows in memory: the filter, order and page that a query asks of a small table.
#pragma once

#include <vector>

#include "http/route.hpp"

namespace http {

/// The page of `rows` (values in the record's order) that the query asks for. Null stands before
/// every value and fits no condition but `!=`.
Answer page_of(base::Record const& record, std::vector<std::vector<base::Value>> rows,
               ListQuery const& query);

/// The same over structs.
template <typename T>
Answer page_of(std::vector<T> const& objects, ListQuery const& query) {
    std::vector<std::vector<base::Value>> rows;
    rows.reserve(objects.size());
    for (T const& object : objects) rows.push_back(base::values_of(base::record_of<T>, &object));
    return page_of(base::record_of<T>, std::move(rows), query);
}

}  // namespace http
