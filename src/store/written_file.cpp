// Writes in pieces; the name appears by a link, so nothing is ever replaced.
#include "store/written_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/file.hpp"

namespace store {

WrittenFile::WrittenFile(std::string path, std::FILE* file)
    : path_(std::move(path)),
      temporary_(path_ + ".part"),
      file_(file),
      digest_(std::make_unique<base::DigestStream>(base::DigestKind::sm3)) {}

WrittenFile::WrittenFile(WrittenFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::move(other.temporary_)),
      file_(std::exchange(other.file_, nullptr)),
      digest_(std::move(other.digest_)) {}

WrittenFile::~WrittenFile() {
    if (file_ == nullptr) return;
    std::fclose(file_);
    unlink(temporary_.c_str());
}

std::unexpected<base::Error> WrittenFile::failure() const {
    return base::fail(base::ErrorKind::unavailable, "file_unwritable", {.file = path_},
                      {{"reason", std::strerror(errno)}});
}

base::Result<WrittenFile> WrittenFile::create(std::string const& path) {
    if (base::is_file(path) || base::is_directory(path)) {
        errno = EEXIST;
        return WrittenFile(path, nullptr).failure();
    }
    std::string const temporary = path + ".part";
    int const descriptor = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    std::FILE* const file = descriptor < 0 ? nullptr : fdopen(descriptor, "wb");
    WrittenFile out(path, file);
    if (file == nullptr) return out.failure();
    return out;
}

base::Result<void> WrittenFile::add(std::string_view bytes) {
    digest_->add(bytes);
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) return failure();
    return {};
}

base::Result<void> WrittenFile::finish(std::string_view last) {
    if (std::fwrite(last.data(), 1, last.size(), file_) != last.size()) return failure();
    if (std::fflush(file_) != 0 || fsync(fileno(file_)) != 0) return failure();
    if (link(temporary_.c_str(), path_.c_str()) != 0) return failure();
    std::string const folder =
        path_.find('/') == path_.npos ? "." : path_.substr(0, path_.rfind('/'));
    int const descriptor = open(folder.empty() ? "/" : folder.c_str(), O_RDONLY | O_DIRECTORY);
    if (descriptor >= 0) {
        fsync(descriptor);
        close(descriptor);
    }
    return {};  // The destructor removes the temporary name.
}

}  // namespace store
