// The counter's table and its scans.
#include "service/counter.hpp"

#include "base/digest.hpp"
#include "base/file.hpp"
#include "service/all_rows.hpp"
#include "service/consent_artefact.hpp"
#include "service/deployment_key.hpp"

namespace service {
namespace {

std::string scan_path(Place const& place, Caller const& caller, std::string const& sm3) {
    return root_of(place, caller.identity.tenant) + "/scan/" + sm3;
}

/// Only what a scanner writes.
bool is_scan(std::string_view bytes) {
    using std::string_view_literals::operator""sv;
    return bytes.starts_with("%PDF-"sv) || bytes.starts_with("\xff\xd8\xff"sv) ||
           bytes.starts_with("\x89PNG\r\n\x1a\n"sv);
}

domain::CounterConsent row_of(SignedConsent const& given) {
    domain::CounterConsent row;
    row.consent = given.consent.id;
    row.subject = given.consent.subject;
    row.holder = given.consent.holder;
    row.used_by = given.consent.user;
    row.purpose = given.consent.purpose;
    row.expires_on = given.consent.to;
    row.scan_sm3 = given.consent.scan_sm3.value_or("");
    row.content_hash = domain::consent_digest(given.consent);
    row.artefact = artefact_of(given);
    row.state = "waiting";
    return row;
}

/// The one seal is the maker's own, over this very text.
base::Result<void> check_first_seal(store::Transaction& tx, store::Session const& session,
                                    SignedConsent const& given) {
    auto const named = TRY(named_keys(tx, session, given.seals));
    if (given.seals.size() == 1) {
        domain::Seal const& seal = given.seals[0];
        auto const* const known = named.keys.find(seal.key_id);
        bool const holds =
            domain::check_seal(seal, "consent", domain::consent_digest(given.consent),
                               named.keys) == domain::SealState::holds;
        if (holds && seal.role == "maker" && known->row.name == given.consent.made_by) return {};
    }
    return base::fail(base::ErrorKind::forbidden, "counter_seal", {.field = "seals"});
}

/// A waiting one that somebody else made.
base::Result<domain::CounterConsent> others_waiting(store::Transaction& tx,
                                                    store::Session const& session,
                                                    std::string const& id) {
    auto row = TRY(store::find<domain::CounterConsent>(tx, session, id));
    if (row.state != "waiting")
        return base::fail(base::ErrorKind::conflict, "counter_state", {}, {{"state", row.state}});
    if (row.made_by == session.account())
        return base::fail(base::ErrorKind::forbidden, "same_person", {});
    return row;
}

base::Result<domain::CounterConsent> close(store::Transaction& tx, store::Session const& session,
                                           std::string const& id, std::string const& state,
                                           std::string const& reason) {
    auto const row = TRY(others_waiting(tx, session, id));
    store::Change change{row.id,
                         row.version,
                         {{"state", base::Value(state)},
                          {"checked_by", base::Value(session.account())},
                          {"checked_at", base::Value(store::instant_text(tx.now()))}}};
    if (!reason.empty()) change.set.emplace_back("reason", base::Value(reason));
    return store::update<domain::CounterConsent>(tx, session, change);
}

}  // namespace

base::Result<std::string> keep_scan(Place const& place, Caller const& caller,
                                    std::string const& file) {
    std::string sm3;
    {
        auto const bytes = TRY(base::MappedFile::open(file));
        if (!is_scan(bytes.bytes())) return base::invalid("counter_scan_kind", {});
        sm3 = base::digest_hex(base::DigestKind::sm3, bytes.bytes());
    }
    std::string const folder = root_of(place, caller.identity.tenant) + "/scan";
    TRY_VOID(base::make_directories(folder));
    TRY_VOID(base::copy_file(file, folder + "/" + sm3));
    return sm3;
}

base::Result<domain::CounterConsent> put_counter_consent(Place const& place, Caller const& caller,
                                                         SignedConsent const& given) {
    TRY_VOID(domain::check_consent(given.consent));
    if (given.consent.made_how != "counter")
        return base::invalid("consent_malformed", {.field = "made_how"});
    if (!base::is_file(scan_path(place, caller, given.consent.scan_sm3.value_or(""))))
        return base::fail(base::ErrorKind::conflict, "counter_scan_missing", {.field = "scan_sm3"});
    return write_as(place, caller,
                    [&](store::Transaction& tx,
                        store::Session const& session) -> base::Result<domain::CounterConsent> {
                        TRY_VOID(check_bringer(tx, session, given.consent.subject));
                        TRY_VOID(check_first_seal(tx, session, given));
                        auto row = row_of(given);
                        row.made_by = session.account();
                        return store::insert(tx, session, row);
                    });
}

base::Result<SignedConsent> read_counter_consent(Place const& place, Caller const& caller,
                                                 std::string const& id) {
    auto const found =
        read_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
            return store::find<domain::CounterConsent>(tx, session, id);
        });
    auto const row = TRY(found);
    return read_consent(row.artefact);
}

base::Result<ConsentView> sign_counter_consent(Place const& place, Caller const& caller,
                                               ConsentBook& book, CounterSeal const& wish) {
    auto given = TRY(read_counter_consent(place, caller, wish.id));
    given.seals.push_back(wish.seal);
    Granting how;
    how.told = wish.told;
    how.beside = [&](store::Transaction& tx, store::Session const& session) -> base::Result<void> {
        // The second person is the one whom the paper names.
        auto const named = TRY(named_keys(tx, session, {wish.seal}));
        auto const* const known = named.keys.find(wish.seal.key_id);
        if (known == nullptr || known->row.name != given.consent.witnessed_by)
            return base::fail(base::ErrorKind::forbidden, "counter_seal", {.field = "seal"});
        TRY_VOID(close(tx, session, wish.id, "granted", ""));
        return {};
    };
    return grant_consent(place, caller, book, given, how);
}

base::Result<domain::CounterConsent> return_counter_consent(Place const& place,
                                                            Caller const& caller,
                                                            std::string const& id,
                                                            std::string const& reason) {
    if (reason.empty() || reason.size() > 1000)
        return base::invalid("objection_malformed", {.field = "reason"});
    return write_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
        return close(tx, session, id, "returned", reason);
    });
}

base::Result<std::string> counter_scan_file(Place const& place, Caller const& caller,
                                            std::string const& id) {
    auto const found =
        read_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
            return store::find<domain::CounterConsent>(tx, session, id);
        });
    auto const row = TRY(found);
    std::string const file = scan_path(place, caller, row.scan_sm3);
    if (!base::is_file(file))
        return base::fail(base::ErrorKind::not_found, "content_missing", {},
                          {{"name", row.scan_sm3}});
    return file;
}

}  // namespace service
