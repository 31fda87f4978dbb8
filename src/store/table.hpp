// Tables: find, list, count, insert, update, end over any Record. Scope, purpose wall and as_of are
// added here and nowhere else; every write appends its audit row.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/record.hpp"
#include "domain/edition.hpp"
#include "store/session.hpp"

namespace store {

/// Whose rows a session sees.
enum class Scope : uint8_t {
    tenant,      // Rows of its tenant; with a column `path` only those in its subtrees.
    path,        // Rows in the subtrees where it holds Table::read.
    party,       // Rows of its tenant, and to read those that name its party or, with a column
                 // `path`, stand in its subtrees.
    lineage,     // Rows of its tenant, and to read those of the organisations above it.
    permission,  // All rows, but only with the permission.
};

/// What columns mean to the store, by name: `duty` is walled by purpose, `known_from` and
/// `known_to` are replayed by as_of, `version` allows updates, `ended_at` an end.
struct Table {
    base::Record const* record;  // Its name is the table's.
    Scope scope = Scope::tenant;
    std::string_view read = "";             // Permission needed to read; "": none beyond the scope.
    std::string_view write = "";            // Permission needed to write.
    uint8_t editions = domain::everywhere;  // Where the table is.
};

/// The values of a row in the record's order.
using Row = std::vector<base::Value>;

enum class Compare : uint8_t {
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    begins,    // Text.
    contains,  // Text; the case of ASCII letters does not matter.
    is_null,   // No value.
    one_of,    // Any number of values.
};

struct Filter {
    std::string column;
    Compare compare = Compare::equal;
    std::vector<base::Value> values;
};

inline constexpr int64_t list_rows_max = 500;
inline constexpr size_t filters_max = 20;
inline constexpr size_t filter_values_max = 200;

struct Query {
    std::vector<Filter> filters = {};
    std::string sort = "id";  // Ties by id.
    bool descending = false;
    std::string cursor = {};                // Page::next of the page before.
    int64_t limit = 50;                     // 1..=list_rows_max.
    std::vector<std::string> columns = {};  // Empty: all.
};

struct Page {
    std::vector<size_t> columns;  // Indices into the record, in the order asked for.
    std::vector<Row> rows;        // Values in that order.
    std::string next;             // ""; or the cursor of the next page.
};

/// Errors: `object_not_found` for what is not there or not in scope, `permission_missing`.
base::Result<Row> find_row(Transaction& tx, Session const& session, Table const& table,
                           std::string const& id);

/// The cursor after a row of which the value sorted by ("" for null) and the id are known.
std::string cursor_after(base::Column const& sorted_by, std::string_view value,
                         std::string_view id);

/// Errors: `store_column_unknown`, `store_filter_malformed`, `store_cursor_malformed`,
/// `list_too_long`, `permission_missing`.
base::Result<Page> list_rows(Transaction& tx, Session const& session, Table const& table,
                             Query const& query);

base::Result<int64_t> count_rows(Transaction& tx, Session const& session, Table const& table,
                                 std::vector<Filter> const& filters = {});

/// Fills in what is empty: id, tenant, version, made_at, known_from. Returns the row as stored.
/// Errors: `object_not_found` (another tenant or subtree), `purpose_refused`, `past_is_fixed` (the
/// session has an as_of), `permission_missing`, those of the database.
base::Result<Row> insert_row(Transaction& tx, Session const& session, Table const& table, Row row);

struct Change {
    std::string id;
    int64_t version;  // That the caller read.
    std::vector<std::pair<std::string, base::Value>> set;
};

/// Returns the row as stored. Errors: as insert_row; `version_stale`, `field_fixed`, `row_fixed`
/// (rows of this table never change).
base::Result<Row> update_row(Transaction& tx, Session const& session, Table const& table,
                             Change const& change);

/// Ends a row from now on: `known_to`, or `ended_at`. Errors: as update_row; `already_ended`.
base::Result<Row> end_row(Transaction& tx, Session const& session, Table const& table,
                          std::string const& id);

/// The index of a column. Errors: `store_column_unknown`.
base::Result<size_t> column_index(base::Record const& record, std::string_view name);

/// SM3 over a row's columns by name and length, so that null and "" differ.
std::string row_digest(base::Record const& record, Row const& row);

/// The table of a struct; specialised in tables.hpp.
template <typename T>
extern Table const table_of;

template <typename T>
T from_row(Row row) {
    T out;
    base::assign(*table_of<T>.record, &out, std::move(row));
    return out;
}

template <typename T>
Row to_row(T const& object) {
    return base::values_of(*table_of<T>.record, &object);
}

template <typename T>
base::Result<T> find(Transaction& tx, Session const& session, std::string const& id) {
    auto row = TRY(find_row(tx, session, table_of<T>, id));
    return from_row<T>(std::move(row));
}

template <typename T>
base::Result<T> insert(Transaction& tx, Session const& session, T const& object) {
    auto row = TRY(insert_row(tx, session, table_of<T>, to_row(object)));
    return from_row<T>(std::move(row));
}

template <typename T>
base::Result<T> update(Transaction& tx, Session const& session, Change const& change) {
    auto row = TRY(update_row(tx, session, table_of<T>, change));
    return from_row<T>(std::move(row));
}

template <typename T>
base::Result<T> end(Transaction& tx, Session const& session, std::string const& id) {
    auto row = TRY(end_row(tx, session, table_of<T>, id));
    return from_row<T>(std::move(row));
}

/// All columns of one page.
template <typename T>
base::Result<std::vector<T>> list(Transaction& tx, Session const& session, Query query = {}) {
    query.columns.clear();
    auto page = TRY(list_rows(tx, session, table_of<T>, query));
    std::vector<T> out;
    for (Row& row : page.rows) out.push_back(from_row<T>(std::move(row)));
    return out;
}

}  // namespace store
