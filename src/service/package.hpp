// Packages between editions: signed zips of kinds that a table names, by file or upload.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "service/sealed_content.hpp"

namespace service {

/// A kind of package: who may send it to whom, and what its files hold. Nothing else can leave or
/// enter an edition.
struct PackageKind {
    std::string_view kind;
    std::vector<std::string_view> from;  // Editions.
    std::vector<std::string_view> to;
    /// Each file is a CSV whose header is one of these. Empty: any files; only between bank and
    /// pboc, which alone hold receipts.
    std::vector<std::string> headers;
};

std::vector<PackageKind> const& package_kinds();

inline constexpr int64_t package_schema = 1;         // The one that is written.
inline constexpr int64_t package_schema_oldest = 1;  // Older ones are refused.
inline constexpr int64_t package_members_max = 1'000;
inline constexpr int64_t package_bytes_max = int64_t(2) << 30;
inline constexpr int64_t package_ratio_max = 200;

struct PackageHead {
    std::string id;  // 26 characters; a package is taken in once.
    std::string kind;
    std::string from;          // Edition.
    std::string organisation;  // Of the sender.
    std::string to;            // Edition.
    std::string recipient;     // Organisation, or * for every one of that edition.
    std::string made_at;       // 2026-11-23T08:15:30.123Z
    std::string month;         // YYYY-MM, or "".
    int64_t schema = package_schema;
};

struct PackageSource {
    std::string name;  // In the package.
    std::string file;  // On disk.
};

/// Writes `out`: manifest.json, manifest.sig, the files. The same input and keys that sign alike
/// (Ed25519) give the same bytes. Errors: `package_kind`, `package_route`, `package_columns`,
/// `zip_member_name`, `output_not_empty`, file errors.
base::Result<std::string> make_package(PackageHead const& head,
                                       std::vector<PackageSource> const& files,
                                       std::vector<Signer> const& signers, std::string const& out);

/// Who opens.
struct PackageReader {
    std::string edition;
    std::string organisation;
    domain::KeyRegister const& keys;
    std::function<bool(std::string const& id)> is_known;  // Taken in before.
};

struct OpenedPackage {
    PackageHead head;
    std::string digest;  // Of manifest.json.
    std::vector<SealCheck> seals;
    SealedContent content;
    std::vector<std::string> files;  // Names of its own files.
};

/// Opens a package that is whole, for this reader, of an allowed kind and signed by its sender (a
/// key of the sending organisation in the role `sender`). Nothing is unpacked before all of that
/// holds. Errors: those of check_zip, `manifest_malformed`, `package_schema`, `package_kind`,
/// `package_route`, `package_recipient`, `package_files`, `package_columns`, `package_unsigned`,
/// `package_replayed` (conflict).
base::Result<OpenedPackage> open_package(std::string const& path, PackageReader const& reader);

/// True for a zip with a package's manifest.
bool is_package(std::string const& path);

/// What can be said of a package by anybody: its head, files and seals; for `wupian verify`.
/// Errors: those of check_zip, `manifest_malformed`.
struct PackageCheck {
    PackageHead head;
    std::string digest;
    std::vector<FileCheck> files;
    std::vector<SealCheck> seals;
    bool own_word_only = true;  // No seal by the sender's key holds.
    bool is_whole() const;
};
base::Result<PackageCheck> verify_package(std::string const& path, domain::KeyRegister const& keys);

}  // namespace service
