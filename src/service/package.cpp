// Making and opening packages.
#include "service/package.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/csv.hpp"
#include "base/digest.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "warehouse/zip.hpp"

namespace service {
namespace {

using Json = nlohmann::ordered_json;

constexpr char manifest_name[] = "manifest.json", seals_name[] = "manifest.sig";
constexpr warehouse::ZipLimits limits{package_members_max, package_bytes_max, package_ratio_max};

template <typename List>
bool has(List const& list, std::string_view one) {
    return std::find(list.begin(), list.end(), one) != list.end();
}

/// The kind, if this edition may send it to that one.
base::Result<PackageKind const*> find_route(PackageHead const& head) {
    auto const& all = package_kinds();
    auto const kind = std::find_if(all.begin(), all.end(),
                                   [&](PackageKind const& one) { return one.kind == head.kind; });
    if (kind == all.end()) return base::invalid("package_kind", {}, {{"kind", head.kind}});
    if (!has(kind->from, head.from) || !has(kind->to, head.to))
        return base::fail(base::ErrorKind::forbidden, "package_route", {},
                          {{"kind", head.kind}, {"from", head.from}, {"to", head.to}});
    return &*kind;
}

/// The header of a file must be one of the kind's.
base::Result<void> check_columns(PackageKind const& kind, std::string const& name,
                                 std::string_view bytes) {
    if (kind.headers.empty()) return {};
    auto const refuse = [&](std::string value) {
        return base::invalid(
            "package_columns", {.file = name, .line = 1},
            {{"kind", std::string(kind.kind)}, {"value", base::shorten(value, 200)}});
    };
    if (!name.ends_with(".csv")) return refuse(name);
    std::string_view const head = bytes.substr(0, bytes.find('\n'));
    if (!has(kind.headers, head)) return refuse(std::string(head));
    auto const whole = base::parse_csv_table(bytes, name);  // No cell beyond the header's.
    if (!whole) return std::unexpected(whole.error());
    return {};
}

std::string manifest_text(PackageHead const& head, std::vector<ListedFile> const& files) {
    Json manifest = {{"package", head.id},      {"kind", head.kind},
                     {"from", head.from},       {"organisation", head.organisation},
                     {"to", head.to},           {"recipient", head.recipient},
                     {"made_at", head.made_at}, {"month", head.month},
                     {"schema", head.schema}};
    manifest["files"] = Json::parse(files_json(files));
    return manifest.dump(1) + "\n";
}

base::Result<PackageHead> parse_head(std::string const& text) {
    auto const refused = [](std::string field) {
        return base::invalid("manifest_malformed",
                             {.file = manifest_name, .field = std::move(field)});
    };
    Json const json = Json::parse(text, nullptr, false);
    if (!json.is_object()) return refused("");
    PackageHead out;
    for (auto const& [name, value] : {std::pair{"package", &out.id},
                                      {"kind", &out.kind},
                                      {"from", &out.from},
                                      {"organisation", &out.organisation},
                                      {"to", &out.to},
                                      {"recipient", &out.recipient},
                                      {"made_at", &out.made_at},
                                      {"month", &out.month}}) {
        auto const found = json.find(name);
        if (found == json.end() || !found->is_string()) return refused(name);
        *value = found->get<std::string>();
    }
    auto const schema = json.find("schema");
    if (schema == json.end() || !schema->is_number_integer()) return refused("schema");
    out.schema = schema->get<int64_t>();
    bool const plain =
        out.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz234567") == std::string::npos;
    if (out.id.size() != 26 || !plain) return refused("package");
    return out;
}

/// True when the sending organisation's own key signed.
bool is_sent_by(PackageHead const& head, std::vector<SealCheck> const& seals) {
    return std::any_of(seals.begin(), seals.end(), [&](SealCheck const& check) {
        return check.state == domain::SealState::holds && check.seal.role == "sender" &&
               check.organisation == head.organisation;
    });
}

struct Looked {
    SealedContent content;
    PackageCheck check;
};

base::Result<Looked> look(std::string const& path, domain::KeyRegister const& keys) {
    auto content = TRY(SealedContent::open(path, limits));
    PackageCheck check;
    auto const text = TRY(content.read(manifest_name, manifest_bytes_max));
    check.head = TRY(parse_head(text));
    check.digest = base::digest_hex(base::DigestKind::sm3, text);
    auto const listed = TRY(parse_files(text, manifest_name));
    auto const csv = TRY(content.read(seals_name, seals_bytes_max));
    auto const seals = TRY(domain::parse_seals(csv, seals_name));
    check.seals = check_seals(seals, "package", check.digest, keys);
    check.own_word_only = !is_sent_by(check.head, check.seals);
    check.files = TRY(compare_content(content, listed, {manifest_name, seals_name}));
    return Looked{std::move(content), std::move(check)};
}

/// Whether this reader may take the package in; its bytes are looked at already.
base::Result<PackageKind const*> check_head(PackageCheck const& check,
                                            PackageReader const& reader) {
    PackageHead const& head = check.head;
    if (head.schema < package_schema_oldest || head.schema > package_schema)
        return base::invalid("package_schema", {.file = manifest_name, .field = "schema"},
                             {{"schema", std::to_string(head.schema)},
                              {"least", std::to_string(package_schema_oldest)},
                              {"most", std::to_string(package_schema)}});
    auto const* const kind = TRY(find_route(head));
    bool const ours = head.recipient == "*" || head.recipient == reader.organisation;
    if (head.to != reader.edition || !ours)
        return base::fail(base::ErrorKind::forbidden, "package_recipient", {},
                          {{"to", head.to}, {"recipient", head.recipient}});
    if (check.own_word_only)
        return base::fail(base::ErrorKind::forbidden, "package_unsigned", {},
                          {{"organisation", head.organisation}});
    for (FileCheck const& file : check.files)
        if (file.state != FileState::holds)
            return base::invalid("package_files", {.file = file.path},
                                 {{"state", std::string(file_state_text(file.state))}});
    if (reader.is_known && reader.is_known(head.id))
        return base::fail(base::ErrorKind::conflict, "package_replayed", {}, {{"id", head.id}});
    return kind;
}

}  // namespace

base::Result<std::string> make_package(PackageHead const& head,
                                       std::vector<PackageSource> const& files,
                                       std::vector<Signer> const& signers, std::string const& out) {
    if (base::is_file(out))
        return base::fail(base::ErrorKind::conflict, "output_not_empty", {.file = out});
    auto const* const kind = TRY(find_route(head));
    std::vector<ListedFile> listed;
    for (PackageSource const& source : files) {
        if (!warehouse::is_plain_path(source.name) || source.name == manifest_name ||
            source.name == seals_name)
            return base::invalid("zip_member_name", {.file = source.file}, {{"name", source.name}});
        auto const bytes = TRY(base::MappedFile::open(source.file));
        TRY_VOID(check_columns(*kind, source.name, bytes.bytes()));
        listed.push_back({source.name, int64_t(bytes.bytes().size()),
                          base::digest_hex(base::DigestKind::sm3, bytes.bytes())});
    }
    std::string const text = manifest_text(head, listed);
    TRY_VOID(parse_head(text));
    std::string const digest = base::digest_hex(base::DigestKind::sm3, text);
    auto const seals = TRY(make_seals({"package", digest, head.made_at}, signers));
    std::string const folder = out + ".content.part", zip = out + ".stamped.part";
    TRY_VOID(base::remove_all(folder));
    TRY_VOID(base::make_directories(folder));
    TRY_VOID(base::write_file(folder + "/" + manifest_name, text));
    TRY_VOID(base::write_file(folder + "/" + seals_name, domain::seals_csv(seals)));
    std::vector<std::pair<std::string, std::string>> members = {
        {manifest_name, folder + "/" + manifest_name}, {seals_name, folder + "/" + seals_name}};
    for (PackageSource const& source : files) members.emplace_back(source.name, source.file);
    TRY_VOID(warehouse::write_zip(zip, members));
    TRY_VOID(warehouse::stamp_zip(zip));
    TRY_VOID(base::remove_all(folder));
    TRY_VOID(base::rename_path(zip, out));
    return digest;
}

base::Result<OpenedPackage> open_package(std::string const& path, PackageReader const& reader) {
    auto looked = TRY(look(path, reader.keys));
    auto const* const kind = TRY(check_head(looked.check, reader));
    std::vector<std::string> names;
    for (FileCheck const& file : looked.check.files) {
        auto const bytes = TRY(looked.content.read(file.path, package_bytes_max));
        TRY_VOID(check_columns(*kind, file.path, bytes));
        names.push_back(file.path);
    }
    return OpenedPackage{std::move(looked.check.head), std::move(looked.check.digest),
                         std::move(looked.check.seals), std::move(looked.content),
                         std::move(names)};
}

bool is_package(std::string const& path) {
    auto const content = SealedContent::open(path, limits);
    return content && content->is_zip() && content->has(manifest_name) && content->has(seals_name);
}

bool PackageCheck::is_whole() const {
    auto const holds = [](auto const& one) { return int(one.state) == 0; };
    return !own_word_only && std::all_of(files.begin(), files.end(), holds) &&
           std::all_of(seals.begin(), seals.end(), holds);
}

base::Result<PackageCheck> verify_package(std::string const& path,
                                          domain::KeyRegister const& keys) {
    auto looked = TRY(look(path, keys));
    return std::move(looked.check);
}

}  // namespace service
