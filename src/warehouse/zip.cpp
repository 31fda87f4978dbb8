// libzip behind two functions; handles close themselves.
#include "warehouse/zip.hpp"

#include <zip.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>

#include "base/file.hpp"

namespace warehouse {
namespace {

struct Discard {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
using Archive = std::unique_ptr<zip_t, Discard>;

struct CloseFile {
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};

base::Result<Archive> open_archive(std::string const& path) {
    int code = 0;
    Archive archive(zip_open(path.c_str(), ZIP_RDONLY, &code));
    if (!archive) {
        zip_error_t error;
        zip_error_init_with_code(&error, code);
        std::string const reason = zip_error_strerror(&error);
        zip_error_fini(&error);
        return base::invalid("zip_unreadable", {.file = path}, {{"reason", reason}});
    }
    return archive;
}

zip_uint64_t file_bytes(std::string const& path) {
    std::error_code failed;
    auto const bytes = std::filesystem::file_size(path, failed);
    return failed ? 0 : zip_uint64_t(bytes);
}

/// Memory grows with what is there, not with what was claimed. Nullopt when it is not `size` bytes
/// of the right checksum.
std::optional<std::string> read_all(zip_file_t* file, size_t size) {
    constexpr size_t first_bytes = 1 << 20;
    std::string bytes;
    for (size_t at = 0; at < size;) {
        bytes.resize(std::min(size, std::max(first_bytes, 2 * at)));
        zip_int64_t const got = zip_fread(file, bytes.data() + at, bytes.size() - at);
        if (got <= 0) return std::nullopt;
        at += size_t(got);
    }
    // Only a read past the end makes libzip compare the checksum.
    char more = 0;
    if (zip_fread(file, &more, 1) != 0) return std::nullopt;
    return bytes;
}

// 1980-01-01 00:00, the earliest time that a zip can hold, in its own notation: no time zone
// enters.
constexpr zip_uint16_t fixed_dos_date = (1 << 5) | 1;

}  // namespace

base::Result<std::vector<std::string>> list_zip(std::string const& path) {
    auto const archive = TRY(open_archive(path));
    std::vector<std::string> names;
    for (zip_int64_t i = 0; i < zip_get_num_entries(archive.get(), 0); ++i)
        if (char const* const name = zip_get_name(archive.get(), zip_uint64_t(i), 0))
            names.emplace_back(name);
    return names;
}

base::Result<std::string> read_zip_entry(std::string const& path, std::string const& name) {
    auto const archive = TRY(open_archive(path));
    zip_stat_t status;
    zip_stat_init(&status);
    if (zip_stat(archive.get(), name.c_str(), 0, &status) != 0)
        return base::invalid("zip_entry_missing", {.file = path}, {{"name", name}});
    // Both sizes are claims of the archive; its own bytes are none.
    int64_t const packed = int64_t(std::min<zip_uint64_t>(status.comp_size, file_bytes(path)));
    if (status.size > zip_uint64_t(zip_entry_bytes_max) ||
        int64_t(status.size) > (packed + 1024) * zip_ratio_max)
        return base::fail(base::ErrorKind::limit, "zip_too_large", {.file = path},
                          {{"name", name}, {"bytes", std::to_string(status.size)}});
    std::unique_ptr<zip_file_t, CloseFile> const file(zip_fopen(archive.get(), name.c_str(), 0));
    auto bytes = file ? read_all(file.get(), size_t(status.size)) : std::nullopt;
    if (!bytes) return base::invalid("zip_unreadable", {.file = path}, {{"reason", name}});
    return std::move(*bytes);
}

base::Result<void> write_zip(
    std::string const& path,
    std::vector<std::pair<std::string, std::string>> const& name_and_file) {
    std::string const temporary = path + ".part";
    int code = 0;
    Archive archive(zip_open(temporary.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code));
    if (!archive)
        return base::fail(base::ErrorKind::unavailable, "file_unwritable", {.file = path},
                          {{"reason", "zip"}});
    for (auto const& [name, file] : name_and_file) {
        zip_source_t* const source = zip_source_file(archive.get(), file.c_str(), 0, -1);
        zip_int64_t const index =
            source == nullptr ? -1
                              : zip_file_add(archive.get(), name.c_str(), source, ZIP_FL_ENC_UTF_8);
        if (index < 0) {
            zip_source_free(source);
            return base::fail(base::ErrorKind::unavailable, "file_unwritable", {.file = path},
                              {{"reason", zip_strerror(archive.get())}});
        }
        zip_file_set_dostime(archive.get(), zip_uint64_t(index), 0, fixed_dos_date, 0);
        // A quarter of the time of the default level for a few percent more bytes.
        zip_set_file_compression(archive.get(), zip_uint64_t(index), ZIP_CM_DEFLATE, 1);
    }
    if (zip_close(archive.get()) != 0)
        return base::fail(base::ErrorKind::unavailable, "file_unwritable", {.file = path},
                          {{"reason", zip_strerror(archive.get())}});
    (void)archive.release();
    return base::rename_path(temporary, path);
}

}  // namespace warehouse
