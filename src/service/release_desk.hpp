// Releases on the record: asked for at a level, made with what readers have already, approved by
// another person before anything public leaves, handed to other editions as cells.
#pragma once

#include <string>
#include <vector>

#include "base/record.hpp"
#include "domain/exchange.hpp"
#include "domain/release_row.hpp"
#include "engine/disclosure/disclosure.hpp"
#include "service/place.hpp"
#include "service/release.hpp"

namespace service {

struct ReleaseWish {
    base::Day month;
    ReleaseLevel level = ReleaseLevel::joint;
    int threads = 2;
};

/// The thresholds in force on a day, and where they come from: settings of the tenant
/// `release.borrowers_min`, `release.dominance_e4`, `release.source`, else the pack parameters
/// `release.borrowers_min` and `release.largest_share`. Errors: `release_rules_missing`,
/// `setting_malformed`.
struct ReleaseRules {
    disclosure::Rules rules;
    std::string source;
};
base::Result<ReleaseRules> release_rules(Place const& place, Caller const& caller, base::Day day);

/// Makes a release of the month's newest run; earlier ones of the month at level joint or public
/// that were not refused are what readers know already. Long. Errors: those of `release_run`,
/// `release_no_run`.
base::Result<domain::ReleaseRow> make_release(Place const& place, Caller const& caller,
                                              ReleaseWish const& wish);

struct ReleaseDecision {
    std::string release;  // Id.
    int64_t version = 0;
    bool approve = false;
    std::string reason;  // Needed to refuse.
};

/// made → approved or refused, by another person. Errors: `release_state`, `same_person`,
/// `version_stale`.
base::Result<domain::ReleaseRow> decide_release(Place const& place, Caller const& caller,
                                                ReleaseDecision const& decision);

/// release.csv or release.json. A public release is not handed out before it is approved, a refused
/// one never. Errors: `release_state`, `object_not_found`.
base::Result<std::string> release_file(Place const& place, Caller const& caller,
                                       std::string const& release, std::string const& name);

/// A cell that a release hides, and why.
struct HiddenCell {
    int64_t place = 0;
    std::string relation;
    std::string dimension;
    std::optional<std::string> value;
    std::string measure;
    std::string mark;
    std::optional<std::string> reason;
    std::optional<std::string> protects;
    std::optional<int64_t> borrowers;
};

inline constexpr auto hidden_cell_columns = base::columns<HiddenCell>({
    base::column<&HiddenCell::place>({.text = "Place in the release, from 1.", .key = true}),
    base::column<&HiddenCell::relation>({.text = "Stock or flow.", .choices = "loan flow"}),
    base::column<&HiddenCell::dimension>({.text = "all, city, industry, size and so on."}),
    base::column<&HiddenCell::value>({.text = "Value of the dimension."}),
    base::column<&HiddenCell::measure>({.text = "Chapter or total."}),
    base::column<&HiddenCell::mark>(
        {.text = "Hidden for itself, or so that no subtraction tells another.",
         .choices = "primary complement"}),
    base::column<&HiddenCell::reason>(
        {.text = "Rule that hides it.", .choices = "few_borrowers dominated largest_unknown"}),
    base::column<&HiddenCell::protects>(
        {.text = "Cells that a complement protects; none: an earlier release hid it."}),
    base::column<&HiddenCell::borrowers>({.text = "Borrowers in the cell."}),
});

/// The hidden cells of a release; none at level internal. For those who may see the figures: it
/// never leaves. Errors: `object_not_found`, `run_malformed`, CSV errors.
base::Result<std::vector<HiddenCell>> hidden_cells(Place const& place, Caller const& caller,
                                                   std::string const& release);

struct ReleasePush {
    std::string release;  // Id.
    domain::Edition to;
    std::string recipient;  // USCC, or *.
};

/// Hands the cells to another edition; level internal never leaves. Errors: `release_state`.
base::Result<domain::PackageRow> push_release(Place const& place, Caller const& caller,
                                              ReleasePush const& push);

}  // namespace service

template <>
inline constexpr base::Record base::record_of<service::HiddenCell>{"hidden_cell",
                                                                   service::hidden_cell_columns};
