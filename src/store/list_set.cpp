// Revisions, coverage and entries as one ListSet.
#include "store/list_set.hpp"

#include <algorithm>
#include <tuple>

#include "store/each_row.hpp"
#include "store/tables.hpp"

namespace store {
namespace {

/// Every row of a revision.
template <typename T, typename Take>
base::Result<void> each_of(Transaction& tx, Session const& session, std::string const& revision,
                           Take take) {
    Query query;
    query.filters.push_back({"list_revision", Compare::equal, {base::Value(revision)}});
    return each_row<T>(tx, session, std::move(query), std::move(take));
}

}  // namespace

base::Result<domain::ListRevision> put_list(Transaction& tx, Session const& session,
                                            domain::ListSet const& set, ListOrigin const& origin) {
    domain::ListRevision wish;
    wish.list = set.id;
    wish.revision = set.revision;
    wish.source = origin.source;
    wish.content_hash = origin.content_hash;
    wish.duty = origin.duty;
    wish.state = "draft";
    wish.made_by = session.account();
    auto const revision = TRY(insert(tx, session, wish));
    for (domain::ListCoverage const& each : set.coverage) {
        domain::ListCoverageRow row;
        row.list_revision = revision.id;
        row.region = each.region;
        row.covers_from = each.period.from;
        row.covers_to = each.period.to;
        TRY_VOID(insert(tx, session, row));
    }
    for (size_t i = 0; i < set.entries.size(); ++i) {
        domain::ListEntryRow row;
        row.list_revision = revision.id;
        row.identifier = set.entries[i].id;
        row.level = set.entries[i].level;
        row.listed_from = set.entries[i].period.from;
        row.listed_to = set.entries[i].period.to;
        if (i < origin.names.size()) row.name = origin.names[i];
        TRY_VOID(insert(tx, session, row));
    }
    return revision;
}

base::Result<std::optional<domain::ListSet>> find_list(Transaction& tx, Session const& session,
                                                       std::string const& list) {
    Query query;
    query.filters.push_back({"list", Compare::equal, {base::Value(list)}});
    query.filters.push_back(
        {"state",
         Compare::one_of,
         {base::Value(std::string("approved")), base::Value(std::string("pushed"))}});
    query.sort = "revision";
    query.descending = true;
    query.limit = 1;
    auto const found = TRY(store::list<domain::ListRevision>(tx, session, query));
    if (found.empty()) return std::nullopt;
    domain::ListSet set;
    set.id = list;
    set.revision = found[0].revision;
    TRY_VOID(each_of<domain::ListCoverageRow>(
        tx, session, found[0].id, [&](domain::ListCoverageRow const& row) {
            set.coverage.push_back({row.region, {row.covers_from, row.covers_to}});
        }));
    TRY_VOID(each_of<domain::ListEntryRow>(
        tx, session, found[0].id, [&](domain::ListEntryRow const& row) {
            set.entries.push_back({row.identifier, row.level, {row.listed_from, row.listed_to}});
        }));
    std::sort(set.entries.begin(), set.entries.end(), [](auto const& a, auto const& b) {
        return std::tie(a.id, a.period.from) < std::tie(b.id, b.period.from);
    });
    return set;
}

}  // namespace store
