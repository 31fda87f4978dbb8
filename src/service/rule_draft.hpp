// A changed pack file tried out in place of its original: checked, tested, and run over a month.
// The pack in force stays as it is.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/record.hpp"
#include "domain/rule_draft.hpp"
#include "service/bank_month.hpp"
#include "service/month_run.hpp"

namespace service {

inline constexpr int64_t draft_bytes_max = 1 << 20;
inline constexpr size_t drafts_kept_max = 50;  // Of an organisation; older ones keep their row.
inline constexpr size_t draft_note_characters_max = 500;

struct DraftWish {
    std::string file;   // Path in the pack: inclusive/loan/eligibility/small_firm.yaml.
    std::string month;  // YYYY-MM, or "": check and tests alone.
    std::string note;
    std::string content;
};

/// A wish that may be tried, with the run that it is tried on.
struct DraftOrder {
    DraftWish wish;
    std::optional<FinishedRun> run;
    std::string legal;   // Whose rows: a bank's own; "" at the central bank.
    std::string tenant;  // Its root keeps the draft.
};

/// What can be refused at once. Errors: `draft_no_original`, `draft_empty`, `draft_note`,
/// `draft_month` (this edition holds no month), `permission_missing` (held in a part only), those
/// of the month.
base::Result<DraftOrder> order_draft(Place const& place, Caller const& caller, DraftWish wish);

/// Tries it. What is wrong with the draft is in its row and its faults. Errors: `cancelled` and
/// those of files and databases: then nothing is left behind.
base::Result<domain::RuleDraft> try_draft(Place const& place, Caller const& caller,
                                          DraftOrder const& order, Watch const& watch);

struct DraftFault {
    int64_t number = 0;
    std::string code;
    std::string file;
    int64_t line = 0;
    int64_t column = 0;
    std::string field;
    std::string message;
};

inline constexpr auto draft_fault_columns = base::columns<DraftFault>({
    base::column<&DraftFault::number>({.text = "Place, from 1.", .key = true}),
    base::column<&DraftFault::code>({.text = "Code of the fault."}),
    base::column<&DraftFault::file>({.text = "File of the pack; others can break, too."}),
    base::column<&DraftFault::line>({.text = "Line; 0 when not known."}),
    base::column<&DraftFault::column>({.text = "Character of the line."}),
    base::column<&DraftFault::field>({.text = "Key or column."}),
    base::column<&DraftFault::message>({.text = "What is wrong and what to do."}),
});

struct DraftDifference {
    int64_t number = 0;
    std::string kind;
    std::string name;
    std::optional<std::string> what;
    std::optional<std::string> before;
    std::string before_state;
    std::optional<std::string> after;
    std::string after_state;
};

inline constexpr auto draft_difference_columns = base::columns<DraftDifference>({
    base::column<&DraftDifference::number>({.text = "Place, from 1.", .key = true}),
    base::column<&DraftDifference::kind>(
        {.text = "added, removed, condition, clock, combine, parameter, version, set, map, table, "
                 "law or item."}),
    base::column<&DraftDifference::name>({.text = "What changes."}),
    base::column<&DraftDifference::what>({.text = "Of added and removed: rule, param, set …"}),
    base::column<&DraftDifference::before>({.text = "As it is."}),
    base::column<&DraftDifference::before_state>({.text = "absent, present, repealed or unset."}),
    base::column<&DraftDifference::after>({.text = "As the draft has it."}),
    base::column<&DraftDifference::after_state>({.text = "absent, present, repealed or unset."}),
});

/// A rule or official row of a month, before and after; `entered` and `left` are what became 是
/// and what ceased to be.
struct DraftEffect {
    std::string relation;
    std::string kind;
    std::string item;
    std::string chapter;
    std::optional<std::string> zh;
    std::optional<std::string> en;
    bool changed = false;
    int64_t count_before = 0;
    int64_t count_after = 0;
    base::Decimal amount_before;
    base::Decimal amount_after;
    base::Decimal amount_change;
    int64_t entered = 0;
    base::Decimal entered_amount;
    int64_t left = 0;
    base::Decimal left_amount;
    int64_t pending_before = 0;
    int64_t pending_after = 0;
    base::Decimal pending_amount_before;
    base::Decimal pending_amount_after;
};

inline constexpr auto draft_effect_columns = base::columns<DraftEffect>({
    base::column<&DraftEffect::relation>({.text = "loan (stock) or flow.", .key = true}),
    base::column<&DraftEffect::kind>({.text = "rule, or row of an official table.", .key = true}),
    base::column<&DraftEffect::item>({.text = "Rule; number of a table and its row.", .key = true}),
    base::column<&DraftEffect::chapter>({.text = "Chapter, or common."}),
    base::column<&DraftEffect::zh>({.text = "Chinese title."}),
    base::column<&DraftEffect::en>({.text = "English title."}),
    base::column<&DraftEffect::changed>({.text = "Whether any verdict of it changes."}),
    base::column<&DraftEffect::count_before>({.text = "Receipts that count."}),
    base::column<&DraftEffect::count_after>({.text = "Receipts that count with the draft."}),
    base::column<&DraftEffect::amount_before>({.text = "Their amount.", .unit = "yuan"}),
    base::column<&DraftEffect::amount_after>({.text = "With the draft.", .unit = "yuan"}),
    base::column<&DraftEffect::amount_change>({.text = "After less before.", .unit = "yuan"}),
    base::column<&DraftEffect::entered>({.text = "Receipts that come to count."}),
    base::column<&DraftEffect::entered_amount>({.text = "Their amount.", .unit = "yuan"}),
    base::column<&DraftEffect::left>({.text = "Receipts that cease to count."}),
    base::column<&DraftEffect::left_amount>({.text = "Their amount.", .unit = "yuan"}),
    base::column<&DraftEffect::pending_before>({.text = "Receipts that wait for a decision."}),
    base::column<&DraftEffect::pending_after>({.text = "With the draft."}),
    base::column<&DraftEffect::pending_amount_before>({.text = "Their amount.", .unit = "yuan"}),
    base::column<&DraftEffect::pending_amount_after>({.text = "With the draft.", .unit = "yuan"}),
});

/// A receipt whose verdict changes, by rule.
struct DraftChange {
    int64_t number = 0;
    std::string relation;
    std::string legal_uscc;
    std::optional<std::string> branch_no;
    std::optional<std::string> contract;
    std::optional<std::string> receipt;
    std::optional<std::string> bill;
    std::optional<std::string> txn;
    base::Decimal amount;
    std::string rule;
    std::string chapter;
    std::string from;
    std::string to;
};

inline constexpr auto draft_change_columns = base::columns<DraftChange>({
    base::column<&DraftChange::number>({.text = "Place, from 1.", .key = true}),
    base::column<&DraftChange::relation>({.text = "loan (stock) or flow."}),
    base::column<&DraftChange::legal_uscc>({.text = "Legal person."}),
    base::column<&DraftChange::branch_no>({.text = "The bank's own number of the branch."}),
    base::column<&DraftChange::contract>({.text = "Loan contract."}),
    base::column<&DraftChange::receipt>({.text = "Loan receipt."}),
    base::column<&DraftChange::bill>({.text = "Bill."}),
    base::column<&DraftChange::txn>({.text = "Transaction of a flow."}),
    base::column<&DraftChange::amount>({.text = "Balance or drawing.", .unit = "yuan"}),
    base::column<&DraftChange::rule>({.text = "Rule."}),
    base::column<&DraftChange::chapter>({.text = "Chapter, or common."}),
    base::column<&DraftChange::from>({.text = "yes, no or pending."}),
    base::column<&DraftChange::to>({.text = "yes, no or pending."}),
});

/// What a draft of the caller's organisation left. Errors: `object_not_found`, `draft_gone` (only
/// its row is kept).
base::Result<std::vector<DraftFault>> draft_faults(Place const& place, Caller const& caller,
                                                   std::string const& id);
base::Result<std::vector<std::vector<base::Value>>> draft_differences(Place const& place,
                                                                      Caller const& caller,
                                                                      std::string const& id);
base::Result<std::vector<std::vector<base::Value>>> draft_effects(Place const& place,
                                                                  Caller const& caller,
                                                                  std::string const& id);
/// Those of the branches that the caller may see.
base::Result<std::vector<std::vector<base::Value>>> draft_changes(Place const& place,
                                                                  Caller const& caller,
                                                                  std::string const& id);
/// The draft's own file.
base::Result<std::string> draft_file(Place const& place, Caller const& caller,
                                     std::string const& id);

/// A file of the pack in force. Errors: `draft_no_original`.
base::Result<std::string> pack_file(Place const& place, std::string const& file);

}  // namespace service

template <>
inline constexpr base::Record base::record_of<service::DraftFault>{"rule_draft_fault",
                                                                   service::draft_fault_columns};
template <>
inline constexpr base::Record base::record_of<service::DraftDifference>{
    "rule_draft_difference", service::draft_difference_columns};
template <>
inline constexpr base::Record base::record_of<service::DraftEffect>{"rule_draft_effect",
                                                                    service::draft_effect_columns};
template <>
inline constexpr base::Record base::record_of<service::DraftChange>{"rule_draft_change",
                                                                    service::draft_change_columns};
