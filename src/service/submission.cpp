// Staging, handing in, and what was handed in.
#include "service/submission.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/file.hpp"
#include "service/all_rows.hpp"
#include "service/receive.hpp"
#include "store/tables.hpp"
#include "warehouse/inbox.hpp"
#include "warehouse/zip.hpp"
#include "warehouse/zip_check.hpp"

namespace service {
namespace {

constexpr std::string_view send = "submission.send";

std::string stage_folder(BankMonth const& month) {
    return month.root + "/staged/" + month.month + "/" + month.account;
}

base::Result<SentRow> measure(std::string const& folder, std::string const& name) {
    auto const file = TRY(base::MappedFile::open(folder + "/" + name));
    return SentRow{name, int64_t(file.bytes().size()),
                   base::digest_hex(base::DigestKind::sm3, file.bytes())};
}

bool is_stage_name(std::string const& name) {
    static std::vector<std::string_view> const forms = {"dat", "zip",     "log",
                                                        "csv", "parquet", "xlsx"};
    bool const plain = warehouse::is_plain_path(name) && name.find('/') == std::string::npos &&
                       !name.starts_with('.') && name.size() <= 200 && name != "received.csv";
    return plain &&
           std::find(forms.begin(), forms.end(), base::file_extension(name)) != forms.end();
}

std::unexpected<base::Error> bad_name(std::string const& name) {
    return base::invalid("stage_name", {.field = "name"}, {{"name", name}});
}

/// Unpacks a delivery packed by the bank; folders in it do not matter.
base::Result<std::vector<std::string>> unpack(std::string const& zip, std::string const& folder) {
    std::vector<std::string> out;
    auto const names = TRY(warehouse::list_zip(zip));
    int64_t bytes = 0;
    for (std::string const& entry : names) {
        if (entry.ends_with('/')) continue;
        std::string const name(base::file_name(entry));
        if (!is_stage_name(name)) return bad_name(entry);
        if (std::find(out.begin(), out.end(), name) != out.end())
            return base::invalid("receive_twice", {.file = name});
        auto const text = TRY(warehouse::read_zip_entry(zip, entry));
        bytes += int64_t(text.size());
        if (bytes > staged_archive_bytes_max || int64_t(out.size()) >= staged_files_max)
            return base::fail(base::ErrorKind::limit, "stage_full", {},
                              {{"most", std::to_string(staged_files_max)}});
        TRY_VOID(base::write_file(folder + "/" + name, text));
        out.push_back(name);
    }
    return out;
}

base::Result<BankMonth> open_month(Place const& place, Caller const& caller,
                                   std::string const& month) {
    auto out = TRY(whole_month(place, caller, month, send));
    auto const row =
        TRY(read_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
            return find_month(tx, session, month);
        }));
    TRY_VOID(check_not_filed(row));
    return out;
}

base::Result<std::vector<SentRow>> rows_of(std::string const& folder) {
    std::vector<SentRow> out;
    if (!base::is_directory(folder)) return out;
    auto const names = TRY(base::list_files_below(folder));
    for (std::string const& name : names) {
        if (name.starts_with('.') || name.find("/.") != std::string::npos) continue;
        auto row = TRY(measure(folder, name));
        out.push_back(std::move(row));
    }
    return out;
}

/// One SM3 over names and contents, whatever their order was.
std::string digest_of(std::vector<SentRow> const& rows) {
    std::string text;
    for (SentRow const& row : rows) text += row.sm3 + "  " + row.name + "\n";
    return base::digest_hex(base::DigestKind::sm3, text);
}

base::Result<domain::Submission> record(store::Transaction& tx, store::Session const& session,
                                        BankMonth const& month, domain::Submission submission) {
    auto const row = TRY(find_month(tx, session, month.month));
    TRY_VOID(check_not_filed(row));
    auto const former = TRY(all_rows<domain::Submission>(
        tx, session, {is_text("month", month.month), is_text("legal_uscc", month.uscc)}));
    for (auto const& one : former)
        submission.revision = std::max(submission.revision, one.revision);
    ++submission.revision;
    TRY_VOID(set_month(tx, session, month.month, "open", std::nullopt));
    return store::insert(tx, session, submission);
}

}  // namespace

base::Result<void> check_not_filed(std::optional<domain::FilingMonth> const& month) {
    if (month && (month->state == "filed" || month->state == "closed"))
        return base::fail(base::ErrorKind::conflict, "month_filed", {}, {{"month", month->month}});
    return {};
}

