// Filtering and ordering values.
#include "http/memory_list.hpp"

#include <algorithm>
#include <compare>

namespace http {
namespace {

using Row = std::vector<base::Value>;

/// A cursor cannot tell an empty text from null, so their order is one.
bool is_blank(base::Value const& value) {
    auto const* const text = std::get_if<std::string>(&value);
    return base::is_null(value) || (text != nullptr && text->empty());
}

/// Both hold the same type, or null.
std::strong_ordering compare(base::Value const& a, base::Value const& b) {
    if (is_blank(a) || is_blank(b)) return is_blank(b) <=> is_blank(a);
    switch (base::ValueType(a.index())) {
        case base::ValueType::boolean: return std::get<bool>(a) <=> std::get<bool>(b);
        case base::ValueType::integer: return std::get<int64_t>(a) <=> std::get<int64_t>(b);
        case base::ValueType::decimal:
            return base::compare(std::get<base::Decimal>(a), std::get<base::Decimal>(b));
        case base::ValueType::day: return std::get<base::Day>(a) <=> std::get<base::Day>(b);
        case base::ValueType::text:
            return std::get<std::string>(a).compare(std::get<std::string>(b)) <=> 0;
    }
    return std::strong_ordering::equal;
}

bool fits(Condition const& condition, base::Value const& value) {
    if (base::is_null(value)) return condition.compare == Compare::not_equal;
    if (condition.compare == Compare::begins)
        return std::get<std::string>(value).starts_with(std::get<std::string>(condition.value));
    auto const order = compare(value, condition.value);
    switch (condition.compare) {
        case Compare::equal: return order == 0;
        case Compare::not_equal: return order != 0;
        case Compare::less: return order < 0;
        case Compare::at_most: return order <= 0;
        case Compare::more: return order > 0;
        case Compare::at_least: return order >= 0;
        case Compare::begins: return false;
    }
    return false;
}

std::strong_ordering compare_rows(Row const& a, Row const& b, std::vector<Order> const& orders) {
    for (Order const& order : orders) {
        auto const found = compare(a[size_t(order.column)], b[size_t(order.column)]);
        if (found != 0) return order.descending ? 0 <=> found : found;
    }
    return std::strong_ordering::equal;
}

/// The row that a cursor stands for, as far as it is ordered by.
Row cursor_row(base::Record const& record, ListQuery const& query) {
    Row out(record.columns.size());
    for (size_t i = 0; i < query.orders.size() && i < query.after.size(); ++i) {
        size_t const column = size_t(query.orders[i].column);
        auto value = base::parse_value(record.columns[column], query.after[i]);
        if (value) out[column] = std::move(*value);
    }
    return out;
}

}  // namespace

Answer page_of(base::Record const& record, std::vector<Row> rows, ListQuery const& query) {
    std::erase_if(rows, [&](Row const& row) {
        return !std::all_of(query.conditions.begin(), query.conditions.end(),
                            [&](Condition const& condition) {
                                return fits(condition, row[size_t(condition.column)]);
                            });
    });
    std::stable_sort(rows.begin(), rows.end(), [&](Row const& a, Row const& b) {
        return compare_rows(a, b, query.orders) < 0;
    });
    auto first = rows.begin();
    if (!query.after.empty()) {
        Row const last = cursor_row(record, query);
        first = std::find_if(rows.begin(), rows.end(), [&](Row const& row) {
            return compare_rows(row, last, query.orders) > 0;
        });
    }
    Answer out;
    for (; first != rows.end(); ++first) {
        if (int64_t(out.rows.size()) == query.limit) {
            out.more = true;
            break;
        }
        out.rows.push_back(std::move(*first));
    }
    return out;
}

}  // namespace http
