// The inbox: which legal persons sent which files of a month, and what the .log files say of them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/day.hpp"
#include "base/file.hpp"
#include "domain/finding.hpp"

namespace warehouse {

/// The name of an official file: <USCC>_<TABLE>_<YYYYMMDD>.<extension>.
struct SentName {
    std::string legal_uscc;
    std::string table;
    base::Day day;
};

/// Nullopt for any other name.
std::optional<SentName> parse_sent_name(std::string_view name);

/// Eighteen digits and capitals: a folder or a file name begins with a legal person's number.
bool is_uscc_shaped(std::string_view text);

/// A sent file: `path` is the .dat or the .zip that holds it.
struct SentFile {
    std::string name;  // 91…_CLDWDK_20260930.dat
    std::string path;
    bool is_zip = false;
};

/// What one legal person sent. Tables by message name; companions by file name.
struct LegalInbox {
    std::string legal_uscc;
    std::string folder;
    std::map<std::string, SentFile> tables;
    std::vector<std::string> twice;  // Tables that stood in two folders; the last one counts.
    std::map<std::string, std::string>
        companions;  // supplement.csv, determination.csv, loan.csv, …
};

struct Inbox {
    std::vector<LegalInbox> legals;  // By USCC.
    std::string list_folder;         // "" when there is none.
};

/// Finds the month below `folder`: DATA/in/<month>/<USCC>, or <USCC> folders, or one such folder.
/// `mapped` are legal persons whose files a mapping names, and that need no folder of their own.
/// Errors: `inbox_missing`, `inbox_empty`, `directory_unreadable`.
base::Result<Inbox> find_inbox(std::string const& folder, base::Day report_date,
                               std::vector<std::string> const& mapped = {});

/// The tables that a legal person must send, and those that should be there.
std::vector<std::string> const& required_tables();
std::vector<std::string> const& wanted_tables();

/// The bytes of a sent file: mapped, or unpacked from its zip.
class SentBytes {
public:
    /// Errors: `file_unreadable`, `zip_*`.
    static base::Result<SentBytes> open(SentFile const& file);
    std::string_view view() const {
        return mapped_.empty() ? std::string_view(unpacked_) : mapped_[0].bytes();
    }
    /// The .log beside it: its text, or nullptr when there is none.
    std::string const* log() const { return has_log_ ? &log_ : nullptr; }

private:
    std::vector<base::MappedFile> mapped_;  // None or one.
    std::string unpacked_;
    std::string log_;
    bool has_log_ = false;
};

/// Compares a file with its .log; findings have relation `file` and the table's name as detail.
void check_log(std::string const& legal_uscc, std::string const& table, SentFile const& file,
               SentBytes const& bytes, std::vector<domain::Finding>& findings);

/// A `file` or `list` finding.
domain::Finding file_finding(std::string legal_uscc, std::string relation, std::string check,
                             std::string severity, std::string detail);

}  // namespace warehouse
