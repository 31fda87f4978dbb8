// Inquiries (核实单) of the central bank to a bank, and every word said on them, as rows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/record.hpp"

namespace domain {

/// A question about a bank's figures.
struct Inquiry {
    std::string id = {};
    std::string tenant = {};
    std::string inquiry = {};
    std::string month = {};
    std::string legal_uscc = {};
    std::string asked_by = {};
    std::string question = {};
    std::string about = {};
    std::optional<base::Day> due_on = {};
    std::string state = {};
    int64_t turn = {};
    std::string made_by = {};
    int64_t version = {};
    std::string made_at = {};
};

inline constexpr auto inquiry_columns = base::columns<Inquiry>({
    base::column<&Inquiry::id>({.text = "Object id.", .key = true}),
    base::column<&Inquiry::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&Inquiry::inquiry>({.text = "Its id in both editions."}),
    base::column<&Inquiry::month>({.text = "YYYY-MM.", .editor = base::Editor::month}),
    base::column<&Inquiry::legal_uscc>({.text = "Legal person that is asked."}),
    base::column<&Inquiry::asked_by>({.text = "Organisation that asks."}),
    base::column<&Inquiry::question>({.text = "What is asked.", .editor = base::Editor::long_text}),
    base::column<&Inquiry::about>(
        {.text = "Tables, rows, contracts and receipts, one blank between."}),
    base::column<&Inquiry::due_on>({.text = "Day by which an answer is wanted."}),
    base::column<&Inquiry::state>({.text = "State.", .choices = "sent answered accepted reopened"}),
    base::column<&Inquiry::turn>({.text = "Number of the last turn."}),
    base::column<&Inquiry::made_by>({.text = "Actor.", .editor = base::Editor::account}),
    base::column<&Inquiry::version>({.text = "1 when made, one more with each change."}),
    base::column<&Inquiry::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

/// One side's words; never changed.
struct InquiryTurn {
    std::string id = {};
    std::string tenant = {};
    std::string inquiry = {};
    int64_t turn = {};
    std::string side = {};
    std::string text = {};
    std::optional<std::string> filing = {};
    std::string made_by = {};
    std::string made_at = {};
};

inline constexpr auto inquiry_turn_columns = base::columns<InquiryTurn>({
    base::column<&InquiryTurn::id>({.text = "Object id.", .key = true}),
    base::column<&InquiryTurn::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&InquiryTurn::inquiry>({.text = "Its id in both editions."}),
    base::column<&InquiryTurn::turn>({.text = "From 1: the question."}),
    base::column<&InquiryTurn::side>({.text = "Who speaks.", .choices = "pboc bank"}),
    base::column<&InquiryTurn::text>({.text = "What was said.", .editor = base::Editor::long_text}),
    base::column<&InquiryTurn::filing>({.text = "Package by which the bank filed again."}),
    base::column<&InquiryTurn::made_by>({.text = "Actor.", .editor = base::Editor::account}),
    base::column<&InquiryTurn::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

}  // namespace domain

template <>
inline constexpr base::Record base::record_of<domain::Inquiry>{"inquiry", domain::inquiry_columns};
template <>
inline constexpr base::Record base::record_of<domain::InquiryTurn>{"inquiry_turn",
                                                                   domain::inquiry_turn_columns};
