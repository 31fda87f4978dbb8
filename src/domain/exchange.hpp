// Keys and packages as rows: whose signatures count here, and what came in and went out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/record.hpp"

namespace domain {

/// A public key and whose it is; with its private half when this deployment signs with it.
struct TrustedKey {
    std::string id = {};
    std::string tenant = {};
    std::string key_id = {};
    std::string kind = {};
    std::string name = {};
    std::string organisation = {};
    std::string role = {};
    std::string public_key = {};
    base::Day valid_from = {};
    std::optional<base::Day> valid_to = {};
    std::optional<base::Day> revoked_on = {};
    std::optional<std::string> private_key = {};
    int64_t version = {};
    std::string made_at = {};
};

inline constexpr auto trusted_key_columns = base::columns<TrustedKey>({
    base::column<&TrustedKey::id>({.text = "Object id.", .key = true}),
    base::column<&TrustedKey::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&TrustedKey::key_id>({.text = "SM3 of the public key."}),
    base::column<&TrustedKey::kind>({.text = "Algorithm.", .choices = "sm2 ed25519"}),
    base::column<&TrustedKey::name>({.text = "Person or system that holds it."}),
    base::column<&TrustedKey::organisation>({.text = "Identifier of the organisation."}),
    base::column<&TrustedKey::role>({.text = "The one role it may sign in; * for any."}),
    base::column<&TrustedKey::public_key>({.text = "SubjectPublicKeyInfo, DER in base64."}),
    base::column<&TrustedKey::valid_from>({.text = "First day on which it may sign."}),
    base::column<&TrustedKey::valid_to>({.text = "Last day."}),
    base::column<&TrustedKey::revoked_on>({.text = "Day on which it was lost."}),
    base::column<&TrustedKey::private_key>(
        {.text = "Sealed; only of keys that sign here.", .secret = true}),
    base::column<&TrustedKey::version>({.text = "1 when made, one more with each change."}),
    base::column<&TrustedKey::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

/// A package that was taken in or made.
struct PackageRow {
    std::string id = {};
    std::string tenant = {};
    std::string path = {};
    std::string direction = {};
    std::string package = {};
    std::string kind = {};
    std::string from_edition = {};
    std::string sender = {};
    std::string to_edition = {};
    std::string recipient = {};
    std::string month = {};
    std::string digest = {};
    int64_t bytes = {};
    std::string about = {};
    std::string made_by = {};
    std::string made_at = {};
};

inline constexpr auto package_row_columns = base::columns<PackageRow>({
    base::column<&PackageRow::id>({.text = "Object id.", .key = true}),
    base::column<&PackageRow::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&PackageRow::path>({.text = "Its place in the tree, /id/id/."}),
    base::column<&PackageRow::direction>({.text = "Way.", .choices = "in out"}),
    base::column<&PackageRow::package>({.text = "Its own id; taken in once."}),
    base::column<&PackageRow::kind>(
        {.text = "What it carries.",
         .choices = "filing inquiry answer release list objection objection_answer need offer "
                    "consent withdrawal device_key consent_use task task_answer page"}),
    base::column<&PackageRow::from_edition>(
        {.text = "Edition of the sender.", .choices = "bank pboc province window"}),
    base::column<&PackageRow::sender>({.text = "Organisation of the sender."}),
    base::column<&PackageRow::to_edition>(
        {.text = "Edition of the recipient.", .choices = "bank pboc province window"}),
    base::column<&PackageRow::recipient>({.text = "Organisation, or * for every one."}),
    base::column<&PackageRow::month>({.text = "YYYY-MM, or empty.", .editor = base::Editor::month}),
    base::column<&PackageRow::digest>({.text = "SM3 of its manifest."}),
    base::column<&PackageRow::bytes>({.text = "Bytes."}),
    base::column<&PackageRow::about>(
        {.text = "What it carries: a revision, an inquiry, a consent by digest."}),
    base::column<&PackageRow::made_by>({.text = "Actor.", .editor = base::Editor::account}),
    base::column<&PackageRow::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

}  // namespace domain

template <>
inline constexpr base::Record base::record_of<domain::TrustedKey>{"trusted_key",
                                                                  domain::trusted_key_columns};
template <>
inline constexpr base::Record base::record_of<domain::PackageRow>{"package",
                                                                  domain::package_row_columns};
