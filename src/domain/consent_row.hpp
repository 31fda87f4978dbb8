// Consents and the ledger of their uses, as rows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/record.hpp"

namespace domain {

/// A consent as stored; its signed artefact decides, the columns find it.
struct ConsentRow {
    std::string id = {};
    std::string tenant = {};
    std::string subject = {};
    std::string holder = {};
    std::string used_by = {};
    std::string dataset = {};
    std::string fields = {};
    std::string purpose = {};
    std::string mode = {};
    base::Day starts_on = {};
    base::Day expires_on = {};
    int64_t retention_days = {};
    std::optional<int64_t> period_days = {};
    std::optional<int64_t> period_uses_max = {};
    std::optional<int64_t> uses_max = {};
    std::string made_how = {};
    std::string clause = {};
    std::string artefact = {};
    std::string content_hash = {};
    std::string key_id = {};
    std::string state = {};
    std::optional<std::string> withdrawal = {};
    std::optional<std::string> withdrawn_at = {};
    int64_t version = {};
    std::string made_at = {};
};

inline constexpr auto consent_row_columns = base::columns<ConsentRow>({
    base::column<&ConsentRow::id>({.text = "Object id.", .key = true}),
    base::column<&ConsentRow::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&ConsentRow::subject>({.text = "Party who consents."}),
    base::column<&ConsentRow::holder>({.text = "Party who holds the data."}),
    base::column<&ConsentRow::used_by>({.text = "Party who may use them."}),
    base::column<&ConsentRow::dataset>({.text = "Dataset."}),
    base::column<&ConsentRow::fields>({.text = "Fields, sorted, one blank between."}),
    base::column<&ConsentRow::purpose>({.text = "Purpose, from the list of purposes."}),
    base::column<&ConsentRow::mode>({.text = "Mode.", .choices = "view keep query compute push"}),
    base::column<&ConsentRow::starts_on>({.text = "First day."}),
    base::column<&ConsentRow::expires_on>({.text = "Last day."}),
    base::column<&ConsentRow::retention_days>({.text = "Days that the user may keep what he got."}),
    base::column<&ConsentRow::period_days>({.text = "Length of a period for period_uses_max."}),
    base::column<&ConsentRow::period_uses_max>({.text = "Uses in one period."}),
    base::column<&ConsentRow::uses_max>({.text = "Uses in all."}),
    base::column<&ConsentRow::made_how>(
        {.text = "Where it was made.", .choices = "phone counter licence"}),
    base::column<&ConsentRow::clause>({.text = "Text the subject saw, by id."}),
    base::column<&ConsentRow::artefact>({.text = "Signed canonical text with its signatures."}),
    base::column<&ConsentRow::content_hash>({.text = "SM3 of the canonical text."}),
    base::column<&ConsentRow::key_id>({.text = "Key of the subject's signature."}),
    base::column<&ConsentRow::state>({.text = "State.", .choices = "granted withdrawn"}),
    base::column<&ConsentRow::withdrawal>({.text = "Signed withdrawal."}),
    base::column<&ConsentRow::withdrawn_at>({.text = "Instant.", .editor = base::Editor::instant}),
    base::column<&ConsentRow::version>({.text = "1 when made, one more with each change."}),
    base::column<&ConsentRow::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

/// One use of a consent; the subject sees it.
struct ConsentUse {
    std::string id = {};
    std::string tenant = {};
    std::string consent = {};
    std::string subject = {};
    std::string holder = {};
    std::string used_by = {};
    std::string purpose = {};
    std::string fields = {};
    std::string answer_digest = {};
    std::string made_at = {};
    std::string used_at = {};
};

inline constexpr auto consent_use_columns = base::columns<ConsentUse>({
    base::column<&ConsentUse::id>({.text = "Object id.", .key = true}),
    base::column<&ConsentUse::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&ConsentUse::consent>({.text = "Consent."}),
    base::column<&ConsentUse::subject>({.text = "Party whose data were used."}),
    base::column<&ConsentUse::holder>({.text = "Party who held them."}),
    base::column<&ConsentUse::used_by>({.text = "Party who used them."}),
    base::column<&ConsentUse::purpose>({.text = "Purpose."}),
    base::column<&ConsentUse::fields>({.text = "Fields that were read."}),
    base::column<&ConsentUse::answer_digest>({.text = "SM3 of what was handed out."}),
    base::column<&ConsentUse::made_at>(
        {.text = "Instant from which it is on the record here.", .editor = base::Editor::instant}),
    base::column<&ConsentUse::used_at>(
        {.text = "Instant of the use.", .editor = base::Editor::instant}),
});

/// A withdrawal, signed; whoever may read the consent asks for it first.
struct ConsentWithdrawal {
    std::string id = {};
    std::string tenant = {};
    std::string path = {};
    std::string consent = {};
    std::string subject = {};
    std::string holder = {};
    std::string used_by = {};
    std::string content_hash = {};
    std::string artefact = {};
    std::string withdrawn_at = {};
    std::string made_by = {};
    std::string made_at = {};
};

inline constexpr auto consent_withdrawal_columns = base::columns<ConsentWithdrawal>({
    base::column<&ConsentWithdrawal::id>({.text = "Object id.", .key = true}),
    base::column<&ConsentWithdrawal::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&ConsentWithdrawal::path>(
        {.text = "Place in the tree of the subject, else of the tenant."}),
    base::column<&ConsentWithdrawal::consent>({.text = "Id of the consent."}),
    base::column<&ConsentWithdrawal::subject>({.text = "Party who withdraws."}),
    base::column<&ConsentWithdrawal::holder>({.text = "Party who holds the data."}),
    base::column<&ConsentWithdrawal::used_by>({.text = "Party who might use them."}),
    base::column<&ConsentWithdrawal::content_hash>({.text = "SM3 of the consent."}),
    base::column<&ConsentWithdrawal::artefact>({.text = "Withdrawal and its signatures."}),
    base::column<&ConsentWithdrawal::withdrawn_at>(
        {.text = "Instant.", .editor = base::Editor::instant}),
    base::column<&ConsentWithdrawal::made_by>({.text = "Actor.", .editor = base::Editor::account}),
    base::column<&ConsentWithdrawal::made_at>(
        {.text = "Instant.", .editor = base::Editor::instant}),
});

}  // namespace domain

template <>
inline constexpr base::Record base::record_of<domain::ConsentRow>{"consent",
                                                                  domain::consent_row_columns};
template <>
inline constexpr base::Record base::record_of<domain::ConsentUse>{"consent_use",
                                                                  domain::consent_use_columns};
template <>
inline constexpr base::Record base::record_of<domain::ConsentWithdrawal>{
    "consent_withdrawal", domain::consent_withdrawal_columns};
