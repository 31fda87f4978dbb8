// Releases of a month and the cells that were handed out, as rows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/record.hpp"

namespace domain {

/// A release at a level, on its way to its readers.
struct ReleaseRow {
    std::string id = {};
    std::string tenant = {};
    std::string month = {};
    int64_t number = {};
    std::string level = {};
    std::string run = {};
    std::string state = {};
    int64_t cells = {};
    int64_t hidden = {};
    int64_t complements = {};
    int64_t told_already = {};
    int64_t borrowers_min = {};
    int64_t dominance_e4 = {};
    std::string rule_source = {};
    std::string made_by = {};
    std::optional<std::string> approved_by = {};
    std::optional<std::string> approved_at = {};
    std::optional<std::string> reason = {};
    int64_t version = {};
    std::string made_at = {};
};

inline constexpr auto release_row_columns = base::columns<ReleaseRow>({
    base::column<&ReleaseRow::id>({.text = "Object id.", .key = true}),
    base::column<&ReleaseRow::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&ReleaseRow::month>({.text = "YYYY-MM.", .editor = base::Editor::month}),
    base::column<&ReleaseRow::number>(
        {.text = "From 1 within the month; later ones know the earlier ones."}),
    base::column<&ReleaseRow::level>({.text = "Level.", .choices = "internal joint public"}),
    base::column<&ReleaseRow::run>({.text = "Number of the run."}),
    base::column<&ReleaseRow::state>({.text = "State.", .choices = "made approved refused"}),
    base::column<&ReleaseRow::cells>({.text = "Cells."}),
    base::column<&ReleaseRow::hidden>({.text = "Hidden for themselves."}),
    base::column<&ReleaseRow::complements>(
        {.text = "Hidden so that no subtraction tells another."}),
    base::column<&ReleaseRow::told_already>(
        {.text = "Cells that earlier releases tell and should not."}),
    base::column<&ReleaseRow::borrowers_min>({.text = "Fewer borrowers hide a cell."}),
    base::column<&ReleaseRow::dominance_e4>(
        {.text = "A share above it, in 1/10000, hides a cell."}),
    base::column<&ReleaseRow::rule_source>({.text = "Where the two numbers come from."}),
    base::column<&ReleaseRow::made_by>({.text = "Actor.", .editor = base::Editor::account}),
    base::column<&ReleaseRow::approved_by>(
        {.text = "Actor, never who made it.", .editor = base::Editor::account}),
    base::column<&ReleaseRow::approved_at>({.text = "Instant.", .editor = base::Editor::instant}),
    base::column<&ReleaseRow::reason>(
        {.text = "Why it was refused.", .editor = base::Editor::long_text}),
    base::column<&ReleaseRow::version>({.text = "1 when made, one more with each change."}),
    base::column<&ReleaseRow::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

/// A cell that another edition handed out.
struct ReleasedCell {
    std::string id = {};
    std::string tenant = {};
    std::string month = {};
    std::string level = {};
    std::string relation = {};
    std::string dimension = {};
    std::string value = {};
    std::string measure = {};
    std::string amount = {};
    std::string rate = {};
    std::string customers = {};
    std::string package = {};
    std::string made_at = {};
};

inline constexpr auto released_cell_columns = base::columns<ReleasedCell>({
    base::column<&ReleasedCell::id>({.text = "Object id.", .key = true}),
    base::column<&ReleasedCell::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&ReleasedCell::month>({.text = "YYYY-MM.", .editor = base::Editor::month}),
    base::column<&ReleasedCell::level>({.text = "Level.", .choices = "joint public"}),
    base::column<&ReleasedCell::relation>({.text = "Stock or flow.", .choices = "loan flow"}),
    base::column<&ReleasedCell::dimension>({.text = "all, city, industry, size and so on."}),
    base::column<&ReleasedCell::value>({.text = "Value of the dimension."}),
    base::column<&ReleasedCell::measure>({.text = "Chapter or total."}),
    base::column<&ReleasedCell::amount>({.text = "Yuan, or … where it is hidden."}),
    base::column<&ReleasedCell::rate>({.text = "Percent."}),
    base::column<&ReleasedCell::customers>({.text = "Borrowers."}),
    base::column<&ReleasedCell::package>({.text = "Package that brought it."}),
    base::column<&ReleasedCell::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

}  // namespace domain

template <>
inline constexpr base::Record base::record_of<domain::ReleaseRow>{"release",
                                                                  domain::release_row_columns};
template <>
inline constexpr base::Record base::record_of<domain::ReleasedCell>{"released_cell",
                                                                    domain::released_cell_columns};
