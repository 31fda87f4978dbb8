// Finding a month's files by name, and holding them against their .log.
#include "warehouse/inbox.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "warehouse/zip.hpp"

namespace warehouse {
namespace {

/// Adds the files of one folder to the legal persons they name.
base::Result<void> add_folder(std::string const& folder, base::Day report_date,
                              std::map<std::string, LegalInbox>& legals) {
    auto const entries = TRY(base::list_directory(folder));
    std::map<std::string, std::string> companions;
    std::string only;
    for (base::DirectoryEntry const& entry : entries) {
        std::string const path = folder + "/" + entry.name;
        std::string_view const extension = base::file_extension(entry.name);
        if (entry.is_directory) continue;
        auto const sent =
            extension == "dat" || extension == "zip" ? parse_sent_name(entry.name) : std::nullopt;
        if (sent && sent->day == report_date) {
            auto const& [legal, table, day] = *sent;
            LegalInbox& inbox = legals[legal];
            inbox.legal_uscc = legal;
            inbox.folder = folder;
            only = legal;
            bool const is_zip = extension == "zip";
            if (auto const known = inbox.tables.find(table); known != inbox.tables.end()) {
                if (!known->second.path.starts_with(folder + "/")) inbox.twice.push_back(table);
                if (is_zip) continue;  // A .dat goes before its .zip.
            }
            inbox.tables[table] = {std::string(base::file_stem(entry.name)) + ".dat", path, is_zip};
        } else if (extension == "csv" || extension == "parquet" || extension == "xlsx") {
            companions[entry.name] = path;
        }
    }
    std::string const name(base::file_name(folder));
    std::string const owner = is_uscc_shaped(name) ? name : only;
    if (companions.empty() || owner.empty()) return {};
    LegalInbox& inbox = legals[owner];
    inbox.legal_uscc = owner;
    if (inbox.folder.empty()) inbox.folder = folder;
    inbox.companions.insert(companions.begin(), companions.end());
    return {};
}

std::string find_lists(std::string const& folder) {
    for (std::string const up : {"", "/..", "/../..", "/../../.."})
        if (base::is_directory(folder + up + "/list")) return folder + up + "/list";
    return "";
}

}  // namespace

bool is_uscc_shaped(std::string_view text) {
    return text.size() == 18 && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
           });
}

std::optional<SentName> parse_sent_name(std::string_view name) {
    auto const parts = base::split(base::file_stem(name), '_');
    if (parts.size() != 3 || !is_uscc_shaped(parts[0])) return std::nullopt;
    auto const day = base::parse_compact_day(parts[2]);
    if (!day) return std::nullopt;
    return SentName{std::string(parts[0]), std::string(parts[1]), *day};
}

base::Result<Inbox> find_inbox(std::string const& folder, base::Day report_date,
                               std::vector<std::string> const& mapped) {
    if (!base::is_directory(folder))
        return base::fail(base::ErrorKind::not_found, "inbox_missing", {.file = folder});
    std::string month = folder + "/in/" + base::to_month_text(report_date);
    if (!base::is_directory(month)) month = folder + "/" + base::to_month_text(report_date);
    if (!base::is_directory(month)) month = folder;
    Inbox out;
    out.list_folder = find_lists(month);
    std::map<std::string, LegalInbox> legals;
    TRY_VOID(add_folder(month, report_date, legals));
    auto const entries = TRY(base::list_directory(month));
    for (base::DirectoryEntry const& entry : entries)
        if (entry.is_directory && is_uscc_shaped(entry.name))
            TRY_VOID(add_folder(month + "/" + entry.name, report_date, legals));
    for (std::string const& uscc : mapped) legals[uscc].legal_uscc = uscc;
    if (legals.empty())
        return base::fail(base::ErrorKind::not_found, "inbox_empty", {.file = month},
                          {{"month", base::to_month_text(report_date)}});
    for (auto& [uscc, inbox] : legals) out.legals.push_back(std::move(inbox));
    return out;
}

base::Result<SentBytes> SentBytes::open(SentFile const& file) {
    SentBytes out;
    std::string const log_name = std::string(base::file_stem(file.name)) + ".log";
    if (!file.is_zip) {
        auto mapped = TRY(base::MappedFile::open(file.path));
        out.mapped_.push_back(std::move(mapped));
        if (auto log =
                base::read_file(file.path.substr(0, file.path.size() - 3) + "log", 1 << 20)) {
            out.log_ = std::move(*log);
            out.has_log_ = true;
        }
        return out;
    }
    out.unpacked_ = TRY(read_zip_entry(file.path, file.name));
    if (auto log = read_zip_entry(file.path, log_name)) {
        out.log_ = std::move(*log);
        out.has_log_ = true;
    }
    return out;
}

domain::Finding file_finding(std::string legal_uscc, std::string relation, std::string check,
                             std::string severity, std::string detail) {
    return {std::move(legal_uscc), std::move(relation), "", "", "", "", "", std::move(check),
            std::move(severity),   std::move(detail)};
}

void check_log(std::string const& legal_uscc, std::string const& table, SentFile const& file,
               SentBytes const& bytes, std::vector<domain::Finding>& findings) {
    auto const add = [&](std::string check) {
        findings.push_back(file_finding(legal_uscc, "file", std::move(check), "hard", table));
    };
    std::string_view const data = bytes.view();
    if (data.starts_with(base::utf8_bom)) add("bom");
    if (bytes.log() == nullptr) return add("log_missing");
    std::string_view text = *bytes.log();
    if (text.ends_with('\n')) text.remove_suffix(1);
    std::vector<std::string> lines;
    for (std::string_view line : base::split(text, '\n'))
        lines.emplace_back(line.ends_with('\r') ? line.substr(0, line.size() - 1) : line);
    bool const shaped = lines.size() == 5 && base::parse_integer(lines[2]).value_or(-1) >= 0 &&
                        base::parse_integer(lines[4]).value_or(-1) >= 0 && lines[3].size() == 19 &&
                        base::parse_day(lines[3].substr(0, 10)).has_value() && lines[3][10] == ' ';
    if (!shaped) return add("log_malformed");
    if (lines[0] != file.name) add("log_name");
    if (lines[1] != base::digest_hex(base::DigestKind::md5, data)) add("log_md5");
    if (*base::parse_integer(lines[2]) != int64_t(data.size())) add("log_bytes");
    int64_t const records =
        std::count(data.begin(), data.end(), '\n') + (!data.empty() && data.back() != '\n' ? 1 : 0);
    if (*base::parse_integer(lines[4]) != records) add("log_count");
}

std::vector<std::string> const& required_tables() {
    static std::vector<std::string> const all = {"CLDWDK", "CLGRDK", "CLPJRZ",
                                                 "DWDKFS", "GRDKFS", "PJRZFS"};
    return all;
}

std::vector<std::string> const& wanted_tables() {
    static std::vector<std::string> const all = {"CLZXYP", "CLZXEP", "FTYKHX", "GRKHXX", "JRJGFZ"};
    return all;
}

}  // namespace warehouse
