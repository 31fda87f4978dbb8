// Lists of parties from their CSV files: the last revision by name counts.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "domain/finding.hpp"
#include "domain/list.hpp"

namespace warehouse {

struct LoadedLists {
    std::map<std::string, domain::ListSet, std::less<>> sets;
    std::vector<domain::Refusal> refusals;
    std::vector<domain::Finding> findings;  // list_no_coverage.
};

/// Reads the declared lists below `folder` ("" when there is none); every declared list is in
/// `sets`. Errors: `file_unreadable`, `directory_unreadable`.
base::Result<LoadedLists> read_lists(std::string const& folder,
                                     std::vector<std::string> const& names);

}  // namespace warehouse
