// Statements over any Record, with their condition and their audit row.
#include "store/table.hpp"

#include "base/check.hpp"
#include "base/digest.hpp"
#include "store/audit.hpp"
#include "store/clause.hpp"

namespace store {
namespace {

constexpr std::string_view fixed_columns[] = {"id",      "tenant",     "path",    "version",
                                              "made_at", "known_from", "known_to"};

std::unexpected<base::Error> not_found(Table const& table) {
    return base::fail(base::ErrorKind::not_found, "object_not_found", {},
                      {{"kind", std::string(table.record->name)}});
}

std::string names_of(base::Record const& record) {
    std::string out;
    for (base::Column const& column : record.columns)
        out += (out.empty() ? "" : ", ") + quoted(column.name);
    return out;
}

/// The value of a column that the record may lack.
base::Value* value_at(base::Record const& record, Row& row, std::string_view name) {
    for (size_t i = 0; i < record.columns.size(); ++i)
        if (record.columns[i].name == name) return &row[i];
    return nullptr;
}

bool is_blank(base::Value const& value) {
    auto const* const text = std::get_if<std::string>(&value);
    return base::is_null(value) || (text != nullptr && text->empty());
}

base::Result<Row> select_row(Transaction& tx, Session const& session, Table const& table,
                             std::pair<std::string, Access> const& wanted) {
    base::Record const& record = *table.record;
    Clause clause = TRY(reachable(session, table, wanted.second));
    clause.add(" and \"id\" = ?", base::Value(wanted.first));
    std::optional<Row> found;
    auto const keep = [&](Cells cells) -> base::Result<bool> {
        Row row;
        for (size_t i = 0; i < cells.size(); ++i) {
            auto value = TRY(parse_cell(record.columns[i], cells[i]));
            row.push_back(std::move(value));
        }
        found = std::move(row);
        return false;
    };
    TRY_VOID(tx.each(
        "select " + names_of(record) + " from " + quoted(record.name) + " where " + clause.sql,
        clause.values, keep));
    if (!found) return not_found(table);
    return *std::move(found);
}

/// Errors: `past_is_fixed`, `permission_missing`.
base::Result<void> check_writable(Session const& session, Table const& table) {
    if (session.as_of()) return base::fail(base::ErrorKind::forbidden, "past_is_fixed", {});
    TRY_VOID(reachable(session, table, Access::write));
    return {};
}

/// Fills in id, tenant, version and instants; refuses what lies outside the session.
base::Result<void> stamp(Transaction& tx, Session const& session, Table const& table, Row& row) {
    base::Record const& record = *table.record;
    auto const text = [&](std::string_view name) { return value_at(record, row, name); };
    if (auto* id = text("id"); id != nullptr && is_blank(*id)) *id = make_id(tx.now());
    if (auto* tenant = text("tenant"); tenant != nullptr) {
        if (is_blank(*tenant)) *tenant = session.tenant();
        if (table.scope != Scope::permission && *tenant != base::Value(session.tenant()))
            return not_found(table);
    }
    if (auto* version = text("version"); version != nullptr) *version = int64_t(1);
    if (auto* made = text("made_at"); made != nullptr) *made = instant_text(tx.now());
    if (auto* known = text("known_from"); known != nullptr) {
        *known = instant_text(tx.now());
        *text("known_to") = base::Value();
    }
    if (auto* duty = text("duty"); duty != nullptr) {
        auto const* const name = std::get_if<std::string>(duty);
        if (name == nullptr || !may_read(session.purpose(), *name))
            return base::fail(base::ErrorKind::forbidden, "purpose_refused", {},
                              {{"purpose", std::string(to_text(session.purpose()))}});
    }
    if (auto* path = text("path"); path != nullptr && table.scope != Scope::permission) {
        bool inside = false;
        for (std::string const& each : session.paths(table.write))
            inside = inside || base::to_text(*path).starts_with(each);
        if (!inside) return not_found(table);
    }
    return {};
}

}  // namespace

base::Result<size_t> column_index(base::Record const& record, std::string_view name) {
    for (size_t i = 0; i < record.columns.size(); ++i)
        if (record.columns[i].name == name) return i;
    return base::invalid("store_column_unknown", {.field = std::string(name)},
                         {{"table", std::string(record.name)}});
}

std::string row_digest(base::Record const& record, Row const& row) {
    base::DigestStream stream(base::DigestKind::sm3);
    stream.add(record.name);
    for (size_t i = 0; i < row.size(); ++i) {
        std::string const text = base::to_text(row[i]);
        std::string part = "\n" + std::string(record.columns[i].name) + ":";
        part += base::is_null(row[i]) ? "-" : std::to_string(text.size()) + ":" + text;
        stream.add(part);
    }
    return stream.hex();
}

base::Result<Row> find_row(Transaction& tx, Session const& session, Table const& table,
                           std::string const& id) {
    return select_row(tx, session, table, {id, Access::read});
}

base::Result<int64_t> count_rows(Transaction& tx, Session const& session, Table const& table,
                                 std::vector<Filter> const& filters) {
    Clause clause = TRY(reachable(session, table, Access::read));
    TRY_VOID(add_filters(clause, *table.record, filters));
    auto const count =
        TRY(tx.one("select count(*) from " + quoted(table.record->name) + " where " + clause.sql,
                   clause.values));
    int64_t out = 0;
    for (char sign : count.value_or("0")) out = out * 10 + (sign - '0');
    return out;
}

base::Result<Row> insert_row(Transaction& tx, Session const& session, Table const& table, Row row) {
    base::Record const& record = *table.record;
    CHECK(row.size() == record.columns.size());
    TRY_VOID(check_writable(session, table));
    TRY_VOID(stamp(tx, session, table, row));
    std::string holes;
    for (size_t i = 0; i < row.size(); ++i) holes += i == 0 ? "?" : ", ?";
    TRY_VOID(tx.run(
        "insert into " + quoted(record.name) + " (" + names_of(record) + ") values (" + holes + ")",
        row));
    AuditNote note{.action = "insert", .object_kind = std::string(record.name)};
    note.object = base::to_text(*value_at(record, row, "id"));
    note.after_digest = row_digest(record, row);
    TRY_VOID(append_audit(tx, session, note));
    return row;
}

base::Result<Row> update_row(Transaction& tx, Session const& session, Table const& table,
                             Change const& change) {
    base::Record const& record = *table.record;
    TRY_VOID(check_writable(session, table));
    if (!has_column(record, "version"))
        return base::invalid("row_fixed", {}, {{"table", std::string(record.name)}});
    Row const before = TRY(select_row(tx, session, table, {change.id, Access::write}));
    Row after = before;
    Clause set;
    set.sql = "\"version\" = \"version\" + 1";
    for (auto const& [name, value] : change.set) {
        size_t const index = TRY(column_index(record, name));
        for (std::string_view const fixed : fixed_columns)
            if (name == fixed) return base::invalid("field_fixed", {.field = name});
        bool const fits = value.index() == size_t(record.columns[index].type) ||
                          (base::is_null(value) && record.columns[index].nullable);
        if (!fits) return base::invalid("store_filter_malformed", {.field = name});
        set.add(", " + quoted(name) + " = ?", value);
        after[index] = value;
    }
    auto* const version = value_at(record, after, "version");
    if (*version != base::Value(change.version))
        return base::fail(base::ErrorKind::conflict, "version_stale", {},
                          {{"version", base::to_text(*version)}});
    *version = change.version + 1;
    // The wall holds for what a row becomes, too.
    if (auto const* duty = value_at(record, after, "duty");
        duty != nullptr && !may_read(session.purpose(), base::to_text(*duty)))
        return base::fail(base::ErrorKind::forbidden, "purpose_refused", {},
                          {{"purpose", std::string(to_text(session.purpose()))}});
    set.add(" where \"id\" = ?", base::Value(change.id));
    set.add(" and \"version\" = ?", base::Value(change.version));
    int64_t const changed =
        TRY(tx.run("update " + quoted(record.name) + " set " + set.sql, set.values));
    if (changed != 1) return base::fail(base::ErrorKind::conflict, "version_stale", {});
    AuditNote note{.action = "update", .object_kind = std::string(record.name)};
    note.object = change.id;
    note.before_digest = row_digest(record, before);
    note.after_digest = row_digest(record, after);
    TRY_VOID(append_audit(tx, session, note));
    return after;
}

base::Result<Row> end_row(Transaction& tx, Session const& session, Table const& table,
                          std::string const& id) {
    base::Record const& record = *table.record;
    std::string_view const column = has_column(record, "known_to") ? "known_to" : "ended_at";
    if (!has_column(record, column))
        return base::invalid("row_fixed", {}, {{"table", std::string(record.name)}});
    TRY_VOID(check_writable(session, table));
    Row const before = TRY(select_row(tx, session, table, {id, Access::write}));
    Row after = before;
    base::Value* const ended = value_at(record, after, column);
    auto const already = [] { return base::fail(base::ErrorKind::conflict, "already_ended", {}); };
    if (!base::is_null(*ended)) return already();
    *ended = instant_text(tx.now());
    std::string sql = "update " + quoted(record.name) + " set " + quoted(column) + " = ?";
    if (auto* const version = value_at(record, after, "version"); version != nullptr) {
        *version = std::get<int64_t>(*version) + 1;
        sql += ", \"version\" = \"version\" + 1";
    }
    sql += " where \"id\" = ? and " + quoted(column) + " is null";
    int64_t const changed = TRY(tx.run(sql, {*ended, base::Value(id)}));
    if (changed != 1) return already();
    AuditNote note{.action = "end", .object_kind = std::string(record.name)};
    note.object = id;
    note.before_digest = row_digest(record, before);
    note.after_digest = row_digest(record, after);
    TRY_VOID(append_audit(tx, session, note));
    return after;
}

}  // namespace store
