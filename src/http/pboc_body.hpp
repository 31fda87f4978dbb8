// Bodies of the routes of the central bank's month.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/record.hpp"

namespace http {

/// The last day of the month that a field `month` names. Errors: `value_malformed`.
inline base::Result<base::Day> month_of(std::string const& text) {
    auto const month = base::parse_month_end(text);
    if (!month) return base::invalid("value_malformed", {.field = "month"}, {{"value", text}});
    return *month;
}

struct MonthBody {
    std::string month;
};

inline constexpr auto month_body_columns = base::columns<MonthBody>({
    base::column<&MonthBody::month>({.text = "YYYY-MM.", .editor = base::Editor::month}),
});

struct InquiryBody {
    std::string month;
    std::string legal_uscc;
    std::string question;
    std::optional<std::string> about;
    std::optional<base::Day> due_on;
    std::optional<std::string> recipient;
};

inline constexpr auto inquiry_body_columns = base::columns<InquiryBody>({
    base::column<&InquiryBody::month>({.text = "YYYY-MM.", .editor = base::Editor::month}),
    base::column<&InquiryBody::legal_uscc>({.text = "Legal person that is asked."}),
    base::column<&InquiryBody::question>(
        {.text = "What is asked.", .editor = base::Editor::long_text}),
    base::column<&InquiryBody::about>({.text = "Tables, rows, contracts and receipts."}),
    base::column<&InquiryBody::due_on>({.text = "Day by which an answer is wanted."}),
    base::column<&InquiryBody::recipient>(
        {.text = "USCC of the deployment that it is sent to; absent: the legal person."}),
});

struct WordsBody {
    int64_t version;
    std::optional<std::string> text;
    std::optional<std::string> filing;
};

inline constexpr auto words_body_columns = base::columns<WordsBody>({
    base::column<&WordsBody::version>({.text = "That was read."}),
    base::column<&WordsBody::text>({.text = "What is said.", .editor = base::Editor::long_text}),
    base::column<&WordsBody::filing>({.text = "Id of the package by which the bank files again."}),
});

struct ReleaseBody {
    std::string month;
    std::string level;
};

inline constexpr auto release_body_columns = base::columns<ReleaseBody>({
    base::column<&ReleaseBody::month>({.text = "YYYY-MM.", .editor = base::Editor::month}),
    base::column<&ReleaseBody::level>({.text = "Level.", .choices = "internal joint public"}),
});

struct ReleaseDecisionBody {
    int64_t version;
    bool approve;
    std::optional<std::string> reason;
};

inline constexpr auto release_decision_body_columns = base::columns<ReleaseDecisionBody>({
    base::column<&ReleaseDecisionBody::version>({.text = "That was read."}),
    base::column<&ReleaseDecisionBody::approve>({.text = "False: it is refused."}),
    base::column<&ReleaseDecisionBody::reason>(
        {.text = "Needed to refuse.", .editor = base::Editor::long_text}),
});

}  // namespace http

template <>
inline constexpr base::Record base::record_of<http::MonthBody>{"month_wish",
                                                               http::month_body_columns};
template <>
inline constexpr base::Record base::record_of<http::InquiryBody>{"inquiry_wish",
                                                                 http::inquiry_body_columns};
template <>
inline constexpr base::Record base::record_of<http::WordsBody>{"inquiry_words",
                                                               http::words_body_columns};
template <>
inline constexpr base::Record base::record_of<http::ReleaseBody>{"release_wish",
                                                                 http::release_body_columns};
template <>
inline constexpr base::Record base::record_of<http::ReleaseDecisionBody>{
    "release_decision", http::release_decision_body_columns};
