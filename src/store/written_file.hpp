// A file written in pieces that appears whole: temporary name, SM3 on the way, sync, rename.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "base/digest.hpp"
#include "base/result.hpp"

namespace store {

/// Only its owner may read the file. Removed again when `finish` was not reached.
class WrittenFile {
public:
    /// Errors: `file_unwritable`.
    static base::Result<WrittenFile> create(std::string const& path);
    WrittenFile(WrittenFile&& other) noexcept;
    WrittenFile& operator=(WrittenFile&&) = delete;
    ~WrittenFile();

    /// Errors: `file_unwritable`, for example a full disk.
    base::Result<void> add(std::string_view bytes);
    /// SM3 of all bytes so far; nothing added afterwards is in it.
    std::string digest() { return digest_->hex(); }
    /// Adds the last bytes, syncs and renames. What stands at the path is never replaced.
    base::Result<void> finish(std::string_view last);

private:
    WrittenFile(std::string path, std::FILE* file);
    std::unexpected<base::Error> failure() const;
    std::string path_;
    std::string temporary_;
    std::FILE* file_;
    std::unique_ptr<base::DigestStream> digest_;
};

}  // namespace store
