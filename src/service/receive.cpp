// A delivery is staged whole, committed by one rename, and then carried out; what was cut off in
// the middle is carried out again from the staged folder.
#include "service/receive.hpp"

#include <algorithm>
#include <set>
#include <span>

#include "base/csv.hpp"
#include "base/digest.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "service/data_root.hpp"
#include "warehouse/inbox.hpp"

namespace service {
namespace {

constexpr std::string_view log_name = "received.csv";
constexpr std::string_view staged_name = ".incoming";  // Hidden: no reader of the month sees it.

std::vector<std::string> const log_columns = {"delivery", "received", "file",           "bytes",
                                              "sha256",   "replaces", "replaces_sha256"};

/// received.csv of a legal person: one line for each new file and each file that it replaced.
struct Log {
    base::CsvTable table;
    int64_t last = 0;
};

base::Result<Log> read_log(std::string const& file) {
    Log out;
    out.table.columns = log_columns;
    if (!base::is_file(file)) return out;
    auto const text = TRY(base::read_file(file));
    out.table = TRY(base::parse_csv_table(text, file));
    if (out.table.columns != log_columns)
        return base::invalid("received_malformed", {.file = file});
    for (base::CsvTable::Row const& row : out.table.rows) {
        auto const number = base::parse_integer(row.cells[0]);
        if (!number || *number < out.last)
            return base::invalid("received_malformed",
                                 {.file = file, .line = int32_t(row.line), .field = "delivery"});
        out.last = *number;
    }
    return out;
}

std::string log_text(Log const& log) {
    std::string out;
    base::append_csv_row(out, log.table.columns);
    for (base::CsvTable::Row const& row : log.table.rows) base::append_csv_row(out, row.cells);
    return out;
}

base::Result<std::string> hash_of(std::string const& path, int64_t& bytes) {
    auto const file = TRY(base::MappedFile::open(path));
    bytes = int64_t(file.bytes().size());
    return base::digest_hex(base::DigestKind::sha256, file.bytes());
}

/// Carries out a staged delivery; every step may be done again.
base::Result<void> carry_out(std::string const& folder) {
    std::string const staged = folder + "/" + std::string(staged_name);
    if (!base::is_directory(staged)) return {};
    std::string const log_file = staged + "/" + std::string(log_name);
    if (base::is_file(log_file)) {  // Else all is done but the last removal.
        auto const log = TRY(read_log(log_file));
        for (base::CsvTable::Row const& row : log.table.rows) {
            std::string const& replaced = row.cells[5];
            if (base::parse_integer(row.cells[0]) != log.last || replaced.empty()) continue;
            std::string const from = folder + "/" + std::string(base::file_name(replaced));
            std::string const to = folder + "/" + replaced;
            if (base::is_file(to) || !base::is_file(from)) continue;
            TRY_VOID(base::make_directories(to.substr(0, to.rfind('/'))));
            TRY_VOID(base::rename_path(from, to));
        }
        auto const entries = TRY(base::list_directory(staged));
        for (base::DirectoryEntry const& entry : entries)
            if (entry.name != log_name)
                TRY_VOID(base::rename_path(staged + "/" + entry.name, folder + "/" + entry.name));
        TRY_VOID(base::rename_path(log_file, folder + "/" + std::string(log_name)));
    }
    return base::remove_all(staged);
}

/// The files of one legal person in one call.
class Delivery {
public:
    Delivery(std::string folder, std::string time)
        : folder_(std::move(folder)), time_(std::move(time)) {}

    void add(std::string path) { paths_.push_back(std::move(path)); }

    base::Result<void> run(std::string const& legal, std::vector<ReceivedFile>& out) {
        TRY_VOID(base::make_directories(folder_));
        TRY_VOID(carry_out(folder_));
        auto log = TRY(read_log(folder_ + "/" + std::string(log_name)));
        number_ = log.last + 1;
        size_t const first = out.size();
        for (std::string const& path : paths_) {
            ReceivedFile file{legal, std::string(base::file_name(path)), "", 0, 0, {}};
            file.sha256 = TRY(hash_of(path, file.bytes));
            out.push_back(std::move(file));
        }
        std::span<ReceivedFile> const files(out.begin() + int64_t(first), out.end());
        TRY_VOID(compare(files, log));
        return stage(files, log);
    }

private:
    /// Which files are new, which stood there with the same bytes, and what they replace.
    base::Result<void> compare(std::span<ReceivedFile> files, Log& log) {
        auto const entries = TRY(base::list_directory(folder_));
        std::map<std::string, std::string> standing;  // Name → SHA-256, where a name comes again.
        for (base::DirectoryEntry const& entry : entries) {
            auto const of_stem = [&](ReceivedFile const& f) {
                return base::file_stem(f.file) == base::file_stem(entry.name);
            };
            if (entry.is_directory || entry.name == log_name ||
                std::none_of(files.begin(), files.end(), of_stem))
                continue;
            int64_t bytes = 0;
            standing[entry.name] = TRY(hash_of(folder_ + "/" + entry.name, bytes));
        }
        for (ReceivedFile& file : files) {
            auto const same = standing.find(file.file);
            if (same != standing.end() && same->second == file.sha256)
                standing.erase(same);
            else
                file.delivery = number_;
        }
        for (ReceivedFile& file : files) {
            if (file.delivery == 0) continue;
            auto const replaced = replaced_by(file, files, standing);
            for (auto const& [name, sha256] : replaced) {
                file.replaces.push_back("replaced/" + number_text(number_) + "/" + name);
                note(file, file.replaces.back(), sha256, log);
            }
            if (replaced.empty()) note(file, "", "", log);
        }
        return {};
    }

