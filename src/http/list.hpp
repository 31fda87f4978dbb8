// Lists asked by query: filter, sort, limit, columns, and cursors that nobody can forge.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/record.hpp"
#include "base/result.hpp"

namespace http {

enum class Compare : uint8_t { equal, not_equal, less, at_most, more, at_least, begins };

struct Condition {
    int column = 0;  // Index in the record.
    Compare compare = Compare::equal;
    base::Value value;
};

struct Order {
    int column = 0;
    bool descending = false;
};

/// `filter=amount>=100,city=140100&sort=-amount&limit=50&cursor=…&columns=id,amount`.
struct ListQuery {
    std::vector<Condition> conditions;  // All must hold.
    std::vector<Order> orders;          // The key columns follow, so that the order is total.
    std::vector<int> columns;           // Empty: all.
    std::vector<std::string> after;     // Values of `orders` in the last row seen; empty: begin.
    int32_t limit = 50;
    std::string fingerprint;  // Of filter, sort and reader: a cursor fits no other.
};

inline constexpr int list_rows_max = 500;
inline constexpr int list_conditions_max = 20;
inline constexpr int list_orders_max = 4;

/// Names and decoded values of a query string, in order.
using QueryPairs = std::vector<std::pair<std::string, std::string>>;

/// Errors: `query_malformed`, `query_twice`.
base::Result<QueryPairs> parse_query(std::string_view query);

struct CursorKey {
    std::string secret;  // Bytes.
    std::string reader;  // Tenant and actor: a cursor is no use to others.
};

/// Reads the five parameters; others in `pairs` are left alone. A comma or backslash within a value
/// is written `\,` and `\\`. `^=` asks for texts that begin so.
/// Errors: `filter_malformed`, `list_column`, `list_operator`, `list_limit`, `list_long`,
/// `cursor_malformed`; the field is the parameter's name.
base::Result<ListQuery> parse_list_query(base::Record const& record, QueryPairs const& pairs,
                                         CursorKey const& key);

/// The cursor after a row; `row` has the record's values.
std::string make_cursor(ListQuery const& query, std::vector<base::Value> const& row,
                        CursorKey const& key);

}  // namespace http
