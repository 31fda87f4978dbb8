// The schema that pages are made from: records with their columns in words, and the tables, forms
// and actions that somebody may use, all derived from the routes.
#pragma once

#include <string>
#include <vector>

#include "http/route.hpp"

namespace http {

/// How a column is shown and edited: text, long_text, integer, decimal, money, boolean, day,
/// instant, month, choice, organisation, account or region.
std::string_view editor_name(base::Column const& column);

/// {"records": {name: {title, columns}}, "tables": […], "nested": […]}. `tables` are the lists that
/// can be asked for as they stand; `nested` those that need a value in the path or the query.
/// Beside them `roles` and `permissions`: what each is called.
std::string schema_text(RouteTable const& table, Identity const& identity,
                        service::Language language);

/// The title of a list: label `route.<operation>`, else its record's.
std::string list_title(Route const& route, service::Language language);

/// The record of that name that a route the identity may call takes as its body, or null.
base::Record const* find_body_record(RouteTable const& table, Identity const& identity,
                                     std::string_view name);

/// GET /v1/schema. `table` gives the table that the route itself stands in.
std::vector<Route> schema_routes(std::function<RouteTable const&()> table);

}  // namespace http
