// Lists and rows of the store's tables.
#include "http/row_route.hpp"

#include <algorithm>

#include "store/tenant.hpp"

namespace http {
namespace {

store::Compare to_store(Compare compare) {
    constexpr store::Compare names[] = {store::Compare::equal,   store::Compare::not_equal,
                                        store::Compare::less,    store::Compare::less_equal,
                                        store::Compare::greater, store::Compare::greater_equal,
                                        store::Compare::begins};
    return names[size_t(compare)];
}

Route make_route(std::string path, RowRoutes const& rows, std::string summary) {
    Route route;
    route.path = std::move(path);
    route.permission = rows.permission;
    route.editions = rows.table->editions;
    route.purpose = rows.purpose;
    route.reply_record = rows.table->record;
    route.summary = std::move(summary);
    return route;
}

struct Rows {
    service::Place const& place;
    store::Table const& table;
    std::string whole;  // Permission that must hold in the whole organisation; "": none.
};

base::Result<Answer> answer_list(Rows const& rows, Call const& call) {
    auto const query = TRY(store_query(*rows.table.record, call.list));
    auto const work = [&](store::Transaction& tx,
                          store::Session const& session) -> base::Result<store::Page> {
        if (!rows.whole.empty()) TRY_VOID(store::check_everywhere(tx, session, rows.whole));
        return store::list_rows(tx, session, rows.table, query);
    };
    auto page = TRY(service::read_as(rows.place, caller_of(call), work));
    Answer answer;
    answer.rows = std::move(page.rows);
    answer.more = !page.next.empty();
    return answer;
}

base::Result<Answer> answer_row(Rows const& rows, Call const& call) {
    auto const work = [&](store::Transaction& tx,
                          store::Session const& session) -> base::Result<store::Row> {
        if (!rows.whole.empty()) TRY_VOID(store::check_everywhere(tx, session, rows.whole));
        return store::find_row(tx, session, rows.table, call.path(0));
    };
    Answer answer;
    answer.row = TRY(service::read_as(rows.place, caller_of(call), work));
    return answer;
}

}  // namespace

service::Caller caller_of(Call const& call) {
    service::Caller caller;
    caller.identity.tenant = call.identity.tenant;
    caller.identity.account = call.identity.account;
    caller.identity.actor = call.identity.actor;
    caller.identity.purpose = call.purpose;
    if (call.permission != "signed_in") caller.identity.permission = call.permission;
    if (call.identity.via == Via::token)
        caller.identity.at_most.emplace(call.identity.permissions.begin(),
                                        call.identity.permissions.end());
    caller.moment = {.now = call.now_ms, .request = call.request.id};
    caller.language = call.language;
    caller.session = call.identity.session;
    caller.idempotency = call.idempotency;
    return caller;
}

base::Result<store::Query> store_query(base::Record const& record, ListQuery const& query) {
    store::Query out;
    if (query.orders.size() > 2)
        return base::invalid("list_long", {.field = "sort"}, {{"value", "sort"}});
    for (Condition const& condition : query.conditions)
        out.filters.push_back({std::string(record.columns[size_t(condition.column)].name),
                               to_store(condition.compare),
                               {condition.value}});
    base::Column const& sorted_by = record.columns[size_t(query.orders[0].column)];
    out.sort = std::string(sorted_by.name);
    out.descending = query.orders[0].descending;
    // A workbook takes as much at once as there is to have.
    out.limit = std::min<int64_t>(query.limit, store::list_rows_max);
    // The id is the last order: alone, or behind the column asked for.
    if (!query.after.empty())
        out.cursor = store::cursor_after(sorted_by, query.after[0], query.after.back());
    return out;
}

void add_row_routes(std::vector<Route>& out, service::Place const& place, RowRoutes const& rows) {
    Rows const of = {place, *rows.table, rows.whole ? rows.permission : ""};
    Route list = make_route(rows.path, rows, rows.summary);
    list.reply = ReplyKind::list;
    list.handle = [of](Call& call) { return answer_list(of, call); };
    out.push_back(std::move(list));
    Route one = make_route(rows.path + "/{id}", rows, "One of them.");
    one.reply = ReplyKind::record;
    one.handle = [of](Call& call) { return answer_row(of, call); };
    out.push_back(std::move(one));
}

}  // namespace http
