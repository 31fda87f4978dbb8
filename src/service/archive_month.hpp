// 档案包: a finished run with all that it stands on, frozen, listed, sealed, and judged again.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "service/label.hpp"
#include "service/sealed_content.hpp"

namespace service {

/// What lies in an archive, besides `archive.json` (the list) and `seal.csv` (over the list):
/// `run/` the run with its own packs, without keys; `data/in/<month>/` the files as sent, with what
/// they replaced; `data/list/`; `prior/` what the run used of the month before; `closing.csv` each
/// finding and how it was closed; `paper/` 签报单 and 自查报告; `keys.csv` the signers' public
/// keys.
struct ArchiveRequest {
    std::string run;    // A finished run.
    std::string data;   // The root that its files were read from.
    std::string prior;  // Run or data folder of the month before; "": what the run's origin says.
    std::string out;    // A new folder, or a file that ends in .zip.
    std::string closings;              // CSV of Closing, or "": every finding is open.
    std::string organisation;          // Identifier of who archives.
    std::string made_at;               // 2026-11-23T08:15:30.123Z
    base::Day day;                     // The same, as a day of the keys.
    Language language = Language::zh;  // Of the run's workbooks.
    std::vector<Signer> signers;
    std::vector<domain::SigningKey> keys = {};  // Of those who will sign later.
};

struct ArchiveResult {
    std::string digest;  // SM3 of archive.json: what was signed.
    int64_t files = 0;
    int64_t bytes = 0;
};

/// Makes the archive under a temporary name and renames it. Errors: `run_missing`,
/// `archive_input_changed` (a file is no longer what the run read), `output_not_empty`,
/// `seal_text`, those of `read_closings`, file errors.
base::Result<ArchiveResult> make_archive(ArchiveRequest const& request);

/// Adds seals to an archive that is as listed; each signer may come on another day. Returns the
/// digest that was signed. Errors: `archive_not_as_listed`, `seals_too_many`, `seal_text`, those of
/// SealedContent::open, file errors.
base::Result<std::string> seal_archive(std::string const& path, std::vector<Signer> const& signers,
                                       std::string const& at);

/// The same with seals that were made elsewhere: whether they hold is for `verify_archive`.
base::Result<void> add_seals(std::string const& path, std::vector<domain::Seal> const& seals);

/// The roles that must sign, each a different key.
std::vector<std::string> const& archive_roles();

struct ArchiveCheck {
    std::string month, edition, organisation, made_at, digest;
    std::string fault;      // Error code when archive.json or seal.csv cannot be read; else "".
    bool own_keys = false;  // No register was given: the keys are those in the archive.
    std::vector<FileCheck> files;
    std::vector<SealCheck> seals;
    std::vector<std::string> roles_missing;  // Without a seal that holds.

    bool is_whole() const;
};

/// Checks every byte offline. With `keys`, a signature counts only by a key in it.
/// Errors: those of SealedContent::open.
base::Result<ArchiveCheck> verify_archive(std::string const& path, domain::KeyRegister const* keys);

/// Judges the archived month again in `work`, a new folder, with the archive's own packs, and
/// compares every file of the run: holds, changed, missing (not made again), added.
/// Errors: `archive_mapped` (its book was read by a mapping), those of run_report.
base::Result<std::vector<FileCheck>> recompute_archive(std::string const& path,
                                                       std::string const& work, int threads);

/// True for a folder or zip with archive.json.
bool is_archive(std::string const& path);

}  // namespace service
