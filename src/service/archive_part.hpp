// Names inside an archive, for those who write it and those who verify it.
#pragma once

#include <string_view>

namespace service {

inline constexpr std::string_view archive_form = "wupian.archive.v1";
inline constexpr std::string_view archive_manifest = "archive.json";
inline constexpr std::string_view archive_seals = "seal.csv";
inline constexpr char archive_prior_run[] = "run";    // prior/ is a finished run, in part.
inline constexpr char archive_prior_data[] = "data";  // prior/ is a data folder.

}  // namespace service
