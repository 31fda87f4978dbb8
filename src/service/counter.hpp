// Consents at a counter: the signed paper is scanned, two of the staff check it and sign.
#pragma once

#include <string>

#include "domain/counter_consent.hpp"
#include "service/consent_desk.hpp"

namespace service {

inline constexpr int64_t counter_scan_bytes_max = 20 << 20;

/// Keeps the scan of a signed paper under its SM3, which it returns. Errors: `counter_scan_kind`
/// (neither PDF nor JPEG nor PNG), file errors.
base::Result<std::string> keep_scan(Place const& place, Caller const& caller,
                                    std::string const& file);

/// A consent on paper with the seal of who took it, waiting for a second person.
/// Errors: `consent_malformed`, `counter_scan_missing`, `counter_seal`, `consent_subject`.
base::Result<domain::CounterConsent> put_counter_consent(Place const& place, Caller const& caller,
                                                         SignedConsent const& given);

/// What the second person reads and signs. Errors: `object_not_found`.
base::Result<SignedConsent> read_counter_consent(Place const& place, Caller const& caller,
                                                 std::string const& id);

struct CounterSeal {
    std::string id;  // Of the counter's consent.
    domain::Seal seal;
    Told told;
};

/// The second seal; the consent is granted and told. Errors: `counter_state`, `same_person`, those
/// of `grant_consent`.
base::Result<ConsentView> sign_counter_consent(Place const& place, Caller const& caller,
                                               ConsentBook& book, CounterSeal const& wish);

/// Errors: `counter_state`, `same_person`.
base::Result<domain::CounterConsent> return_counter_consent(Place const& place,
                                                            Caller const& caller,
                                                            std::string const& id,
                                                            std::string const& reason);

/// Where the scan of one lies. Errors: `object_not_found`, `content_missing`.
base::Result<std::string> counter_scan_file(Place const& place, Caller const& caller,
                                            std::string const& id);

}  // namespace service
