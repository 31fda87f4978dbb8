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

}  // namespace service
