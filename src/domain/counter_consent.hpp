// Consents on paper at a counter: what the first of the staff made, until the second signs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/record.hpp"

namespace domain {

/// The consent itself stands in `artefact` with the first seal; the columns find it.
struct CounterConsent {
    std::string id = {};
    std::string tenant = {};
    std::string consent = {};
    std::string subject = {};
    std::string holder = {};
    std::string used_by = {};
    std::string purpose = {};
    base::Day expires_on = {};
    std::string scan_sm3 = {};
    std::string content_hash = {};
    std::string artefact = {};
    std::string state = {};
    std::optional<std::string> reason = {};
    std::string made_by = {};
    std::optional<std::string> checked_by = {};
    std::optional<std::string> checked_at = {};
    int64_t version = {};
    std::string made_at = {};
};

inline constexpr auto counter_consent_columns = base::columns<CounterConsent>({
    base::column<&CounterConsent::id>({.text = "Object id.", .key = true}),
    base::column<&CounterConsent::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&CounterConsent::consent>({.text = "Id of the consent."}),
    base::column<&CounterConsent::subject>({.text = "USCC of who consents."}),
    base::column<&CounterConsent::holder>({.text = "USCC of who holds the data."}),
    base::column<&CounterConsent::used_by>({.text = "USCC of who may use them."}),
    base::column<&CounterConsent::purpose>({.text = "Purpose."}),
    base::column<&CounterConsent::expires_on>({.text = "Last day."}),
    base::column<&CounterConsent::scan_sm3>({.text = "SM3 of the scanned paper."}),
    base::column<&CounterConsent::content_hash>({.text = "SM3 of the canonical text."}),
    base::column<&CounterConsent::artefact>({.text = "The consent with the first seal."}),
    base::column<&CounterConsent::state>({.text = "State.", .choices = "waiting granted returned"}),
    base::column<&CounterConsent::reason>(
        {.text = "Why it was returned.", .editor = base::Editor::long_text}),
    base::column<&CounterConsent::made_by>(
        {.text = "Actor who made it.", .editor = base::Editor::account}),
    base::column<&CounterConsent::checked_by>(
        {.text = "Actor who signed or returned it.", .editor = base::Editor::account}),
    base::column<&CounterConsent::checked_at>(
        {.text = "Instant.", .editor = base::Editor::instant}),
    base::column<&CounterConsent::version>({.text = "1 when made, one more with each change."}),
    base::column<&CounterConsent::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

}  // namespace domain

template <>
inline constexpr base::Record base::record_of<domain::CounterConsent>{
    "counter_consent", domain::counter_consent_columns};
