// Freezing a run: copy what it stands on, list every file with its SM3, sign the list.
#include "service/archive_month.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "service/archive_part.hpp"
#include "service/closing.hpp"
#include "service/data_root.hpp"
#include "service/filing_pdf.hpp"
#include "service/finished_run.hpp"

namespace service {
namespace {

using Json = nlohmann::ordered_json;

/// Copies files below `from` that `wanted` names; hidden ones (locks, unfinished deliveries) never.
template <typename Wanted>
base::Result<void> copy_some(std::string const& from, std::string const& to, Wanted wanted) {
    auto const files = TRY(base::list_files_below(from));
    for (std::string const& file : files) {
        if (file.starts_with('.') || file.find("/.") != std::string::npos || !wanted(file))
            continue;
        std::string const target = to + "/" + file;
        TRY_VOID(base::make_directories(target.substr(0, target.rfind('/'))));
        TRY_VOID(base::copy_file(from + "/" + file, target));
    }
    return {};
}

bool any_file(std::string const&) { return true; }

/// What report takes from a prior run (service/report.cpp, prior_of_run; check_table.cpp).
bool is_of_prior(std::string const& file) {
    return file == "manifest.json" || file == "plan.json" || file == "verdict_loan.parquet" ||
           file == "check_count.csv" ||
           (file.starts_with("month/") &&
            (file.ends_with("/loan.parquet") || file.ends_with("/determination.parquet")));
}

/// The files under in/<month> must still be those that the run read.
base::Result<void> check_inputs(std::string const& run, std::string const& inbox) {
    auto const text = TRY(base::read_file(run + "/manifest.json"));
    Json const manifest = Json::parse(text, nullptr, false);
    for (Json const& file : manifest.value("files", Json::array())) {
        std::string const name =
            inbox + "/" + file.value("legal_uscc", "") + "/" + file.value("file", "");
        if (!base::is_file(name)) continue;  // Inside a zip, or in a folder of another form.
        auto const bytes = TRY(base::MappedFile::open(name));
        if (base::digest_hex(base::DigestKind::sha256, bytes.bytes()) != file.value("sha256", ""))
            return base::fail(base::ErrorKind::conflict, "archive_input_changed", {.file = name});
    }
    return {};
}

/// What stood for the month before, or "".
base::Result<std::string> prior_of(ArchiveRequest const& request) {
    if (!request.prior.empty()) return request.prior;
    auto const origin = TRY(read_origin(request.run));
    if (origin.prior.empty()) return std::string();
    std::string const below = request.data + "/" + origin.prior;
    return base::is_directory(below) ? below : origin.prior;
}

/// Time in the run's .log files, which judging again must write once more; "" without any.
base::Result<std::string> finished_of(std::string const& run) {
    auto const files = TRY(base::list_files_below(run));
    for (std::string const& file : files) {
        if (!file.ends_with(".log") || file.starts_with("prior/")) continue;
        auto const text = TRY(base::read_file(run + "/" + file, 1 << 20));
        auto const lines = base::split(text, '\n');
        if (lines.size() > 3) return std::string(lines[3]);
    }
    return std::string();
}

class Archive {
public:
    explicit Archive(ArchiveRequest const& request)
        : request_(request), folder_(request.out + ".content.part") {}

    base::Result<ArchiveResult> make() {
        if (base::is_file(request_.out))
            return base::fail(base::ErrorKind::conflict, "output_not_empty",
                              {.file = request_.out});
        TRY_VOID(base::check_free(request_.out));
        TRY_VOID(base::remove_all(folder_));
        auto done = steps();
        if (!done) (void)base::remove_all(folder_);
        return done;
    }

private:
    base::Result<ArchiveResult> steps() {
        run_ = TRY(open_run(request_.run));
        TRY_VOID(collect());
        auto const result = TRY(seal());
        if (!request_.out.ends_with(".zip")) {
            TRY_VOID(base::remove_all(request_.out));
            TRY_VOID(base::rename_path(folder_, request_.out));
            return result;
        }
        TRY_VOID(zip_folder(folder_, request_.out));
        TRY_VOID(base::remove_all(folder_));
        return result;
    }

