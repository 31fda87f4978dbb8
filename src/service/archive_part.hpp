// Names inside an archive, for those who write it and those who verify it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "service/sealed_content.hpp"

namespace service {

inline constexpr std::string_view archive_form = "wupian.archive.v1";
inline constexpr std::string_view archive_manifest = "archive.json";
inline constexpr std::string_view archive_seals = "seal.csv";
inline constexpr char archive_prior_run[] = "run";    // prior/ is a finished run, in part.
inline constexpr char archive_prior_data[] = "data";  // prior/ is a data folder.

/// Every file below `folder` as a stamped zip, written under a temporary name. Errors: file errors.
base::Result<void> zip_folder(std::string const& folder, std::string const& zip);

}  // namespace service
