// Granting, withdrawing and reading consents.
#include "service/consent_desk.hpp"

#include "service/all_rows.hpp"
#include "service/consent_artefact.hpp"
#include "service/consent_ledger.hpp"
#include "service/deployment_key.hpp"
#include "service/device_key.hpp"
#include "service/exchange.hpp"
#include "store/tenant.hpp"

namespace service {
namespace {

/// The keys of the seals as this session trusts them; those of a firm's own devices stand with the
/// firm, and whoever may see what they signed may check it.
base::Result<NamedKeys> keys_of_subject(store::Transaction& tx, store::Session const& session,
                                        SignedConsent const& given) {
    auto named = TRY(named_keys(tx, session, given.seals));
    if (named.keys.size() > 0) return named;
    auto const firm =
        TRY(tx.one("select \"id\" from \"organisation\" where \"uscc\" = ? and \"kind\" = 'firm'",
                   {base::Value(given.consent.subject)}));
    if (!firm) return named;
    auto const own = TRY(store::open_upkeep_session(tx, *firm, session.actor()));
    return named_keys(tx, own, given.seals);
}

domain::ConsentRow row_of(SignedConsent const& given) {
    domain::Consent const& consent = given.consent;
    domain::ConsentRow row;
    row.id = consent.id;
    row.dataset = consent.dataset;
    row.fields = consent.fields;
    for (char& sign : row.fields)
        if (sign == ',') sign = ' ';
    row.purpose = consent.purpose;
    row.mode = consent.mode;
    row.starts_on = consent.from;
    row.expires_on = consent.to;
    row.retention_days = consent.retention_days;
    if (consent.uses_a_day) row.period_days = 1;
    row.period_uses_max = consent.uses_a_day;
    row.uses_max = consent.uses_in_all;
    row.made_how = consent.made_how;
    row.clause = consent.clause;
    row.artefact = artefact_of(given);
    row.content_hash = domain::consent_digest(consent);
    row.key_id = given.seals.empty() ? "" : given.seals[0].key_id;
    row.state = "granted";
    return row;
}

base::Result<domain::ConsentRow> put_consent(store::Transaction& tx, store::Session const& session,
                                             ConsentBook& book, SignedConsent const& given) {
    if (!store::is_id(given.consent.id)) return base::invalid("consent_id", {.field = "id"});
    TRY_VOID(book.verify(tx, session, given));
    auto row = row_of(given);
    row.subject = TRY(party_of(tx, session, given.consent.subject));
    row.holder = TRY(party_of(tx, session, given.consent.holder));
    row.used_by = TRY(party_of(tx, session, given.consent.user));
    return store::insert(tx, session, row);
}

base::Result<void> put_withdrawal(store::Transaction& tx, store::Session const& session,
                                  domain::ConsentRow const& consent,
                                  SignedWithdrawal const& given) {
    auto const known = TRY(is_withdrawn(tx, session, consent.id));
    if (known) return base::fail(base::ErrorKind::conflict, "consent_withdrawn", {});
    auto const held = TRY(read_consent(consent.artefact));
    auto const named = TRY(named_keys(tx, session, given.seals));
    TRY_VOID(domain::verify_withdrawal(given.withdrawal, held.consent, given.seals, named.keys));
    domain::ConsentWithdrawal row;
    row.path = TRY(path_of_subject(tx, session, given.withdrawal.subject));
    row.consent = consent.id;
    row.subject = consent.subject;
    row.holder = consent.holder;
    row.used_by = consent.used_by;
    row.content_hash = consent.content_hash;
    row.artefact = artefact_of(given);
    row.withdrawn_at = given.withdrawal.at;
    row.made_by = session.account();
    TRY_VOID(store::insert(tx, session, row));
    return {};
}

/// Holder and user, each in its edition; an organisation that is both is told once.
std::vector<Parcel> parcels_for(std::string const& kind, domain::Consent const& consent,
                                Told const& told, std::vector<PackageText> const& texts) {
    std::vector<Parcel> out;
    std::string const about = domain::consent_digest(consent);
    auto const add = [&](domain::Edition edition, std::string const& uscc) {
        if (edition == domain::window) return;
        for (Parcel const& one : out)
            if (one.to == edition && one.recipient == uscc) return;
        out.push_back({kind, edition, uscc, "", about, texts});
    };
    add(told.user, consent.user);
    add(consent.holder == consent.user ? told.user : told.holder, consent.holder);
    return out;
}

template <typename Row>
std::vector<PackageText> texts_of(std::string const& name, Row const& row,
                                  std::vector<domain::Seal> const& seals) {
    std::string csv = base::csv_header(base::record_of<Row>) + "\n";
    base::append_csv_row(csv, base::record_of<Row>, &row);
    return {{name, csv}, {"seal.csv", domain::seals_csv(seals)}};
}

}  // namespace

base::Result<void> check_bringer(store::Transaction& tx, store::Session const& session,
                                 std::string const& subject) {
    auto const own = TRY(own_legal(tx, session));
    auto const firms = TRY(store::firms_above(tx, own));
    for (std::string const& firm : firms)
        if (firm != subject)
            return base::fail(base::ErrorKind::forbidden, "consent_subject", {.field = "subject"});
    return {};
}

base::Result<void> ConsentBook::verify(store::Transaction& tx, store::Session const& session,
                                       SignedConsent const& given) {
    auto const named = TRY(keys_of_subject(tx, session, given));
    // Only a key that is as it was when it was trusted lets the memory speak for it.
    if (named.unchanged && named.keys.size() > 0)
        return verified_.verify(given.consent, given.seals, named.keys);
    return domain::verify_consent(given.consent, given.seals, named.keys);
}

base::Result<ConsentView> grant_consent(Place const& place, Caller const& caller, ConsentBook& book,
                                        SignedConsent const& given, Granting const& how) {
    TRY_VOID(domain::check_consent(given.consent));
    ConsentView view;
    auto const put = [&](store::Transaction& tx, store::Session const& session,
                         domain::PackageRow const&) -> base::Result<void> {
        TRY_VOID(check_bringer(tx, session, given.consent.subject));
        TRY_VOID(check_in_force(tx, session, given.seals));
        auto const row = TRY(put_consent(tx, session, book, given));
        if (how.beside) TRY_VOID(how.beside(tx, session));
        view = TRY(view_of(tx, session, book, row));
        return {};
    };
    auto texts = texts_of("consent.csv", given.consent, given.seals);
    auto vouched = TRY(vouched_keys(place, caller, given.seals));
    std::move(vouched.begin(), vouched.end(), std::back_inserter(texts));
    auto const parcels = parcels_for("consent", given.consent, how.told, texts);
    auto const sent = send_parcels(place, caller, parcels, put);
    if (!sent) return std::unexpected(sent.error());
    return view;
}

base::Result<ConsentView> withdraw_consent(Place const& place, Caller const& caller,
                                           ConsentBook& book, SignedWithdrawal const& given,
                                           Told const& told) {
    auto const found =
        read_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
            return row_with<domain::ConsentRow>(tx, session, "content_hash",
                                                given.withdrawal.consent_digest);
        });
    auto const row = TRY(found);
    auto const held = TRY(read_consent(row.artefact));
    ConsentView view;
    auto const put = [&](store::Transaction& tx, store::Session const& session,
                         domain::PackageRow const&) -> base::Result<void> {
        TRY_VOID(check_bringer(tx, session, held.consent.subject));
        TRY_VOID(check_in_force(tx, session, given.seals));
        TRY_VOID(put_withdrawal(tx, session, row, given));
        view = TRY(view_of(tx, session, book, row));
        return {};
    };
    auto texts = texts_of("withdrawal.csv", given.withdrawal, given.seals);
    auto vouched = TRY(vouched_keys(place, caller, given.seals));
    std::move(vouched.begin(), vouched.end(), std::back_inserter(texts));
    auto const parcels = parcels_for("withdrawal", held.consent, told, texts);
    auto const sent = send_parcels(place, caller, parcels, put);
    if (!sent) return std::unexpected(sent.error());
    return view;
}

