// A draft beside the revision in force.
#include "service/list_import.hpp"

#include <map>

#include "service/all_rows.hpp"
#include "service/list_line.hpp"
#include "store/list_set.hpp"

namespace service {
namespace {

/// Party → its newest entry.
using Standing = std::map<std::string, domain::ListEntryRow>;

bool is_revision_name(std::string const& name) {
    return !name.empty() && name.size() <= 40 && name[0] != '.' &&
           name.find_first_not_of(
               "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
               "._-") == std::string::npos;
}

base::Result<void> check_batch(ListBatch const& batch) {
    for (auto const& [field, text] :
         {std::pair{"list", &batch.list}, {"revision", &batch.revision}})
        if (!is_revision_name(*text))
            return base::invalid("list_revision_malformed", {.field = field}, {{"value", *text}});
    if (batch.region.size() != 6 ||
        batch.region.find_first_not_of("0123456789") != std::string::npos)
        return base::invalid("list_region", {.field = "region"}, {{"value", batch.region}});
    if (batch.covers_to && *batch.covers_to < batch.covers_from)
        return base::invalid("list_covers", {.field = "to"});
    return {};
}

base::Result<Standing> standing_of(store::Transaction& tx, store::Session const& session,
                                   std::string const& revision) {
    Standing out;
    auto rows =
        TRY(all_rows<domain::ListEntryRow>(tx, session, {is_text("list_revision", revision)}));
    for (domain::ListEntryRow& row : rows) {
        auto& kept = out[row.identifier];
        if (kept.id.empty() || kept.listed_from < row.listed_from) kept = std::move(row);
    }
    return out;
}

domain::ListSet set_of(ListBatch const& batch, ListLines const& lines) {
    domain::ListSet set;
    set.id = batch.list;
    set.revision = batch.revision;
    set.coverage.push_back(
        {domain::region_prefix(batch.region), {batch.covers_from, batch.covers_to}});
    for (NumberedLine const& line : lines.taken)
        set.entries.push_back(
            {line.row.id, line.row.level.value_or(""), {line.row.from, line.row.to}});
    return set;
}

std::string span_text(std::string const& level, base::Day from, std::optional<base::Day> to) {
    return level + " " + base::to_text(from) + "/" + (to ? base::to_text(*to) : "");
}

/// Differences of the lines to what stands.
std::vector<domain::ListChange> differences(ListLines const& lines, Standing standing) {
    std::vector<domain::ListChange> out;
    std::map<std::string, NumberedLine const*> newest;
    for (NumberedLine const& line : lines.taken) {
        auto& kept = newest[line.row.id];
        if (kept == nullptr || kept->row.from < line.row.from) kept = &line;
    }
    for (auto const& [id, line] : newest) {
        domain::ListChange change;
        change.line = line->line;
        change.identifier = id;
        change.name = line->row.name;
        auto const before = standing.find(id);
        if (before == standing.end()) {
            change.kind = "add";
            out.push_back(std::move(change));
            continue;
        }
        domain::ListEntryRow const& old = before->second;
        std::string const was = span_text(old.level, old.listed_from, old.listed_to);
        if (old.name != change.name) {
            change.kind = "rename";
            change.before = old.name;
            out.push_back(change);
        }
        if (was != span_text(line->row.level.value_or(""), line->row.from, line->row.to)) {
            change.kind = "change";
            change.before = was;
            out.push_back(std::move(change));
        }
        standing.erase(before);
    }
    for (auto const& [id, old] : standing) {
        domain::ListChange change;
        change.kind = "lapse";
        change.identifier = id;
        change.name = old.name;
        out.push_back(std::move(change));
    }
    for (RefusedLine const& line : lines.refused) {
        domain::ListChange change;
        change.kind = "refused";
        change.line = line.line;
        change.identifier = line.id;
        change.name = line.name;
        change.before = line.value;
        change.code = line.code;
        out.push_back(std::move(change));
    }
    return out;
}

void count(ListDraft& draft, std::string const& kind) {
    draft.added += kind == "add";
    draft.lapsed += kind == "lapse";
    draft.renamed += kind == "rename";
    draft.changed += kind == "change";
    draft.refused += kind == "refused";
}

}  // namespace

base::Result<std::optional<domain::ListRevision>> revision_in_force(store::Transaction& tx,
                                                                    store::Session const& session,
                                                                    std::string const& list) {
    store::Query query;
    query.filters = {is_text("list", list),
                     {"state",
                      store::Compare::one_of,
                      {base::Value(std::string("approved")), base::Value(std::string("pushed"))}}};
    query.sort = "revision";
    query.descending = true;
    query.limit = 1;
    auto found = TRY(store::list<domain::ListRevision>(tx, session, query));
    if (found.empty()) return std::nullopt;
    return std::move(found[0]);
}

base::Result<ListDraft> import_list(Place const& place, Caller const& caller,
                                    ListBatch const& batch) {
    TRY_VOID(check_batch(batch));
    auto const lines = TRY(read_list_lines(batch.file));
    store::ListOrigin origin{batch.source, lines.digest, "public", {}};
    for (NumberedLine const& line : lines.taken) origin.names.push_back(line.row.name);
    return write_as(
        place, caller,
        [&](store::Transaction& tx, store::Session const& session) -> base::Result<ListDraft> {
            auto const before = TRY(revision_in_force(tx, session, batch.list));
            if (before && batch.revision <= before->revision)
                return base::fail(base::ErrorKind::conflict, "list_revision_order",
                                  {.field = "revision"}, {{"last", before->revision}});
            Standing standing;
            if (before) standing = TRY(standing_of(tx, session, before->id));
            auto const made = TRY(store::put_list(tx, session, set_of(batch, lines), origin));
            ListDraft draft{made.id, made.list, made.revision, int64_t(lines.taken.size())};
            for (domain::ListChange change : differences(lines, std::move(standing))) {
                change.list_revision = made.id;
                TRY_VOID(store::insert(tx, session, change));
                count(draft, change.kind);
            }
            return draft;
        });
}

base::Result<ListDraft> find_list_draft(Place const& place, Caller const& caller,
                                        std::string const& id) {
    return read_as(
        place, caller,
        [&](store::Transaction& tx, store::Session const& session) -> base::Result<ListDraft> {
            auto const row = TRY(store::find<domain::ListRevision>(tx, session, id));
            ListDraft draft{row.id, row.list, row.revision};
            draft.entries =
                TRY(store::count_rows(tx, session, store::table_of<domain::ListEntryRow>,
                                      {is_text("list_revision", id)}));
            auto const changes =
                TRY(all_rows<domain::ListChange>(tx, session, {is_text("list_revision", id)}));
            for (domain::ListChange const& change : changes) count(draft, change.kind);
            return draft;
        });
}

}  // namespace service
