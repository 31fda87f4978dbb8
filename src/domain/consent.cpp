// Consents: form, signatures, state. Pure; no clock.
#include "domain/consent.hpp"

#include <algorithm>
#include <array>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace domain {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::array purposes = {"credit"sv,   "monitoring"sv, "guarantee"sv, "insurance"sv,
                                 "matching"sv, "subsidy"sv,    "service"sv};
constexpr std::array modes = {"view"sv, "keep"sv, "query"sv, "compute"sv, "push"sv};
constexpr std::array ways = {"phone"sv, "counter"sv, "licence"sv};
constexpr int64_t day_ms = 86'400'000, china_ms = 8 * 3'600'000;

template <typename List>
bool has(List const& list, std::string_view one) {
    return std::find(list.begin(), list.end(), one) != list.end();
}

std::unexpected<base::Error> wrong_field(std::string field) {
    return base::invalid("consent_malformed", {.field = std::move(field)});
}

/// Sorted, each once, none empty, no `*`.
bool are_fields(std::string const& text) {
    auto const fields = base::split(text, ',');
    if (fields.empty() || fields.size() > consent_fields_max) return false;
    for (size_t i = 0; i < fields.size(); ++i) {
        if (fields[i].empty() || fields[i] == "*" || base::trim(fields[i]) != fields[i])
            return false;
        if (i > 0 && fields[i - 1] >= fields[i]) return false;
    }
    return true;
}

bool is_digest(std::string const& text) {
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

/// At a counter two people and a paper stand for the signature; elsewhere none of them.
template <typename Made>
std::string wrong_way(Made const& made) {
    if (!has(ways, made.made_how)) return "made_how";
    bool const counter = made.made_how == "counter";
    std::string const by = made.made_by.value_or(""), witness = made.witnessed_by.value_or("");
    std::string const scan = made.scan_sm3.value_or("");
    if (by.empty() == counter) return "made_by";
    if (witness.empty() == counter || (counter && witness == by)) return "witnessed_by";
    if (counter ? !is_digest(scan) : !scan.empty()) return "scan_sm3";
    return "";
}

/// What was signed, by whom it must be.
struct Signed {
    std::string_view kind;
    std::string digest;
    bool counter;
    Consent const& consent;
};

base::Result<void> check_seals(Signed const& what, std::span<Seal const> seals,
                               KeyRegister const& keys) {
    std::string reason = "missing";
    std::vector<KeyRegister::Known const*> makers, checkers;
    for (Seal const& seal : seals) {
        SealState const state = check_seal(seal, what.kind, what.digest, keys);
        if (state != SealState::holds) {
            reason = seal_state_text(state);
            continue;
        }
        KeyRegister::Known const* const known = keys.find(seal.key_id);
        std::string const& by = known->row.organisation;
        if (!what.counter && seal.role == "subject" && by == what.consent.subject) return {};
        if (by != what.consent.holder && by != what.consent.user) continue;
        if (seal.role == "maker") makers.push_back(known);
        if (seal.role == "checker") checkers.push_back(known);
    }
    for (auto const* maker : makers)
        for (auto const* checker : checkers)
            if (what.counter && maker->row.organisation == checker->row.organisation &&
                maker->row.key_id != checker->row.key_id && maker->row.name != checker->row.name)
                return {};
    return base::fail(base::ErrorKind::forbidden, "consent_unsigned", {}, {{"reason", reason}});
}

}  // namespace

std::span<std::string_view const> consent_purposes() { return purposes; }
std::span<std::string_view const> consent_modes() { return modes; }

std::string consent_digest(Consent const& consent) {
    return base::digest_hex(
        base::DigestKind::sm3,
        canonical_text("wupian.consent.v1", base::record_of<Consent>, &consent));
}

std::string withdrawal_digest(Withdrawal const& withdrawal) {
    return base::digest_hex(
        base::DigestKind::sm3,
        canonical_text("wupian.withdrawal.v1", base::record_of<Withdrawal>, &withdrawal));
}