base::Result<void> take_consents(Arrival const& arrival) {
    auto const rows = TRY(arrival.opened.content.read("consent.csv", package_bytes_max));
    auto const seals = TRY(arrival.opened.content.read("seal.csv", package_bytes_max));
    auto const given = TRY(read_consents(rows, seals));
    ConsentBook book;
    return arrival.record([&](store::Transaction& tx, store::Session const& session,
                              domain::PackageRow const&) -> base::Result<void> {
        auto const own = TRY(own_legal(tx, session));
        std::vector<std::string> subjects;
        for (SignedConsent const& one : given) subjects.push_back(one.consent.subject);
        TRY_VOID(take_vouched_keys(arrival, tx, session, subjects));
        for (SignedConsent const& one : given) {
            if (*own.uscc != one.consent.holder && *own.uscc != one.consent.user)
                return base::fail(base::ErrorKind::forbidden, "consent_subject",
                                  {.field = "holder"});
            TRY_VOID(put_consent(tx, session, book, one));
        }
        return {};
    });
}

base::Result<void> take_withdrawals(Arrival const& arrival) {
    auto const rows = TRY(arrival.opened.content.read("withdrawal.csv", package_bytes_max));
    auto const seals = TRY(arrival.opened.content.read("seal.csv", package_bytes_max));
    auto const given = TRY(read_withdrawals(rows, seals));
    return arrival.record([&](store::Transaction& tx, store::Session const& session,
                              domain::PackageRow const&) -> base::Result<void> {
        std::vector<std::string> subjects;
        for (SignedWithdrawal const& one : given) subjects.push_back(one.withdrawal.subject);
        TRY_VOID(take_vouched_keys(arrival, tx, session, subjects));
        for (SignedWithdrawal const& one : given) {
            auto const row = TRY(row_with<domain::ConsentRow>(tx, session, "content_hash",
                                                              one.withdrawal.consent_digest));
            TRY_VOID(put_withdrawal(tx, session, row, one));
        }
        return {};
    });
}

}  // namespace service
