// One way out and one way in for every kind of package.
#include "service/exchange.hpp"
#include "service/courier.hpp"

#include "base/file.hpp"
#include "service/deployment_key.hpp"
#include "store/outbox.hpp"
#include "store/tables.hpp"

namespace service {
namespace {

struct Taker {
    std::string_view kind;
    base::Result<void> (*take)(Arrival const& arrival);
};

constexpr Taker takers[] = {{"list", take_list},
                            {"objection", take_objections},
                            {"objection_answer", take_objection_answers},
                            {"filing", take_filing},
                            {"inquiry", take_inquiry},
                            {"answer", take_answer},
                            {"release", take_release},
                            {"consent", take_consents},
                            {"withdrawal", take_withdrawals},
                            {"device_key", take_device_keys},
                            {"consent_use", take_consent_uses}};

base::Result<bool> is_recorded(store::Transaction& tx, store::Session const& session,
                               std::string const& package) {
    int64_t const count =
        TRY(store::count_rows(tx, session, store::table_of<domain::PackageRow>,
                              {{"package", store::Compare::equal, {base::Value(package)}},
                               {"direction", store::Compare::equal, {base::Value("in")}}}));
    return count > 0;
}

domain::PackageRow row_of(PackageHead const& head, std::string direction) {
    domain::PackageRow row;
    row.direction = std::move(direction);
    row.package = head.id;
    row.kind = head.kind;
    row.from_edition = head.from;
    row.sender = head.organisation;
    row.to_edition = head.to;
    row.recipient = head.recipient;
    row.month = head.month;
    return row;
}

base::Result<int64_t> bytes_of(std::string const& file) {
    auto const mapped = TRY(base::MappedFile::open(file));
    return int64_t(mapped.bytes().size());
}

/// Who sends: the key's organisation, which is the tenant or stands above it.
struct Sender {
    std::string path;  // Of the tenant.
    Signer signer;
};

base::Result<Sender> sender_of(Place const& place, Caller const& caller) {
    return read_as(
        place, caller,
        [&](store::Transaction& tx, store::Session const& session) -> base::Result<Sender> {
            auto signer = TRY(signer_of(place, tx, session, "sender"));
            return Sender{session.path(), std::move(signer)};
        });
}

/// The texts as files beside each other, ready to be packed.
base::Result<std::vector<PackageSource>> lay_out(Parcel const& parcel, std::string const& folder) {
    std::vector<PackageSource> out = parcel.files;
    TRY_VOID(base::make_directories(folder));
    for (size_t i = 0; i < parcel.texts.size(); ++i) {
        std::string const file = folder + "/" + std::to_string(i);
        TRY_VOID(base::write_file(file, parcel.texts[i].text));
        out.push_back({parcel.texts[i].name, file});
    }
    return out;
}

using Rows = std::vector<domain::PackageRow>;

base::Result<Rows> record_parcels(Place const& place, Caller const& caller, Rows const& wishes,
                                  Cause const& cause) {
    return write_as(
        place, caller,
        [&](store::Transaction& tx, store::Session const& session) -> base::Result<Rows> {
            Rows out;
            for (domain::PackageRow row : wishes) {
                row.made_by = session.account();
                row = TRY(store::insert(tx, session, row));
                std::string const text = delivery_text(
                    place, {row.to_edition, package_file(place, row), row.package + ".zip"});
                TRY_VOID(store::put_message(tx, session, "package", text));
                out.push_back(std::move(row));
            }
            if (cause) TRY_VOID(cause(tx, session, out.empty() ? domain::PackageRow() : out[0]));
            return out;
        });
}

/// Makes the file of one package; the row that will name it.
base::Result<domain::PackageRow> make_parcel(Place const& place, Caller const& caller,
                                             Sender const& sender, Parcel const& parcel) {
    PackageHead head;
    head.id = package_id(store::make_id(caller.moment.now));
    head.kind = parcel.kind;
    head.from = domain::to_text(place.edition);
    head.organisation = sender.signer.organisation;
    head.to = domain::to_text(parcel.to);
    head.recipient = parcel.recipient;
    head.made_at = store::instant_text(caller.moment.now);
    head.month = parcel.month;
    auto row = row_of(head, "out");
    row.tenant = caller.identity.tenant;
    row.path = sender.path;
    row.about = parcel.about;
    std::string const file = package_file(place, row);
    std::string const folder = file + ".text";
    auto const sources = TRY(lay_out(parcel, folder));
    auto const digest = make_package(head, sources, {sender.signer}, file);
    TRY_VOID(base::remove_all(folder));
    if (!digest) return std::unexpected(digest.error());
    row.digest = *digest;
    row.bytes = TRY(bytes_of(file));
    return row;
}

struct Opening {
    std::string uscc, path;
    domain::KeyRegister keys;
};

base::Result<Opening> opening_of(Place const& place, Caller const& caller) {
    return read_as(
        place, caller,
        [&](store::Transaction& tx, store::Session const& session) -> base::Result<Opening> {
            auto const own = TRY(own_legal(tx, session));
            auto keys = TRY(trusted_keys(tx, session));
            return Opening{*own.uscc, session.path(), std::move(keys)};
        });
}

}  // namespace

std::string package_id(std::string const& id) {
    // Crockford's alphabet has 0 1 8 9 where RFC 4648's has i l o u.
    std::string out = id;
    for (char& sign : out) {
        if (sign == '0') sign = 'i';
        if (sign == '1') sign = 'l';
        if (sign == '8') sign = 'o';
        if (sign == '9') sign = 'u';
    }
    return out;
}

std::string package_file(Place const& place, domain::PackageRow const& row) {
    return root_of(place, row.tenant) + "/package/" + row.direction + "/" + row.package + ".zip";
}

base::Result<std::vector<domain::PackageRow>> send_parcels(Place const& place, Caller const& caller,
                                                           std::vector<Parcel> const& parcels,
                                                           Cause const& cause) {
    Rows rows;
    if (!parcels.empty()) {
        auto const sender = TRY(sender_of(place, caller));
        for (Parcel const& parcel : parcels) {
            auto row = TRY(make_parcel(place, caller, sender, parcel));
            rows.push_back(std::move(row));
        }
    }
    auto recorded = record_parcels(place, caller, rows, cause);
    // After `store_commit_unknown` they may be recorded after all: then their files must stay.
    if (!recorded && recorded.error().code != "store_commit_unknown")
        for (domain::PackageRow const& row : rows)
            TRY_VOID(base::remove_all(package_file(place, row)));
    return recorded;
}

base::Result<domain::PackageRow> send_parcel(Place const& place, Caller const& caller,
                                             Parcel const& parcel, Cause const& cause) {
    auto rows = TRY(send_parcels(place, caller, {parcel}, cause));
    return std::move(rows[0]);
}

base::Result<void> Arrival::record(Cause const& work) const {
    auto const done =
        write_as(place, caller,
                 [&](store::Transaction& tx, store::Session const& session) -> base::Result<bool> {
                     bool const known = TRY(is_recorded(tx, session, row.package));
                     if (known)
                         return base::fail(base::ErrorKind::conflict, "package_replayed", {},
                                           {{"id", row.package}});
                     auto wish = row;
                     wish.made_by = session.account();
                     auto const made = TRY(store::insert(tx, session, wish));
                     TRY_VOID(work(tx, session, made));
                     return true;
                 });
    if (!done) return std::unexpected(done.error());
    return {};
}

base::Result<domain::PackageRow> take_package(Place const& place, Caller const& caller,
                                              std::string const& file) {
    auto const opening = TRY(opening_of(place, caller));
    PackageReader const reader = {
        std::string(domain::to_text(place.edition)), opening.uscc, opening.keys,
        [&](std::string const& id) {
            auto const known =
                read_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
                    return is_recorded(tx, session, id);
                });
            return known.value_or(false);  // Asked again when recorded.
        }};
    auto const opened = TRY(open_package(file, reader));
    Taker const* taker = nullptr;
    for (Taker const& one : takers)
        if (one.kind == opened.head.kind) taker = &one;
    if (taker == nullptr) return base::invalid("package_kind", {}, {{"kind", opened.head.kind}});
    auto row = row_of(opened.head, "in");
    row.id = store::make_id(caller.moment.now);
    row.tenant = caller.identity.tenant;
    row.path = opening.path;
    row.digest = opened.digest;
    row.bytes = TRY(bytes_of(file));
    std::string const kept = package_file(place, row);
    TRY_VOID(base::make_directories(kept.substr(0, kept.rfind('/'))));
    TRY_VOID(base::copy_file(file, kept));
    Arrival const arrival = {place, caller, opened, row};
    auto const taken = taker->take(arrival);
    if (taken) return row;
    // What is recorded keeps its file; so does what may be.
    std::string const& code = taken.error().code;
    if (code != "package_replayed" && code != "store_commit_unknown")
        TRY_VOID(base::remove_all(kept));
    return std::unexpected(taken.error());
}

base::Result<base::CsvTable> package_table(OpenedPackage const& opened, std::string const& name) {
    auto const text = TRY(opened.content.read(name, package_bytes_max));
    return base::parse_csv_table(text, name);
}

base::Result<std::vector<std::vector<base::Value>>> package_rows(OpenedPackage const& opened,
                                                                 std::string const& name,
                                                                 base::Record const& record) {
    auto const text = TRY(opened.content.read(name, package_bytes_max));
    return base::parse_csv_rows(record, text, name);
}

}  // namespace service
