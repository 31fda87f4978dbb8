// Zip archives through libzip: read named entries with a size cap, write a small archive.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace warehouse {

/// Uncompressed bytes that one entry may have: 4 GiB, and at most 200 times its packed size.
inline constexpr int64_t zip_entry_bytes_max = int64_t(4) << 30;
inline constexpr int64_t zip_ratio_max = 200;

struct ZipEntry {
    std::string name;
    std::string bytes;
};

/// Names in the archive. Errors: `zip_unreadable`.
base::Result<std::vector<std::string>> list_zip(std::string const& path);

/// One entry's bytes. Errors: `zip_unreadable`, `zip_entry_missing`, `zip_too_large`.
base::Result<std::string> read_zip_entry(std::string const& path, std::string const& name);

/// Writes an archive with fixed times, so that the same entries give the same bytes. Errors:
/// `file_unwritable`.
base::Result<void> write_zip(std::string const& path,
                             std::vector<std::pair<std::string, std::string>> const& name_and_file);

}  // namespace warehouse
