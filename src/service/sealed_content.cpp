// Folder or zip behind one reader; lists of files as JSON.
#include "service/sealed_content.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/digest.hpp"
#include "base/file.hpp"
#include "warehouse/zip.hpp"

namespace service {
namespace {

using Json = nlohmann::ordered_json;

std::string sm3(std::string_view bytes) { return base::digest_hex(base::DigestKind::sm3, bytes); }

/// A link could show other bytes tomorrow, and those of a file outside.
base::Result<void> refuse_links(std::string const& folder) {
    namespace fs = std::filesystem;
    std::error_code error;
    for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end;
         at.increment(error))
        if (!fs::is_regular_file(at->symlink_status(error)) &&
            !fs::is_directory(at->symlink_status(error)))
            return base::invalid("content_link", {.file = at->path().string()});
    if (error)
        return base::invalid("directory_unreadable", {.file = folder},
                             {{"reason", error.message()}});
    return {};
}

}  // namespace

base::Result<SealedContent> SealedContent::open(std::string const& path,
                                                warehouse::ZipLimits const& limits) {
    SealedContent out;
    out.path_ = path;
    if (base::is_directory(path)) {
        TRY_VOID(refuse_links(path));
        out.names_ = TRY(base::list_files_below(path));
    } else if (base::is_file(path)) {
        out.is_zip_ = true;
        out.members_ = TRY(warehouse::check_zip(path, limits));
        for (auto const& member : out.members_) out.names_.push_back(member.name);
        std::sort(out.names_.begin(), out.names_.end());
    } else {
        return base::fail(base::ErrorKind::not_found, "content_missing", {.file = path},
                          {{"name", path}});
    }
    return out;
}

bool SealedContent::has(std::string const& name) const {
    return std::binary_search(names_.begin(), names_.end(), name);
}

base::Result<std::string> SealedContent::read(std::string const& name, int64_t bytes_max) const {
    if (!has(name))
        return base::fail(base::ErrorKind::not_found, "content_missing", {.file = path_},
                          {{"name", name}});
    if (!is_zip_) return base::read_file(path_ + "/" + name, bytes_max);
    for (auto const& member : members_)
        if (member.name == name && member.bytes > bytes_max)
            return base::fail(base::ErrorKind::limit, "zip_too_large", {.file = path_},
                              {{"name", name}, {"bytes", std::to_string(member.bytes)}});
    return warehouse::read_zip_entry(path_, name);
}

base::Result<ListedFile> SealedContent::measure(std::string const& name) const {
    if (is_zip_) {
        auto const bytes = TRY(warehouse::read_zip_entry(path_, name));
        return ListedFile{name, int64_t(bytes.size()), sm3(bytes)};
    }
    auto const file = TRY(base::MappedFile::open(path_ + "/" + name));
    return ListedFile{name, int64_t(file.bytes().size()), sm3(file.bytes())};
}

base::Result<void> SealedContent::extract(std::string const& folder) const {
    if (is_zip_) return warehouse::extract_zip(path_, members_, folder);
    return base::copy_tree(path_, folder);
}

base::Result<std::vector<ListedFile>> list_content(SealedContent const& content) {
    std::vector<ListedFile> out;
    for (std::string const& name : content.names()) {
        auto file = TRY(content.measure(name));
        out.push_back(std::move(file));
    }
    return out;
}

std::string files_json(std::vector<ListedFile> const& files) {
    Json out = Json::array();
    for (ListedFile const& file : files)
        out.push_back({{"path", file.path}, {"bytes", file.bytes}, {"sm3", file.sm3}});
    return out.dump(1);
}

base::Result<std::vector<ListedFile>> parse_files(std::string const& manifest,
                                                  std::string const& file) {
    auto const refused = [&] {
        return base::invalid("manifest_malformed", {.file = file, .field = "files"});
    };
    Json const json = Json::parse(manifest, nullptr, false);
    if (!json.is_object() || !json.contains("files") || !json["files"].is_array()) return refused();
    std::vector<ListedFile> out;
    std::set<std::string> names;
    for (Json const& one : json["files"]) {
        if (!one.is_object() || !one.contains("path") || !one["path"].is_string() ||
            !one.contains("sm3") || !one["sm3"].is_string() || !one.contains("bytes") ||
            !one["bytes"].is_number_integer())
            return refused();
        out.push_back({one["path"], one["bytes"], one["sm3"]});
        if (!warehouse::is_plain_path(out.back().path) || !names.insert(out.back().path).second)
            return refused();
    }
    return out;
}

std::string_view file_state_text(FileState state) {
    switch (state) {
        case FileState::holds: return "holds";
        case FileState::changed: return "changed";
        case FileState::missing: return "missing";
        case FileState::added: return "added";
    }
    return "changed";
}

base::Result<std::vector<FileCheck>> compare_content(SealedContent const& content,
                                                     std::vector<ListedFile> const& listed,
                                                     std::vector<std::string> const& unlisted) {
    std::map<std::string, FileState> states;
    for (ListedFile const& file : listed) {
        if (!content.has(file.path)) {
            states[file.path] = FileState::missing;
            continue;
        }
        // A member that can no longer be unpacked is a changed one.
        auto const now = content.measure(file.path);
        bool const same = now && now->bytes == file.bytes && now->sm3 == file.sm3;
        states[file.path] = same ? FileState::holds : FileState::changed;
    }
    for (std::string const& name : content.names())
        if (std::find(unlisted.begin(), unlisted.end(), name) == unlisted.end())
            states.try_emplace(name, FileState::added);
    std::vector<FileCheck> out;
    for (auto const& [path, state] : states) out.push_back({path, state});
    return out;
}

std::vector<SealCheck> check_seals(std::vector<domain::Seal> const& seals, std::string_view kind,
                                   std::string_view digest, domain::KeyRegister const& keys) {
    std::vector<SealCheck> out;
    for (domain::Seal const& seal : seals) {
        auto const* const known = keys.find(seal.key_id);
        out.push_back({seal, domain::check_seal(seal, kind, digest, keys),
                       known == nullptr ? "" : known->row.name,
                       known == nullptr ? "" : known->row.organisation});
    }
    return out;
}

base::Result<std::vector<domain::Seal>> make_seals(SealOver const& over,
                                                   std::vector<Signer> const& signers) {
    std::vector<domain::Seal> out;
    for (Signer const& signer : signers) {
        auto seal = TRY(domain::make_seal(signer.key, {.kind = over.kind,
                                                       .digest = over.digest,
                                                       .role = signer.role,
                                                       .name = signer.name,
                                                       .key_id = "",
                                                       .at = over.at,
                                                       .signature = ""}));
        out.push_back(std::move(seal));
    }
    return out;
}

}  // namespace service
