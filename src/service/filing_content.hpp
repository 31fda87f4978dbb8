// What a filing holds, for those who look at it later: papers, findings, files and rules as filed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "service/bank_month.hpp"

namespace service {

/// A finding of a filing and what closed it.
struct FilingClosing {
    int64_t line = 0;
    std::string relation;
    std::optional<std::string> contract;
    std::optional<std::string> receipt;
    std::optional<std::string> bill;
    std::string check;
    std::string title;
    std::optional<std::string> detail;
    std::string state;
    std::optional<std::string> by;
    std::optional<base::Day> day;
    std::optional<std::string> note;
};

inline constexpr auto filing_closing_columns = base::columns<FilingClosing>({
    base::column<&FilingClosing::line>({.text = "Place in closing.csv, from 1.", .key = true}),
    base::column<&FilingClosing::relation>({.text = "As in finding.csv."}),
    base::column<&FilingClosing::contract>({.text = "Contract."}),
    base::column<&FilingClosing::receipt>({.text = "Receipt."}),
    base::column<&FilingClosing::bill>({.text = "Bill."}),
    base::column<&FilingClosing::check>({.text = "Check."}),
    base::column<&FilingClosing::title>({.text = "What the check is called."}),
    base::column<&FilingClosing::detail>({.text = "What failed."}),
    base::column<&FilingClosing::state>(
        {.text = "How it was closed.", .choices = "open corrected explained left_out"}),
    base::column<&FilingClosing::by>({.text = "Who closed it."}),
    base::column<&FilingClosing::day>({.text = "When."}),
    base::column<&FilingClosing::note>(
        {.text = "Why it is right as it stands, or what was changed.",
         .editor = base::Editor::long_text}),
});

/// A file of a filing's archive.
struct FilingFile {
    std::string path;
    int64_t bytes = 0;
    std::string sm3;
};

inline constexpr auto filing_file_columns = base::columns<FilingFile>({
    base::column<&FilingFile::path>({.text = "Place in the archive.", .key = true}),
    base::column<&FilingFile::bytes>({.text = "Bytes."}),
    base::column<&FilingFile::sm3>({.text = "SM3 of the file."}),
});

/// A rule as the run of a filing had it.
struct FilingRule {
    std::string name;
    std::string title;
    std::string kind;
    std::optional<base::Day> since;
    std::string law;
    std::string marks;
};

inline constexpr auto filing_rule_columns = base::columns<FilingRule>({
    base::column<&FilingRule::name>({.text = "Rule.", .key = true}),
    base::column<&FilingRule::title>({.text = "What it is called."}),
    base::column<&FilingRule::kind>({.text = "Kind.", .choices = "rule check"}),
    base::column<&FilingRule::since>({.text = "First day of the version in force."}),
    base::column<&FilingRule::law>({.text = "Documents.", .editor = base::Editor::long_text}),
    base::column<&FilingRule::marks>(
        {.text = "How sure the documents are: S, K, U, P (docs/glossary.md)."}),
});

/// PDF bytes of 签报单 (signing_sheet) or 自查报告 (self_check), as archived.
/// Errors: `object_not_found`, `content_missing`.
base::Result<std::string> filing_paper(Place const& place, Caller const& caller,
                                       std::string const& filing, std::string const& name);

/// Errors: `object_not_found`, `content_missing`, CSV and pack errors.
base::Result<std::vector<FilingClosing>> filing_closings(Place const& place, Caller const& caller,
                                                         std::string const& filing);

/// Errors: as filing_paper.
base::Result<std::vector<FilingFile>> filing_files(Place const& place, Caller const& caller,
                                                   std::string const& filing);

/// Rules and checks of the run that was filed. Errors: as filing_closings.
base::Result<std::vector<FilingRule>> filing_rules(Place const& place, Caller const& caller,
                                                   std::string const& filing);

}  // namespace service

template <>
inline constexpr base::Record base::record_of<service::FilingClosing>{
    "filing_closing", service::filing_closing_columns};
template <>
inline constexpr base::Record base::record_of<service::FilingFile>{"filing_file",
                                                                   service::filing_file_columns};
template <>
inline constexpr base::Record base::record_of<service::FilingRule>{"filing_rule",
                                                                   service::filing_rule_columns};
