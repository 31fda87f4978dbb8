// Consents on the record: granted, told to who holds and who uses, used with a ledger, withdrawn.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "domain/consent.hpp"
#include "domain/consent_row.hpp"
#include "domain/fact.hpp"
#include "service/place.hpp"

namespace service {

/// A consent, or its withdrawal, with the seals that came with it.
struct SignedConsent {
    domain::Consent consent;
    std::vector<domain::Seal> seals;
};
struct SignedWithdrawal {
    domain::Withdrawal withdrawal;
    std::vector<domain::Seal> seals;
};

/// Where the holder and the user keep their record; `window` is here: no package is made.
struct Told {
    domain::Edition holder = domain::province;
    domain::Edition user = domain::bank;
};

/// A consent and what it is worth now.
struct ConsentView {
    domain::ConsentRow row;
    std::string state;  // granted, not_yet, expired, withdrawn, used_up, broken.
    int64_t uses = 0;
};

/// Remembers which consents were verified in this process; safe for threads.
class ConsentBook {
public:
    /// Verifies by the keys that the session trusts. A signature is looked at once, unless a key
    /// that it names was changed since. Errors: those of `verify_consent`.
    base::Result<void> verify(store::Transaction& tx, store::Session const& session,
                              SignedConsent const& given);

private:
    domain::VerifiedConsents verified_;
};

/// What is written with a consent, in its transaction.
using BesideConsent = std::function<base::Result<void>(store::Transaction&, store::Session const&)>;

struct Granting {
    Told told;
    BesideConsent beside = {};
};

/// Who may bring a consent of this subject: the subject itself, or an organisation that is no firm
/// and stands below none (a counter). Errors: `consent_subject`.
base::Result<void> check_bringer(store::Transaction& tx, store::Session const& session,
                                 std::string const& subject);

/// Verifies, stores and tells holder and user. A firm grants for itself; at a counter the two
/// people's seals count. Errors: `consent_id`, `consent_subject`, `consent_malformed`,
/// `consent_unsigned`, those of `send_parcels`.
base::Result<ConsentView> grant_consent(Place const& place, Caller const& caller, ConsentBook& book,
                                        SignedConsent const& given, Granting const& how);

/// Errors: `object_not_found`, `consent_withdrawn`, `consent_subject`, those of
/// `verify_withdrawal`.
base::Result<ConsentView> withdraw_consent(Place const& place, Caller const& caller,
                                           ConsentBook& book, SignedWithdrawal const& given,
                                           Told const& told);

/// The artefact's own words and its state at this moment. Errors: `object_not_found`.
base::Result<ConsentView> find_consent(Place const& place, Caller const& caller, ConsentBook& book,
                                       std::string const& id);

/// Those that the caller may read, newest first, at most 500.
base::Result<std::vector<ConsentView>> list_consents(Place const& place, Caller const& caller,
                                                     ConsentBook& book);

struct UseWish {
    std::string consent;
    std::string dataset, purpose, mode;
    std::string fields;  // Comma between.
};

/// What was read under a consent.
struct ConsentAnswer {
    domain::ConsentUse use;
    std::vector<domain::Fact> facts;
};

/// Reads the subject's facts under a consent: the state is computed now, the facts are read, the
/// ledger and the audit are written in one transaction. Errors: `consent_refused` (state or terms).
base::Result<ConsentAnswer> use_consent(Place const& place, Caller const& caller, ConsentBook& book,
                                        UseWish const& wish);

/// Sends the ledger of the last days to the window; lines that are known there change nothing.
base::Result<int64_t> send_uses(Place const& place, Caller const& caller,
                                std::string const& recipient);

/// How this deployment names the party with a USCC: its id, else the USCC.
base::Result<std::string> party_of(store::Transaction& tx, store::Session const& session,
                                   std::string const& uscc);

}  // namespace service
