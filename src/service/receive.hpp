// Receiving the files of a month into a data root: a file that is sent again replaces the one
// before, which stays beside it, and received.csv says which replaced which.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/day.hpp"
#include "base/result.hpp"

namespace service {

struct ReceiveRequest {
    std::string root;
    base::Day report_date;
    std::vector<std::string> files;
    std::string legal_uscc;  // Whose files they are, where their names do not say.
    std::string time;        // YYYY-MM-DD HH:MM:SS, as received.csv shall say.
};

/// A file that was handed in.
struct ReceivedFile {
    std::string legal_uscc;
    std::string file;
    std::string sha256;
    int64_t bytes = 0;
    int64_t delivery = 0;               // From 1; 0: the same bytes stood there already.
    std::vector<std::string> replaces;  // Where those before are now, below the legal person's
                                        // folder: replaced/002/<name>.
};

/// Puts the files into `<root>/in/<month>/<USCC>/`. Either all of a legal person's files are taken
/// or none; a call that was cut off is finished by the next call, or by the next report.
/// A new .dat, .zip or table takes the place of every form that stood for it (.dat, .log, .zip of
/// one name); a .log alone only of the .log.
/// Errors: `receive_name`, `receive_other_month`, `receive_other_legal`, `receive_no_legal`,
/// `receive_twice`, `folder_busy`, file errors.
base::Result<std::vector<ReceivedFile>> receive(ReceiveRequest const& request);

/// Finishes deliveries of a month that were cut off. The caller holds the month.
base::Result<void> finish_deliveries(std::string const& root, base::Day month);

/// Legal person → its last delivery of the month; none for files that were put there by hand.
/// Errors: those of CSV files, `received_malformed`.
base::Result<std::map<std::string, int64_t>> delivered(std::string const& root, base::Day month);

}  // namespace service
