// Builds conditions from sessions and filters.
#include "store/clause.hpp"

#include "base/text.hpp"

namespace store {
namespace {

/// "or the path lies in a subtree", for each. Texts are cut, not compared: the order of a
/// database's collation does not matter then.
void or_paths(Clause& clause, std::vector<std::string> const& paths) {
    for (std::string const& path : paths)
        clause.add(" or substr(\"path\", 1, " + std::to_string(path.size()) + ") = ?",
                   base::Value(path));
}

void add_paths(Clause& clause, std::vector<std::string> const& paths) {
    clause.sql += " and (1 = 0";
    or_paths(clause, paths);
    clause.sql += ')';
}

void add_parties(Clause& clause, Session const& session, base::Record const& record) {
    clause.add(" and (\"tenant\" = ?", base::Value(session.tenant()));
    if (!session.party().empty())
        for (char const* column : {"subject", "holder", "used_by"})
            if (has_column(record, column))
                clause.add(" or " + quoted(column) + " = ?", base::Value(session.party()));
    if (has_column(record, "path")) or_paths(clause, session.paths());
    clause.sql += ')';
}

void add_known(Clause& clause, Session const& session) {
    if (!session.as_of()) {
        clause.sql += " and \"known_to\" is null";
        return;
    }
    std::string const at = instant_text(*session.as_of());
    clause.add(" and \"known_from\" <= ?", base::Value(at));
    clause.add(" and (\"known_to\" is null or \"known_to\" > ?)", base::Value(at));
}

std::string like_pattern(std::string_view text) {
    std::string out = "%";
    for (char sign : text) {
        if (sign == '%' || sign == '_' || sign == '!') out += '!';
        out += sign;
    }
    return out + '%';
}

std::unexpected<base::Error> malformed(Filter const& filter) {
    return base::invalid("store_filter_malformed", {.field = filter.column});
}

base::Result<void> add_text_filter(Clause& clause, Filter const& filter) {
    auto const* const text = std::get_if<std::string>(&filter.values[0]);
    if (text == nullptr) return malformed(filter);
    std::string const name = quoted(filter.column);
    if (filter.compare == Compare::begins) {
        size_t const length = base::count_code_points(*text);
        clause.add(" and substr(" + name + ", 1, " + std::to_string(length) + ") = ?", *text);
    } else {
        clause.add(" and lower(" + name + ") like lower(?) escape '!'", like_pattern(*text));
    }
    return {};
}

base::Result<void> add_filter(Clause& clause, base::Record const& record, Filter const& filter) {
    constexpr std::string_view signs[] = {" = ?", " <> ?", " < ?", " <= ?", " > ?", " >= ?"};
    size_t const index = TRY(column_index(record, filter.column));
    base::Column const& column = record.columns[index];
    if (filter.compare == Compare::is_null) {
        if (!filter.values.empty()) return malformed(filter);
        clause.sql += " and " + quoted(filter.column) + " is null";
        return {};
    }
    for (base::Value const& value : filter.values)
        if (value.index() != size_t(column.type)) return malformed(filter);
    if (filter.values.size() > filter_values_max)
        return base::fail(base::ErrorKind::limit, "list_too_long", {.field = filter.column},
                          {{"limit", std::to_string(filter_values_max)}});
    if (filter.compare == Compare::one_of) {
        clause.sql += " and (1 = 0";
        for (base::Value const& value : filter.values)
            clause.add(" or " + quoted(filter.column) + " = ?", value);
        clause.sql += ')';
        return {};
    }
    if (filter.values.size() != 1) return malformed(filter);
    if (filter.compare == Compare::begins || filter.compare == Compare::contains)
        return add_text_filter(clause, filter);
    clause.add(" and " + quoted(filter.column) + std::string(signs[size_t(filter.compare)]),
               filter.values[0]);
    return {};
}

}  // namespace

void Clause::add(std::string_view text, base::Value value) {
    sql += text;
    values.push_back(std::move(value));
}

void Clause::add_one_of(std::string_view column, std::vector<std::string> const& texts) {
    sql += " and " + quoted(column) + " in (''";
    for (std::string const& text : texts) add(", ?", base::Value(text));
    sql += ')';
}

base::Result<Clause> reachable(Session const& session, Table const& table, Access access) {
    std::string_view const permission = access == Access::read ? table.read : table.write;
    if (!permission.empty() && !session.has(permission)) return permission_missing(permission);
    base::Record const& record = *table.record;
    Clause clause;
    clause.sql = "1 = 1";
    switch (table.scope) {
        case Scope::tenant: clause.add(" and \"tenant\" = ?", base::Value(session.tenant())); break;
        case Scope::party:
            if (access == Access::read) {
                add_parties(clause, session, record);
            } else {
                clause.add(" and \"tenant\" = ?", base::Value(session.tenant()));
            }
            break;
        case Scope::lineage:
            if (access == Access::read) {
                clause.add_one_of("tenant", session.lineage());
            } else {
                clause.add(" and \"tenant\" = ?", base::Value(session.tenant()));
            }
            break;
        case Scope::path:
        case Scope::permission: break;
    }
    bool const walled = table.scope != Scope::permission && table.scope != Scope::party;
    if (walled && has_column(record, "path")) add_paths(clause, session.paths(permission));
    if (has_column(record, "duty")) clause.add_one_of("duty", duties_of(session.purpose()));
    if (has_column(record, "known_to")) add_known(clause, session);
    return clause;
}

base::Result<void> add_filters(Clause& clause, base::Record const& record,
                               std::vector<Filter> const& filters) {
    if (filters.size() > filters_max)
        return base::fail(base::ErrorKind::limit, "list_too_long", {},
                          {{"limit", std::to_string(filters_max)}});
    for (Filter const& filter : filters) TRY_VOID(add_filter(clause, record, filter));
    return {};
}

std::string quoted(std::string_view name) {
    std::string out = "\"";
    out += name;
    return out + '"';
}

bool has_column(base::Record const& record, std::string_view name) {
    for (base::Column const& column : record.columns)
        if (column.name == name) return true;
    return false;
}

base::Result<base::Value> parse_cell(base::Column const& column,
                                     std::optional<std::string_view> cell) {
    auto const corrupt = [&] {
        return base::fail(base::ErrorKind::internal, "store_corrupt",
                          {.field = std::string(column.name)}, {{"reason", column.name.data()}});
    };
    if (!cell) {
        if (!column.nullable) return corrupt();
        return base::Value();
    }
    if (column.type == base::ValueType::text) return base::Value(std::string(*cell));
    if (column.type == base::ValueType::boolean)
        return base::Value(*cell == "t" || *cell == "1" || *cell == "true");
    auto value = base::parse_value(column, *cell);
    if (!value || base::is_null(*value)) return corrupt();
    return value;
}

}  // namespace store
