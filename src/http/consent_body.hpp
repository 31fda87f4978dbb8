// Bodies and replies of the routes of consents and facts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/record.hpp"

namespace http {

/// A consent with its state at this moment; its artefact stands in the package and in its own row.
struct ConsentReply {
    std::string id;
    std::string state;
    std::string subject, holder, used_by;
    std::string dataset, fields, purpose, mode;
    base::Day starts_on, expires_on;
    int64_t retention_days;
    std::optional<int64_t> uses_a_day;
    std::optional<int64_t> uses_max;
    int64_t uses;
    std::string made_how, clause, content_hash, made_at;
};

inline constexpr auto consent_reply_columns = base::columns<ConsentReply>({
    base::column<&ConsentReply::id>({.text = "Object id.", .key = true}),
    base::column<&ConsentReply::state>(
        {.text = "What it is worth now.",
         .choices = "granted not_yet expired withdrawn used_up broken"}),
    base::column<&ConsentReply::subject>({.text = "Who consents."}),
    base::column<&ConsentReply::holder>({.text = "Who holds the data."}),
    base::column<&ConsentReply::used_by>({.text = "Who may use them."}),
    base::column<&ConsentReply::dataset>({.text = "Dataset."}),
    base::column<&ConsentReply::fields>({.text = "Fields, one blank between."}),
    base::column<&ConsentReply::purpose>({.text = "Purpose."}),
    base::column<&ConsentReply::mode>({.text = "Mode.", .choices = "view keep query compute push"}),
    base::column<&ConsentReply::starts_on>({.text = "First day."}),
    base::column<&ConsentReply::expires_on>({.text = "Last day."}),
    base::column<&ConsentReply::retention_days>({.text = "Days that the user may keep it."}),
    base::column<&ConsentReply::uses_a_day>({.text = "Uses in one day."}),
    base::column<&ConsentReply::uses_max>({.text = "Uses in all."}),
    base::column<&ConsentReply::uses>({.text = "Uses so far."}),
    base::column<&ConsentReply::made_how>(
        {.text = "Where it was made.", .choices = "phone counter licence"}),
    base::column<&ConsentReply::clause>({.text = "Clause that was shown."}),
    base::column<&ConsentReply::content_hash>({.text = "SM3 of the canonical text."}),
    base::column<&ConsentReply::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

struct UseBody {
    std::string dataset;
    std::string purpose;
    std::string mode;
    std::string fields;
};

inline constexpr auto use_body_columns = base::columns<UseBody>({
    base::column<&UseBody::dataset>({.text = "Dataset."}),
    base::column<&UseBody::purpose>({.text = "Purpose."}),
    base::column<&UseBody::mode>({.text = "Mode.", .choices = "view keep query compute push"}),
    base::column<&UseBody::fields>({.text = "Fields, a comma between."}),
});

struct RecipientBody {
    std::string recipient;
};

inline constexpr auto recipient_body_columns = base::columns<RecipientBody>({
    base::column<&RecipientBody::recipient>({.text = "USCC of the organisation there."}),
});

struct UsesSent {
    int64_t uses;
};

inline constexpr auto uses_sent_columns = base::columns<UsesSent>({
    base::column<&UsesSent::uses>({.text = "Lines of the ledger that were sent."}),
});

struct FactBody {
    std::string subject;
    std::string item;
    std::string value;
    base::Day valid_from;
    std::optional<base::Day> valid_to;
    std::string source;
};

inline constexpr auto fact_body_columns = base::columns<FactBody>({
    base::column<&FactBody::subject>({.text = "USCC of the party."}),
    base::column<&FactBody::item>({.text = "Item of the dictionary."}),
    base::column<&FactBody::value>({.text = "As text in the item's type."}),
    base::column<&FactBody::valid_from>({.text = "First day on which it is true."}),
    base::column<&FactBody::valid_to>({.text = "Last day."}),
    base::column<&FactBody::source>({.text = "Document, file or system."}),
});

struct FactCorrectionBody {
    std::string value;
    base::Day valid_from;
    std::optional<base::Day> valid_to;
    std::string source;
};

inline constexpr auto fact_correction_body_columns = base::columns<FactCorrectionBody>({
    base::column<&FactCorrectionBody::value>({.text = "As text in the item's type."}),
    base::column<&FactCorrectionBody::valid_from>({.text = "First day on which it is true."}),
    base::column<&FactCorrectionBody::valid_to>({.text = "Last day."}),
    base::column<&FactCorrectionBody::source>({.text = "Document, file or system."}),
});

}  // namespace http

template <>
inline constexpr base::Record base::record_of<http::ConsentReply>{"consent_view",
                                                                  http::consent_reply_columns};
template <>
inline constexpr base::Record base::record_of<http::UseBody>{"consent_use_wish",
                                                             http::use_body_columns};
template <>
inline constexpr base::Record base::record_of<http::RecipientBody>{"recipient",
                                                                   http::recipient_body_columns};
template <>
inline constexpr base::Record base::record_of<http::UsesSent>{"uses_sent", http::uses_sent_columns};
template <>
inline constexpr base::Record base::record_of<http::FactBody>{"fact_wish", http::fact_body_columns};
template <>
inline constexpr base::Record base::record_of<http::FactCorrectionBody>{
    "fact_correction", http::fact_correction_body_columns};
