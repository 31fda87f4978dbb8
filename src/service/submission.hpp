// Submissions: files of a month are staged one by one, handed in together, then run.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "service/bank_month.hpp"

namespace service {

inline constexpr int64_t staged_files_max = 500;                       // Of one person and month.
inline constexpr int64_t staged_archive_bytes_max = int64_t(4) << 30;  // Unpacked.

/// A file that waits to be handed in, or that stands in a month's folder.
struct SentRow {
    std::string name;
    int64_t bytes = 0;
    std::string sm3;
};

inline constexpr auto sent_row_columns = base::columns<SentRow>({
    base::column<&SentRow::name>(
        {.text = "File name; replaced/<n>/ for one that was replaced.", .key = true}),
    base::column<&SentRow::bytes>({.text = "Bytes."}),
    base::column<&SentRow::sm3>({.text = "SM3 of the file."}),
});

struct StageWish {
    std::string month;
    std::string name;  // As the bank calls the file.
    std::string file;  // Where its bytes are; moved away.
};

/// Takes a file into the caller's own stage of a month; one of the same name is replaced. A .zip
/// that is not an official file is unpacked. Returns what stands there now by this call.
/// Errors: `stage_name`, `stage_full` (limit), `month_filed` (conflict), zip and file errors.
base::Result<std::vector<SentRow>> stage_file(Place const& place, Caller const& caller,
                                              StageWish const& wish);

/// What the caller staged.
base::Result<std::vector<SentRow>> staged_files(Place const& place, Caller const& caller,
                                                std::string const& month);
base::Result<void> drop_staged(Place const& place, Caller const& caller, std::string const& month);

/// Hands in what is staged: into the month's folder, where files of before move to replaced/<n>,
/// and onto the record as a submission with the next revision. Errors: `stage_empty`,
/// `month_filed`, those of `receive`.
base::Result<domain::Submission> submit(Place const& place, Caller const& caller,
                                        std::string const& month, std::string const& note);

/// Opens a filed month again: a correction will be filed as the next revision.
/// Errors: `month_not_filed`.
base::Result<domain::FilingMonth> reopen_month(Place const& place, Caller const& caller,
                                               std::string const& month);

/// Files of a month as sent, with those that were replaced.
base::Result<std::vector<SentRow>> sent_files(Place const& place, Caller const& caller,
                                              std::string const& month);

/// A file of it. Errors: `content_missing`.
base::Result<std::string> sent_file(Place const& place, Caller const& caller,
                                    std::string const& month, std::string const& name);

/// Refused while a month is filed. Errors: `month_filed`.
base::Result<void> check_not_filed(std::optional<domain::FilingMonth> const& month);

}  // namespace service

template <>
inline constexpr base::Record base::record_of<service::SentRow>{"sent_file",
                                                                service::sent_row_columns};
