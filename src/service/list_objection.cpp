// Objections on their way to the keeper of a list, and answers on their way back.
#include "service/list_objection.hpp"

#include <algorithm>

#include "base/csv.hpp"
#include "base/identifier.hpp"
#include "service/all_rows.hpp"
#include "service/deployment_key.hpp"
#include "service/exchange.hpp"
#include "service/list_import.hpp"

namespace service {
namespace {

constexpr std::string_view items[] = {"name", "level", "from", "to", "listed", "not_listed"};
constexpr size_t reason_bytes_max = 4000;

std::vector<std::string> const sheet_columns = {"id",   "list",   "revision",     "party",
                                                "item", "reason", "evidence_sm3", "made_at"};
std::vector<std::string> const answer_columns = {"id", "state", "answer", "answered_at"};

std::string sheet_csv(domain::ListObjection const& row, std::string const& made_at) {
    std::string out;
    base::append_csv_row(out, sheet_columns);
    base::append_csv_row(out, {row.objection, row.list, row.revision, row.identifier, row.item,
                               row.reason, row.evidence_sm3, made_at});
    return out;
}

base::Result<void> check_wish(ObjectionWish const& wish) {
    auto const wrong = [](std::string field) {
        return base::invalid("objection_malformed", {.field = std::move(field)});
    };
    if (wish.list.empty()) return wrong("list");
    if (wish.reason.empty() || wish.reason.size() > reason_bytes_max) return wrong("reason");
    if (std::find(std::begin(items), std::end(items), wish.item) == std::end(items))
        return wrong("item");
    auto const state = base::check_uscc(wish.identifier);
    if (state == base::IdentifierState::wrong_check || state == base::IdentifierState::wrong_shape)
        return wrong("identifier");
    return {};
}

domain::ListObjection row_of(ObjectionWish const& wish, std::string id) {
    domain::ListObjection row;
    row.objection = std::move(id);
    row.list = wish.list;
    row.revision = wish.revision;
    row.identifier = wish.identifier;
    row.item = wish.item;
    row.reason = wish.reason;
    row.evidence_sm3 = wish.evidence_sm3;
    row.state = "open";
    return row;
}

/// The entry's list as it is in force.
base::Result<domain::ListRevision> revision_of(store::Transaction& tx,
                                               store::Session const& session,
                                               domain::ListObjection const& objection) {
    auto found = TRY(revision_in_force(tx, session, objection.list));
    if (!found)
        return base::fail(base::ErrorKind::conflict, "objection_list", {},
                          {{"list", objection.list}});
    return *std::move(found);
}

struct Answer {
    std::string state, text;
    std::optional<std::string> entry;
};

base::Result<domain::ListObjection> close(store::Transaction& tx, store::Session const& session,
                                          domain::ListObjection const& row, Answer const& answer) {
    store::Change change{row.id,
                         row.version,
                         {{"state", base::Value(answer.state)},
                          {"answer", base::Value(answer.text)},
                          {"answered_by", base::Value(session.account())},
                          {"answered_at", base::Value(store::instant_text(tx.now()))}}};
    if (answer.entry) change.set.emplace_back("entry", base::Value(*answer.entry));
    return store::update<domain::ListObjection>(tx, session, change);
}

base::Result<domain::ListObjection> open_objection(store::Transaction& tx,
                                                   store::Session const& session,
                                                   std::string const& id) {
    auto row = TRY(store::find<domain::ListObjection>(tx, session, id));
    if (row.state != "open")
        return base::fail(base::ErrorKind::conflict, "objection_state", {}, {{"state", row.state}});
    return row;
}

/// Ends what stands and writes what shall stand; the new entry's id, none when taken off.
base::Result<std::optional<std::string>> replace_entry(store::Transaction& tx,
                                                       store::Session const& session,
                                                       domain::ListObjection const& objection,
                                                       EntryCorrection const& correction) {
    auto const revision = TRY(revision_of(tx, session, objection));
    if (revision.made_by == session.account())
        return base::fail(base::ErrorKind::forbidden, "same_person", {});
    auto const standing = TRY(all_rows<domain::ListEntryRow>(
        tx, session,
        {is_text("list_revision", revision.id), is_text("identifier", objection.identifier)}));
    domain::ListEntryRow entry;
    for (domain::ListEntryRow const& row : standing) {
        TRY_VOID(store::end<domain::ListEntryRow>(tx, session, row.id));
        entry.correction_of = row.id;
    }
    store::Change const change{
        revision.id, revision.version, {{"state", base::Value(std::string("approved"))}}};
    TRY_VOID(store::update<domain::ListRevision>(tx, session, change));
    if (!correction.listed_from) return std::nullopt;
    entry.list_revision = revision.id;
    entry.identifier = objection.identifier;
    entry.name = correction.name;
    entry.level = correction.level;
    entry.listed_from = *correction.listed_from;
    entry.listed_to = correction.listed_to;
    entry.objection = objection.objection;
    auto const made = TRY(store::insert(tx, session, entry));
    return made.id;
}

/// The answer goes back to the edition and the organisation that the objection came from.
base::Result<void> answer_back(Place const& place, Caller const& caller,
                               domain::ListObjection const& row) {
    auto const came =
        read_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
            return all_rows<domain::PackageRow>(
                tx, session, {is_text("direction", "in"), is_text("about", row.objection)});
        });
    if (!came) return std::unexpected(came.error());
    if (came->empty()) return {};
    auto const to = domain::parse_edition(came->front().from_edition);
    Parcel parcel{
        "objection_answer", to.value_or(domain::window), row.sender, "", row.objection, {}};
    std::string csv;
    base::append_csv_row(csv, answer_columns);
    base::append_csv_row(
        csv, {row.objection, row.state, row.answer.value_or(""), row.answered_at.value_or("")});
    parcel.texts.push_back({"answer.csv", csv});
    auto const sent = send_parcel(place, caller, parcel);
    if (!sent) return std::unexpected(sent.error());
    return {};
}

}  // namespace

