// The reader of multipart bodies (RFC 7578).
#include "http/multipart.hpp"

#include "base/text.hpp"
#include "http/head.hpp"

namespace http {
namespace {

std::unexpected<base::Error> malformed_part() { return base::invalid("multipart_malformed", {}); }

/// The value of `name` among `; name="value"`; a backslash keeps the next sign.
std::string find_parameter(std::string_view field, std::string_view name) {
    size_t at = field.find(';');
    while (at < field.size()) {
        std::string_view rest = base::trim(field.substr(at + 1));
        size_t const sign = rest.find('=');
        if (sign == std::string_view::npos) return "";
        std::string_view const key = base::trim(rest.substr(0, sign));
        rest = rest.substr(sign + 1);
        std::string value;
        size_t i = 0;
        if (rest.starts_with('"')) {
            for (i = 1; i < rest.size() && rest[i] != '"'; ++i) {
                if (rest[i] == '\\' && i + 1 < rest.size()) ++i;
                value += rest[i];
            }
            if (i >= rest.size()) return "";
        } else {
            value = base::trim(rest.substr(0, rest.find(';')));
        }
        if (equal_names(key, name)) return value;
        size_t const next = rest.find(';', i);
        if (next == std::string_view::npos) return "";
        at = size_t(rest.data() - field.data()) + next;
    }
    return "";
}

std::string last_segment(std::string const& name) {
    size_t const at = name.find_last_of("/\\");
    return at == std::string::npos ? name : name.substr(at + 1);
}

base::Result<Part> read_part(std::string_view head) {
    Part part;
    while (!head.empty()) {
        size_t const end = head.find("\r\n");
        std::string_view const line = head.substr(0, end);
        head.remove_prefix(end == head.npos ? head.size() : end + 2);
        size_t const colon = line.find(':');
        if (colon == line.npos || !is_token(line.substr(0, colon))) return malformed_part();
        std::string_view const value = base::trim(line.substr(colon + 1));
        if (equal_names(line.substr(0, colon), "content-type")) part.type = value;
        if (!equal_names(line.substr(0, colon), "content-disposition")) continue;
        if (!equal_names(base::trim(value.substr(0, value.find(';'))), "form-data"))
            return malformed_part();
        part.name = find_parameter(value, "name");
        part.file_name = last_segment(find_parameter(value, "filename"));
    }
    if (part.name.empty() || base::find_malformed_utf8(part.name) != std::string::npos ||
        base::find_malformed_utf8(part.file_name) != std::string::npos)
        return malformed_part();
    return part;
}

}  // namespace

base::Result<std::vector<Part>> parse_multipart(std::string_view content_type,
                                                std::string_view body) {
    std::string const boundary = find_parameter(content_type, "boundary");
    if (boundary.empty() || boundary.size() > 70) return malformed_part();
    std::string const mark = "\r\n--" + boundary;
    if (!body.starts_with(mark.substr(2))) return malformed_part();
    body.remove_prefix(mark.size() - 2);
    std::vector<Part> out;
    while (!body.starts_with("--")) {
        if (!body.starts_with("\r\n")) return malformed_part();
        size_t const head_end = body.find("\r\n\r\n");
        size_t const end = body.find(mark, head_end == body.npos ? head_end : head_end + 2);
        if (head_end == body.npos || end == body.npos || head_end == 0) return malformed_part();
        if (head_end > part_head_bytes_max || out.size() >= parts_max)
            return base::invalid("multipart_long", {});
        auto part = TRY(read_part(body.substr(2, head_end - 2)));
        if (end < head_end + 4) return malformed_part();
        part.bytes = body.substr(head_end + 4, end - head_end - 4);
        out.push_back(std::move(part));
        body.remove_prefix(end + mark.size());
    }
    body.remove_prefix(2);
    if (!body.empty() && body != "\r\n") return malformed_part();
    return out;
}

}  // namespace http
