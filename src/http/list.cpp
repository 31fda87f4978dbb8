// List queries and their cursors.
#include "http/list.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "base/crypto_key.hpp"
#include "base/digest.hpp"
#include "base/encode.hpp"
#include "base/text.hpp"
#include "http/head.hpp"
#include "http/json.hpp"

namespace http {
namespace {

constexpr size_t seal_digits = 32;  // 128 bits of the HMAC.

std::unexpected<base::Error> refuse_value(std::string_view code, std::string_view parameter,
                                          std::string_view value) {
    return base::invalid(code, {.field = std::string(parameter)},
                         {{"value", base::shorten(value, 60)}});
}

/// Parts between commas that no backslash stands before; nullopt at a loose backslash.
std::optional<std::vector<std::string>> split_escaped(std::string_view text) {
    std::vector<std::string> out(1);
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\') {
            if (++i >= text.size() || (text[i] != ',' && text[i] != '\\')) return std::nullopt;
            out.back() += text[i];
        } else if (text[i] == ',') {
            out.emplace_back();
        } else {
            out.back() += text[i];
        }
    }
    return out;
}

base::Result<int> find_column(base::Record const& record, std::string_view name,
                              std::string_view parameter) {
    for (size_t i = 0; i < record.columns.size(); ++i)
        if (record.columns[i].name == name && !record.columns[i].doc.secret) return int(i);
    return refuse_value("list_column", parameter, name);
}

base::Result<Compare> read_compare(std::string_view sign) {
    constexpr std::array<std::string_view, 7> signs = {"=", "!=", "<", "<=", ">", ">=", "^="};
    for (size_t i = 0; i < signs.size(); ++i)
        if (signs[i] == sign) return Compare(i);
    return refuse_value("list_operator", "filter", sign);
}

base::Result<base::Value> read_filter_value(base::Column const& column, std::string_view text) {
    if (column.type == base::ValueType::text) return base::Value(std::string(text));
    if (text.empty()) return refuse_value("filter_malformed", "filter", column.name);
    if (column.type == base::ValueType::boolean && text != "true" && text != "false")
        return refuse_value("filter_malformed", "filter", text);
    if (column.doc.unit == cents_unit) {
        std::string quoted;
        append_json_text(quoted, text);
        base::Record const one = {"", std::span(&column, 1)};
        auto const json = parse_json("{\"" + std::string(column.name) + "\":" + quoted + "}");
        if (!json) return refuse_value("filter_malformed", "filter", text);
        auto row = read_json_row(one, *json);
        if (!row) return refuse_value("filter_malformed", "filter", text);
        return std::move((*row)[0]);
    }
    auto value = base::parse_value(column, text);
    if (!value) return refuse_value("filter_malformed", "filter", text);
    return value;
}

base::Result<Condition> read_condition(base::Record const& record, std::string_view text) {
    size_t const begin = text.find_first_of("=!<>^");
    if (begin == std::string_view::npos || begin == 0)
        return refuse_value("filter_malformed", "filter", text);
    size_t end = begin + 1;
    if (end < text.size() && text[end] == '=' && text[begin] != '=') ++end;
    Condition out;
    out.column = TRY(find_column(record, text.substr(0, begin), "filter"));
    out.compare = TRY(read_compare(text.substr(begin, end - begin)));
    base::Column const& column = record.columns[size_t(out.column)];
    bool const ordered = out.compare != Compare::equal && out.compare != Compare::not_equal;
    bool const wrong = (column.type == base::ValueType::boolean && ordered) ||
                       (column.type != base::ValueType::text && out.compare == Compare::begins);
    if (wrong) return refuse_value("list_operator", "filter", text.substr(begin, end - begin));
    out.value = TRY(read_filter_value(column, text.substr(end)));
    return out;
}

base::Result<void> read_orders(base::Record const& record, std::string_view text,
                               ListQuery& query) {
    std::set<int> seen;
    for (std::string_view name : base::split(text, ',')) {
        bool const descending = name.starts_with('-');
        if (descending) name.remove_prefix(1);
        int const column = TRY(find_column(record, name, "sort"));
        if (!seen.insert(column).second) return refuse_value("list_column", "sort", name);
        query.orders.push_back({column, descending});
    }
    if (query.orders.size() > list_orders_max) return refuse_value("list_long", "sort", text);
    return {};
}

void add_key_orders(base::Record const& record, ListQuery& query) {
    for (size_t i = 0; i < record.columns.size(); ++i) {
        bool const there = std::any_of(query.orders.begin(), query.orders.end(),
                                       [i](Order order) { return order.column == int(i); });
        if (record.columns[i].doc.key && !there) query.orders.push_back({int(i), false});
    }
}

