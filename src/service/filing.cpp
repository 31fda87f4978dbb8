// Freezing, signing, filing.
#include "service/filing.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/encode.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "service/all_rows.hpp"
#include "service/archive_month.hpp"
#include "service/courier.hpp"
#include "service/determination.hpp"
#include "service/filing_package.hpp"
#include "service/held_key.hpp"
#include "service/month_finding.hpp"
#include "service/receive.hpp"
#include "service/submission.hpp"
#include "store/outbox.hpp"
#include "store/tables.hpp"

namespace service {
namespace {

std::string permission_of(std::string const& role) {
    if (role == "maker") return "filing.make";
    if (role == "checker") return "filing.check";
    return role == "responsible" ? "filing.sign" : "";
}

/// All that stands before a month may be frozen.
base::Result<FinishedRun> check_ready(Place const& place, Caller const& caller,
                                      BankMonth const& month) {
    auto run = TRY(newest_checked(month));
    if (run.trial_legals.contains(month.uscc))
        return base::fail(base::ErrorKind::conflict, "month_trial", {}, {{"month", month.month}});
    auto const findings = TRY(findings_of_month(place, caller, month));
    if (int64_t const open = count_open(findings); open > 0)
        return base::fail(base::ErrorKind::conflict, "findings_open", {},
                          {{"open", std::to_string(open)}});
    TRY_VOID(deliver_determinations(place, caller, month));
    auto const origin = TRY(read_origin(run.folder));
    auto const now = TRY(delivered(month.root, month.day));
    if (origin.deliveries != now)
        return base::fail(base::ErrorKind::conflict, "run_stale", {}, {{"month", month.month}});
    return run;
}

std::string folder_of(BankMonth const& month, int64_t revision) {
    return month.root + "/filing/" + month.month + "/" + number_text(revision);
}

std::string stem_of(BankMonth const& month, int64_t revision) {
    return month.uscc + "_" + month.month + "_" + number_text(revision);
}

std::string file_of(BankMonth const& month, int64_t revision, FilingPart part) {
    return folder_of(month, revision) + "/" + stem_of(month, revision) +
           (part == FilingPart::archive ? "_archive.zip" : "_package.zip");
}

std::string draft_of(BankMonth const& month, int64_t revision) {
    return folder_of(month, revision) + "/draft.zip";
}

base::Result<int64_t> next_revision(Place const& place, Caller const& caller,
                                    std::string const& month) {
    return read_as(
        place, caller,
        [&](store::Transaction& tx, store::Session const& session) -> base::Result<int64_t> {
            auto const row = TRY(find_month(tx, session, month));
            TRY_VOID(check_not_filed(row));
            auto const rows = TRY(all_rows<domain::Filing>(tx, session, {is_text("month", month)}));
            int64_t last = 0;
            for (auto const& one : rows) last = std::max(last, one.revision);
            return last + 1;
        });
}

base::Result<ArchiveResult> freeze(Place const& place, Caller const& caller, BankMonth const& month,
                                   std::string const& run, int64_t revision) {
    std::string const folder = folder_of(month, revision);
    TRY_VOID(base::remove_all(folder));  // Of an attempt that was cut off.
    TRY_VOID(base::make_directories(folder));
    auto const closings = TRY(closing_csv(place, caller, month));
    TRY_VOID(base::write_file(folder + "/closing.csv", closings));
    ArchiveRequest request;
    request.run = run;
    request.data = month.root;
    request.out = draft_of(month, revision);
    request.closings = folder + "/closing.csv";
    request.organisation = month.uscc;
    request.made_at = store::instant_text(caller.moment.now);
    request.day = base::parse_day(request.made_at.substr(0, 10)).value_or(month.day);
    request.language = caller.language;
    request.keys = TRY(key_rows_of(month.root + "/key"));
    return make_archive(request);
}

base::Result<domain::Filing> record(store::Transaction& tx, store::Session const& session,
                                    domain::Filing const& filing) {
    auto const month = TRY(find_month(tx, session, filing.month));
    TRY_VOID(check_not_filed(month));
    auto const former = TRY(all_rows<domain::Filing>(
        tx, session,
        {is_text("month", filing.month),
         {"state", store::Compare::one_of, {std::string("draft"), std::string("signed")}}}));
    for (auto const& row : former)
        TRY_VOID(store::update<domain::Filing>(
            tx, session, {row.id, row.version, {{"state", std::string("dropped")}}}));
    return store::insert(tx, session, filing);
}

/// The key of the caller's account, and the row that says whose it is.
struct OwnKey {
    std::string pem;
    domain::SigningKey row;
};

base::Result<OwnKey> own_key(Place const& place, Caller const& caller, std::string const& role) {
    auto const account =
        TRY(read_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
            return store::find<domain::Account>(tx, session, caller.identity.account);
        }));
    OwnKey out;
    out.pem = root_of(place, caller.identity.tenant) + "/key/" + account.name + ".pem";
    bool const plain = account.name.find('/') == std::string::npos;
    if (!plain || !base::is_file(key_row_file(out.pem)))
        return base::fail(base::ErrorKind::not_found, "key_missing", {}, {{"name", account.name}});
    out.row = TRY(read_key_row(key_row_file(out.pem)));
    if (out.row.role != role && out.row.role != "*")
        return base::fail(base::ErrorKind::forbidden, "signer_role", {.field = "role"},
                          {{"role", role}});
    return out;
}

