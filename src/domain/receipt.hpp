// A receipt of a run as it stands in lists: what was filed, and whether it counts in each chapter.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/record.hpp"

namespace domain {

/// One row of the stock: a loan receipt or a bill. Names are those of the month's columns; a class
/// is `loan_class`.
struct Receipt {
    std::string legal_uscc = {};
    std::optional<std::string> contract = {};
    std::optional<std::string> receipt = {};
    std::optional<std::string> bill = {};
    std::optional<std::string> loan_class = {};
    std::optional<std::string> branch_uscc = {};
    std::optional<std::string> branch_no = {};
    std::optional<std::string> branch_region = {};
    std::optional<std::string> product = {};
    std::optional<base::Day> start = {};
    std::optional<base::Day> due = {};
    std::optional<base::Day> extended_due = {};
    std::optional<std::string> currency = {};
    std::optional<int64_t> amount = {};
    std::optional<int64_t> amount_own = {};
    std::optional<base::Decimal> rate = {};
    std::optional<std::string> rate_kind = {};
    std::optional<base::Decimal> benchmark_rate = {};
    std::optional<base::Day> reprice_date = {};
    std::optional<std::string> guarantee = {};
    std::optional<std::string> quality = {};
    std::optional<std::string> status = {};
    std::optional<std::string> overdue_type = {};
    std::optional<std::string> use_text = {};
    std::optional<std::string> use_industry = {};
    std::optional<std::string> borrower_id_type = {};
    std::optional<std::string> borrower_id = {};
    std::optional<std::string> borrower_sector = {};
    std::optional<std::string> borrower_industry = {};
    std::optional<std::string> borrower_region = {};
    std::optional<std::string> borrower_ownership = {};
    std::optional<std::string> borrower_size = {};
    std::optional<std::string> tech = {};
    std::optional<std::string> green = {};
    std::optional<std::string> inclusive = {};
    std::optional<std::string> pension = {};
    std::optional<std::string> digital = {};
};

inline constexpr auto receipt_columns = base::columns<Receipt>({
    base::column<&Receipt::legal_uscc>(
        {.text = "Unified social credit code of the legal person.", .key = true}),
    base::column<&Receipt::contract>({.text = "Loan contract; none for a bill.", .key = true}),
    base::column<&Receipt::receipt>({.text = "Loan receipt; none for a bill.", .key = true}),
    base::column<&Receipt::bill>({.text = "Bill; none for a loan.", .key = true}),
    base::column<&Receipt::loan_class>(
        {.text = "Unit, personal, discounted bill.", .choices = "C01 C02 C03"}),
    base::column<&Receipt::branch_uscc>({.text = "Institution code of the branch."}),
    base::column<&Receipt::branch_no>({.text = "The bank's own number of the branch."}),
    base::column<&Receipt::branch_region>(
        {.text = "Region of the branch, GB/T 2260.", .editor = base::Editor::region}),
    base::column<&Receipt::product>({.text = "Product code."}),
    base::column<&Receipt::start>({.text = "Day of drawing."}),
    base::column<&Receipt::due>({.text = "Day due."}),
    base::column<&Receipt::extended_due>({.text = "Day due after an extension."}),
    base::column<&Receipt::currency>({.text = "ISO 4217."}),
    base::column<&Receipt::amount>({.text = "Balance in CNY.", .unit = "cents"}),
    base::column<&Receipt::amount_own>({.text = "Balance in its own currency.", .unit = "cents"}),
    base::column<&Receipt::rate>({.text = "Rate in percent a year.", .unit = "percent"}),
    base::column<&Receipt::rate_kind>({.text = "Fixed or floating, code."}),
    base::column<&Receipt::benchmark_rate>(
        {.text = "Benchmark rate in percent a year.", .unit = "percent"}),
    base::column<&Receipt::reprice_date>({.text = "Next day on which the rate is set anew."}),
    base::column<&Receipt::guarantee>({.text = "Guarantee, code."}),
    base::column<&Receipt::quality>({.text = "Quality class, code."}),
    base::column<&Receipt::status>({.text = "Status, code."}),
    base::column<&Receipt::overdue_type>({.text = "Kind of overdue, code."}),
    base::column<&Receipt::use_text>({.text = "Use in the bank's words; in edition bank only."}),
    base::column<&Receipt::use_industry>({.text = "Industry of use, GB/T 4754."}),
    base::column<&Receipt::borrower_id_type>({.text = "Kind of the borrower's identifier."}),
    base::column<&Receipt::borrower_id>(
        {.text = "The borrower's identifier; in edition bank only."}),
    base::column<&Receipt::borrower_sector>({.text = "Sector of the borrower, code."}),
    base::column<&Receipt::borrower_industry>({.text = "Industry of the borrower, GB/T 4754."}),
    base::column<&Receipt::borrower_region>(
        {.text = "Region of the borrower, GB/T 2260.", .editor = base::Editor::region}),
    base::column<&Receipt::borrower_ownership>({.text = "Ownership of the borrower, code."}),
    base::column<&Receipt::borrower_size>({.text = "Size of the borrower, code."}),
    base::column<&Receipt::tech>(
        {.text = "Counts as technology finance.", .choices = "yes no pending"}),
    base::column<&Receipt::green>(
        {.text = "Counts as green finance.", .choices = "yes no pending"}),
    base::column<&Receipt::inclusive>(
        {.text = "Counts as inclusive finance.", .choices = "yes no pending"}),
    base::column<&Receipt::pension>(
        {.text = "Counts as pension finance.", .choices = "yes no pending"}),
    base::column<&Receipt::digital>(
        {.text = "Counts as digital finance.", .choices = "yes no pending"}),
});

/// Columns that only edition bank has: they name persons, or may.
inline constexpr std::string_view personal_receipt_columns[] = {"borrower_id", "use_text"};

/// The chapters, which are columns too.
inline constexpr std::string_view receipt_chapters[] = {"tech", "green", "inclusive", "pension",
                                                        "digital"};

}  // namespace domain

template <>
inline constexpr base::Record base::record_of<domain::Receipt>{"receipt", domain::receipt_columns};
