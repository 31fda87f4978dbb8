// Pages of rows: filter, sort and fetch over files of rows, within a Scope. The one place where a
// Scope is applied.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "warehouse/row_file.hpp"
#include "warehouse/scope.hpp"

namespace warehouse {

/// In the order of http::Compare.
enum class RowCompare : uint8_t { equal, not_equal, less, at_most, more, at_least, begins };

/// A row without a value fulfils none.
struct RowCondition {
    std::string column;
    RowCompare compare = RowCompare::equal;
    base::Value value;
};

/// Rows without a value come last, whichever way.
struct RowOrder {
    std::string column;
    bool descending = false;
};

struct RowRequest {
    std::vector<std::string> columns = {};  // Wanted, in this order.
    std::vector<RowCondition> conditions = {};
    std::vector<RowOrder> orders = {};    // Rows that are equal by them come by the key.
    std::vector<base::Value> after = {};  // Values of `orders`, which must hold the whole key;
                                          // empty: from the first row.
    size_t limit = 50;
    bool count = false;
    int threads = 2;
};

struct RowPage {
    std::vector<std::vector<base::Value>> rows;
    std::vector<uint32_t> row_numbers;  // Places of the rows in the month's files.
    bool more = false;                  // Rows follow the last one.
    std::optional<int64_t> count;       // Rows that fulfil the conditions, if asked for.
};

inline constexpr size_t page_rows_max = 500;

/// `files` in the order of their first key. A column that is not there or not in the scope's fields
/// is the same fault. Errors: `list_column`, `list_operator`, `list_limit`, `cursor_malformed`.
/// Cost: about 1 ns a row, condition and order on each thread, whatever is found.
base::Result<RowPage> read_page(std::vector<RowFile const*> const& files, Scope const& scope,
                                RowRequest const& request);

}  // namespace warehouse
