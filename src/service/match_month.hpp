// The central bank's month: one run over what every bank filed, and its matching results as rows.
#pragma once

#include <string>
#include <vector>

#include "base/record.hpp"
#include "service/month_run.hpp"

namespace service {

/// Runs the month in edition `pboc` over the tenant's data root; returns the number of the run.
/// Long. Errors: those of `report_in_root`.
base::Result<std::string> run_pboc_month(Place const& place, Caller const& caller, base::Day month,
                                         Watch const& watch);

/// 获贷率: parties of a list, and those of them with a loan.
struct MatchRate {
    std::string legal_uscc;
    std::string list;
    int64_t listed;
    int64_t with_loan;
    std::optional<base::Decimal> rate;
};

inline constexpr auto match_rate_columns = base::columns<MatchRate>({
    base::column<&MatchRate::legal_uscc>({.text = "Legal person; * over all.", .key = true}),
    base::column<&MatchRate::list>({.text = "List.", .key = true}),
    base::column<&MatchRate::listed>({.text = "Parties on the list."}),
    base::column<&MatchRate::with_loan>({.text = "Those of them with a loan."}),
    base::column<&MatchRate::rate>({.text = "Percent.", .unit = "percent"}),
});

/// A row of tables.csv: of 4.1 and 4.2, and of 3.1 to 3.10 by bank.
struct MatchFigure {
    std::string legal_uscc;
    std::string table;
    std::string row;
    std::optional<base::Decimal> amount;
    std::optional<base::Decimal> rate;
    std::optional<int64_t> customers;
    std::optional<int64_t> receipts;
    std::optional<base::Decimal> pending_amount;
    std::optional<int64_t> pending_receipts;
    std::optional<std::string> pending_item;
};

inline constexpr auto match_figure_columns = base::columns<MatchFigure>({
    base::column<&MatchFigure::legal_uscc>({.text = "Legal person; * over all.", .key = true}),
    base::column<&MatchFigure::table>({.text = "4.1s, 4.1f, 4.2s, 4.2f, 3.1 …", .key = true}),
    base::column<&MatchFigure::row>({.text = "Row of the table.", .key = true}),
    base::column<&MatchFigure::amount>({.text = "Yuan.", .unit = "CNY"}),
    base::column<&MatchFigure::rate>({.text = "Weighted rate, percent."}),
    base::column<&MatchFigure::customers>({.text = "Borrowers, each once over all banks."}),
    base::column<&MatchFigure::receipts>({.text = "Receipts."}),
    base::column<&MatchFigure::pending_amount>(
        {.text = "Yuan that wait for a decision.", .unit = "CNY"}),
    base::column<&MatchFigure::pending_receipts>({.text = "Receipts that wait."}),
    base::column<&MatchFigure::pending_item>({.text = "Item that most of them lack."}),
});

/// A row of summary.csv: by chapter, gross (summed) and net (each receipt and borrower once).
struct MatchSummary {
    std::string relation;
    std::string dimension;
    std::optional<std::string> value;
    std::string measure;
    std::optional<base::Decimal> amount;
    std::optional<base::Decimal> rate;
    std::optional<int64_t> customers;
    std::optional<int64_t> receipts;
    std::optional<base::Decimal> pending_amount;
    std::optional<int64_t> pending_receipts;
};

inline constexpr auto match_summary_columns = base::columns<MatchSummary>({
    base::column<&MatchSummary::relation>(
        {.text = "Stock or flow.", .key = true, .choices = "loan flow"}),
    base::column<&MatchSummary::dimension>({.text = "all, institution, city …", .key = true}),
    base::column<&MatchSummary::value>({.text = "Value of the dimension.", .key = true}),
    base::column<&MatchSummary::measure>({.text = "Chapter, gross or net.", .key = true}),
    base::column<&MatchSummary::amount>({.text = "Yuan.", .unit = "CNY"}),
    base::column<&MatchSummary::rate>({.text = "Weighted rate, percent."}),
    base::column<&MatchSummary::customers>({.text = "Borrowers, each once over all banks."}),
    base::column<&MatchSummary::receipts>({.text = "Receipts."}),
    base::column<&MatchSummary::pending_amount>(
        {.text = "Yuan that wait for a decision.", .unit = "CNY"}),
    base::column<&MatchSummary::pending_receipts>({.text = "Receipts that wait."}),
});

/// The rows of a CSV of the month's newest run, as values of the record; columns that the record
/// does not name are left out. Errors: `match_no_run`, those of CSV files.
base::Result<std::vector<std::vector<base::Value>>> match_rows(Place const& place,
                                                               Caller const& caller,
                                                               base::Day month,
                                                               std::string const& name,
                                                               base::Record const& record);

}  // namespace service

template <>
inline constexpr base::Record base::record_of<service::MatchRate>{"match_rate",
                                                                  service::match_rate_columns};
template <>
inline constexpr base::Record base::record_of<service::MatchFigure>{"match_figure",
                                                                    service::match_figure_columns};
template <>
inline constexpr base::Record base::record_of<service::MatchSummary>{
    "match_summary", service::match_summary_columns};