base::Result<std::vector<SentRow>> stage_file(Place const& place, Caller const& caller,
                                              StageWish const& wish) {
    auto const month = TRY(open_month(place, caller, wish.month));
    if (!is_stage_name(wish.name)) return bad_name(wish.name);
    std::string const folder = stage_folder(month);
    TRY_VOID(base::make_directories(folder));
    std::vector<std::string> names = {wish.name};
    bool const official = warehouse::parse_sent_name(wish.name).has_value();
    if (base::file_extension(wish.name) == "zip" && !official)
        names = TRY(unpack(wish.file, folder));
    else
        TRY_VOID(base::rename_path(wish.file, folder + "/" + wish.name));
    auto const all = TRY(base::list_files_below(folder));
    if (int64_t(all.size()) > staged_files_max) {
        for (std::string const& name : names) TRY_VOID(base::remove_all(folder + "/" + name));
        return base::fail(base::ErrorKind::limit, "stage_full", {},
                          {{"most", std::to_string(staged_files_max)}});
    }
    std::vector<SentRow> out;
    for (std::string const& name : names) {
        auto row = TRY(measure(folder, name));
        out.push_back(std::move(row));
    }
    return out;
}

base::Result<std::vector<SentRow>> staged_files(Place const& place, Caller const& caller,
                                                std::string const& month) {
    auto const found = TRY(whole_month(place, caller, month, send));
    return rows_of(stage_folder(found));
}

base::Result<void> drop_staged(Place const& place, Caller const& caller, std::string const& month) {
    auto const found = TRY(whole_month(place, caller, month, send));
    return base::remove_all(stage_folder(found));
}

base::Result<domain::Submission> submit(Place const& place, Caller const& caller,
                                        std::string const& month, std::string const& note) {
    auto const found = TRY(open_month(place, caller, month));
    std::string const folder = stage_folder(found);
    auto const rows = TRY(rows_of(folder));
    if (rows.empty())
        return base::fail(base::ErrorKind::conflict, "stage_empty", {}, {{"month", month}});
    ReceiveRequest request{found.root, found.day, {}, found.uscc, local_time(caller.moment.now)};
    domain::Submission submission;
    for (SentRow const& row : rows) {
        request.files.push_back(folder + "/" + row.name);
        submission.bytes += row.bytes;
    }
    // Determinations made here are added to those that the bank sends, which are kept apart.
    if (base::is_file(folder + "/determination.csv")) {
        std::string const kept = found.root + "/sent/" + month;
        TRY_VOID(base::make_directories(kept));
        TRY_VOID(base::copy_file(folder + "/determination.csv", kept + "/determination.csv"));
    }
    TRY_VOID(receive(request));
    submission.path = found.tenant.path;
    submission.month = month;
    submission.legal_uscc = found.uscc;
    submission.kind = "month";
    submission.digest = digest_of(rows);
    submission.state = "received";
    if (!note.empty()) submission.note = note;
    submission.duty = "statistics";
    auto out =
        TRY(write_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
            return record(tx, session, found, submission);
        }));
    TRY_VOID(base::remove_all(folder));
    return out;
}

base::Result<domain::FilingMonth> reopen_month(Place const& place, Caller const& caller,
                                               std::string const& month) {
    TRY_VOID(whole_month(place, caller, month, send));
    return write_as(place, caller,
                    [&](store::Transaction& tx,
                        store::Session const& session) -> base::Result<domain::FilingMonth> {
                        auto const row = TRY(find_month(tx, session, month));
                        if (!row || row->state != "filed")
                            return base::fail(base::ErrorKind::conflict, "month_not_filed", {},
                                              {{"month", month}});
                        return set_month(tx, session, month, "open", std::nullopt);
                    });
}

base::Result<std::vector<SentRow>> sent_files(Place const& place, Caller const& caller,
                                              std::string const& month) {
    auto const found = TRY(whole_month(place, caller, month, "submission.read"));
    return rows_of(inbox_folder(found.root, found.day) + "/" + found.uscc);
}

base::Result<std::string> sent_file(Place const& place, Caller const& caller,
                                    std::string const& month, std::string const& name) {
    auto const found = TRY(whole_month(place, caller, month, "submission.read"));
    std::string const file = inbox_folder(found.root, found.day) + "/" + found.uscc + "/" + name;
    bool const hidden = name.starts_with('.') || name.find("/.") != std::string::npos;
    if (!warehouse::is_plain_path(name) || hidden || !base::is_file(file))
        return base::fail(base::ErrorKind::not_found, "content_missing", {.field = "name"},
                          {{"name", name}});
    return file;
}

}  // namespace service
