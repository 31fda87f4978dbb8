// Files: whole reads, read-only maps, writes that appear only when complete, sorted listings.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace base {

/// Reads a whole file. Errors: `file_unreadable`, `file_too_large` (over `bytes_max`).
Result<std::string> read_file(std::string const& path, int64_t bytes_max = int64_t(1) << 32);

/// Writes beside the target under a temporary name, syncs, and renames: readers see the old file
/// or the whole new one. Errors: `file_unwritable`.
Result<void> write_file(std::string const& path, std::string_view bytes);

/// A read-only memory map of a file; empty files are allowed. Move-only.
class MappedFile {
public:
    /// Errors: `file_unreadable`.
    static Result<MappedFile> open(std::string const& path);
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;
    ~MappedFile();

    std::string_view bytes() const { return {data_, size_}; }

private:
    MappedFile(char const* data, size_t size) : data_(data), size_(size) {}
    char const* data_ = nullptr;
    size_t size_ = 0;
};

struct DirectoryEntry {
    std::string name;
    bool is_directory;
};

/// Entries sorted by name, without hidden ones. Errors: `directory_unreadable`.
Result<std::vector<DirectoryEntry>> list_directory(std::string const& path);

/// All regular files below `path`, as paths relative to it, sorted. Errors: `directory_unreadable`.
Result<std::vector<std::string>> list_files_below(std::string const& path);

bool is_file(std::string const& path);
bool is_directory(std::string const& path);

/// Whether a new folder can be made here: the path is absent or an empty folder. What stands there
/// is never removed. Errors: `output_not_empty` (conflict).
Result<void> check_free(std::string const& path);

/// Creates the folder and its parents. Errors: `file_unwritable`.
Result<void> make_directories(std::string const& path);

/// Removes a file or a folder with all it holds; absent is fine. Errors: `file_unwritable`.
Result<void> remove_all(std::string const& path);

/// Renames a file or folder. Errors: `file_unwritable`.
Result<void> rename_path(std::string const& from, std::string const& to);

/// Copies one file of any size and syncs it; what stands at `to` is replaced. Errors:
/// `file_unreadable`, `file_unwritable`.
Result<void> copy_file(std::string const& from, std::string const& to);

/// A second name for the same bytes, or a copy where the file system has no links.
Result<void> link_file(std::string const& from, std::string const& to);

/// Copies every regular file below `from`. Errors: `file_unreadable`, `file_unwritable`.
Result<void> copy_tree(std::string const& from, std::string const& to);

/// As copy_tree, but a file that need not be copied is linked: both names stand for the same bytes,
/// so neither may be written to again.
Result<void> link_tree(std::string const& from, std::string const& to);

/// A folder held for one process: a lock on a hidden file in it, which the system lets go when the
/// process ends, however it ends. Move-only.
class FolderLock {
public:
    /// Makes the folder. Errors: `folder_busy` (conflict), `file_unwritable`.
    static Result<FolderLock> take(std::string const& folder);
    FolderLock(FolderLock&& other) noexcept;
    FolderLock& operator=(FolderLock&& other) noexcept;
    ~FolderLock();

private:
    explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_ = -1;
};

/// The last part of a path; the part before its last dot; the part after it.
std::string_view file_name(std::string_view path);
std::string_view file_stem(std::string_view path);
std::string_view file_extension(std::string_view path);

/// The folder of the running program.
std::string program_directory();

}  // namespace base
