// The package of a workbook: checked as a whole, its parts unpacked piece by piece into expat. For
// xlsx files only.
#pragma once

#include <expat.h>
#include <zip.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "warehouse/xlsx_reader.hpp"

namespace warehouse {

/// What reads one part. Names come without their prefix, which some programs write; an error given
/// to `stop` ends the reading.
class PartReader {
public:
    virtual ~PartReader() = default;
    virtual void begin(std::string_view name, char const** attributes) = 0;
    virtual void end(std::string_view) {}
    virtual void text(std::string_view) {}

    void stop(base::Error error);
    /// `xlsx_unreadable` with a reason for people who know the format.
    void stop_unreadable(std::string const& reason);

private:
    friend class XlsxPackage;
    std::optional<base::Error> error_;
    XML_Parser parser_ = nullptr;
    int depth_ = 0;
};

/// The value of an attribute, "" without it. By its whole name, or without its prefix.
std::string_view attribute(char const** attributes, std::string_view name);
std::string_view local_attribute(char const** attributes, std::string_view name);

class XlsxPackage {
public:
    /// Errors: as XlsxFile::open.
    static base::Result<XlsxPackage> open(std::string const& path, XlsxLimits const& limits);

    bool has(std::string const& part) const { return members_.contains(part); }
    /// Errors: `xlsx_unreadable`, `xlsx_doctype`, `xlsx_bomb`, those of the reader.
    base::Result<void> parse(std::string const& part, PartReader& reader);

    std::string const& path() const { return path_; }
    std::unexpected<base::Error> unreadable(std::string const& reason) const;

private:
    struct Discard {
        void operator()(zip_t* archive) const { zip_discard(archive); }
    };
    struct Member {
        zip_uint64_t index;
        int64_t bytes;
    };
    base::Result<void> list_members(int64_t file_bytes);
    base::Result<void> check_content();
    std::unexpected<base::Error> bomb() const;

    std::string path_;
    XlsxLimits limits_;
    std::unique_ptr<zip_t, Discard> archive_;
    std::map<std::string, Member, std::less<>> members_;
    int64_t bytes_left_ = 0;  // Of all that may still be unpacked.
};

/// Refuses what a relationship's type says that we do not open. "" when it is harmless, else the
/// error's code.
std::string_view refused_relationship(std::string_view type);

/// The part that `target` means, seen from the part `from`: "../a.xml" from "xl/b/c.xml".
std::string resolve_part(std::string_view from, std::string_view target);

}  // namespace warehouse