domain::Seal seal_of(domain::Filing const& filing, SignWish const& wish,
                     domain::SigningKey const& key) {
    return {"archive",
            filing.digest,
            wish.role,
            key.name,
            key.key_id,
            wish.at.value_or(""),
            wish.signature.value_or("")};
}

base::Result<domain::Filing> find_filing(Place const& place, Caller const& caller,
                                         std::string const& id) {
    return read_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
        return store::find<domain::Filing>(tx, session, id);
    });
}

/// The filing, for somebody who may do this to it.
base::Result<domain::Filing> find_allowed(Place const& place, Caller const& caller,
                                          std::string const& id, std::string const& permission) {
    auto out = TRY(find_filing(place, caller, id));
    if (permission.empty()) return base::invalid("signer_role", {.field = "role"}, {{"role", ""}});
    TRY_VOID(whole_month(place, caller, out.month, permission));
    return out;
}

base::Result<std::vector<domain::FilingSeal>> seals_of(store::Transaction& tx,
                                                       store::Session const& session,
                                                       std::string const& filing) {
    return all_rows<domain::FilingSeal>(tx, session, {is_text("filing", filing)});
}

base::Result<domain::FilingSeal> insert_seal(store::Transaction& tx, store::Session const& session,
                                             domain::FilingSeal const& seal) {
    auto const filing = TRY(store::find<domain::Filing>(tx, session, seal.filing));
    if (filing.state != "draft")
        return base::fail(base::ErrorKind::conflict, "filing_not_open", {});
    auto const held = TRY(seals_of(tx, session, filing.id));
    for (auto const& one : held)
        if (one.actor == seal.actor || one.key_id == seal.key_id ||
            one.signer_role == seal.signer_role)
            return base::fail(base::ErrorKind::conflict, "same_person", {});
    auto out = TRY(store::insert(tx, session, seal));
    if (held.size() + 1 == archive_roles().size())
        TRY_VOID(store::update<domain::Filing>(
            tx, session, {filing.id, filing.version, {{"state", std::string("signed")}}}));
    return out;
}

/// The archive with its seals, made anew from the draft: a call that was cut off can come again.
base::Result<void> write_archive(BankMonth const& month, domain::Filing const& filing,
                                 std::vector<domain::FilingSeal> const& seals) {
    std::string const out = file_of(month, filing.revision, FilingPart::archive);
    std::string const part = folder_of(month, filing.revision) + "/sealing.zip";
    TRY_VOID(base::copy_file(draft_of(month, filing.revision), part));
    std::vector<domain::Seal> all;
    for (auto const& seal : seals)
        all.push_back({"archive", filing.digest, seal.signer_role, seal.name, seal.key_id, seal.at,
                       seal.signature});
    TRY_VOID(add_seals(part, all));
    return base::rename_path(part, out);
}

base::Result<domain::Filing> close(store::Transaction& tx, store::Session const& session,
                                   domain::Filing const& filing, std::string const& package,
                                   std::string const& delivery) {
    auto const row = TRY(store::find<domain::Filing>(tx, session, filing.id));
    if (row.state != "signed")
        return base::fail(base::ErrorKind::conflict, "filing_not_signed", {});
    auto out = TRY(store::update<domain::Filing>(tx, session,
                                                 {row.id,
                                                  row.version,
                                                  {{"state", std::string("filed")},
                                                   {"package", package},
                                                   {"filed_at", store::instant_text(tx.now())}}}));
    TRY_VOID(set_month(tx, session, row.month, "filed", row.run));
    auto const sent = TRY(all_rows<domain::Submission>(
        tx, session, {is_text("month", row.month), is_text("state", "checked")}));
    for (auto const& one : sent)
        TRY_VOID(store::update<domain::Submission>(
            tx, session, {one.id, one.version, {{"state", std::string("filed")}}}));
    TRY_VOID(store::put_message(tx, session, "package", delivery));
    return out;
}

}  // namespace

