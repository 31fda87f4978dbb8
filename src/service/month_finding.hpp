// 核查: the findings of a month's newest run and of the receiving platform, and how each is closed.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "domain/closing_row.hpp"
#include "service/bank_month.hpp"
#include "service/closing.hpp"
#include "service/second_person.hpp"

namespace service {

/// One finding with what became of it.
struct MonthFinding {
    std::string id;
    std::string relation;
    std::string contract;
    std::string receipt;
    std::string bill;
    std::string txn;
    std::string branch;
    std::string check;
    std::string severity;
    std::string detail;
    std::string text;
    std::string title;  // By worded_findings.
    std::string step;
    std::string state;
    std::optional<std::string> explanation;
    std::optional<std::string> note;
    std::optional<std::string> maker;
    std::optional<std::string> checker;
    std::optional<std::string> checked_at;
};

inline constexpr auto month_finding_columns = base::columns<MonthFinding>({
    base::column<&MonthFinding::id>(
        {.text = "The same in every run in which it is found.", .key = true}),
    base::column<&MonthFinding::relation>(
        {.text = "Relation.",
         .choices = "loan flow gone reported file list customer branch entrusted platform"}),
    base::column<&MonthFinding::contract>({.text = "Contract, 0 for a bill."}),
    base::column<&MonthFinding::receipt>({.text = "Receipt, 0 for a bill."}),
    base::column<&MonthFinding::bill>({.text = "Bill, 0 for a loan."}),
    base::column<&MonthFinding::txn>({.text = "Transaction; of the platform, its table."}),
    base::column<&MonthFinding::branch>({.text = "Branch number."}),
    base::column<&MonthFinding::check>({.text = "Check, or the platform's code."}),
    base::column<&MonthFinding::severity>({.text = "Severity.", .choices = "hard soft"}),
    base::column<&MonthFinding::detail>(
        {.text = "What failed.", .editor = base::Editor::long_text}),
    base::column<&MonthFinding::text>(
        {.text = "As a sentence.", .editor = base::Editor::long_text}),
    base::column<&MonthFinding::title>({.text = "What the check is called."}),
    base::column<&MonthFinding::step>({.text = "What to do.", .editor = base::Editor::long_text}),
    base::column<&MonthFinding::state>({.text = "State; proposed waits for the checker.",
                                        .choices = "open proposed explained corrected"}),
    base::column<&MonthFinding::explanation>({.text = "The explanation that speaks of it."}),
    base::column<&MonthFinding::note>({.text = "What it says.", .editor = base::Editor::long_text}),
    base::column<&MonthFinding::maker>({.text = "Who wrote it.", .editor = base::Editor::account}),
    base::column<&MonthFinding::checker>(
        {.text = "Who approved it.", .editor = base::Editor::account}),
    base::column<&MonthFinding::checked_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

/// The findings of a run that are the legal person's own. Errors: file and CSV errors.
base::Result<std::vector<domain::Finding>> run_findings(FinishedRun const& run,
                                                        std::string const& uscc);

/// SM3 over the columns that name a finding, shortened.
std::string finding_id(domain::Finding const& finding);

/// Findings of the newest run and of the platform, as far as the caller sees, each with its state.
/// Errors: `month_not_run`.
base::Result<std::vector<MonthFinding>> month_findings(Place const& place, Caller const& caller,
                                                       std::string const& month);

/// The same for use cases that run already as somebody.
base::Result<std::vector<MonthFinding>> findings_of_month(Place const& place, Caller const& caller,
                                                          BankMonth const& month);

/// Findings that nothing closes yet.
int64_t count_open(std::vector<MonthFinding> const& findings);

/// closing.csv: what closed each finding; also those of earlier runs of the month that a later
/// submission no longer has.
base::Result<std::string> closing_csv(Place const& place, Caller const& caller,
                                      BankMonth const& month);

struct ExplainWish {
    std::optional<std::string> finding;
    std::optional<std::string> relation;
    std::optional<std::string> check;
    std::optional<std::string> kind;
    std::string note;
};

inline constexpr auto explain_wish_columns = base::columns<ExplainWish>({
    base::column<&ExplainWish::finding>({.text = "A finding's id; or all of a check:"}),
    base::column<&ExplainWish::relation>({.text = "in this relation,"}),
    base::column<&ExplainWish::check>({.text = "of this check."}),
    base::column<&ExplainWish::kind>(
        {.text = "Explained when not said.", .choices = "explained corrected"}),
    base::column<&ExplainWish::note>(
        {.text = "What the bank says.", .editor = base::Editor::long_text}),
});

inline constexpr size_t explanation_characters_max = 2000;

/// 提交说明 by its maker. Only soft findings and errors of the platform can be explained; an error
/// of the platform can be called corrected once a later run was made. Errors: `finding_unknown`,
/// `finding_hard`, `finding_not_run_again`, `explanation_note`, `month_filed`.
base::Result<domain::Explanation> explain_finding(Place const& place, Caller const& caller,
                                                  ExplainWish const& wish,
                                                  std::string const& month);

/// Another person approves or returns it. Errors: `same_person`, `already_checked`.
base::Result<domain::Explanation> check_explanation(Place const& place, Caller const& caller,
                                                    CheckWish const& wish, std::string const& id);

}  // namespace service

template <>
inline constexpr base::Record base::record_of<service::MonthFinding>{
    "month_finding", service::month_finding_columns};
template <>
inline constexpr base::Record base::record_of<service::ExplainWish>{"explanation_wish",
                                                                    service::explain_wish_columns};
