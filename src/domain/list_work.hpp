// What a new list revision changes, and objections to lists, as rows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/record.hpp"

namespace domain {

/// A difference to the revision in force, or a line that was refused.
struct ListChange {
    std::string id = {};
    std::string tenant = {};
    std::string list_revision = {};
    std::string kind = {};
    int64_t line = {};
    std::string identifier = {};
    std::string name = {};
    std::string before = {};
    std::string code = {};
};

inline constexpr auto list_change_columns = base::columns<ListChange>({
    base::column<&ListChange::id>({.text = "Object id.", .key = true}),
    base::column<&ListChange::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&ListChange::list_revision>({.text = "Revision."}),
    base::column<&ListChange::kind>(
        {.text = "What changes.", .choices = "add lapse rename change refused"}),
    base::column<&ListChange::line>({.text = "Line of the file; 0 for what is not in it."}),
    base::column<&ListChange::identifier>({.text = "USCC."}),
    base::column<&ListChange::name>({.text = "Name now."}),
    base::column<&ListChange::before>({.text = "Name or value before."}),
    base::column<&ListChange::code>({.text = "Why it was refused: a label error.<code>."}),
});

/// A party's objection to an entry, and its answer.
struct ListObjection {
    std::string id = {};
    std::string tenant = {};
    std::string path = {};
    std::string objection = {};
    std::string list = {};
    std::string revision = {};
    std::string identifier = {};
    std::string item = {};
    std::string reason = {};
    std::string evidence_sm3 = {};
    std::string sender = {};
    std::string state = {};
    std::optional<std::string> answer = {};
    std::optional<std::string> entry = {};
    std::optional<std::string> answered_by = {};
    std::optional<std::string> answered_at = {};
    std::string made_by = {};
    int64_t version = {};
    std::string made_at = {};
};

inline constexpr auto list_objection_columns = base::columns<ListObjection>({
    base::column<&ListObjection::id>({.text = "Object id.", .key = true}),
    base::column<&ListObjection::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&ListObjection::path>({.text = "Its place in the tree, /id/id/."}),
    base::column<&ListObjection::objection>({.text = "Its id in every edition."}),
    base::column<&ListObjection::list>({.text = "List of the packs."}),
    base::column<&ListObjection::revision>({.text = "Name of the revision; may be empty."}),
    base::column<&ListObjection::identifier>({.text = "USCC of the party."}),
    base::column<&ListObjection::item>(
        {.text = "What is wrong.", .choices = "name level from to listed not_listed"}),
    base::column<&ListObjection::reason>(
        {.text = "Why, in the party's words.", .editor = base::Editor::long_text}),
    base::column<&ListObjection::evidence_sm3>({.text = "SM3 of the evidence; may be empty."}),
    base::column<&ListObjection::sender>({.text = "Organisation that sent it."}),
    base::column<&ListObjection::state>({.text = "State.", .choices = "open corrected refused"}),
    base::column<&ListObjection::answer>(
        {.text = "Why it was answered so.", .editor = base::Editor::long_text}),
    base::column<&ListObjection::entry>({.text = "Entry that stands now."}),
    base::column<&ListObjection::answered_by>({.text = "Actor.", .editor = base::Editor::account}),
    base::column<&ListObjection::answered_at>(
        {.text = "Instant.", .editor = base::Editor::instant}),
    base::column<&ListObjection::made_by>({.text = "Actor.", .editor = base::Editor::account}),
    base::column<&ListObjection::version>({.text = "1 when made, one more with each change."}),
    base::column<&ListObjection::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

}  // namespace domain

template <>
inline constexpr base::Record base::record_of<domain::ListChange>{"list_change",
                                                                  domain::list_change_columns};
template <>
inline constexpr base::Record base::record_of<domain::ListObjection>{
    "list_objection", domain::list_objection_columns};
