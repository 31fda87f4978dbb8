// Goal: no bytes crash the readers of zips from outside; what is unpacked stays within its limits.
#include "fuzz.hpp"
#include "warehouse/xlsx_reader.hpp"
#include "warehouse/zip.hpp"
#include "warehouse/zip_check.hpp"

extern "C" int LLVMFuzzerTestOneInput(uint8_t const* data, size_t size) {
    std::string const& path = fuzz::file_with(fuzz::text_of(data, size));
    if (auto const names = warehouse::list_zip(path)) {
        for (std::string const& name : *names) {
            auto const bytes = warehouse::read_zip_entry(path, name);
            if (!bytes)
                fuzz::must(bytes.error().code.starts_with("zip_"), "a foreign code",
                           bytes.error().code);
        }
    }
    warehouse::ZipLimits const limits{.members = 20, .bytes = 1 << 20, .ratio = 100};
    auto const members = warehouse::check_zip(path, limits);
    if (members) {
        fuzz::must(members->size() <= 20, "members");
        for (auto const& member : *members)
            fuzz::must(warehouse::is_plain_path(member.name), "a path", member.name);
    }
    (void)warehouse::XlsxFile::open(path, {.unpacked_bytes = 1 << 20});
    return 0;
}
