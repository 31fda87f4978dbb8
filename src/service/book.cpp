// Finding and loading packs.
#include "service/book.hpp"

#include <cstdlib>

#include "base/file.hpp"

namespace service {

base::Result<std::string> find_pack_folder(std::string const& given) {
    if (!given.empty()) {
        if (base::is_directory(given)) return given;
        return base::fail(base::ErrorKind::not_found, "pack_folder_missing", {.file = given});
    }
    if (char const* const set = std::getenv("WUPIAN_PACK");
        set != nullptr && base::is_directory(set))
        return std::string(set);
    for (std::string at = base::program_directory(); !at.empty(); at.resize(at.rfind('/')))
        for (std::string const below : {"/pack", "/share/wupian/pack"})
            if (base::is_directory(at + below + "/common")) return at + below;
    if (base::is_directory("pack/common")) return std::string("pack");
    return base::fail(base::ErrorKind::not_found, "pack_folder_missing", {.file = "pack"});
}

base::Result<pack::Book> load_book(std::string const& folder) {
    pack::Loaded loaded = pack::load(folder);
    if (!loaded.errors.empty()) return std::unexpected(std::move(loaded.errors.front()));
    return std::move(loaded.book);
}

bool is_pack_fault(base::Error const& error) {
    if (error.code == "pack_folder_missing" || error.at.line == 0) return false;
    for (std::string_view const prefix : {"pack_", "expr_", "rule_", "yaml_", "csv_", "metric_"})
        if (error.code.starts_with(prefix)) return true;
    return false;
}

}  // namespace service