    base::Result<void> collect() {
        std::string const inbox = request_.data + "/in/" + run_.month;
        TRY_VOID(check_inputs(request_.run, inbox));
        // A person key opens identifiers; it is kept with the other keys, not in archives.
        TRY_VOID(copy_some(request_.run, folder_ + "/run",
                           [](std::string const& file) { return !file.starts_with("key/"); }));
        TRY_VOID(copy_some(inbox, folder_ + "/data/in/" + run_.month, any_file));
        if (base::is_directory(request_.data + "/list"))
            TRY_VOID(copy_some(request_.data + "/list", folder_ + "/data/list", any_file));
        TRY_VOID(collect_prior());
        auto const findings = TRY(base::read_file(request_.run + "/finding.csv"));
        std::string closings;
        if (!request_.closings.empty()) closings = TRY(base::read_file(request_.closings));
        auto const closed = TRY(close_findings(findings, closings, request_.closings));
        TRY_VOID(base::write_file(folder_ + "/closing.csv", closed));
        TRY_VOID(write_papers(closed));
        std::string keys = base::csv_header(base::record_of<domain::SigningKey>) + "\n";
        for (Signer const& signer : request_.signers) {
            auto const row = domain::register_row(signer.key.public_key(), signer.name,
                                                  signer.organisation, signer.role, request_.day);
            base::append_csv_row(keys, base::record_of<domain::SigningKey>, &row);
        }
        for (domain::SigningKey const& row : request_.keys)
            base::append_csv_row(keys, base::record_of<domain::SigningKey>, &row);
        return base::write_file(folder_ + "/keys.csv", keys);
    }

    /// 签报单 and 自查报告, as they are to be signed on paper.
    base::Result<void> write_papers(std::string const& closed) {
        FilingPaper const paper{request_.run, closed, request_.organisation,
                                base::to_text(request_.day), request_.language};
        auto const sheet = TRY(signing_sheet(paper));
        auto const report = TRY(self_check_report(paper));
        TRY_VOID(base::make_directories(folder_ + "/paper"));
        TRY_VOID(base::write_file(folder_ + "/paper/signing_sheet.pdf", sheet));
        return base::write_file(folder_ + "/paper/self_check.pdf", report);
    }

    base::Result<void> collect_prior() {
        auto const prior = TRY(prior_of(request_));
        if (prior.empty()) return {};
        if (base::is_file(prior + "/manifest.json")) {
            prior_ = archive_prior_run;
            return copy_some(prior, folder_ + "/prior", is_of_prior);
        }
        // A data folder: its files of the month before are read as a month of their own.
        prior_ = archive_prior_data;
        std::string const before = base::to_month_text(base::add_months(run_.report_date, -1));
        std::string const inbox =
            base::is_directory(prior + "/in/" + before) ? prior + "/in/" + before : prior;
        TRY_VOID(copy_some(inbox, folder_ + "/prior/in/" + before, any_file));
        if (!base::is_directory(request_.data + "/list")) return {};
        return copy_some(request_.data + "/list", folder_ + "/prior/list", any_file);
    }

    base::Result<ArchiveResult> seal() {
        auto const content = TRY(SealedContent::open(folder_));
        auto const files = TRY(list_content(content));
        auto const finished = TRY(finished_of(request_.run));
        auto const names = content.names();
        bool const books = std::any_of(names.begin(), names.end(), [](std::string const& name) {
            return name.starts_with("run/") && name.ends_with(".xlsx");
        });
        Json manifest = {{"archive", archive_form},
                         {"organisation", request_.organisation},
                         {"made_at", request_.made_at},
                         {"month", run_.month},
                         {"edition", run_.edition},
                         {"pack", run_.pack_hash},
                         {"trial", run_.trial},
                         {"only_figures", run_.only_figures},
                         {"prior", prior_},
                         {"finished", finished},
                         {"workbooks", books},
                         {"language", request_.language == Language::zh ? "zh" : "en"},
                         {"legals", run_.legals}};
        manifest["files"] = Json::parse(files_json(files));
        std::string const text = manifest.dump(1) + "\n";
        TRY_VOID(base::write_file(folder_ + "/" + std::string(archive_manifest), text));
        ArchiveResult out;
        out.digest = base::digest_hex(base::DigestKind::sm3, text);
        out.files = int64_t(files.size());
        for (ListedFile const& file : files) out.bytes += file.bytes;
        auto const seals =
            TRY(make_seals({"archive", out.digest, request_.made_at}, request_.signers));
        TRY_VOID(
            base::write_file(folder_ + "/" + std::string(archive_seals), domain::seals_csv(seals)));
        return out;
    }

    ArchiveRequest const& request_;
    std::string folder_;
    FinishedRun run_;
    std::string prior_;  // Form of what stands in prior/.
};

}  // namespace

base::Result<ArchiveResult> make_archive(ArchiveRequest const& request) {
    return Archive(request).make();
}

}  // namespace service
