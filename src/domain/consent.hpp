// Consents: what a firm or person allows whom to do with which of their data, and until when.
#pragma once

#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/record.hpp"
#include "domain/seal.hpp"

namespace domain {

/// One consent as it was given. Its canonical text (`consent_text`) is what is signed and what its
/// digest is of; docs/architecture.md, "Seals and archives".
struct Consent {
    std::string id;
    std::string subject;
    std::string holder;
    std::string user;
    std::string dataset;
    std::string fields;
    std::string purpose;
    std::string mode;
    base::Day from;
    base::Day to;
    int64_t retention_days;
    std::optional<int64_t> uses_a_day;
    std::optional<int64_t> uses_in_all;
    std::string made_how;
    std::optional<std::string> made_by;
    std::optional<std::string> witnessed_by;
    std::optional<std::string> scan_sm3;
    std::string clause;
};

inline constexpr auto consent_columns = base::columns<Consent>({
    base::column<&Consent::id>({.text = "Identifier of the consent.", .key = true}),
    base::column<&Consent::subject>({.text = "Whom the data is about, who consents."}),
    base::column<&Consent::holder>({.text = "Organisation that holds the data."}),
    base::column<&Consent::user>({.text = "Organisation that may use it."}),
    base::column<&Consent::dataset>({.text = "Dataset."}),
    base::column<&Consent::fields>({.text = "Its fields, sorted, joined by commas; never all."}),
    base::column<&Consent::purpose>({.text = "One of consent_purposes."}),
    base::column<&Consent::mode>({.text = "view, keep, query, compute, push."}),
    base::column<&Consent::from>({.text = "First day, in China's time."}),
    base::column<&Consent::to>({.text = "Last day."}),
    base::column<&Consent::retention_days>(
        {.text = "Days the user may keep what it got; 0 unless the mode is keep or push."}),
    base::column<&Consent::uses_a_day>({.text = "Uses in one day; empty: no limit."}),
    base::column<&Consent::uses_in_all>({.text = "Uses in all; empty: no limit."}),
    base::column<&Consent::made_how>({.text = "phone, counter, licence."}),
    base::column<&Consent::made_by>({.text = "At a counter: the first of the staff."}),
    base::column<&Consent::witnessed_by>({.text = "At a counter: the second."}),
    base::column<&Consent::scan_sm3>({.text = "At a counter: SM3 of the signed paper's scan."}),
    base::column<&Consent::clause>({.text = "Identifier of the clause text that was shown."}),
});

/// A withdrawal; `consent_digest` names the exact consent.
struct Withdrawal {
    std::string consent_digest;
    std::string subject;
    std::string at;
    std::string made_how;
    std::optional<std::string> made_by;
    std::optional<std::string> witnessed_by;
    std::optional<std::string> scan_sm3;
};

inline constexpr auto withdrawal_columns = base::columns<Withdrawal>({
    base::column<&Withdrawal::consent_digest>({.text = "SM3 of the consent.", .key = true}),
    base::column<&Withdrawal::subject>({.text = "Who withdraws: the consent's subject."}),
    base::column<&Withdrawal::at>({.text = "When: 2026-11-23T08:15:30.123Z."}),
    base::column<&Withdrawal::made_how>({.text = "phone, counter, licence."}),
    base::column<&Withdrawal::made_by>({.text = "At a counter: the first of the staff."}),
    base::column<&Withdrawal::witnessed_by>({.text = "At a counter: the second."}),
    base::column<&Withdrawal::scan_sm3>({.text = "At a counter: SM3 of the scan."}),
});

std::span<std::string_view const> consent_purposes();
std::span<std::string_view const> consent_modes();

struct ConsentTerms {
    int32_t months_max = 36;            // From its first day to its last.
    int64_t retention_days_max = 1830;  // Five years.
};
inline constexpr size_t consent_fields_max = 200;

/// The digest (SM3) by which a consent is named and signed.
std::string consent_digest(Consent const& consent);
std::string withdrawal_digest(Withdrawal const& withdrawal);

/// Whether a consent is well formed. Errors: `consent_malformed` with the field.
base::Result<void> check_consent(Consent const& consent, ConsentTerms const& terms = {});

/// Whether a consent is well formed and signed by who must: by phone and e-licence the subject
/// (role `subject`, a key whose organisation is the subject); at a counter two different people of
/// one organisation, the holder or the user (roles `maker`, `checker`).
/// Errors: `consent_malformed`, `consent_unsigned` (state of the best seal in `reason`).
base::Result<void> verify_consent(Consent const& consent, std::span<Seal const> seals,
                                  KeyRegister const& keys, ConsentTerms const& terms = {});
/// The same of a withdrawal of this consent.
base::Result<void> verify_withdrawal(Withdrawal const& withdrawal, Consent const& consent,
                                     std::span<Seal const> seals, KeyRegister const& keys);

/// Remembers what was verified, so that a read costs a hash and no signature. Safe for threads.
/// Make a new one when the register of keys changes.
class VerifiedConsents {
public:
    explicit VerifiedConsents(size_t most = 100'000) : most_(most) {}
    base::Result<void> verify(Consent const& consent, std::span<Seal const> seals,
                              KeyRegister const& keys);
    /// How often a signature was really looked at.
    int64_t verified() const { return verified_; }

private:
    std::mutex mutex_;
    size_t most_;
    int64_t verified_ = 0;
    std::set<std::string, std::less<>> known_;
    std::list<std::string> order_;  // Oldest first.
};

enum class ConsentState : uint8_t { granted, not_yet, expired, withdrawn, used_up, broken };

/// granted, not_yet, expired, withdrawn, used_up, broken.
std::string_view consent_state_text(ConsentState state);

struct ConsentUses {
    bool verified = false;   // What verify_consent said.
    bool withdrawn = false;  // A verified withdrawal is there.
    int64_t today = 0;       // Uses on the day of `now`, in China's time.
    int64_t in_all = 0;
};

/// What a consent is worth at `now_ms` (since 1970, UTC). The first that applies of: broken,
/// withdrawn, not_yet, expired, used_up.
ConsentState state_of(Consent const& consent, int64_t now_ms, ConsentUses const& uses);

/// Whether it allows this use: every field, this purpose and mode, by this user.
struct WantedUse {
    std::string_view user, dataset, purpose, mode;
    std::vector<std::string> fields;
};
bool allows(Consent const& consent, WantedUse const& wanted);

/// The day in China at an instant.
base::Day china_day(int64_t now_ms);

}  // namespace domain

template <>
inline constexpr base::Record base::record_of<domain::Consent>{"consent", domain::consent_columns};
template <>
inline constexpr base::Record base::record_of<domain::Withdrawal>{"withdrawal",
                                                                  domain::withdrawal_columns};
