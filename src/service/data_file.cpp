// Writing through unbuffered stdio, since the text arrives in large portions; zips through libzip.
#include "service/data_file.hpp"

#include <zip.h>

#include <utility>

#include "base/file.hpp"
#include "base/text.hpp"

namespace service {
namespace {

using base::Result;
using sample::FileFault;

std::unexpected<base::Error> unwritable(std::string const& path) {
    return base::fail(base::ErrorKind::unavailable, "file_unwritable", {.file = path});
}

/// "2026-10-05 18:00:00" as the two numbers of a DOS time stamp.
std::pair<uint16_t, uint16_t> dos_time(std::string_view finished) {
    auto const number = [&](size_t at, size_t count) {
        return base::parse_integer(finished.substr(at, count)).value_or(0);
    };
    int64_t const date = (number(0, 4) - 1980) << 9 | number(5, 2) << 5 | number(8, 2);
    int64_t const time = number(11, 2) << 11 | number(14, 2) << 5 | number(17, 2) / 2;
    return {uint16_t(time), uint16_t(date)};
}

bool add_to_zip(zip_t* archive, std::string const& path, std::string const& finished) {
    if (!base::is_file(path)) return true;
    std::string const name(base::file_name(path));
    zip_source_t* source = zip_source_file(archive, path.c_str(), 0, -1);
    if (source == nullptr) return false;
    zip_int64_t const at = zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (at < 0) {
        zip_source_free(source);
        return false;
    }
    auto const [time, date] = dos_time(finished);
    // Level 1: the rows are alike enough to shrink to a tenth.
    return zip_set_file_compression(archive, zip_uint64_t(at), ZIP_CM_DEFLATE, 1) == 0 &&
           zip_file_set_dostime(archive, zip_uint64_t(at), time, date, 0) == 0;
}

}  // namespace

DataFile::DataFile(std::string folder, std::string name, LogKind log)
    : folder_(std::move(folder)), name_(std::move(name)) {
    if (log == LogKind::with_log) digest_.emplace(base::DigestKind::md5);
}

DataFile::~DataFile() {
    if (file_ != nullptr) std::fclose(file_);
}

std::string DataFile::path(std::string_view extension) const {
    std::string const stem(base::file_stem(name_));
    return folder_ + "/" + stem + "." + std::string(extension);
}

Result<void> DataFile::open() {
    std::string const full = folder_ + "/" + name_;
    file_ = std::fopen(full.c_str(), "wb");
    if (file_ == nullptr) return unwritable(full);
    std::setvbuf(file_, nullptr, _IONBF, 0);
    return {};
}

Result<void> DataFile::add(std::string_view text, int64_t lines) {
    if (text.empty()) return {};
    if (std::fwrite(text.data(), 1, text.size(), file_) != text.size())
        return unwritable(folder_ + "/" + name_);
    if (digest_) digest_->add(text);
    bytes_ += int64_t(text.size());
    lines_ += lines;
    return {};
}

Result<void> DataFile::close() {
    int const closed = std::fclose(std::exchange(file_, nullptr));
    if (closed != 0) return unwritable(folder_ + "/" + name_);
    if (digest_) md5_ = digest_->hex();
    return {};
}

Result<void> DataFile::write_log(std::string const& finished, FileFault fault) {
    if (fault == FileFault::log_missing) return {};
    std::string name = name_, md5 = md5_;
    int64_t bytes = bytes_, lines = lines_;
    if (fault == FileFault::log_name) name.insert(name.size() - 4, "1");
    if (fault == FileFault::log_md5) md5[0] = md5[0] == '0' ? '1' : '0';
    if (fault == FileFault::log_bytes) ++bytes;
    if (fault == FileFault::log_count) ++lines;
    std::string text = name + "\n" + md5 + "\n" + std::to_string(bytes) + "\n";
    if (fault != FileFault::log_malformed) text += finished + "\n";
    text += std::to_string(lines) + "\n";
    std::string const target = path("log");
    std::FILE* const file = std::fopen(target.c_str(), "wb");
    if (file == nullptr) return unwritable(target);
    bool const written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
    if (std::fclose(file) != 0 || !written) return unwritable(target);
    return {};
}

Result<void> DataFile::zip(std::string const& finished) {
    std::string const target = path("zip");
    zip_t* const archive = zip_open(target.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
    if (archive == nullptr) return unwritable(target);
    bool const added =
        add_to_zip(archive, path("dat"), finished) && add_to_zip(archive, path("log"), finished);
    if (!added || zip_close(archive) != 0) {
        zip_discard(archive);
        return unwritable(target);
    }
    TRY_VOID(base::remove_all(path("dat")));
    TRY_VOID(base::remove_all(path("log")));
    return {};
}

}  // namespace service
