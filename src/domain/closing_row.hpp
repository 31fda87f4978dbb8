// How findings of a month are answered, and what the receiving platform sent back, as rows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/record.hpp"

namespace domain {

/// 提交说明: why findings stand as they are, written by one and approved by another.
struct Explanation {
    std::string id = {};
    std::string tenant = {};
    std::string path = {};
    std::string month = {};
    std::string run = {};
    std::string relation = {};
    std::string check = {};
    std::optional<std::string> finding = {};
    std::string kind = {};
    std::string note = {};
    std::string maker = {};
    std::optional<std::string> checker = {};
    std::optional<std::string> checked_at = {};
    std::optional<std::string> answer = {};
    std::string state = {};
    std::string duty = {};
    int64_t version = {};
    std::string made_at = {};
};

inline constexpr auto explanation_columns = base::columns<Explanation>({
    base::column<&Explanation::id>({.text = "Object id.", .key = true}),
    base::column<&Explanation::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&Explanation::path>({.text = "Organisation path that the row belongs to."}),
    base::column<&Explanation::month>({.text = "YYYY-MM.", .editor = base::Editor::month}),
    base::column<&Explanation::run>(
        {.text = "Run whose findings it speaks of; later ones are not covered."}),
    base::column<&Explanation::relation>({.text = "Relation of the findings."}),
    base::column<&Explanation::check>({.text = "Check of the findings."}),
    base::column<&Explanation::finding>(
        {.text = "One finding's id; none: all of this check and relation in the run."}),
    base::column<&Explanation::kind>(
        {.text = "Right as it is, or put right (errors of the platform).",
         .choices = "explained corrected"}),
    base::column<&Explanation::note>(
        {.text = "What the bank says.", .editor = base::Editor::long_text}),
    base::column<&Explanation::maker>({.text = "Actor.", .editor = base::Editor::account}),
    base::column<&Explanation::checker>(
        {.text = "Actor, never the maker.", .editor = base::Editor::account}),
    base::column<&Explanation::checked_at>({.text = "Instant.", .editor = base::Editor::instant}),
    base::column<&Explanation::answer>(
        {.text = "Why it was returned.", .editor = base::Editor::long_text}),
    base::column<&Explanation::state>({.text = "State.", .choices = "made checked returned"}),
    base::column<&Explanation::duty>({.text = "Duty it was received under (docs/glossary.md)."}),
    base::column<&Explanation::version>({.text = "1 when made, one more with each change."}),
    base::column<&Explanation::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

/// One line of the receiving platform's error file.
struct PlatformError {
    std::string id = {};
    std::string tenant = {};
    std::string path = {};
    std::string month = {};
    std::string batch = {};
    std::string run = {};
    std::string table_number = {};
    std::optional<std::string> contract = {};
    std::optional<std::string> receipt = {};
    std::optional<std::string> bill = {};
    std::optional<std::string> branch = {};
    std::optional<std::string> field = {};
    std::string code = {};
    std::string text = {};
    std::string duty = {};
    int64_t version = {};
    std::string made_at = {};
};

inline constexpr auto platform_error_columns = base::columns<PlatformError>({
    base::column<&PlatformError::id>({.text = "Object id.", .key = true}),
    base::column<&PlatformError::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&PlatformError::path>({.text = "Organisation path that the row belongs to."}),
    base::column<&PlatformError::month>({.text = "YYYY-MM.", .editor = base::Editor::month}),
    base::column<&PlatformError::batch>({.text = "SM3 of the file it came in."}),
    base::column<&PlatformError::run>({.text = "Newest run when it came."}),
    base::column<&PlatformError::table_number>({.text = "Table, 3.1 to 3.10, or a base table."}),
    base::column<&PlatformError::contract>({.text = "Contract."}),
    base::column<&PlatformError::receipt>({.text = "Receipt."}),
    base::column<&PlatformError::bill>({.text = "Bill."}),
    base::column<&PlatformError::branch>(
        {.text = "Branch number of the receipt, when the run has it."}),
    base::column<&PlatformError::field>({.text = "Field."}),
    base::column<&PlatformError::code>({.text = "The platform's code."}),
    base::column<&PlatformError::text>(
        {.text = "The platform's words.", .editor = base::Editor::long_text}),
    base::column<&PlatformError::duty>({.text = "Duty it was received under (docs/glossary.md)."}),
    base::column<&PlatformError::version>({.text = "1 when made, one more with each change."}),
    base::column<&PlatformError::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

}  // namespace domain

template <>
inline constexpr base::Record base::record_of<domain::Explanation>{"explanation",
                                                                   domain::explanation_columns};
template <>
inline constexpr base::Record base::record_of<domain::PlatformError>{
    "platform_error", domain::platform_error_columns};
