// Indices of the record become names, texts of a cursor values.
#include "http/receipt_query.hpp"

#include <algorithm>

namespace http {
namespace {

std::string name_of(int column) {
    return std::string(domain::receipt_columns[size_t(column)].name);
}

}  // namespace

base::Result<warehouse::RowRequest> to_row_request(ListQuery const& query) {
    warehouse::RowRequest out;
    for (int const column : query.columns) out.columns.push_back(name_of(column));
    for (Condition const& one : query.conditions)
        out.conditions.push_back(
            {name_of(one.column), warehouse::RowCompare(one.compare), one.value});
    for (Order const& one : query.orders)
        out.orders.push_back({name_of(one.column), one.descending});
    for (size_t i = 0; i < query.after.size(); ++i) {
        base::Column column = domain::receipt_columns[size_t(query.orders[i].column)];
        column.nullable = true;
        auto const value = base::parse_value(column, query.after[i]);
        if (!value) return base::invalid("cursor_malformed", {.field = "cursor"}, {{"value", ""}});
        out.after.push_back(*value);
    }
    out.limit = std::min(size_t(query.limit), warehouse::page_rows_max);
    return out;
}

base::Result<Answer> answer_receipts(service::Receipts& receipts, warehouse::Scope const& scope,
                                     ListQuery const& query) {
    auto request = TRY(to_row_request(query));
    auto page = service::list_receipts(receipts, scope, std::move(request));
    if (!page) {
        page.error().at.file.clear();
        return std::unexpected(std::move(page).error());
    }
    Answer answer;
    answer.rows = std::move(page->rows);
    answer.more = page->more;
    return answer;
}

}  // namespace http