base::Result<domain::Filing> freeze_month(Place const& place, Caller const& caller,
                                          std::string const& month, Watch const& watch) {
    Caller const now = caller_now(caller, watch);
    auto const found = TRY(whole_month(place, now, month, "filing.make"));
    auto const lock = TRY(base::FolderLock::take(found.root + "/filing/" + month));
    int64_t const revision = TRY(next_revision(place, now, month));
    auto const run = TRY(check_ready(place, now, found));
    auto const made = TRY(freeze(place, now, found, run.folder, revision));
    domain::Filing filing;
    filing.path = found.tenant.path;
    filing.month = month;
    filing.revision = revision;
    filing.run = std::string(base::file_name(run.folder));
    filing.state = "draft";
    filing.digest = made.digest;
    filing.files = made.files;
    filing.bytes = made.bytes;
    filing.maker = found.account;
    filing.duty = "statistics";
    return write_as(place, caller_now(caller, watch),
                    [&](store::Transaction& tx, store::Session const& session) {
                        return record(tx, session, filing);
                    });
}

base::Result<std::string> seal_text(Place const& place, Caller const& caller, SignWish const& wish,
                                    std::string const& id) {
    auto const filing = TRY(find_allowed(place, caller, id, permission_of(wish.role)));
    auto const key = TRY(own_key(place, caller, wish.role));
    domain::Seal const seal = seal_of(filing, wish, key.row);
    std::string const bad = domain::find_control(base::record_of<domain::Seal>, &seal);
    if (!bad.empty()) return base::invalid("seal_text", {.field = bad});
    return domain::canonical_text("wupian.seal.v1", base::record_of<domain::Seal>, &seal);
}

base::Result<domain::FilingSeal> sign_filing(Place const& place, Caller const& caller,
                                             SignWish const& wish, std::string const& id) {
    auto const filing = TRY(find_allowed(place, caller, id, permission_of(wish.role)));
    auto const key = TRY(own_key(place, caller, wish.role));
    domain::Seal seal = seal_of(filing, wish, key.row);
    if (wish.pass_phrase) {
        auto const held = TRY(read_held_key(key.pem, *wish.pass_phrase));
        seal.at = store::instant_text(caller.moment.now);
        seal = TRY(domain::make_seal(held.key, seal));
    }
    auto const keys = TRY(domain::KeyRegister::make({key.row}));
    auto const state = domain::check_seal(seal, "archive", filing.digest, keys);
    if (state != domain::SealState::holds)
        return base::invalid("seal_not_valid", {.field = "signature"},
                             {{"state", std::string(domain::seal_state_text(state))}});
    domain::FilingSeal row;
    row.path = filing.path;
    row.filing = filing.id;
    row.signer_role = seal.role;
    row.actor = caller.identity.account;
    row.name = seal.name;
    row.key_id = seal.key_id;
    row.at = seal.at;
    row.signature = seal.signature;
    row.duty = "statistics";
    return write_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
        return insert_seal(tx, session, row);
    });
}

base::Result<void> check_signed(Place const& place, Caller const& caller,
                                std::string const& filing) {
    auto const row = TRY(find_filing(place, caller, filing));
    if (row.state != "signed")
        return base::fail(base::ErrorKind::conflict, "filing_not_signed", {});
    return {};
}

base::Result<domain::Filing> file_month(Place const& place, Caller const& caller,
                                        std::string const& filing, std::string const& pass_phrase,
                                        Watch const& watch) {
    auto const row = TRY(find_filing(place, caller, filing));
    if (row.state != "signed")
        return base::fail(base::ErrorKind::conflict, "filing_not_signed", {});
    auto const month = TRY(whole_month(place, caller, row.month, "filing.sign"));
    auto const lock = TRY(base::FolderLock::take(month.root + "/filing/" + row.month));
    auto const seals =
        TRY(read_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
            return seals_of(tx, session, row.id);
        }));
    TRY_VOID(write_archive(month, row, seals));
    Caller const now = caller_now(caller, watch);
    std::string const out = file_of(month, row.revision, FilingPart::package);
    auto const package =
        TRY(write_filing_package({month, row, pass_phrase, store::instant_text(now.moment.now),
                                  folder_of(month, row.revision) + "/closing.csv", out}));
    std::string const text = delivery_text(
        place,
        {"pboc", out, month.uscc + "_" + row.month + "_" + number_text(row.revision) + ".zip"});
    return write_as(place, now, [&](store::Transaction& tx, store::Session const& session) {
        return close(tx, session, row, package, text);
    });
}

base::Result<std::string> filing_file(Place const& place, Caller const& caller,
                                      std::string const& filing, FilingPart part) {
    auto const row = TRY(find_filing(place, caller, filing));
    auto const month = TRY(whole_month(place, caller, row.month, "filing.read"));
    std::string file = file_of(month, row.revision, part);
    // Those who sign look at what they sign.
    if (part == FilingPart::archive && row.state != "filed") file = draft_of(month, row.revision);
    if (!base::is_file(file))
        return base::fail(base::ErrorKind::not_found, "content_missing", {},
                          {{"name", std::string(base::file_name(file))}});
    return file;
}

}  // namespace service
