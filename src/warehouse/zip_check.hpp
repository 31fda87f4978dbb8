// Zip archives from outside: looked at as a whole before a byte is unpacked.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace warehouse {

struct ZipLimits {
    int64_t members = 10'000;
    int64_t bytes = int64_t(64) << 30;  // Unpacked, all members.
    int64_t ratio = 1'000;              // Unpacked to packed, all members; our Parquet and CSV: 20.
};

struct ZipMember {
    std::string name;
    int64_t bytes;
};

/// True for a plain path below a folder: parts of printable characters joined by single slashes,
/// none of them `.` or `..`, no backslash, no drive.
bool is_plain_path(std::string_view name);

/// Ends a zip of `write_zip` with a comment of 64 characters: SM3 of the whole file with zeros in
/// their place. It finds a changed byte where unpacking would not look; who changed it is a matter
/// for the seals inside. Errors: `file_unwritable`.
base::Result<void> stamp_zip(std::string const& path);

/// The members in order. The central directory and the entries' own headers must agree, and the
/// archive must hold nothing but regular files as `write_zip` puts them: no comments, no extra
/// attributes, no folder, no link, no encryption.
/// Errors: `zip_unreadable`, `zip_changed` (its stamp), `zip_member_name` (a slip),
/// `zip_member_twice`, `zip_foreign`, `zip_bomb` (limit).
base::Result<std::vector<ZipMember>> check_zip(std::string const& path, ZipLimits const& limits);

/// Unpacks the members of a checked archive below `folder`. Errors: `zip_unreadable`,
/// `zip_too_large`, file errors.
base::Result<void> extract_zip(std::string const& path, std::vector<ZipMember> const& members,
                               std::string const& folder);

}  // namespace warehouse
