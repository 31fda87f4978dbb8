// libzip hands out pieces, expat takes them; neither ever holds a whole part.
#include "warehouse/xlsx_part.hpp"

#include <algorithm>
#include <cstring>

#include "base/file.hpp"
#include "base/text.hpp"

namespace warehouse {
namespace {

constexpr size_t piece_bytes = 1 << 16;
constexpr int64_t token_bytes_max = 1 << 20;  // A tag with its attributes, a comment.
constexpr int part_depth_max = 64;
constexpr std::string_view compound_file = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

struct FreeParser {
    void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

struct CloseFile {
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};

std::string_view local(char const* name) {
    char const* const colon = std::strrchr(name, ':');
    return colon != nullptr ? colon + 1 : name;
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
    return out;
}

/// A workbook with a password is a compound file that holds the package as one stream.
std::string_view code_of_compound(std::string_view bytes) {
    std::string wide;
    for (char c : std::string_view("EncryptedPackage")) wide += {c, '\0'};
    return bytes.find(wide) != std::string_view::npos ? "xlsx_encrypted" : "xlsx_old_format";
}

/// Members that no list of values needs: programs, links to other files, queries of databases.
std::string_view code_of_member(std::string const& name) {
    auto const has = [&](std::string_view what) { return name.find(what) != std::string::npos; };
    if (has("vbaproject") || has("xl/macrosheets/") || has("xl/activex/") ||
        has("xl/dialogsheets/"))
        return "xlsx_macro";
    if (has("xl/externallinks/") || has("xl/connections.xml") || has("xl/querytables/"))
        return "xlsx_external";
    return "";
}

/// [Content_Types].xml: a workbook with macros says so here, whatever its parts are called.
class ContentTypes : public PartReader {
public:
    void begin(std::string_view, char const** attributes) override {
        std::string const type = lower(attribute(attributes, "ContentType"));
        if (type.find("macroenabled") != std::string::npos ||
            type.find("vbaproject") != std::string::npos)
            stop({base::ErrorKind::invalid, "xlsx_macro", {}, {}});
    }
};

}  // namespace

void PartReader::stop(base::Error error) {
    if (error_) return;
    error_ = std::move(error);
    XML_StopParser(parser_, XML_FALSE);
}

void PartReader::stop_unreadable(std::string const& reason) {
    stop({base::ErrorKind::invalid, "xlsx_unreadable", {}, {{"reason", reason}}});
}

std::string_view attribute(char const** attributes, std::string_view name) {
    for (; *attributes != nullptr; attributes += 2)
        if (name == attributes[0]) return attributes[1];
    return "";
}

std::string_view local_attribute(char const** attributes, std::string_view name) {
    for (; *attributes != nullptr; attributes += 2)
        if (std::strchr(attributes[0], ':') != nullptr && local(attributes[0]) == name)
            return attributes[1];
    return "";
}

std::string_view refused_relationship(std::string_view type) {
    std::string const name = lower(type.substr(type.rfind('/') + 1));
    if (name == "vbaproject" || name == "xlmacrosheet" || name == "xlintlmacrosheet" ||
        name == "activexcontrolbinary")
        return "xlsx_macro";
    if (name == "externallink" || name == "externallinkpath" || name == "connections")
        return "xlsx_external";
    return "";
}

std::string resolve_part(std::string_view from, std::string_view target) {
    std::vector<std::string_view> parts;
    if (!target.starts_with('/')) {
        parts = base::split(from, '/');
        parts.pop_back();
    }
    for (std::string_view part : base::split(target, '/')) {
        if (part == ".." && !parts.empty()) parts.pop_back();
        if (!part.empty() && part != "." && part != "..") parts.push_back(part);
    }
    return base::join({parts.begin(), parts.end()}, "/");
}

std::unexpected<base::Error> XlsxPackage::unreadable(std::string const& reason) const {
    return base::invalid("xlsx_unreadable", {.file = path_}, {{"reason", reason}});
}

std::unexpected<base::Error> XlsxPackage::bomb() const {
    return base::fail(base::ErrorKind::limit, "xlsx_bomb", {.file = path_},
                      {{"bytes", std::to_string(limits_.file_bytes)},
                       {"members", std::to_string(limits_.members)},
                       {"unpacked", std::to_string(limits_.unpacked_bytes)},
                       {"ratio", std::to_string(limits_.ratio)}});
}

base::Result<XlsxPackage> XlsxPackage::open(std::string const& path, XlsxLimits const& limits) {
    XlsxPackage out;
    out.path_ = path;
    out.limits_ = limits;
    auto const mapped = TRY(base::MappedFile::open(path));
    if (int64_t(mapped.bytes().size()) > limits.file_bytes) return out.bomb();
    if (mapped.bytes().starts_with(compound_file))
        return base::invalid(code_of_compound(mapped.bytes()), {.file = path});
    int code = 0;
    out.archive_.reset(zip_open(path.c_str(), ZIP_RDONLY, &code));
    if (!out.archive_) {
        zip_error_t error;
        zip_error_init_with_code(&error, code);
        std::string const reason = zip_error_strerror(&error);
        zip_error_fini(&error);
        return base::invalid("zip_unreadable", {.file = path}, {{"reason", reason}});
    }
    TRY_VOID(out.list_members(int64_t(mapped.bytes().size())));
    TRY_VOID(out.check_content());
    return out;
}

/// What the directory claims is held against the limits before anything is unpacked; `parse` holds
/// what is unpacked against the claim.
base::Result<void> XlsxPackage::list_members(int64_t file_bytes) {
    zip_int64_t const count = zip_get_num_entries(archive_.get(), 0);
    if (count > limits_.members) return bomb();
    int64_t sum = 0, packed_sum = 0;
    for (zip_int64_t i = 0; i < count; ++i) {
        zip_stat_t status;
        zip_stat_init(&status);
        constexpr zip_uint64_t needed =
            ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_ENCRYPTION_METHOD;
        if (zip_stat_index(archive_.get(), zip_uint64_t(i), 0, &status) != 0 ||
            (status.valid & needed) != needed)
            return unreadable("zip");
        if (status.encryption_method != ZIP_EM_NONE)
            return base::invalid("xlsx_encrypted", {.file = path_});
        if (std::string_view const refused = code_of_member(lower(status.name)); !refused.empty())
            return base::invalid(refused, {.file = path_});
        auto const limit = zip_uint64_t(limits_.unpacked_bytes);
        if (status.size > limit || status.comp_size > zip_uint64_t(file_bytes)) return bomb();
        sum += int64_t(status.size);
        packed_sum += int64_t(status.comp_size);
        // Members that share their packed bytes would be counted once by the ratio of each.
        if (int64_t(status.size) > (int64_t(status.comp_size) + 1024) * limits_.ratio ||
            sum > limits_.unpacked_bytes || packed_sum > file_bytes)
            return bomb();
        if (!members_.try_emplace(status.name, Member{zip_uint64_t(i), int64_t(status.size)})
                 .second)
            return unreadable("zip");
    }
    bytes_left_ = limits_.unpacked_bytes;
    return {};
}

base::Result<void> XlsxPackage::check_content() {
    if (!has("[Content_Types].xml")) return unreadable("[Content_Types].xml");
    ContentTypes types;
    return parse("[Content_Types].xml", types);
}

base::Result<void> XlsxPackage::parse(std::string const& part, PartReader& reader) {
    auto const member = members_.find(part);
    if (member == members_.end()) return unreadable(base::shorten(part, 100));
    std::unique_ptr<XML_ParserStruct, FreeParser> const parser(XML_ParserCreate("UTF-8"));
    reader.parser_ = parser.get();
    reader.depth_ = 0;
    XML_SetUserData(parser.get(), &reader);
    XML_SetElementHandler(
        parser.get(),
        [](void* r, char const* name, char const** attributes) {
            auto* const one = static_cast<PartReader*>(r);
            if (++one->depth_ > part_depth_max) one->stop_unreadable("depth");
            if (!one->error_) one->begin(local(name), attributes);
        },
        [](void* r, char const* name) {
            auto* const one = static_cast<PartReader*>(r);
            --one->depth_;
            if (!one->error_) one->end(local(name));
        });
    XML_SetCharacterDataHandler(parser.get(), [](void* r, char const* text, int size) {
        auto* const one = static_cast<PartReader*>(r);
        if (!one->error_) one->text({text, size_t(size)});
    });
    // No workbook needs a document type; without one no entity can grow or reach out.
    XML_SetStartDoctypeDeclHandler(
        parser.get(), [](void* r, char const*, char const*, char const*, int) {
            static_cast<PartReader*>(r)->stop({base::ErrorKind::invalid, "xlsx_doctype", {}, {}});
        });
    std::unique_ptr<zip_file_t, CloseFile> const file(
        zip_fopen_index(archive_.get(), member->second.index, 0));
    if (!file) return unreadable(base::shorten(part, 100));
    int64_t fed = 0;
    for (bool last = false; !last;) {
        void* const buffer = XML_GetBuffer(parser.get(), int(piece_bytes));
        if (buffer == nullptr) return unreadable("memory");
        zip_int64_t const got = zip_fread(file.get(), buffer, piece_bytes);
        if (got < 0) return unreadable(base::shorten(part, 100) + ": zip");
        last = got == 0;
        fed += got;
        bytes_left_ -= got;
        if (fed > member->second.bytes || bytes_left_ < 0) return bomb();
        bool const good = XML_ParseBuffer(parser.get(), int(got), last) == XML_STATUS_OK;
        if (reader.error_) {
            base::Error error = std::move(*reader.error_);
            if (error.at.file.empty()) error.at.file = path_;
            return std::unexpected(std::move(error));
        }
        bool const stuck = fed - XML_GetCurrentByteIndex(parser.get()) > token_bytes_max;
        if (!good || (stuck && !last))
            return unreadable(base::shorten(part, 100) + ":" +
                              std::to_string(XML_GetCurrentLineNumber(parser.get())) + " " +
                              (good ? "token" : XML_ErrorString(XML_GetErrorCode(parser.get()))));
    }
    return {};
}

}  // namespace warehouse
