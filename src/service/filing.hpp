// Filing: a ready month is frozen, signed by three people, and leaves as a package; then it is
// closed until it is opened again for the next revision.
#pragma once

#include <string>
#include <vector>

#include "domain/filing_row.hpp"
#include "service/month_run.hpp"

namespace service {

/// Freezes the month's newest run as an archive for the signers. Errors: `month_trial`,
/// `findings_open`, `run_stale` (files or determinations came after the run), `month_filed`, those
/// of make_archive.
base::Result<domain::Filing> freeze_month(Place const& place, Caller const& caller,
                                          std::string const& month, Watch const& watch);

struct SignWish {
    std::string role;
    std::optional<std::string> pass_phrase;
    std::optional<std::string> at;
    std::optional<std::string> signature;
};

inline constexpr auto sign_wish_columns = base::columns<SignWish>({
    base::column<&SignWish::role>(
        {.text = "Role of the signer.", .choices = "maker checker responsible"}),
    base::column<&SignWish::pass_phrase>(
        {.text = "Of the caller's key that the deployment holds; or"}),
    base::column<&SignWish::at>({.text = "the time that stands in the seal, and"}),
    base::column<&SignWish::signature>({.text = "the signature, made elsewhere, in base64."}),
});

/// The text that a signer's own device signs. Errors: `key_missing`, `signer_role`.
base::Result<std::string> seal_text(Place const& place, Caller const& caller, SignWish const& wish,
                                    std::string const& filing);

/// One of three people signs in one role. Errors: `permission_missing`, `same_person`,
/// `filing_not_open`, `signer_role`, `key_missing`, `seal_not_valid`, `key_pass_phrase`.
base::Result<domain::FilingSeal> sign_filing(Place const& place, Caller const& caller,
                                             SignWish const& wish, std::string const& filing);

struct FileWish {
    std::string pass_phrase;
};

inline constexpr auto file_wish_columns = base::columns<FileWish>({
    base::column<&FileWish::pass_phrase>({.text = "Of the sender's key."}),
});

/// Whether a filing can be filed now. Errors: `object_not_found`, `filing_not_signed`.
base::Result<void> check_signed(Place const& place, Caller const& caller,
                                std::string const& filing);

/// Seals the archive, makes the package and closes the month. `pass_phrase` opens the sender's key
/// (key/sender.pem). Errors: `filing_not_signed`, `key_missing`, those of packages and archives.
base::Result<domain::Filing> file_month(Place const& place, Caller const& caller,
                                        std::string const& filing, std::string const& pass_phrase,
                                        Watch const& watch);

enum class FilingPart : uint8_t { archive, package };

/// Where it lies. Errors: `object_not_found`, `content_missing`.
base::Result<std::string> filing_file(Place const& place, Caller const& caller,
                                      std::string const& filing, FilingPart part);

}  // namespace service

template <>
inline constexpr base::Record base::record_of<service::SignWish>{"sign_wish",
                                                                 service::sign_wish_columns};
template <>
inline constexpr base::Record base::record_of<service::FileWish>{"file_wish",
                                                                 service::file_wish_columns};
