// Organisations in a tree and parties with identifiers, as rows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/record.hpp"

namespace domain {

/// A place in the tree: an authority, a bank, a branch, a department, a firm.
struct Organisation {
    std::string id = {};
    std::optional<std::string> parent = {};
    std::string path = {};
    std::string kind = {};
    std::string name = {};
    std::optional<std::string> uscc = {};
    std::string region = {};
    std::optional<std::string> party = {};
    std::optional<std::string> ended_at = {};
    int64_t version = {};
    std::string made_at = {};
};

inline constexpr auto organisation_columns = base::columns<Organisation>({
    base::column<&Organisation::id>({.text = "Object id.", .key = true}),
    base::column<&Organisation::parent>(
        {.text = "Organisation above.", .editor = base::Editor::organisation}),
    base::column<&Organisation::path>({.text = "/id/id/ from the root to this one."}),
    base::column<&Organisation::kind>(
        {.text = "Kind; a host keeps legal persons.",
         .choices = "authority bank head_office branch department firm host"}),
    base::column<&Organisation::name>({.text = "Name."}),
    base::column<&Organisation::uscc>({.text = "Unified social credit code."}),
    base::column<&Organisation::region>(
        {.text = "GB/T 2260, six digits.", .editor = base::Editor::region}),
    base::column<&Organisation::party>({.text = "Party that it is."}),
    base::column<&Organisation::ended_at>(
        {.text = "Instant from which it no longer holds.", .editor = base::Editor::instant}),
    base::column<&Organisation::version>({.text = "1 when made, one more with each change."}),
    base::column<&Organisation::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

/// A firm, a person or a body that facts, consents and lists speak of.
struct Party {
    std::string id = {};
    std::string tenant = {};
    std::string kind = {};
    std::string name = {};
    std::string region = {};
    std::optional<std::string> ended_at = {};
    int64_t version = {};
    std::string made_at = {};
};

inline constexpr auto party_columns = base::columns<Party>({
    base::column<&Party::id>({.text = "Object id.", .key = true}),
    base::column<&Party::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&Party::kind>(
        {.text = "Kind.", .choices = "enterprise person institution government"}),
    base::column<&Party::name>({.text = "Name."}),
    base::column<&Party::region>(
        {.text = "GB/T 2260, six digits.", .editor = base::Editor::region}),
    base::column<&Party::ended_at>(
        {.text = "Instant from which it no longer holds.", .editor = base::Editor::instant}),
    base::column<&Party::version>({.text = "1 when made, one more with each change."}),
    base::column<&Party::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

/// One identifier of a party; verified or only claimed.
struct PartyIdentifier {
    std::string id = {};
    std::string tenant = {};
    std::string party = {};
    std::string scheme = {};
    std::string value = {};
    std::string source = {};
    std::string made_by = {};
    std::optional<std::string> verified_by = {};
    std::optional<std::string> verified_at = {};
    std::optional<std::string> ended_at = {};
    int64_t version = {};
    std::string made_at = {};
};

inline constexpr auto party_identifier_columns = base::columns<PartyIdentifier>({
    base::column<&PartyIdentifier::id>({.text = "Object id.", .key = true}),
    base::column<&PartyIdentifier::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&PartyIdentifier::party>({.text = "Party."}),
    base::column<&PartyIdentifier::scheme>(
        {.text = "Kind of identifier.", .choices = "uscc organisation_code resident lei other"}),
    base::column<&PartyIdentifier::value>(
        {.text = "As written, or keyed HMAC-SM3 outside the bank."}),
    base::column<&PartyIdentifier::source>({.text = "Where it comes from."}),
    base::column<&PartyIdentifier::made_by>(
        {.text = "Account that wrote it down.", .editor = base::Editor::account}),
    base::column<&PartyIdentifier::verified_by>(
        {.text = "Actor or service that verified it.", .editor = base::Editor::account}),
    base::column<&PartyIdentifier::verified_at>(
        {.text = "Instant.", .editor = base::Editor::instant}),
    base::column<&PartyIdentifier::ended_at>(
        {.text = "Instant from which it no longer holds.", .editor = base::Editor::instant}),
    base::column<&PartyIdentifier::version>({.text = "1 when made, one more with each change."}),
    base::column<&PartyIdentifier::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

}  // namespace domain

template <>
inline constexpr base::Record base::record_of<domain::Organisation>{"organisation",
                                                                    domain::organisation_columns};
template <>
inline constexpr base::Record base::record_of<domain::Party>{"party", domain::party_columns};
template <>
inline constexpr base::Record base::record_of<domain::PartyIdentifier>{
    "party_identifier", domain::party_identifier_columns};
