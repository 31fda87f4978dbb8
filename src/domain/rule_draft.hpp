// A changed pack file that somebody tries out: what it was, what it was tried on, what came of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/record.hpp"

namespace domain {

/// Never changes: it is written when everything is known.
struct RuleDraft {
    std::string id = {};
    std::string tenant = {};
    std::string file = {};
    int64_t bytes = {};
    std::string sm3 = {};
    std::string pack = {};
    std::string state = {};
    int64_t rules = {};
    int64_t tests = {};
    int64_t faults = {};
    int64_t differences = {};
    std::optional<std::string> month = {};
    std::optional<std::string> run = {};
    std::optional<int64_t> receipts = {};
    std::optional<int64_t> changed = {};
    std::optional<int64_t> listed = {};
    std::optional<std::string> note = {};
    std::string made_by = {};
    std::string made_at = {};
};

inline constexpr auto rule_draft_columns = base::columns<RuleDraft>({
    base::column<&RuleDraft::id>({.text = "Object id.", .key = true}),
    base::column<&RuleDraft::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&RuleDraft::file>({.text = "File of the pack in whose place it stood."}),
    base::column<&RuleDraft::bytes>({.text = "Size."}),
    base::column<&RuleDraft::sm3>({.text = "SM3 of its content."}),
    base::column<&RuleDraft::pack>({.text = "Hash of the pack that was in force."}),
    base::column<&RuleDraft::state>(
        {.text = "refused: it cannot be read or compiled; failing: tests fail; passed.",
         .choices = "refused failing passed"}),
    base::column<&RuleDraft::rules>({.text = "Rules of the pack with it."}),
    base::column<&RuleDraft::tests>({.text = "Tests of the pack with it."}),
    base::column<&RuleDraft::faults>({.text = "Faults that the check found."}),
    base::column<&RuleDraft::differences>({.text = "Changes in meaning."}),
    base::column<&RuleDraft::month>(
        {.text = "Month that it was tried on.", .editor = base::Editor::month}),
    base::column<&RuleDraft::run>({.text = "Run of that month."}),
    base::column<&RuleDraft::receipts>({.text = "Rows that were judged both ways."}),
    base::column<&RuleDraft::changed>({.text = "Rows of which a verdict changes."}),
    base::column<&RuleDraft::listed>({.text = "Changed verdicts that are listed."}),
    base::column<&RuleDraft::note>({.text = "What it is for.", .editor = base::Editor::long_text}),
    base::column<&RuleDraft::made_by>({.text = "Actor.", .editor = base::Editor::account}),
    base::column<&RuleDraft::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

}  // namespace domain

template <>
inline constexpr base::Record base::record_of<domain::RuleDraft>{"rule_draft",
                                                                 domain::rule_draft_columns};
