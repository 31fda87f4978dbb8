// Approval, pushing and taking in of list revisions.
#include "service/list_keep.hpp"

#include <algorithm>
#include <map>

#include "base/csv.hpp"
#include "base/file.hpp"
#include "domain/list.hpp"
#include "domain/organisation.hpp"
#include "service/all_rows.hpp"
#include "service/exchange.hpp"
#include "store/list_set.hpp"

namespace service {
namespace {

std::unexpected<base::Error> wrong_state(domain::ListRevision const& row) {
    return base::fail(base::ErrorKind::conflict, "list_state", {}, {{"state", row.state}});
}

std::string day_or_empty(std::optional<base::Day> const& day) {
    return day ? base::to_text(*day) : "";
}

/// "14" is "140000"; "" the whole country, "000000".
std::string six_digits(std::string region) {
    region.resize(6, '0');
    return region;
}

/// The list of a package's only file: <list>/<revision>.csv.
struct Sent {
    domain::ListSet set;
    std::vector<std::string> names;
};

base::Result<base::Day> day_of(std::string const& text, base::Place const& at) {
    auto const day = base::parse_day(text);
    if (!day) return base::invalid("value_malformed", at, {{"value", text}});
    return *day;
}

base::Result<domain::Period> period_of(base::CsvTable const& table, base::CsvTable::Row const& row,
                                       base::Place const& at) {
    domain::Period period;
    period.from = TRY(day_of(row.cells[size_t(table.find("from"))], at));
    std::string const& to = row.cells[size_t(table.find("to"))];
    if (!to.empty()) period.to = TRY(day_of(to, at));
    return period;
}

base::Result<Sent> read_sent(OpenedPackage const& opened, std::string const& file) {
    size_t const slash = file.find('/');
    if (slash == std::string::npos || !file.ends_with(".csv"))
        return base::invalid("list_file_name", {.file = file});
    Sent out;
    out.set.id = file.substr(0, slash);
    out.set.revision = std::string(base::file_stem(file));
    auto const table = TRY(package_table(opened, file));
    for (base::CsvTable::Row const& row : table.rows) {
        base::Place const at = {.file = file, .line = int32_t(row.line)};
        auto const period = TRY(period_of(table, row, at));
        if (row.cells[0] == "coverage") {
            out.set.coverage.push_back(
                {domain::region_prefix(row.cells[size_t(table.find("region"))]), period});
            continue;
        }
        out.set.entries.push_back(
            {row.cells[size_t(table.find("id"))], row.cells[size_t(table.find("level"))], period});
        out.names.push_back(row.cells[size_t(table.find("name"))]);
    }
    return out;
}

std::string entry_key(domain::ListEntryRow const& row) {
    std::string out = row.identifier;
    for (std::string const& part :
         {row.name, row.level, base::to_text(row.listed_from), day_or_empty(row.listed_to)})
        out += "\n" + part;
    return out;
}

domain::ListEntryRow entry_of(Sent const& sent, size_t i, std::string const& revision) {
    domain::ListEntryRow row;
    row.list_revision = revision;
    row.identifier = sent.set.entries[i].id;
    row.name = sent.names[i];
    row.level = sent.set.entries[i].level;
    row.listed_from = sent.set.entries[i].period.from;
    row.listed_to = sent.set.entries[i].period.to;
    return row;
}

/// A revision that came before comes again, corrected: what is no longer said ends, what is new
/// begins, both with their instants.
base::Result<void> correct_revision(store::Transaction& tx, store::Session const& session,
                                    std::string const& revision, Sent const& sent) {
    auto const rows =
        TRY(all_rows<domain::ListEntryRow>(tx, session, {is_text("list_revision", revision)}));
    std::map<std::string, domain::ListEntryRow const*> standing;
    for (domain::ListEntryRow const& row : rows) standing[entry_key(row)] = &row;
    std::vector<domain::ListEntryRow> added;
    for (size_t i = 0; i < sent.set.entries.size(); ++i) {
        auto row = entry_of(sent, i, revision);
        if (standing.erase(entry_key(row)) == 0) added.push_back(std::move(row));
    }
    std::map<std::string, std::string> ended;  // Party → entry.
    for (auto const& [key, row] : standing) {
        TRY_VOID(store::end<domain::ListEntryRow>(tx, session, row->id));
        ended[row->identifier] = row->id;
    }
    for (domain::ListEntryRow& row : added) {
        if (auto const old = ended.find(row.identifier); old != ended.end())
            row.correction_of = old->second;
        TRY_VOID(store::insert(tx, session, row));
    }
    return {};
}

/// Writes or corrects the revision; returns its id.
base::Result<std::string> put_sent(store::Transaction& tx, store::Session const& session,
                                   Sent const& sent, domain::PackageRow const& package) {
    store::Query query;
    query.filters = {is_text("list", sent.set.id), is_text("revision", sent.set.revision)};
    auto const known = TRY(store::list<domain::ListRevision>(tx, session, query));
    if (!known.empty()) {
        if (known[0].source != package.sender || known[0].state == "draft")
            return wrong_state(known[0]);
        TRY_VOID(correct_revision(tx, session, known[0].id, sent));
        return known[0].id;
    }
    store::ListOrigin const origin{package.sender, package.digest, "public", sent.names};
    auto const made = TRY(store::put_list(tx, session, sent.set, origin));
    // Approved there by another person than the maker; the package's signature says so.
    store::Change const change{made.id,
                               made.version,
                               {{"state", base::Value(std::string("approved"))},
                                {"approved_by", base::Value("package " + package.package)},
                                {"approved_at", base::Value(store::instant_text(tx.now()))}}};
    TRY_VOID(store::update<domain::ListRevision>(tx, session, change));
    return made.id;
}

base::Result<domain::ListRevision> set_state(store::Transaction& tx, store::Session const& session,
                                             domain::ListRevision const& row, int64_t version,
                                             std::string state) {
    store::Change change{row.id, version, {}};
    if (state == "approved") {
        change.set.emplace_back("approved_by", base::Value(session.account()));
        change.set.emplace_back("approved_at", base::Value(store::instant_text(tx.now())));
    }
    change.set.emplace_back("state", base::Value(std::move(state)));
    return store::update<domain::ListRevision>(tx, session, change);
}

bool runs_months(Place const& place) { return place.edition & domain::with_receipts; }

}  // namespace

base::Result<domain::ListRevision> approve_list(Place const& place, Caller const& caller,
                                                ListApproval const& approval) {
    auto approved = write_as(
        place, caller,
        [&](store::Transaction& tx,
            store::Session const& session) -> base::Result<domain::ListRevision> {
            auto const row = TRY(store::find<domain::ListRevision>(tx, session, approval.revision));
            if (row.state != "draft") return wrong_state(row);
            if (row.made_by == session.account())
                return base::fail(base::ErrorKind::forbidden, "same_person", {});
            int64_t const refused = TRY(
                store::count_rows(tx, session, store::table_of<domain::ListChange>,
                                  {is_text("list_revision", row.id), is_text("kind", "refused")}));
            if (refused != approval.refused)
                return base::fail(base::ErrorKind::conflict, "list_refused_lines",
                                  {.field = "refused"}, {{"count", std::to_string(refused)}});
            return set_state(tx, session, row, approval.version, "approved");
        });
    if (approved && runs_months(place)) TRY_VOID(write_list(place, caller, approved->id));
    return approved;
}

base::Result<domain::ListRevision> withdraw_list(Place const& place, Caller const& caller,
                                                 std::string const& revision, int64_t version) {
    return write_as(place, caller,
                    [&](store::Transaction& tx,
                        store::Session const& session) -> base::Result<domain::ListRevision> {
                        auto const row =
                            TRY(store::find<domain::ListRevision>(tx, session, revision));
                        if (row.state != "draft" && row.state != "approved")
                            return wrong_state(row);
                        return set_state(tx, session, row, version, "withdrawn");
                    });
}

base::Result<std::string> list_csv(store::Transaction& tx, store::Session const& session,
                                   std::string const& revision) {
    std::string out;
    base::append_csv_row(out, {"row", "id", "name", "level", "region", "from", "to"});
    auto const coverage =
        TRY(all_rows<domain::ListCoverageRow>(tx, session, {is_text("list_revision", revision)}));
    for (domain::ListCoverageRow const& row : coverage)
        base::append_csv_row(out, {"coverage", "", "", "", six_digits(row.region),
                                   base::to_text(row.covers_from), day_or_empty(row.covers_to)});
    auto entries =
        TRY(all_rows<domain::ListEntryRow>(tx, session, {is_text("list_revision", revision)}));
    std::sort(entries.begin(), entries.end(), [](auto const& a, auto const& b) {
        return std::pair(a.identifier, a.listed_from) < std::pair(b.identifier, b.listed_from);
    });
    for (domain::ListEntryRow const& row : entries)
        base::append_csv_row(out, {"entry", row.identifier, row.name, row.level, "",
                                   base::to_text(row.listed_from), day_or_empty(row.listed_to)});
    return out;
}

base::Result<void> write_list(Place const& place, Caller const& caller,
                              std::string const& revision) {
    std::vector<std::string> roots;
    std::string file;
    auto const csv = read_as(
        place, caller,
        [&](store::Transaction& tx, store::Session const& session) -> base::Result<std::string> {
            auto const row = TRY(store::find<domain::ListRevision>(tx, session, revision));
            file = "/list/" + row.list + "/" + row.revision + ".csv";
            roots = {root_of(place, session.tenant())};
            auto const below =
                TRY(all_rows<domain::Organisation>(tx, session, {is_text("kind", "bank")}));
            for (domain::Organisation const& bank : below)
                if (bank.id != session.tenant() && place.edition == domain::bank)
                    roots.push_back(root_of(place, bank.id));
            return list_csv(tx, session, revision);
        });
    if (!csv) return std::unexpected(csv.error());
    for (std::string const& root : roots) {
        TRY_VOID(base::make_directories(root + file.substr(0, file.rfind('/'))));
        TRY_VOID(base::write_file(root + file, *csv));
    }
    return {};
}

base::Result<domain::PackageRow> push_list(Place const& place, Caller const& caller,
                                           ListPush const& push) {
    domain::ListRevision row;
    auto const csv = read_as(
        place, caller,
        [&](store::Transaction& tx, store::Session const& session) -> base::Result<std::string> {
            row = TRY(store::find<domain::ListRevision>(tx, session, push.revision));
            if (row.state != "approved" && row.state != "pushed") return wrong_state(row);
            return list_csv(tx, session, row.id);
        });
    if (!csv) return std::unexpected(csv.error());
    Parcel parcel{"list", push.to, push.recipient, "", row.id, {}};
    parcel.texts.push_back({row.list + "/" + row.revision + ".csv", *csv});
    return send_parcel(place, caller, parcel,
                       [&](store::Transaction& tx, store::Session const& session,
                           domain::PackageRow const&) -> base::Result<void> {
                           // The same version as was read: no correction came in between.
                           TRY_VOID(set_state(tx, session, row, row.version, "pushed"));
                           return {};
                       });
}

base::Result<void> take_list(Arrival const& arrival) {
    std::vector<std::string> revisions;
    auto const take = [&](store::Transaction& tx, store::Session const& session,
                          domain::PackageRow const& package) -> base::Result<void> {
        revisions.clear();
        for (std::string const& file : arrival.opened.files) {
            auto const sent = TRY(read_sent(arrival.opened, file));
            auto const id = TRY(put_sent(tx, session, sent, package));
            revisions.push_back(id);
        }
        return {};
    };
    TRY_VOID(arrival.record(take));
    if (runs_months(arrival.place))
        for (std::string const& id : revisions)
            TRY_VOID(write_list(arrival.place, arrival.caller, id));
    return {};
}

}  // namespace service