std::string seal_of(std::string const& payload, std::string const& fingerprint,
                    CursorKey const& key) {
    return base::hmac_sm3_hex(key.secret, fingerprint + "\n" + payload).substr(0, seal_digits);
}

base::Result<std::vector<std::string>> read_cursor(std::string_view text, ListQuery const& query,
                                                   CursorKey const& key) {
    auto const bytes = base::from_base64url(text);
    if (!bytes || bytes->size() < seal_digits)
        return refuse_value("cursor_malformed", "cursor", text);
    std::string const payload = bytes->substr(seal_digits);
    if (!base::equal_in_constant_time(bytes->substr(0, seal_digits),
                                      seal_of(payload, query.fingerprint, key)))
        return refuse_value("cursor_malformed", "cursor", text);
    auto const json = parse_json(payload);
    if (!json || json->items.size() != query.orders.size())
        return refuse_value("cursor_malformed", "cursor", text);
    std::vector<std::string> out;
    for (Json const& item : json->items) out.push_back(item.text);
    return out;
}

std::string_view find_pair(QueryPairs const& pairs, std::string_view name) {
    for (auto const& [key, value] : pairs)
        if (key == name) return value;
    return {};
}

base::Result<void> read_filter(base::Record const& record, std::string_view filter,
                               ListQuery& out) {
    if (filter.empty()) return {};
    auto const parts = split_escaped(filter);
    if (!parts) return refuse_value("filter_malformed", "filter", filter);
    if (parts->size() > list_conditions_max) return refuse_value("list_long", "filter", filter);
    for (std::string const& part : *parts) {
        auto condition = TRY(read_condition(record, part));
        out.conditions.push_back(std::move(condition));
    }
    return {};
}

}  // namespace

base::Result<QueryPairs> parse_query(std::string_view query) {
    QueryPairs out;
    if (query.empty()) return out;
    std::set<std::string> names;
    for (std::string_view part : base::split(query, '&')) {
        size_t const sign = part.find('=');
        auto name = decode_percent(part.substr(0, sign), Plus::blank);
        auto value = decode_percent(
            sign == std::string_view::npos ? std::string_view() : part.substr(sign + 1),
            Plus::blank);
        if (!name || !value || name->empty()) return base::invalid("query_malformed", {});
        if (!names.insert(*name).second)
            return base::invalid("query_twice", {.field = base::shorten(*name, 60)});
        out.emplace_back(std::move(*name), std::move(*value));
    }
    return out;
}

base::Result<ListQuery> parse_list_query(base::Record const& record, QueryPairs const& pairs,
                                         CursorKey const& key) {
    ListQuery out;
    std::string_view const filter = find_pair(pairs, "filter");
    std::string_view const sort = find_pair(pairs, "sort");
    std::string_view const limit = find_pair(pairs, "limit");
    std::string_view const columns = find_pair(pairs, "columns");
    std::string_view const cursor = find_pair(pairs, "cursor");
    TRY_VOID(read_filter(record, filter, out));
    if (!sort.empty()) TRY_VOID(read_orders(record, sort, out));
    add_key_orders(record, out);
    if (!limit.empty()) {
        auto const number = base::parse_integer(limit);
        if (!number || *number < 1 || *number > list_rows_max)
            return refuse_value("list_limit", "limit", limit);
        out.limit = int32_t(*number);
    }
    if (!columns.empty()) {
        std::set<int> seen;
        for (std::string_view name : base::split(columns, ',')) {
            int const column = TRY(find_column(record, name, "columns"));
            if (!seen.insert(column).second) return refuse_value("list_column", "columns", name);
            out.columns.push_back(column);
        }
    }
    std::string const shape = std::string(record.name) + "\n" + std::string(filter) + "\n" +
                              std::string(sort) + "\n" + key.reader;
    out.fingerprint = base::digest_hex(base::DigestKind::sha256, shape);
    if (!cursor.empty()) out.after = TRY(read_cursor(cursor, out, key));
    return out;
}

std::string make_cursor(ListQuery const& query, std::vector<base::Value> const& row,
                        CursorKey const& key) {
    std::string payload = "[";
    for (Order const& order : query.orders) {
        if (payload.size() > 1) payload += ',';
        append_json_text(payload, base::to_text(row[size_t(order.column)]));
    }
    payload += ']';
    return base::to_base64url(seal_of(payload, query.fingerprint, key) + payload);
}

}  // namespace http
