// 认定: what people decide of a receipt at origination: made, checked by another, carried on.
#pragma once

#include <string>
#include <vector>

#include "domain/filing_row.hpp"
#include "service/month_finding.hpp"

namespace service {

inline constexpr size_t evidence_kind_bytes_max = 40;
inline constexpr size_t evidence_reference_bytes_max = 80;

struct EvidenceWish {
    std::string kind;
    std::string reference;
    std::string file;    // Where its bytes are; moved away.
    std::string branch;  // Branch number that it is of; "": the legal person's.
};

/// Takes a file into the tenant's folder under its SM3. Errors: `evidence_text`,
/// `branch_unknown`, `permission_missing`.
base::Result<domain::Evidence> add_evidence(Place const& place, Caller const& caller,
                                            EvidenceWish const& wish);

/// Where the file of an evidence lies. Errors: `object_not_found`, `content_missing`.
base::Result<std::string> evidence_file(Place const& place, Caller const& caller,
                                        std::string const& id);

struct DeterminationWish {
    std::string month;
    std::optional<std::string> receipt;
    std::optional<std::string> bill;
    std::string chapter;
    std::string verdict;
    std::optional<std::string> main_type;
    std::optional<base::Decimal> share;
    std::string evidence;
    std::optional<base::Day> valid_from;
};

inline constexpr auto determination_wish_columns = base::columns<DeterminationWish>({
    base::column<&DeterminationWish::month>(
        {.text = "Whose newest run shows the receipt.", .editor = base::Editor::month}),
    base::column<&DeterminationWish::receipt>({.text = "Receipt; or"}),
    base::column<&DeterminationWish::bill>({.text = "bill."}),
    base::column<&DeterminationWish::chapter>({.text = "Chapter (docs/month.md, section 4).",
                                               .choices = "HTP HTS SE PA DE DE05 GREEN ELDER INC"}),
    base::column<&DeterminationWish::verdict>(
        {.text = "Verdict; pending is left out for now.", .choices = "yes no pending"}),
    base::column<&DeterminationWish::main_type>({.text = "Category."}),
    base::column<&DeterminationWish::share>(
        {.text = "Share in percent, at most four decimals.", .unit = "%"}),
    base::column<&DeterminationWish::evidence>({.text = "Id of the evidence."}),
    base::column<&DeterminationWish::valid_from>({.text = "First day; the month's when not said."}),
});

/// Errors: `receipt_not_found` (not in the newest run, or of another branch), `determination_word`,
/// `determination_share`, `determination_day`, `object_not_found` (evidence).
base::Result<domain::Determination> make_determination(Place const& place, Caller const& caller,
                                                       DeterminationWish const& wish,
                                                       std::string const& id = "");

/// Another person confirms, and ends the one before of that receipt and chapter; or returns it.
/// Errors: `same_person`, `already_checked`.
base::Result<domain::Determination> check_determination(Place const& place, Caller const& caller,
                                                        CheckWish const& wish,
                                                        std::string const& id);

/// What is still to be decided: a receipt and what its chapter lacks.
struct ToDetermine {
    std::string key;
    std::string relation;
    std::string contract;
    std::string receipt;
    std::string bill;
    std::string branch;
    std::string reason;
    std::string chapter;
    std::string label;
    std::optional<base::Decimal> amount;
    std::optional<std::string> made;
};

inline constexpr auto to_determine_columns = base::columns<ToDetermine>({
    base::column<&ToDetermine::key>({.text = "Of the row.", .key = true}),
    base::column<&ToDetermine::relation>({.text = "Stock or flow.", .choices = "loan flow"}),
    base::column<&ToDetermine::contract>({.text = "Contract, 0 for a bill."}),
    base::column<&ToDetermine::receipt>({.text = "Receipt, 0 for a bill."}),
    base::column<&ToDetermine::bill>({.text = "Bill, 0 for a loan."}),
    base::column<&ToDetermine::branch>({.text = "Branch number."}),
    base::column<&ToDetermine::reason>({.text = "In doubt, or counted without a determination.",
                                        .choices = "undecided determination_missing"}),
    base::column<&ToDetermine::chapter>(
        {.text = "Chapters, any of which answers; blanks between."}),
    base::column<&ToDetermine::label>({.text = "The chapter by name."}),
    base::column<&ToDetermine::amount>({.text = "Of the stock row.", .unit = "CNY"}),
    base::column<&ToDetermine::made>({.text = "A determination that waits for its checker."}),
});

/// The to-do list of the newest run as far as the caller sees it: without what a determination in
/// force has answered since. Errors: `month_not_run`, pack and database errors.
base::Result<std::vector<ToDetermine>> to_determine(Place const& place, Caller const& caller,
                                                    BankMonth const& month);

/// The same without amounts, which are looked up in the run: for counting.
base::Result<std::vector<ToDetermine>> receipts_to_determine(Place const& place,
                                                             Caller const& caller,
                                                             BankMonth const& month);

/// Puts the determinations in force at the month's end, with those that the bank sent, into the
/// month's determination.csv as a delivery of its own; nothing when there is none here.
base::Result<void> deliver_determinations(Place const& place, Caller const& caller,
                                          BankMonth const& month);

struct BranchWish {
    std::string number;
    std::string organisation;
};

inline constexpr auto branch_wish_columns = base::columns<BranchWish>({
    base::column<&BranchWish::number>({.text = "Branch number as the files have it."}),
    base::column<&BranchWish::organisation>(
        {.text = "The branch's organisation.", .editor = base::Editor::organisation}),
});

/// Says which branch a number in the files is. Errors: `object_not_found`, `store_unique`.
base::Result<domain::BranchNumber> name_branch(Place const& place, Caller const& caller,
                                               BranchWish const& wish, std::string const& id = "");

}  // namespace service

template <>
inline constexpr base::Record base::record_of<service::ToDetermine>{"to_determine",
                                                                    service::to_determine_columns};
template <>
inline constexpr base::Record base::record_of<service::DeterminationWish>{
    "determination_wish", service::determination_wish_columns};
template <>
inline constexpr base::Record base::record_of<service::BranchWish>{"branch_number_wish",
                                                                   service::branch_wish_columns};
