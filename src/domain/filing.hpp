// Months, submissions and determinations as rows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/record.hpp"

namespace domain {

/// A month of an institution on its way to filing.
struct FilingMonth {
    std::string id = {};
    std::string tenant = {};
    std::string month = {};
    std::string state = {};
    std::optional<std::string> run = {};
    int64_t version = {};
    std::string made_at = {};
};

inline constexpr auto filing_month_columns = base::columns<FilingMonth>({
    base::column<&FilingMonth::id>({.text = "Object id.", .key = true}),
    base::column<&FilingMonth::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&FilingMonth::month>({.text = "YYYY-MM.", .editor = base::Editor::month}),
    base::column<&FilingMonth::state>(
        {.text = "State.", .choices = "open trial ready filed closed"}),
    base::column<&FilingMonth::run>({.text = "Run that counts."}),
    base::column<&FilingMonth::version>({.text = "1 when made, one more with each change."}),
    base::column<&FilingMonth::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

/// Files that came in: who, when, hashes, revision. Their rows stay in Parquet.
struct Submission {
    std::string id = {};
    std::string tenant = {};
    std::string path = {};
    std::string month = {};
    std::string legal_uscc = {};
    int64_t revision = {};
    std::string kind = {};
    std::string digest = {};
    int64_t bytes = {};
    int64_t rows = {};
    std::string state = {};
    std::optional<std::string> note = {};
    std::optional<std::string> run = {};
    std::string duty = {};
    int64_t version = {};
    std::string made_at = {};
};

inline constexpr auto submission_columns = base::columns<Submission>({
    base::column<&Submission::id>({.text = "Object id.", .key = true}),
    base::column<&Submission::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&Submission::path>(
        {.text = "Organisation path that the row belongs to, /id/id/."}),
    base::column<&Submission::month>({.text = "YYYY-MM.", .editor = base::Editor::month}),
    base::column<&Submission::legal_uscc>({.text = "Legal person."}),
    base::column<&Submission::revision>({.text = "From 1."}),
    base::column<&Submission::kind>({.text = "What was sent."}),
    base::column<&Submission::digest>({.text = "SM3 of the files."}),
    base::column<&Submission::bytes>({.text = "Bytes."}),
    base::column<&Submission::rows>({.text = "Rows."}),
    base::column<&Submission::state>(
        {.text = "State.", .choices = "received checked refused filed"}),
    base::column<&Submission::note>(
        {.text = "Note for the receiver.", .editor = base::Editor::long_text}),
    base::column<&Submission::run>({.text = "Run that read it."}),
    base::column<&Submission::duty>({.text = "Duty it was received under (docs/glossary.md)."}),
    base::column<&Submission::version>({.text = "1 when made, one more with each change."}),
    base::column<&Submission::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

/// A human decision on a receipt at origination, with maker and checker.
struct Determination {
    std::string id = {};
    std::string tenant = {};
    std::string path = {};
    std::string legal_uscc = {};
    std::string contract = {};
    std::string receipt = {};
    std::string chapter = {};
    std::string verdict = {};
    std::optional<std::string> main_type = {};
    std::optional<int64_t> share_ppm = {};
    std::string evidence = {};
    std::string maker = {};
    std::optional<std::string> checker = {};
    std::optional<std::string> checked_at = {};
    base::Day valid_from = {};
    std::optional<base::Day> valid_to = {};
    std::string state = {};
    std::string duty = {};
    int64_t version = {};
    std::string made_at = {};
    std::optional<std::string> bill = {};
    std::optional<std::string> note = {};
};

inline constexpr auto determination_columns = base::columns<Determination>({
    base::column<&Determination::id>({.text = "Object id.", .key = true}),
    base::column<&Determination::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&Determination::path>(
        {.text = "Organisation path that the row belongs to, /id/id/."}),
    base::column<&Determination::legal_uscc>({.text = "Legal person."}),
    base::column<&Determination::contract>({.text = "Contract."}),
    base::column<&Determination::receipt>({.text = "Receipt."}),
    base::column<&Determination::chapter>({.text = "Chapter (docs/month.md, section 4).",
                                           .choices = "HTP HTS SE PA DE DE05 GREEN ELDER INC"}),
    base::column<&Determination::verdict>(
        {.text = "Verdict; pending is signed off as left out.", .choices = "yes no pending"}),
    base::column<&Determination::main_type>({.text = "Category."}),
    base::column<&Determination::share_ppm>({.text = "Share of the amount, millionths."}),
    base::column<&Determination::evidence>({.text = "Type and hash of the evidence."}),
    base::column<&Determination::maker>({.text = "Actor.", .editor = base::Editor::account}),
    base::column<&Determination::checker>(
        {.text = "Actor, never the maker.", .editor = base::Editor::account}),
    base::column<&Determination::checked_at>({.text = "Instant.", .editor = base::Editor::instant}),
    base::column<&Determination::valid_from>({.text = "First day."}),
    base::column<&Determination::valid_to>({.text = "Last day."}),
    base::column<&Determination::state>({.text = "State.", .choices = "made checked returned"}),
    base::column<&Determination::duty>({.text = "Duty it was received under (docs/glossary.md)."}),
    base::column<&Determination::version>({.text = "1 when made, one more with each change."}),
    base::column<&Determination::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
    base::column<&Determination::bill>({.text = "Bill, where contract and receipt are 0."}),
    base::column<&Determination::note>(
        {.text = "Why it was returned.", .editor = base::Editor::long_text}),
});

}  // namespace domain

template <>
inline constexpr base::Record base::record_of<domain::FilingMonth>{"filing_month",
                                                                   domain::filing_month_columns};
template <>
inline constexpr base::Record base::record_of<domain::Submission>{"submission",
                                                                  domain::submission_columns};
template <>
inline constexpr base::Record base::record_of<domain::Determination>{"determination",
                                                                     domain::determination_columns};
