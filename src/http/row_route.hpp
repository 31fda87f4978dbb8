// Routes over the tables of the store: a list and one row, for any Record; and the caller of a use
// case from a request.
#pragma once

#include <string>
#include <vector>

#include "http/route.hpp"
#include "service/place.hpp"
#include "store/table.hpp"

namespace http {

/// Who asks, as use cases take it.
service::Caller caller_of(Call const& call);

/// A query of the store for a list's query. The store sorts by one column. Errors: `list_long`.
base::Result<store::Query> store_query(base::Record const& record, ListQuery const& query);

struct RowRoutes {
    std::string path;        // "/v1/parties"
    std::string permission;  // To read.
    store::Table const* table = nullptr;
    store::Purpose purpose = store::Purpose::service;
    std::string summary;  // Of the list.
    bool whole = false;   // Not for who holds the permission in a part of the organisation only.
};

/// GET path and GET path/{id}. Where the table is, there the routes are. `place` outlives them.
void add_row_routes(std::vector<Route>& out, service::Place const& place, RowRoutes const& rows);

}  // namespace http
