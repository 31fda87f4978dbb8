// Pages of a table: filter, sort, cursor, choice of columns.
#include "base/text.hpp"
#include "store/clause.hpp"
#include "store/table.hpp"

namespace store {
namespace {

/// Null sorts before every value, on both databases.
std::string sort_term(base::Column const& column) {
    if (!column.nullable) return quoted(column.name);
    bool const is_text =
        column.type == base::ValueType::text || column.type == base::ValueType::day;
    return "coalesce(" + quoted(column.name) + (is_text ? ", '')" : ", -9223372036854775807)");
}

/// The sort value and the id of the last row; text in hexadecimal.
std::string make_cursor(std::string_view value, std::string_view id) {
    constexpr char digits[] = "0123456789abcdef";
    std::string out;
    for (char sign : value) {
        out += digits[static_cast<unsigned char>(sign) >> 4];
        out += digits[static_cast<unsigned char>(sign) & 15];
    }
    return out + "-" + std::string(id);
}

struct Position {
    base::Value value;
    std::string id;
};

base::Result<Position> parse_cursor(std::string_view cursor, base::Column const& column) {
    constexpr std::string_view digits = "0123456789abcdef";
    auto const wrong = [] { return base::invalid("store_cursor_malformed", {.field = "cursor"}); };
    size_t const dash = cursor.find('-');
    if (dash == cursor.npos || dash % 2 != 0 || !is_id(cursor.substr(dash + 1))) return wrong();
    std::string text;
    for (size_t i = 0; i < dash; i += 2) {
        size_t const high = digits.find(cursor[i]);
        size_t const low = digits.find(cursor[i + 1]);
        if (high == digits.npos || low == digits.npos) return wrong();
        text += char(high * 16 + low);
    }
    Position out{base::Value(text), std::string(cursor.substr(dash + 1))};
    if (column.type == base::ValueType::integer) {
        auto const number = base::parse_integer(text);
        if (!number) return wrong();
        out.value = *number;
    }
    return out;
}

void add_position(Clause& clause, std::string const& term, Position const& at, bool descending) {
    std::string const sign = descending ? " < ?" : " > ?";
    clause.add(" and (" + term + sign, at.value);
    clause.add(" or (" + term + " = ?", at.value);
    clause.add(" and \"id\"" + sign + "))", base::Value(at.id));
}

base::Result<std::vector<size_t>> chosen_columns(base::Record const& record, Query const& query) {
    std::vector<size_t> out;
    for (std::string const& name : query.columns) {
        size_t const index = TRY(column_index(record, name));
        out.push_back(index);
    }
    if (out.empty())
        for (size_t i = 0; i < record.columns.size(); ++i) out.push_back(i);
    return out;
}

}  // namespace

std::string cursor_after(base::Column const& sorted_by, std::string_view value,
                         std::string_view id) {
    bool const is_null_number = value.empty() && sorted_by.type == base::ValueType::integer;
    return make_cursor(is_null_number ? "-9223372036854775807" : value, id);
}

base::Result<Page> list_rows(Transaction& tx, Session const& session, Table const& table,
                             Query const& query) {
    base::Record const& record = *table.record;
    if (query.limit < 1 || query.limit > list_rows_max)
        return base::fail(base::ErrorKind::limit, "list_too_long", {.field = "limit"},
                          {{"limit", std::to_string(list_rows_max)}});
    Clause clause = TRY(reachable(session, table, Access::read));
    TRY_VOID(add_filters(clause, record, query.filters));
    size_t const sort_index = TRY(column_index(record, query.sort));
    std::string const term = sort_term(record.columns[sort_index]);
    if (!query.cursor.empty()) {
        auto const at = TRY(parse_cursor(query.cursor, record.columns[sort_index]));
        add_position(clause, term, at, query.descending);
    }
    Page page;
    page.columns = TRY(chosen_columns(record, query));
    std::string names;
    for (size_t index : page.columns) names += quoted(record.columns[index].name) + ", ";
    std::string const order = query.descending ? " desc" : "";
    std::string const sql = "select " + names + term + ", \"id\" from " + quoted(record.name) +
                            " where " + clause.sql + " order by " + term + order + ", \"id\"" +
                            order + " limit " + std::to_string(query.limit + 1);
    std::string last;
    auto const keep = [&](Cells cells) -> base::Result<bool> {
        if (int64_t(page.rows.size()) == query.limit) {
            page.next = last;
            return false;
        }
        Row row;
        for (size_t i = 0; i < page.columns.size(); ++i) {
            auto value = TRY(parse_cell(record.columns[page.columns[i]], cells[i]));
            row.push_back(std::move(value));
        }
        page.rows.push_back(std::move(row));
        size_t const own = page.columns.size();
        last = make_cursor(cells[own].value_or(""), cells[own + 1].value_or(""));
        return true;
    };
    TRY_VOID(tx.each(sql, clause.values, keep));
    return page;
}

}  // namespace store
