// A finished run as others read it: its manifest, its lists, its relations. Nothing here writes.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/day.hpp"
#include "engine/rule/rule.hpp"
#include "warehouse/database.hpp"

namespace service {

struct FinishedRun {
    std::string folder;
    std::string month;  // YYYY-MM.
    base::Day report_date;
    std::string edition;  // bank or pboc.
    std::string pack_hash;
    bool only_figures = false;  // Nothing was checked.
    bool trial = false;
    std::set<std::string> trial_legals;
    std::vector<std::string> notes;   // Of the mappings that read its books.
    std::vector<std::string> legals;  // In order.
    rule::Lists lists;                // What they cover; entries only after `read_lists`.

    /// Existing files of a relation, for one legal person or ("") all.
    std::vector<std::string> files(std::string const& relation,
                                   std::string const& legal_uscc = "") const;

    /// Fills the lists' entries: those of the parties in `ids`, or all when it is empty.
    /// Errors: database errors.
    base::Result<void> read_lists(warehouse::Connection& connection,
                                  std::vector<std::string> const& ids);
};

/// Reads a report's --out. Errors: `run_missing`, `run_malformed`.
base::Result<FinishedRun> open_run(std::string const& folder);

/// The bits of a relation's rules in the verdict masks of a run, from its plan.json.
/// Errors: `run_malformed`, file errors.
base::Result<std::map<std::string, int>> verdict_bits(std::string const& folder,
                                                      std::string const& relation);

}  // namespace service