base::Result<void> check_consent(Consent const& consent, ConsentTerms const& terms) {
    std::string const control = find_control(base::record_of<Consent>, &consent);
    if (!control.empty()) return wrong_field(control);
    for (auto const& [name, text] : {std::pair{"id", &consent.id},
                                     {"subject", &consent.subject},
                                     {"holder", &consent.holder},
                                     {"user", &consent.user},
                                     {"dataset", &consent.dataset},
                                     {"clause", &consent.clause}})
        if (text->empty()) return wrong_field(name);
    if (!are_fields(consent.fields)) return wrong_field("fields");
    if (!has(purposes, consent.purpose)) return wrong_field("purpose");
    if (!has(modes, consent.mode)) return wrong_field("mode");
    // The last day itself counts: from 1 January 2026 for 36 months is to 31 December 2028.
    if (consent.to < consent.from || consent.to >= base::add_months(consent.from, terms.months_max))
        return wrong_field("to");
    bool const keeps = consent.mode == "keep" || consent.mode == "push";
    if (consent.retention_days < (keeps ? 1 : 0) ||
        consent.retention_days > (keeps ? terms.retention_days_max : 0))
        return wrong_field("retention_days");
    if (consent.uses_a_day && *consent.uses_a_day < 1) return wrong_field("uses_a_day");
    if (consent.uses_in_all && *consent.uses_in_all < 1) return wrong_field("uses_in_all");
    std::string const way = wrong_way(consent);
    if (!way.empty()) return wrong_field(way);
    return {};
}

base::Result<void> verify_consent(Consent const& consent, std::span<Seal const> seals,
                                  KeyRegister const& keys, ConsentTerms const& terms) {
    TRY_VOID(check_consent(consent, terms));
    Signed const what{"consent", consent_digest(consent), consent.made_how == "counter", consent};
    return check_seals(what, seals, keys);
}

base::Result<void> verify_withdrawal(Withdrawal const& withdrawal, Consent const& consent,
                                     std::span<Seal const> seals, KeyRegister const& keys) {
    std::string const control = find_control(base::record_of<Withdrawal>, &withdrawal);
    if (!control.empty()) return wrong_field(control);
    if (withdrawal.consent_digest != consent_digest(consent)) return wrong_field("consent_digest");
    if (withdrawal.subject != consent.subject) return wrong_field("subject");
    std::string const way = wrong_way(withdrawal);
    if (!way.empty()) return wrong_field(way);
    Signed const what{"withdrawal", withdrawal_digest(withdrawal), withdrawal.made_how == "counter",
                      consent};
    return check_seals(what, seals, keys);
}

base::Result<void> VerifiedConsents::verify(Consent const& consent, std::span<Seal const> seals,
                                            KeyRegister const& keys) {
    std::string content = consent_digest(consent);
    for (Seal const& seal : seals)
        content += canonical_text("", base::record_of<Seal>, &seal) + seal.signature + "\n";
    std::string const hash = base::digest_hex(base::DigestKind::sm3, content);
    {
        std::lock_guard const lock(mutex_);
        if (known_.contains(hash)) return {};
    }
    auto const good = verify_consent(consent, seals, keys);
    std::lock_guard const lock(mutex_);
    ++verified_;
    if (!good) return good;  // What is wrong is looked at each time: it may be a new key's.
    if (!known_.insert(hash).second) return {};
    order_.push_back(hash);
    if (order_.size() > most_) {
        known_.erase(order_.front());
        order_.pop_front();
    }
    return {};
}

std::string_view consent_state_text(ConsentState state) {
    constexpr std::array names = {"granted"sv,   "not_yet"sv, "expired"sv,
                                  "withdrawn"sv, "used_up"sv, "broken"sv};
    return names[size_t(state)];
}

base::Day china_day(int64_t now_ms) {
    int64_t const local = now_ms + china_ms;
    int64_t const days = local >= 0 ? local / day_ms : (local - day_ms + 1) / day_ms;
    return {int32_t(days)};
}

ConsentState state_of(Consent const& consent, int64_t now_ms, ConsentUses const& uses) {
    base::Day const today = china_day(now_ms);
    if (!uses.verified) return ConsentState::broken;
    if (uses.withdrawn) return ConsentState::withdrawn;
    if (today < consent.from) return ConsentState::not_yet;
    if (consent.to < today) return ConsentState::expired;
    bool const used_up = (consent.uses_in_all && uses.in_all >= *consent.uses_in_all) ||
                         (consent.uses_a_day && uses.today >= *consent.uses_a_day);
    return used_up ? ConsentState::used_up : ConsentState::granted;
}

bool allows(Consent const& consent, WantedUse const& wanted) {
    if (wanted.user != consent.user || wanted.dataset != consent.dataset ||
        wanted.purpose != consent.purpose || wanted.mode != consent.mode || wanted.fields.empty())
        return false;
    auto const given = base::split(consent.fields, ',');
    return std::all_of(wanted.fields.begin(), wanted.fields.end(),
                       [&](std::string const& field) { return has(given, field); });
}

}  // namespace domain
