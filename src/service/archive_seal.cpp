// Seals of an archive: made with it, or added when the next person signs.
#include "base/digest.hpp"
#include "base/file.hpp"
#include "service/archive_month.hpp"
#include "service/archive_part.hpp"
#include "warehouse/zip.hpp"

namespace service {
namespace {

/// A signer signs what is there, so it must be what the list says.
base::Result<void> check_list(SealedContent const& content, std::string const& manifest) {
    std::string const name(archive_manifest), seals(archive_seals);
    auto const listed = TRY(parse_files(manifest, name));
    auto const files = TRY(compare_content(content, listed, {name, seals}));
    for (FileCheck const& file : files)
        if (file.state != FileState::holds)
            return base::fail(base::ErrorKind::conflict, "archive_not_as_listed",
                              {.file = content.path() + "/" + file.path},
                              {{"state", std::string(file_state_text(file.state))}});
    return {};
}

/// Unpacks, puts the seals in and packs again; the archive stands as it was until all is done.
base::Result<void> rewrite_zip(SealedContent const& content, std::string const& seals) {
    std::string const folder = content.path() + ".content.part";
    TRY_VOID(base::remove_all(folder));
    TRY_VOID(content.extract(folder));
    TRY_VOID(base::write_file(folder + "/" + std::string(archive_seals), seals));
    TRY_VOID(zip_folder(folder, content.path()));
    return base::remove_all(folder);
}

}  // namespace

base::Result<void> zip_folder(std::string const& folder, std::string const& zip) {
    auto const names = TRY(base::list_files_below(folder));
    std::vector<std::pair<std::string, std::string>> files;
    for (std::string const& name : names) files.emplace_back(name, folder + "/" + name);
    std::string const part = zip + ".stamped.part";
    TRY_VOID(base::remove_all(part));
    TRY_VOID(warehouse::write_zip(part, files));
    TRY_VOID(warehouse::stamp_zip(part));
    return base::rename_path(part, zip);
}

namespace {

/// `more` makes the seals that are added, from the digest that they are over.
template <typename More>
base::Result<std::string> add_to(std::string const& path, More more) {
    auto const content = TRY(SealedContent::open(path));
    auto const manifest = TRY(content.read(std::string(archive_manifest), manifest_bytes_max));
    TRY_VOID(check_list(content, manifest));
    auto const held = TRY(content.read(std::string(archive_seals), seals_bytes_max));
    auto seals = TRY(domain::parse_seals(held, std::string(archive_seals)));
    std::string const digest = base::digest_hex(base::DigestKind::sm3, manifest);
    auto const made = TRY(more(digest));
    seals.insert(seals.end(), made.begin(), made.end());
    if (seals.size() > domain::seals_max)
        return base::fail(base::ErrorKind::limit, "seals_too_many", {.file = path},
                          {{"most", std::to_string(domain::seals_max)}});
    std::string const text = domain::seals_csv(seals);
    if (content.is_zip())
        TRY_VOID(rewrite_zip(content, text));
    else
        TRY_VOID(base::write_file(path + "/" + std::string(archive_seals), text));
    return digest;
}

}  // namespace

base::Result<std::string> seal_archive(std::string const& path, std::vector<Signer> const& signers,
                                       std::string const& at) {
    return add_to(path, [&](std::string const& digest) {
        return make_seals({"archive", digest, at}, signers);
    });
}

base::Result<void> add_seals(std::string const& path, std::vector<domain::Seal> const& seals) {
    TRY_VOID(add_to(path, [&](std::string const&) -> base::Result<std::vector<domain::Seal>> {
        return seals;
    }));
    return {};
}

}  // namespace service
