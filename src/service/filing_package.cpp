// What stands in a filing's package.
#include "service/filing_package.hpp"

#include <set>

#include "base/digest.hpp"
#include "base/encode.hpp"
#include "base/file.hpp"
#include "service/held_key.hpp"
#include "service/package.hpp"
#include "warehouse/inbox.hpp"

namespace service {
namespace {

constexpr size_t id_signs = 26;

/// The same filing gives the same id: sent twice it is taken in once.
std::string package_id(domain::Filing const& filing) {
    std::string const hex =
        base::digest_hex(base::DigestKind::sm3, filing.id + "\n" + filing.digest);
    std::string out = base::to_base32(*base::from_hex(hex)).substr(0, id_signs);
    for (char& sign : out)
        if (sign >= 'A' && sign <= 'Z') sign = char(sign - 'A' + 'a');
    return out;
}

/// Official files of a folder, but for names that stand there already.
base::Result<void> add_official(std::string const& folder, std::set<std::string>& names,
                                std::vector<PackageSource>& out) {
    if (!base::is_directory(folder)) return {};
    auto const entries = TRY(base::list_directory(folder));
    for (auto const& entry : entries) {
        if (entry.is_directory || !warehouse::parse_sent_name(entry.name)) continue;
        if (names.insert(entry.name).second)
            out.push_back({"in/" + entry.name, folder + "/" + entry.name});
    }
    return {};
}

base::Result<std::vector<PackageSource>> sources_of(FilingPackage const& request) {
    BankMonth const& month = request.month;
    std::vector<PackageSource> out;
    std::set<std::string> names;
    std::string const run = runs_folder(month.root, month.day) + "/" + request.filing.run;
    std::string const tables = run + "/" + month.uscc;
    auto const entries = TRY(base::list_directory(tables));
    // A table goes as its zip alone; it stands for what the bank itself may have sent of it.
    for (auto const& entry : entries) {
        if (entry.is_directory || base::file_extension(entry.name) != "zip") continue;
        std::string const stem(base::file_stem(entry.name));
        names.insert({entry.name, stem + ".dat", stem + ".log"});
        out.push_back({"in/" + entry.name, tables + "/" + entry.name});
    }
    TRY_VOID(add_official(inbox_folder(month.root, month.day) + "/" + month.uscc, names, out));
    out.push_back({"closing.csv", request.closings});
    return out;
}

}  // namespace

base::Result<std::string> write_filing_package(FilingPackage const& request) {
    std::string const pem = request.month.root + "/key/sender.pem";
    if (!base::is_file(pem))
        return base::fail(base::ErrorKind::not_found, "key_missing", {}, {{"name", "sender"}});
    auto const key = TRY(read_held_key(pem, request.pass_phrase));
    PackageHead head;
    head.id = package_id(request.filing);
    head.kind = "filing";
    head.from = "bank";
    head.organisation = request.month.uscc;
    head.to = "pboc";
    head.recipient = "*";
    head.made_at = request.made_at;
    head.month = request.month.month;
    auto const files = TRY(sources_of(request));
    TRY_VOID(base::remove_all(request.out));
    Signer const sender{"sender", key.row.name, key.row.organisation, key.key};
    return make_package(head, files, {sender}, request.out);
}

}  // namespace service
