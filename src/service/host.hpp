// A host runs the months of many legal persons in one night; each stays walled off from the others.
#pragma once

#include <string>
#include <vector>

#include "service/month_run.hpp"

namespace service {

/// How far one legal person's month has come: counts only, no receipt and no name of a borrower.
struct BoardRow {
    std::string organisation;
    std::string uscc;
    std::string name;
    std::string state;
    int64_t files = 0;
    std::optional<std::string> run;
    bool to_run = false;
    std::optional<int64_t> refused;
    std::optional<int64_t> hard;
    std::optional<int64_t> open;
    std::optional<int64_t> to_determine;
    std::optional<std::string> filing;
    int64_t signed_by = 0;
};

inline constexpr auto board_row_columns = base::columns<BoardRow>({
    base::column<&BoardRow::organisation>({.text = "Legal person's organisation.",
                                           .key = true,
                                           .editor = base::Editor::organisation}),
    base::column<&BoardRow::uscc>({.text = "Unified social credit code."}),
    base::column<&BoardRow::name>({.text = "Name."}),
    base::column<&BoardRow::state>(
        {.text = "State.", .choices = "none open trial ready filed closed"}),
    base::column<&BoardRow::files>({.text = "Files sent."}),
    base::column<&BoardRow::run>({.text = "Newest run."}),
    base::column<&BoardRow::to_run>({.text = "Files came after it."}),
    base::column<&BoardRow::refused>({.text = "Refused lines."}),
    base::column<&BoardRow::hard>({.text = "Hard findings."}),
    base::column<&BoardRow::open>({.text = "Findings that nothing closes."}),
    base::column<&BoardRow::to_determine>({.text = "Receipts that wait for a determination."}),
    base::column<&BoardRow::filing>(
        {.text = "State of the newest filing.", .choices = "draft signed filed dropped"}),
    base::column<&BoardRow::signed_by>({.text = "Of three people, how many signed it."}),
});

/// The readiness board of the caller's host. Errors: `tenant_no_host`, `permission_missing`.
base::Result<std::vector<BoardRow>> host_board(Place const& place, Caller const& caller,
                                               std::string const& month);

/// Whether the caller's organisation is a host and may run. Errors: as run_host.
base::Result<void> check_host(Place const& place, Caller const& caller, std::string const& month);

struct HostRun {
    int64_t legals = 0;
    int64_t ran = 0;
    int64_t failed = 0;
};

/// Runs every legal person below the caller's host whose files came after its last run. One that
/// fails does not keep the others. Progress counts legal persons. Errors: `tenant_no_host`,
/// `permission_missing`, `cancelled`.
base::Result<HostRun> run_host(Place const& place, Caller const& caller, std::string const& month,
                               Watch const& watch);

}  // namespace service

template <>
inline constexpr base::Record base::record_of<service::BoardRow>{"readiness",
                                                                 service::board_row_columns};
