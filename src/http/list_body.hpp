// Bodies of the routes of lists.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/record.hpp"
#include "domain/edition.hpp"

namespace http {

struct ListDecisionBody {
    int64_t version;
    std::optional<int64_t> refused;
};

inline constexpr auto list_decision_body_columns = base::columns<ListDecisionBody>({
    base::column<&ListDecisionBody::version>({.text = "That was read."}),
    base::column<&ListDecisionBody::refused>(
        {.text = "Lines that were not taken, as the approver saw them; absent: none."}),
});

struct PushBody {
    std::string to;
    std::optional<std::string> recipient;
};

inline constexpr auto push_body_columns = base::columns<PushBody>({
    base::column<&PushBody::to>({.text = "Edition.", .choices = "bank pboc province window"}),
    base::column<&PushBody::recipient>(
        {.text = "USCC of the organisation there; absent: every one of that edition."}),
});

/// Errors: `serve_edition_unknown`.
inline base::Result<domain::Edition> edition_of(PushBody const& body) {
    auto const to = domain::parse_edition(body.to);
    if (!to) return base::invalid("serve_edition_unknown", {.field = "to"}, {{"value", body.to}});
    return *to;
}

struct ObjectionBody {
    std::string list;
    std::optional<std::string> revision;
    std::string identifier;
    std::string item;
    std::string reason;
    std::optional<std::string> evidence_sm3;
    std::optional<std::string> recipient;
};

inline constexpr auto objection_body_columns = base::columns<ObjectionBody>({
    base::column<&ObjectionBody::list>({.text = "List of the packs."}),
    base::column<&ObjectionBody::revision>({.text = "Name of the revision."}),
    base::column<&ObjectionBody::identifier>({.text = "USCC of the party."}),
    base::column<&ObjectionBody::item>(
        {.text = "What is wrong.", .choices = "name level from to listed not_listed"}),
    base::column<&ObjectionBody::reason>(
        {.text = "Why it is wrong.", .editor = base::Editor::long_text}),
    base::column<&ObjectionBody::evidence_sm3>({.text = "SM3 of the evidence."}),
    base::column<&ObjectionBody::recipient>({.text = "USCC of who keeps the list."}),
});

struct CorrectionBody {
    std::string name;
    std::optional<std::string> level;
    std::optional<base::Day> listed_from;
    std::optional<base::Day> listed_to;
    std::string reason;
};

inline constexpr auto correction_body_columns = base::columns<CorrectionBody>({
    base::column<&CorrectionBody::name>({.text = "Name that is right."}),
    base::column<&CorrectionBody::level>({.text = "Level that is right."}),
    base::column<&CorrectionBody::listed_from>(
        {.text = "First day on the list; absent: the party is not on it."}),
    base::column<&CorrectionBody::listed_to>({.text = "Last day."}),
    base::column<&CorrectionBody::reason>(
        {.text = "What the answer says.", .editor = base::Editor::long_text}),
});

struct ReasonBody {
    std::string reason;
};

inline constexpr auto reason_body_columns = base::columns<ReasonBody>({
    base::column<&ReasonBody::reason>(
        {.text = "What the answer says.", .editor = base::Editor::long_text}),
});

}  // namespace http

template <>
inline constexpr base::Record base::record_of<http::ListDecisionBody>{
    "list_decision", http::list_decision_body_columns};
template <>
inline constexpr base::Record base::record_of<http::PushBody>{"push", http::push_body_columns};
template <>
inline constexpr base::Record base::record_of<http::ObjectionBody>{"objection_wish",
                                                                   http::objection_body_columns};
template <>
inline constexpr base::Record base::record_of<http::CorrectionBody>{"entry_correction",
                                                                    http::correction_body_columns};
template <>
inline constexpr base::Record base::record_of<http::ReasonBody>{"reason",
                                                                http::reason_body_columns};
