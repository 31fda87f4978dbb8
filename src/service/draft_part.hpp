// Where a tried draft lies and what its files are called.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/file.hpp"
#include "base/record.hpp"
#include "service/place.hpp"

namespace service {

inline constexpr std::string_view draft_own_file = "draft.txt";
inline constexpr std::string_view draft_faults_file = "fault.json";
inline constexpr std::string_view draft_differences_file = "difference.csv";
inline constexpr std::string_view draft_effects_file = "effect.csv";
inline constexpr std::string_view draft_changes_file = "change.csv";

/// A folder for each draft of a tenant, by its id.
inline std::string drafts_folder(Place const& place, std::string const& tenant) {
    return root_of(place, tenant) + "/draft";
}

template <typename Row>
base::Result<void> write_draft_rows(std::string const& folder, std::string_view file,
                                    std::vector<Row> const& rows) {
    base::Record const& record = base::record_of<Row>;
    std::string text = base::csv_header(record) + "\n";
    for (Row const& row : rows) base::append_csv_row(text, record, &row);
    return base::write_file(folder + "/" + std::string(file), text);
}

}  // namespace service
