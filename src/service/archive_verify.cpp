// Verifying an archive: the list against the files, the seals against the list, the run again.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/digest.hpp"
#include "base/file.hpp"
#include "service/archive_month.hpp"
#include "service/archive_part.hpp"
#include "service/report.hpp"

namespace service {
namespace {

using Json = nlohmann::json;

Json parse_manifest(std::string const& text) {
    Json json = Json::parse(text, nullptr, false);
    bool const known =
        json.is_object() && json.contains("archive") && json["archive"] == archive_form;
    return known ? json : Json();
}

std::string text_at(Json const& json, char const* name) {
    auto const found = json.find(name);
    return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

bool flag_at(Json const& json, char const* name) {
    auto const found = json.find(name);
    return found != json.end() && found->is_boolean() && found->get<bool>();
}

/// Roles for which no seal holds. One key, and one person, may stand for one role only.
std::vector<std::string> missing_roles(std::vector<SealCheck> const& seals) {
    std::vector<std::string> out;
    std::set<std::string> keys, people;
    for (std::string const& role : archive_roles()) {
        auto const found = std::find_if(seals.begin(), seals.end(), [&](SealCheck const& check) {
            return check.state == domain::SealState::holds && check.seal.role == role &&
                   !keys.contains(check.seal.key_id) && !people.contains(check.known_as);
        });
        if (found == seals.end()) {
            out.push_back(role);
            continue;
        }
        keys.insert(found->seal.key_id);
        people.insert(found->known_as);
    }
    return out;
}

/// The register of an archive without one: its own keys.csv.
base::Result<domain::KeyRegister> own_register(SealedContent const& content) {
    auto const text = TRY(content.read("keys.csv", seals_bytes_max));
    return domain::KeyRegister::parse(text, "keys.csv");
}

base::Result<void> verify_seals(SealedContent const& content, domain::KeyRegister const* keys,
                                ArchiveCheck& out) {
    auto const text = TRY(content.read(std::string(archive_seals), seals_bytes_max));
    auto const seals = TRY(domain::parse_seals(text, std::string(archive_seals)));
    if (keys != nullptr) {
        out.seals = check_seals(seals, "archive", out.digest, *keys);
        return {};
    }
    out.own_keys = true;
    auto const own = TRY(own_register(content));
    out.seals = check_seals(seals, "archive", out.digest, own);
    return {};
}

base::Result<void> verify_list(SealedContent const& content, ArchiveCheck& out) {
    std::string const name(archive_manifest);
    auto const text = TRY(content.read(name, manifest_bytes_max));
    out.digest = base::digest_hex(base::DigestKind::sm3, text);
    Json const manifest = parse_manifest(text);
    if (manifest.is_null()) return base::invalid("manifest_malformed", {.file = name});
    out.month = text_at(manifest, "month");
    out.edition = text_at(manifest, "edition");
    out.organisation = text_at(manifest, "organisation");
    out.made_at = text_at(manifest, "made_at");
    auto const listed = TRY(parse_files(text, name));
    out.files = TRY(compare_content(content, listed, {name, std::string(archive_seals)}));
    return {};
}

base::Result<std::vector<FileCheck>> compare_runs(std::string const& before,
                                                  std::string const& after) {
    auto const made = TRY(SealedContent::open(after));
    auto const held = TRY(SealedContent::open(before));
    auto const listed = TRY(list_content(held));
    // Where the run stood among others is no figure of it; keys are not archived.
    auto files = TRY(compare_content(made, listed, {"key/person.key"}));
    std::erase_if(files, [](FileCheck const& file) { return file.path == "origin.json"; });
    return files;
}

}  // namespace

std::vector<std::string> const& archive_roles() {
    static std::vector<std::string> const all = {"maker", "checker", "responsible"};
    return all;
}

bool ArchiveCheck::is_whole() const {
    auto const holds = [](auto const& check) { return int(check.state) == 0; };
    return fault.empty() && roles_missing.empty() && !files.empty() &&
           std::all_of(files.begin(), files.end(), holds) &&
           std::all_of(seals.begin(), seals.end(), holds);
}

base::Result<ArchiveCheck> verify_archive(std::string const& path,
                                          domain::KeyRegister const* keys) {
    auto const content = TRY(SealedContent::open(path));
    ArchiveCheck out;
    auto const list = verify_list(content, out);
    if (!list) out.fault = list.error().code;
    auto const seals = verify_seals(content, keys, out);
    if (!seals && out.fault.empty()) out.fault = seals.error().code;
    out.roles_missing = missing_roles(out.seals);
    return out;
}

base::Result<std::vector<FileCheck>> recompute_archive(std::string const& path,
                                                       std::string const& work, int threads) {
    auto const content = TRY(SealedContent::open(path));
    TRY_VOID(base::make_directories(work));
    std::string const held = content.is_zip() ? work + "/archive" : path;
    if (content.is_zip()) TRY_VOID(content.extract(held));
    auto const text = TRY(content.read(std::string(archive_manifest), manifest_bytes_max));
    Json const manifest = parse_manifest(text);
    auto const month = base::parse_month_end(text_at(manifest, "month"));
    if (manifest.is_null() || !month)
        return base::invalid("manifest_malformed", {.file = std::string(archive_manifest)});
    auto const summary = TRY(base::read_file(held + "/run/summary.json"));
    Json const said = Json::parse(summary, nullptr, false);
    if (said.is_object() && said.contains("mappings"))
        return base::invalid("archive_mapped", {.file = path});
    ReportRequest request;
    request.report_date = *month;
    request.in = held + "/data";
    request.out = work + "/run";
    std::string const prior = text_at(manifest, "prior");
    if (!prior.empty()) request.prior = held + "/prior";
    request.pack_folder = held + "/run/pack";
    request.edition = text_at(manifest, "edition") == "pboc" ? Edition::pboc : Edition::bank;
    request.finished = text_at(manifest, "finished");
    request.threads = threads;
    request.only_figures = flag_at(manifest, "only_figures");
    request.workbooks = flag_at(manifest, "workbooks");
    request.language = text_at(manifest, "language") == "en" ? Language::en : Language::zh;
    auto const report = TRY(run_report(request));
    (void)report;
    return compare_runs(held + "/run", request.out);
}

bool is_archive(std::string const& path) {
    auto const content = SealedContent::open(path);
    return content && content->has(std::string(archive_manifest));
}

}  // namespace service
