// What archives and packages share: files in a folder or a zip, a list of them with SM3, and seals.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "domain/seal.hpp"
#include "warehouse/zip_check.hpp"

namespace service {

struct ListedFile {
    std::string path;  // Below the folder or in the zip.
    int64_t bytes = 0;
    std::string sm3;
};

/// A folder or a zip, read alike. Symbolic links and unplain names are refused.
class SealedContent {
public:
    /// Errors: those of check_zip, `content_link`, `content_missing`.
    static base::Result<SealedContent> open(std::string const& path,
                                            warehouse::ZipLimits const& limits = {});

    std::string const& path() const { return path_; }
    bool is_zip() const { return is_zip_; }
    /// In order of names.
    std::vector<std::string> const& names() const { return names_; }
    bool has(std::string const& name) const;
    /// Errors: `content_missing`, `file_too_large`, read errors.
    base::Result<std::string> read(std::string const& name, int64_t bytes_max) const;
    base::Result<ListedFile> measure(std::string const& name) const;
    /// Every file below `folder`; of a folder, a copy. Errors: file errors.
    base::Result<void> extract(std::string const& folder) const;

private:
    std::string path_;
    bool is_zip_ = false;
    std::vector<std::string> names_;
    std::vector<warehouse::ZipMember> members_;
};

/// Measures every file. Errors: read errors.
base::Result<std::vector<ListedFile>> list_content(SealedContent const& content);

/// `"files": […]` of a manifest, and back. Errors: `manifest_malformed`.
std::string files_json(std::vector<ListedFile> const& files);
base::Result<std::vector<ListedFile>> parse_files(std::string const& manifest,
                                                  std::string const& file);

enum class FileState : uint8_t { holds, changed, missing, added };

/// holds, changed, missing, added.
std::string_view file_state_text(FileState state);

struct FileCheck {
    std::string path;
    FileState state;
};

/// Each listed file and each other one, in order of paths; `manifest` and `seals` themselves are
/// not listed. Errors: read errors.
base::Result<std::vector<FileCheck>> compare_content(SealedContent const& content,
                                                     std::vector<ListedFile> const& listed,
                                                     std::vector<std::string> const& unlisted);

struct SealCheck {
    domain::Seal seal;
    domain::SealState state;
    std::string known_as;  // The register's name for the key; "" when it is unknown.
    std::string organisation;
};

/// Errors: none; a bad seal is a state.
std::vector<SealCheck> check_seals(std::vector<domain::Seal> const& seals, std::string_view kind,
                                   std::string_view digest, domain::KeyRegister const& keys);

inline constexpr int64_t manifest_bytes_max = 64 << 20;
inline constexpr int64_t seals_bytes_max = 1 << 20;

/// Someone who signs.
struct Signer {
    std::string role;
    std::string name;
    std::string organisation;
    base::PrivateKey key;
};

/// What is sealed, and when.
struct SealOver {
    std::string kind;
    std::string digest;
    std::string at;
};

/// Seals by each signer. Errors: `seal_text`.
base::Result<std::vector<domain::Seal>> make_seals(SealOver const& over,
                                                   std::vector<Signer> const& signers);

}  // namespace service
