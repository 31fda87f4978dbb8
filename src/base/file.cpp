// File access over POSIX and std::filesystem; every failure carries the path and the system's
// reason.
#include "base/file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace base {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> failed(std::string_view code, std::string const& path, std::string reason) {
    return fail(ErrorKind::unavailable, code, {.file = path}, {{"reason", std::move(reason)}});
}

std::unexpected<Error> failed(std::string_view code, std::string const& path) {
    return failed(code, path, std::strerror(errno));
}

/// A file descriptor that closes itself.
struct Descriptor {
    int number = -1;
    explicit Descriptor(int n) : number(n) {}
    Descriptor(Descriptor const&) = delete;
    Descriptor& operator=(Descriptor const&) = delete;
    ~Descriptor() {
        if (number >= 0) close(number);
    }
};

bool write_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        ssize_t const written = write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes.remove_prefix(size_t(written));
    }
    return true;
}

}  // namespace

Result<std::string> read_file(std::string const& path, int64_t bytes_max) {
    Descriptor const file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.number < 0) return failed("file_unreadable", path);
    struct stat status{};
    if (fstat(file.number, &status) != 0) return failed("file_unreadable", path);
    if (!S_ISREG(status.st_mode)) return failed("file_unreadable", path, "not a regular file");
    if (status.st_size > bytes_max) {
        return fail(
            ErrorKind::limit, "file_too_large", {.file = path},
            {{"bytes", std::to_string(status.st_size)}, {"limit", std::to_string(bytes_max)}});
    }
    std::string out(size_t(status.st_size), '\0');
    size_t done = 0;
    while (done < out.size()) {
        ssize_t const got = read(file.number, out.data() + done, out.size() - done);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failed("file_unreadable", path);
        if (got == 0) break;
        done += size_t(got);
    }
    out.resize(done);
    return out;
}

Result<void> write_file(std::string const& path, std::string_view bytes) {
    std::string const temporary = path + ".part";
    {
        Descriptor const file(
            open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
        if (file.number < 0) return failed("file_unwritable", path);
        if (!write_all(file.number, bytes) || fsync(file.number) != 0) {
            auto const error = failed("file_unwritable", path);
            unlink(temporary.c_str());
            return error;
        }
    }
    if (std::rename(temporary.c_str(), path.c_str()) != 0) return failed("file_unwritable", path);
    return {};
}

Result<MappedFile> MappedFile::open(std::string const& path) {
    Descriptor const file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.number < 0) return failed("file_unreadable", path);
    struct stat status{};
    if (fstat(file.number, &status) != 0) return failed("file_unreadable", path);
    if (!S_ISREG(status.st_mode)) return failed("file_unreadable", path, "not a regular file");
    size_t const size = size_t(status.st_size);
    if (size == 0) return MappedFile(nullptr, 0);
    void* const data = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.number, 0);
    if (data == MAP_FAILED) return failed("file_unreadable", path);
    madvise(data, size, MADV_SEQUENTIAL);
    return MappedFile(static_cast<char const*>(data), size);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
}

MappedFile::~MappedFile() {
    if (data_ != nullptr) munmap(const_cast<char*>(data_), size_);
}

Result<std::vector<DirectoryEntry>> list_directory(std::string const& path) {
    std::error_code error;
    std::vector<DirectoryEntry> entries;
    for (fs::directory_iterator at(path, error), end; !error && at != end; at.increment(error)) {
        std::string name = at->path().filename().string();
        if (name.starts_with('.')) continue;
        std::error_code unknown;  // A link to nothing is no folder; reading it will say more.
        entries.push_back({std::move(name), at->is_directory(unknown)});
    }
    if (error) return failed("directory_unreadable", path, error.message());
    std::sort(entries.begin(), entries.end(),
              [](auto const& a, auto const& b) { return a.name < b.name; });
    return entries;
}

Result<std::vector<std::string>> list_files_below(std::string const& path) {
    std::error_code error;
    std::vector<std::string> files;
    for (fs::recursive_directory_iterator at(path, error), end; !error && at != end;
         at.increment(error)) {
        if (at->is_regular_file(error)) files.push_back(fs::relative(at->path(), path).string());
    }
    if (error) return failed("directory_unreadable", path, error.message());
    std::sort(files.begin(), files.end());
    return files;
}