    /// A file replaces the one of its name; the table itself (no .log) also the other forms of it,
    /// for which nothing came.
    static std::vector<std::pair<std::string, std::string>> replaced_by(
        ReceivedFile const& file, std::span<ReceivedFile const> files,
        std::map<std::string, std::string> const& standing) {
        std::vector<std::pair<std::string, std::string>> out;
        auto const came = [&](std::string const& name) {
            return std::any_of(files.begin(), files.end(),
                               [&](ReceivedFile const& f) { return f.file == name; });
        };
        bool const table = base::file_extension(file.file) != "log";
        for (auto const& [name, sha256] : standing) {
            bool const form = table && base::file_stem(name) == base::file_stem(file.file);
            if (name == file.file || (form && !came(name))) out.emplace_back(name, sha256);
        }
        return out;
    }

    void note(ReceivedFile const& file, std::string const& replaces, std::string const& sha256,
              Log& log) const {
        log.table.rows.push_back({0,
                                  {number_text(number_), time_, file.file,
                                   std::to_string(file.bytes), file.sha256, replaces, sha256}});
    }

    base::Result<void> stage(std::span<ReceivedFile const> files, Log const& log) {
        std::string const staged = folder_ + "/" + std::string(staged_name);
        std::string const part = staged + ".part";
        TRY_VOID(base::remove_all(part));
        bool any = false;
        for (size_t i = 0; i < files.size(); ++i) {
            if (files[i].delivery == 0) continue;
            any = true;
            TRY_VOID(base::make_directories(part));
            TRY_VOID(base::copy_file(paths_[i], part + "/" + files[i].file));
        }
        if (!any) return {};
        TRY_VOID(base::write_file(part + "/" + std::string(log_name), log_text(log)));
        TRY_VOID(base::rename_path(part, staged));
        return carry_out(folder_);
    }

    std::string folder_;
    std::string time_;
    std::vector<std::string> paths_;
    int64_t number_ = 0;
};

/// The legal person that a file is of; its name must fit the month.
base::Result<std::string> owner_of(ReceiveRequest const& request, std::string const& path) {
    std::string const name(base::file_name(path));
    std::string_view const extension = base::file_extension(name);
    base::Place const at{.file = path};
    if (!base::is_file(path))
        return base::fail(base::ErrorKind::not_found, "file_unreadable", at,
                          {{"reason", "no such file"}});
    if (extension == "dat" || extension == "zip" || extension == "log") {
        auto const sent = warehouse::parse_sent_name(name);
        if (!sent) return base::invalid("receive_name", at, {{"name", name}});
        if (sent->day != request.report_date)
            return base::invalid("receive_other_month", at,
                                 {{"month", base::to_month_text(request.report_date)}});
        if (!request.legal_uscc.empty() && sent->legal_uscc != request.legal_uscc)
            return base::invalid("receive_other_legal", at, {{"legal", request.legal_uscc}});
        return sent->legal_uscc;
    }
    bool const table = extension == "csv" || extension == "parquet" || extension == "xlsx";
    if (!table || name == log_name) return base::invalid("receive_name", at, {{"name", name}});
    if (request.legal_uscc.empty()) return base::invalid("receive_no_legal", at);
    return request.legal_uscc;
}

/// Legal persons with a folder in a month.
base::Result<std::vector<std::string>> legals_of(std::string const& month_folder) {
    std::vector<std::string> out;
    if (!base::is_directory(month_folder)) return out;
    auto const entries = TRY(base::list_directory(month_folder));
    for (base::DirectoryEntry const& entry : entries)
        if (entry.is_directory && warehouse::is_uscc_shaped(entry.name)) out.push_back(entry.name);
    return out;
}

}  // namespace

base::Result<std::vector<ReceivedFile>> receive(ReceiveRequest const& request) {
    if (!request.legal_uscc.empty() && !warehouse::is_uscc_shaped(request.legal_uscc))
        return base::invalid("receive_legal", {.field = "--legal"},
                             {{"value", request.legal_uscc}});
    std::string const month = inbox_folder(request.root, request.report_date);
    std::map<std::string, Delivery> deliveries;
    std::set<std::string> names;
    for (std::string const& path : request.files) {
        std::string const legal = TRY(owner_of(request, path));
        if (!names.insert(legal + "/" + std::string(base::file_name(path))).second)
            return base::invalid("receive_twice", {.file = path});
        deliveries.try_emplace(legal, month + "/" + legal, request.time).first->second.add(path);
    }
    auto const lock = TRY(base::FolderLock::take(runs_folder(request.root, request.report_date)));
    std::vector<ReceivedFile> out;
    for (auto& [legal, delivery] : deliveries) TRY_VOID(delivery.run(legal, out));
    return out;
}

base::Result<void> finish_deliveries(std::string const& root, base::Day month) {
    std::string const folder = inbox_folder(root, month);
    auto const legals = TRY(legals_of(folder));
    for (std::string const& legal : legals) TRY_VOID(carry_out(folder + "/" + legal));
    return {};
}

base::Result<std::map<std::string, int64_t>> delivered(std::string const& root, base::Day month) {
    std::map<std::string, int64_t> out;
    std::string const folder = inbox_folder(root, month);
    auto const legals = TRY(legals_of(folder));
    for (std::string const& legal : legals) {
        auto const log = TRY(read_log(folder + "/" + legal + "/" + std::string(log_name)));
        if (log.last > 0) out[legal] = log.last;
    }
    return out;
}

}  // namespace service
