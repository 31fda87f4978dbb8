// Names and numbers in a data root, and the report that takes the next one.
#include "service/data_root.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "base/text.hpp"
#include "service/receive.hpp"

namespace service {
namespace {

using Json = nlohmann::ordered_json;

/// Numbers of the finished runs of a month, in order.
base::Result<std::vector<int64_t>> run_numbers(std::string const& folder) {
    std::vector<int64_t> out;
    if (!base::is_directory(folder)) return out;
    auto const entries = TRY(base::list_directory(folder));
    for (base::DirectoryEntry const& entry : entries) {
        auto const number = base::parse_integer(entry.name);
        if (!entry.is_directory || !number || number_text(*number) != entry.name) continue;
        if (base::is_file(folder + "/" + entry.name + "/manifest.json")) out.push_back(*number);
    }
    std::sort(out.begin(), out.end());
    return out;
}

/// (legal person, file) → SHA-256 of what a run read.
using Sent = std::map<std::pair<std::string, std::string>, std::string>;

base::Result<Sent> sent_of(std::string const& run) {
    auto const text = TRY(base::read_file(run + "/manifest.json"));
    auto const manifest = nlohmann::json::parse(text, nullptr, false);
    if (!manifest.is_object())
        return base::invalid("run_malformed", {.file = run + "/manifest.json"});
    Sent out;
    for (auto const& file : manifest.value("files", nlohmann::json::array()))
        out[{file.value("legal_uscc", ""), file.value("file", "")}] = file.value("sha256", "");
    return out;
}

std::vector<ChangedFile> changes(Sent const& now, Sent const& before) {
    std::vector<ChangedFile> out;
    for (auto const& [name, sha256] : now) {
        auto const at = before.find(name);
        std::string const former = at == before.end() ? "" : at->second;
        if (former != sha256) out.push_back({name.first, name.second, sha256, former});
    }
    for (auto const& [name, sha256] : before)
        if (!now.contains(name)) out.push_back({name.first, name.second, "", sha256});
    std::sort(out.begin(), out.end(), [](ChangedFile const& a, ChangedFile const& b) {
        return std::pair(a.legal_uscc, a.file) < std::pair(b.legal_uscc, b.file);
    });
    return out;
}

base::Result<void> write_origin(Origin const& origin, std::string const& folder) {
    Json changed = Json::array();
    for (ChangedFile const& file : origin.changed)
        changed.push_back({{"legal_uscc", file.legal_uscc},
                           {"file", file.file},
                           {"sha256", file.sha256},
                           {"before", file.before}});
    Json const out = {{"run", origin.run},
                      {"previous", origin.previous},
                      {"prior", origin.prior},
                      {"deliveries", origin.deliveries},
                      {"changed", changed}};
    return base::write_file(folder + "/origin.json", out.dump(1) + "\n");
}

/// Fills what the request leaves open, and what the origin says of it.
base::Result<void> fill(std::string const& root, ReportRequest& request, Origin& origin) {
    if (request.in.empty() || request.in == root) {
        request.in = root;
        TRY_VOID(finish_deliveries(root, request.report_date));
        origin.deliveries = TRY(delivered(root, request.report_date));
    } else if (base::is_file(request.in + "/manifest.json")) {
        auto const taken = TRY(read_origin(request.in));
        origin.deliveries = taken.deliveries;
    }
    if (!request.prior.empty()) {
        origin.prior = request.prior;
        return {};
    }
    base::Day const before = base::month_end(base::add_months(request.report_date, -1));
    auto const run = TRY(newest_run(root, before, edition_text(request.edition)));
    if (run) {
        request.prior = run->folder;
        origin.prior = run->folder.substr(root.size() + 1);
    } else if (base::is_directory(inbox_folder(root, before))) {
        auto const lock = TRY(base::FolderLock::take(runs_folder(root, before)));
        TRY_VOID(finish_deliveries(root, before));
        request.prior = root;
        origin.prior = "in/" + base::to_month_text(before);
    }
    return {};
}

}  // namespace

std::string inbox_folder(std::string const& root, base::Day month) {
    return root + "/in/" + base::to_month_text(month);
}

std::string runs_folder(std::string const& root, base::Day month) {
    return root + "/run/" + base::to_month_text(month);
}

std::string number_text(int64_t number) {
    std::string const digits = std::to_string(number);
    return digits.size() < 3 ? std::string(3 - digits.size(), '0') + digits : digits;
}

base::Result<std::optional<FinishedRun>> newest_run(std::string const& root, base::Day month,
                                                    std::string const& edition) {
    std::string const folder = runs_folder(root, month);
    auto numbers = TRY(run_numbers(folder));
    for (; !numbers.empty(); numbers.pop_back()) {
        auto run = TRY(open_run(folder + "/" + number_text(numbers.back())));
        if (run.edition == edition && !run.only_figures) return run;
    }
    return std::nullopt;
}

base::Result<std::vector<base::Day>> months_with_runs(std::string const& root) {
    std::vector<base::Day> out;
    if (!base::is_directory(root + "/run")) return out;
    auto const entries = TRY(base::list_directory(root + "/run"));
    for (base::DirectoryEntry const& entry : entries)
        if (auto const month = base::parse_month_end(entry.name); month && entry.is_directory)
            out.push_back(*month);
    return out;
}

base::Result<Origin> read_origin(std::string const& run_folder) {
    std::string const file = run_folder + "/origin.json";
    Origin out;
    if (!base::is_file(file)) return out;
    auto const text = TRY(base::read_file(file));
    auto const json = nlohmann::json::parse(text, nullptr, false);
    try {
        out.run = json.at("run").get<std::string>();
        out.previous = json.at("previous").get<std::string>();
        out.prior = json.at("prior").get<std::string>();
        out.deliveries = json.at("deliveries").get<std::map<std::string, int64_t>>();
        for (auto const& one : json.at("changed"))
            out.changed.push_back(
                {one.at("legal_uscc"), one.at("file"), one.at("sha256"), one.at("before")});
    } catch (nlohmann::json::exception const&) {
        return base::invalid("run_malformed", {.file = file});
    }
    return out;
}

base::Result<RootedReport> report_in_root(std::string const& root, ReportRequest request) {
    if (!base::is_directory(root))
        return base::fail(base::ErrorKind::not_found, "inbox_missing", {.file = root});
    std::string const folder = runs_folder(root, request.report_date);
    auto const lock = TRY(base::FolderLock::take(folder));
    RootedReport out;
    auto const numbers = TRY(run_numbers(folder));
    out.origin.run = number_text(numbers.empty() ? 1 : numbers.back() + 1);
    out.folder = folder + "/" + out.origin.run;
    auto const previous = TRY(newest_run(root, request.report_date, edition_text(request.edition)));
    if (previous) out.origin.previous = std::string(base::file_name(previous->folder));
    TRY_VOID(fill(root, request, out.origin));
    request.out = out.folder;
    request.last = [&](ReportResult const& result, std::string const& part) -> base::Result<void> {
        Sent now;
        for (auto const& file : result.load.files) now[{file.legal_uscc, file.file}] = file.sha256;
        if (previous) {
            auto const before = TRY(sent_of(previous->folder));
            out.origin.changed = changes(now, before);
        }
        return write_origin(out.origin, part);
    };
    out.result = TRY(run_report(request));
    return out;
}

}  // namespace service