bool is_file(std::string const& path) {
    std::error_code error;
    return fs::is_regular_file(path, error);
}

bool is_directory(std::string const& path) {
    std::error_code error;
    return fs::is_directory(path, error);
}

Result<void> check_free(std::string const& path) {
    std::error_code error;
    if (!fs::exists(fs::symlink_status(path, error))) return {};
    if (fs::is_directory(path, error) && fs::is_empty(path, error) && !error) return {};
    return fail(ErrorKind::conflict, "output_not_empty", {.file = path});
}

Result<void> make_directories(std::string const& path) {
    std::error_code error;
    fs::create_directories(path, error);
    if (error) return failed("file_unwritable", path, error.message());
    return {};
}

Result<void> remove_all(std::string const& path) {
    std::error_code error;
    fs::remove_all(path, error);
    if (error) return failed("file_unwritable", path, error.message());
    return {};
}

Result<void> rename_path(std::string const& from, std::string const& to) {
    std::error_code error;
    fs::rename(from, to, error);
    if (error) return failed("file_unwritable", to, error.message());
    return {};
}

Result<void> copy_file(std::string const& from, std::string const& to) {
    if (!is_file(from)) return failed("file_unreadable", from, "not a regular file");
    std::error_code error;
    fs::copy_file(from, to, fs::copy_options::overwrite_existing, error);
    if (error) return failed("file_unwritable", to, error.message());
    Descriptor const file(open(to.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.number < 0 || fsync(file.number) != 0) return failed("file_unwritable", to);
    return {};
}

Result<void> link_file(std::string const& from, std::string const& to) {
    std::error_code error;
    fs::create_hard_link(from, to, error);
    if (!error) return {};
    return copy_file(from, to);
}

Result<void> copy_tree(std::string const& from, std::string const& to) {
    auto const files = TRY(list_files_below(from));
    for (std::string const& file : files) {
        std::string const target = to + "/" + file;
        TRY_VOID(make_directories(fs::path(target).parent_path().string()));
        auto const bytes = TRY(read_file(from + "/" + file));
        TRY_VOID(write_file(target, bytes));
    }
    return {};
}

Result<void> link_tree(std::string const& from, std::string const& to) {
    auto const files = TRY(list_files_below(from));
    for (std::string const& file : files) {
        std::string const target = to + "/" + file;
        TRY_VOID(make_directories(fs::path(target).parent_path().string()));
        TRY_VOID(link_file(from + "/" + file, target));
    }
    return {};
}

Result<FolderLock> FolderLock::take(std::string const& folder) {
    TRY_VOID(make_directories(folder));
    std::string const path = folder + "/.lock";
    int const descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0) return failed("file_unwritable", path);
    FolderLock lock(descriptor);
    if (flock(descriptor, LOCK_EX | LOCK_NB) == 0) return lock;
    if (errno != EWOULDBLOCK) return failed("file_unwritable", path);
    return fail(ErrorKind::conflict, "folder_busy", {.file = folder});
}

FolderLock::FolderLock(FolderLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

FolderLock& FolderLock::operator=(FolderLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

FolderLock::~FolderLock() {
    if (descriptor_ >= 0) close(descriptor_);
}

std::string_view file_name(std::string_view path) {
    size_t const slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view file_stem(std::string_view path) {
    std::string_view const name = file_name(path);
    size_t const dot = name.rfind('.');
    return dot == std::string_view::npos || dot == 0 ? name : name.substr(0, dot);
}

std::string_view file_extension(std::string_view path) {
    std::string_view const name = file_name(path);
    size_t const dot = name.rfind('.');
    return dot == std::string_view::npos || dot == 0 ? std::string_view() : name.substr(dot + 1);
}

std::string program_directory() {
    std::error_code error;
    return fs::read_symlink("/proc/self/exe", error).parent_path().string();
}

}  // namespace base
