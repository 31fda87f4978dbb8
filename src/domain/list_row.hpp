// Lists of the departments as rows: revisions, coverage, entries (domain/list.hpp reads them).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/record.hpp"

namespace domain {

/// One revision of a list.
struct ListRevision {
    std::string id = {};
    std::string tenant = {};
    std::string list = {};
    std::string revision = {};
    std::string source = {};
    std::string content_hash = {};
    std::string state = {};
    std::optional<std::string> approved_by = {};
    std::optional<std::string> approved_at = {};
    std::string duty = {};
    int64_t version = {};
    std::string made_at = {};
    std::string made_by = {};
};

inline constexpr auto list_revision_columns = base::columns<ListRevision>({
    base::column<&ListRevision::id>({.text = "Object id.", .key = true}),
    base::column<&ListRevision::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&ListRevision::list>({.text = "List of the packs, tech.hnte."}),
    base::column<&ListRevision::revision>({.text = "Name of the revision."}),
    base::column<&ListRevision::source>({.text = "Document or sender."}),
    base::column<&ListRevision::content_hash>({.text = "SM3 of the file."}),
    base::column<&ListRevision::state>(
        {.text = "State.", .choices = "draft approved pushed withdrawn"}),
    base::column<&ListRevision::approved_by>({.text = "Actor.", .editor = base::Editor::account}),
    base::column<&ListRevision::approved_at>({.text = "Instant.", .editor = base::Editor::instant}),
    base::column<&ListRevision::duty>({.text = "Duty it was received under (docs/glossary.md)."}),
    base::column<&ListRevision::version>({.text = "1 when made, one more with each change."}),
    base::column<&ListRevision::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
    base::column<&ListRevision::made_by>(
        {.text = "Actor who imported it.", .editor = base::Editor::account}),
});

/// Where and when a revision speaks: who is not on it is known not to be.
struct ListCoverageRow {
    std::string id = {};
    std::string tenant = {};
    std::string list_revision = {};
    std::string region = {};
    base::Day covers_from = {};
    std::optional<base::Day> covers_to = {};
};

inline constexpr auto list_coverage_row_columns = base::columns<ListCoverageRow>({
    base::column<&ListCoverageRow::id>({.text = "Object id.", .key = true}),
    base::column<&ListCoverageRow::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&ListCoverageRow::list_revision>({.text = "Revision."}),
    base::column<&ListCoverageRow::region>(
        {.text = "GB/T 2260 prefix; empty: the whole country.", .editor = base::Editor::region}),
    base::column<&ListCoverageRow::covers_from>({.text = "First day."}),
    base::column<&ListCoverageRow::covers_to>({.text = "Last day."}),
});

/// A party on a list.
struct ListEntryRow {
    std::string id = {};
    std::string tenant = {};
    std::string list_revision = {};
    std::string identifier = {};
    std::string name = {};
    std::string level = {};
    base::Day listed_from = {};
    std::optional<base::Day> listed_to = {};
    std::optional<std::string> objection = {};
    int64_t version = {};
    std::string known_from = {};
    std::optional<std::string> known_to = {};
    std::optional<std::string> correction_of = {};
};

inline constexpr auto list_entry_row_columns = base::columns<ListEntryRow>({
    base::column<&ListEntryRow::id>({.text = "Object id.", .key = true}),
    base::column<&ListEntryRow::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&ListEntryRow::list_revision>({.text = "Revision."}),
    base::column<&ListEntryRow::identifier>({.text = "USCC of the listed party."}),
    base::column<&ListEntryRow::name>({.text = "Name."}),
    base::column<&ListEntryRow::level>({.text = "As the list words it; may be empty."}),
    base::column<&ListEntryRow::listed_from>({.text = "First day."}),
    base::column<&ListEntryRow::listed_to>({.text = "Last day."}),
    base::column<&ListEntryRow::objection>({.text = "Objection raised against it."}),
    base::column<&ListEntryRow::version>({.text = "1 when made, one more with each change."}),
    base::column<&ListEntryRow::known_from>(
        {.text = "Instant from which it was known here.", .editor = base::Editor::instant}),
    base::column<&ListEntryRow::known_to>({.text = "Instant from which it was no longer held true.",
                                           .editor = base::Editor::instant}),
    base::column<&ListEntryRow::correction_of>({.text = "Entry that this one corrects."}),
});

}  // namespace domain

template <>
inline constexpr base::Record base::record_of<domain::ListRevision>{"list_revision",
                                                                    domain::list_revision_columns};
template <>
inline constexpr base::Record base::record_of<domain::ListCoverageRow>{
    "list_coverage", domain::list_coverage_row_columns};
template <>
inline constexpr base::Record base::record_of<domain::ListEntryRow>{"list_entry",
                                                                    domain::list_entry_row_columns};