base::Result<domain::ListObjection> object_to_list(Place const& place, Caller const& caller,
                                                   ObjectionWish const& wish) {
    TRY_VOID(check_wish(wish));
    std::string const now = store::instant_text(caller.moment.now);
    auto row = row_of(wish, store::make_id(caller.moment.now));
    domain::ListObjection made;
    auto const insert = [&](store::Transaction& tx,
                            store::Session const& session) -> base::Result<void> {
        auto const own = TRY(own_legal(tx, session));
        if (own.kind == "firm" && *own.uscc != wish.identifier)
            return base::fail(base::ErrorKind::forbidden, "objection_party",
                              {.field = "identifier"});
        row.path = session.path();
        row.sender = *own.uscc;
        row.made_by = session.account();
        made = TRY(store::insert(tx, session, row));
        return {};
    };
    if (place.edition == domain::province) {
        auto const done =
            write_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
                return insert(tx, session);
            });
        if (!done) return std::unexpected(done.error());
        return made;
    }
    Parcel parcel{"objection", domain::province, wish.recipient, "", row.objection, {}};
    parcel.texts.push_back({"objection.csv", sheet_csv(row, now)});
    auto const sent = send_parcel(place, caller, parcel,
                                  [&](store::Transaction& tx, store::Session const& session,
                                      domain::PackageRow const&) { return insert(tx, session); });
    if (!sent) return std::unexpected(sent.error());
    return made;
}

base::Result<domain::ListObjection> correct_entry(Place const& place, Caller const& caller,
                                                  std::string const& objection,
                                                  EntryCorrection const& correction) {
    if (correction.listed_from && correction.listed_to &&
        *correction.listed_to < *correction.listed_from)
        return base::invalid("list_period", {.field = "listed_to"});
    auto const answered =
        write_as(place, caller,
                 [&](store::Transaction& tx,
                     store::Session const& session) -> base::Result<domain::ListObjection> {
                     auto const row = TRY(open_objection(tx, session, objection));
                     auto const entry = TRY(replace_entry(tx, session, row, correction));
                     return close(tx, session, row, {"corrected", correction.reason, entry});
                 });
    if (!answered) return answered;
    TRY_VOID(answer_back(place, caller, *answered));
    return answered;
}

base::Result<domain::ListObjection> refuse_objection(Place const& place, Caller const& caller,
                                                     std::string const& objection,
                                                     std::string const& reason) {
    if (reason.empty() || reason.size() > reason_bytes_max)
        return base::invalid("objection_malformed", {.field = "reason"});
    auto const answered =
        write_as(place, caller,
                 [&](store::Transaction& tx,
                     store::Session const& session) -> base::Result<domain::ListObjection> {
                     auto const row = TRY(open_objection(tx, session, objection));
                     return close(tx, session, row, {"refused", reason, std::nullopt});
                 });
    if (!answered) return answered;
    TRY_VOID(answer_back(place, caller, *answered));
    return answered;
}

base::Result<void> take_objections(Arrival const& arrival) {
    auto const table = TRY(package_table(arrival.opened, "objection.csv"));
    auto const take = [&](store::Transaction& tx, store::Session const& session,
                          domain::PackageRow const& package) -> base::Result<void> {
        for (base::CsvTable::Row const& line : table.rows) {
            ObjectionWish wish;
            wish.list = line.cells[1];
            wish.revision = line.cells[2];
            wish.identifier = line.cells[3];
            wish.item = line.cells[4];
            wish.reason = line.cells[5];
            wish.evidence_sm3 = line.cells[6];
            TRY_VOID(check_wish(wish));
            auto row = row_of(wish, line.cells[0]);
            row.path = session.path();
            row.sender = package.sender;
            row.made_by = session.account();
            TRY_VOID(store::insert(tx, session, row));
        }
        return {};
    };
    if (!table.rows.empty()) {
        Arrival about = arrival;
        about.row.about = table.rows[0].cells[0];
        return about.record(take);
    }
    return arrival.record(take);
}

base::Result<void> take_objection_answers(Arrival const& arrival) {
    auto const table = TRY(package_table(arrival.opened, "answer.csv"));
    return arrival.record([&](store::Transaction& tx, store::Session const& session,
                              domain::PackageRow const&) -> base::Result<void> {
        for (base::CsvTable::Row const& line : table.rows) {
            auto const row =
                TRY(row_with<domain::ListObjection>(tx, session, "objection", line.cells[0]));
            TRY_VOID(close(tx, session, row, {line.cells[1], line.cells[2], std::nullopt}));
        }
        return {};
    });
}

}  // namespace service
