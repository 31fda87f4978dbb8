// DataFile: one file written in portions, with its .log, its faults as a whole, and its .zip.
#pragma once

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "base/digest.hpp"
#include "base/result.hpp"
#include "engine/sample/sample.hpp"

namespace service {

enum class LogKind : uint8_t { no_log, with_log };

class DataFile {
public:
    /// `with_log`: an official file, whose digest is kept for its .log.
    DataFile(std::string folder, std::string name, LogKind log);
    ~DataFile();
    DataFile(DataFile const&) = delete;
    DataFile& operator=(DataFile const&) = delete;

    /// Errors of all: `file_unwritable`.
    base::Result<void> open();
    base::Result<void> add(std::string_view text, int64_t lines);
    base::Result<void> close();

    /// Writes the .log; `fault` decides what is wrong with it. After close.
    base::Result<void> write_log(std::string const& finished, sample::FileFault fault);

    /// Replaces .dat and .log by a .zip of the two, its times being `finished`.
    base::Result<void> zip(std::string const& finished);

    std::string const& folder() const { return folder_; }
    int64_t lines() const { return lines_; }
    int64_t bytes() const { return bytes_; }

private:
    std::string path(std::string_view extension) const;

    std::string folder_, name_;
    std::optional<base::DigestStream> digest_;
    std::string md5_;
    std::FILE* file_ = nullptr;
    int64_t lines_ = 0, bytes_ = 0;
};

}  // namespace service
