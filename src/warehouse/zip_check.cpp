// libzip's strict opening, and what we ask beyond it.
#include "warehouse/zip_check.hpp"

#include <zip.h>

#include <fstream>
#include <memory>
#include <set>

#include "base/digest.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "warehouse/zip.hpp"

namespace warehouse {
namespace {

struct Discard {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
using Archive = std::unique_ptr<zip_t, Discard>;

base::Result<Archive> open_strictly(std::string const& path) {
    int code = 0;
    Archive archive(zip_open(path.c_str(), ZIP_RDONLY | ZIP_CHECKCONS, &code));
    if (archive) return archive;
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    std::string const reason = zip_error_strerror(&error);
    zip_error_fini(&error);
    return base::invalid("zip_unreadable", {.file = path}, {{"reason", reason}});
}

constexpr size_t stamp_bytes = 64;

/// SM3 of what stands before the stamp, and of zeros in its place.
std::string stamp_of(std::string_view before) {
    base::DigestStream digest(base::DigestKind::sm3);
    digest.add(before);
    digest.add(std::string(stamp_bytes, '0'));
    return digest.hex();
}

base::Result<void> check_stamp(std::string const& path) {
    auto const file = TRY(base::MappedFile::open(path));
    std::string_view const bytes = file.bytes();
    if (bytes.size() > stamp_bytes) {
        auto const before = bytes.substr(0, bytes.size() - stamp_bytes);
        if (stamp_of(before) == bytes.substr(before.size())) return {};
    }
    return base::invalid("zip_changed", {.file = path});
}

/// A regular file without extras, as write_zip makes it.
bool is_own_form(zip_t* archive, zip_uint64_t index, zip_stat_t const& status) {
    zip_uint8_t system = 0;
    zip_uint32_t attributes = 0;
    if (zip_file_get_external_attributes(archive, index, 0, &system, &attributes) != 0)
        return false;
    zip_uint32_t const type = (attributes >> 16) & 0170000;
    zip_uint32_t comment = 0;
    (void)zip_file_get_comment(archive, index, &comment, 0);
    return (type == 0 || type == 0100000) && (attributes & 0xFFFF) == 0 && comment == 0 &&
           status.encryption_method == ZIP_EM_NONE &&
           (status.comp_method == ZIP_CM_DEFLATE || status.comp_method == ZIP_CM_STORE);
}

}  // namespace

bool is_plain_path(std::string_view name) {
    if (name.empty() || name.size() > 400 ||
        base::find_malformed_utf8(name) != std::string_view::npos)
        return false;
    for (char c : name)
        if (uint8_t(c) < 32 || c == 127 || c == '\\' || c == ':') return false;
    for (std::string_view part : base::split(name, '/'))
        if (part.empty() || part == "." || part == "..") return false;
    return true;
}

base::Result<void> stamp_zip(std::string const& path) {
    // The file ends with the length of its comment, which is 0.
    constexpr char length[2] = {char(stamp_bytes), 0};
    {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(-2, std::ios::end);
        file.write(length, sizeof length);
        if (!file.flush())
            return base::fail(base::ErrorKind::unavailable, "file_unwritable", {.file = path},
                              {{"reason", "stamp"}});
    }
    std::string stamp;
    {
        auto const written = TRY(base::MappedFile::open(path));
        stamp = stamp_of(written.bytes());
    }
    std::ofstream file(path, std::ios::app | std::ios::binary);
    file.write(stamp.data(), std::streamsize(stamp.size()));
    if (!file.flush())
        return base::fail(base::ErrorKind::unavailable, "file_unwritable", {.file = path},
                          {{"reason", "stamp"}});
    return {};
}

base::Result<std::vector<ZipMember>> check_zip(std::string const& path, ZipLimits const& limits) {
    TRY_VOID(check_stamp(path));
    auto const archive = TRY(open_strictly(path));
    auto const refuse = [&](std::string_view code, std::string name) {
        return base::invalid(code, {.file = path}, {{"name", std::move(name)}});
    };
    int comment = 0;
    (void)zip_get_archive_comment(archive.get(), &comment, 0);
    if (comment != int(stamp_bytes)) return refuse("zip_foreign", "");
    zip_int64_t const count = zip_get_num_entries(archive.get(), 0);
    auto const bomb = [&] {
        return base::fail(base::ErrorKind::limit, "zip_bomb", {.file = path},
                          {{"members", std::to_string(limits.members)},
                           {"bytes", std::to_string(limits.bytes)},
                           {"ratio", std::to_string(limits.ratio)}});
    };
    if (count > limits.members) return bomb();
    std::vector<ZipMember> out;
    std::set<std::string> names;
    int64_t bytes = 0, packed = 0;
    for (zip_int64_t i = 0; i < count; ++i) {
        zip_stat_t status;
        zip_stat_init(&status);
        if (zip_stat_index(archive.get(), zip_uint64_t(i), 0, &status) != 0 ||
            status.name == nullptr)
            return base::invalid("zip_unreadable", {.file = path},
                                 {{"reason", zip_strerror(archive.get())}});
        std::string const name = status.name;
        if (!is_plain_path(name)) return refuse("zip_member_name", name);
        if (!names.insert(name).second) return refuse("zip_member_twice", name);
        if (!is_own_form(archive.get(), zip_uint64_t(i), status))
            return refuse("zip_foreign", name);
        // Each alone first, so that the sums cannot overflow.
        if (status.size > uint64_t(limits.bytes) || status.comp_size > uint64_t(limits.bytes))
            return bomb();
        bytes += int64_t(status.size);
        packed += int64_t(status.comp_size);
        if (bytes > limits.bytes) return bomb();
        out.push_back({name, int64_t(status.size)});
    }
    if (bytes > (packed + 4096) * limits.ratio) return bomb();
    return out;
}

base::Result<void> extract_zip(std::string const& path, std::vector<ZipMember> const& members,
                               std::string const& folder) {
    for (ZipMember const& member : members) {
        std::string const target = folder + "/" + member.name;
        TRY_VOID(base::make_directories(target.substr(0, target.rfind('/'))));
        auto const bytes = TRY(read_zip_entry(path, member.name));
        TRY_VOID(base::write_file(target, bytes));
    }
    return {};
}

}  // namespace warehouse
