// Static files with their media types.
#include "http/portal.hpp"

#include <array>
#include <climits>
#include <cstdlib>

#include "base/file.hpp"
#include "base/text.hpp"
#include "http/head.hpp"
#include "http/reply.hpp"

namespace http {
namespace {

/// The path with all links followed; "" when there is no such file.
std::string true_path(std::string const& path) {
    std::array<char, PATH_MAX> out{};
    return ::realpath(path.c_str(), out.data()) ? std::string(out.data()) : "";
}

/// Decoded segments put together; "" when one of them must not be.
std::string relative_path(std::string_view path) {
    std::string out;
    for (std::string_view segment : base::split(path.substr(1), '/')) {
        auto const name = decode_percent(segment, Plus::itself);
        if (!name || name->empty() || name->front() == '.' ||
            name->find_first_of("/\\") != std::string::npos)
            return "";
        out += "/" + *name;
    }
    return out;
}

/// Whether an Accept-Encoding field takes a coding; `q=0` is a refusal.
bool takes_coding(std::string_view field, std::string_view coding) {
    for (std::string_view const part : base::split(field, ',')) {
        size_t const semicolon = part.find(';');
        if (!equal_names(base::trim(part.substr(0, semicolon)), coding)) continue;
        std::string_view const quality =
            semicolon == std::string_view::npos ? "" : base::trim(part.substr(semicolon + 1));
        return quality.find_first_of("123456789") != std::string_view::npos || quality.empty();
    }
    return false;
}

/// Sends the compressed copy that the build laid beside a file, if the browser takes one.
void prefer_compressed(Reply& reply, Request const& request, std::string const& root) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 2> copies = {
        {{"br", ".br"}, {"gzip", ".gz"}}};
    std::string const plain = reply.file;
    bool varies = false;
    for (auto const& [coding, suffix] : copies) {
        std::string const copy = true_path(plain + std::string(suffix));
        if (!copy.starts_with(root + "/") || !base::is_file(copy)) continue;
        varies = true;
        if (reply.file != plain) continue;
        if (!takes_coding(request.field("accept-encoding"), coding)) continue;
        reply.file = copy;
        reply.fields.push_back({"Content-Encoding", std::string(coding)});
    }
    if (varies) reply.fields.push_back({"Vary", "Accept-Encoding"});
}

}  // namespace

std::string find_portal_folder() {
    for (std::string at = base::program_directory(); !at.empty(); at.resize(at.rfind('/')))
        for (std::string const below : {"/web/dist", "/share/wupian/portal"})
            if (base::is_file(at + below + "/index.html")) return at + below;
    return "";
}

std::string_view media_type(std::string_view path) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 10> types = {{
        {"html", "text/html; charset=utf-8"},
        {"js", "text/javascript; charset=utf-8"},
        {"css", "text/css; charset=utf-8"},
        {"json", "application/json; charset=utf-8"},
        {"svg", "image/svg+xml"},
        {"png", "image/png"},
        {"ico", "image/x-icon"},
        {"woff2", "font/woff2"},
        {"txt", "text/plain; charset=utf-8"},
        {"pdf", "application/pdf"},
    }};
    for (auto const& [extension, type] : types)
        if (base::file_extension(path) == extension) return type;
    return "application/octet-stream";
}

Reply portal_reply(std::string const& folder, Request const& request) {
    std::string name = request.path == "/" ? "/index.html" : relative_path(request.path);
    std::string const root = true_path(folder);
    std::string file = name.empty() ? "" : true_path(folder + name);
    // A page of the portal's own, asked for by a browser: not by a program that guesses paths.
    bool const is_page = !base::is_file(file) && !name.empty() && !name.starts_with("/assets/") &&
                         request.field("accept").find("text/html") != std::string_view::npos;
    if (is_page) file = true_path(folder + (name = "/index.html"));
    if (root.empty() || !file.starts_with(root + "/") || !base::is_file(file))
        return error_reply(error_of_code("http_not_found"), request);
    Reply reply;
    reply.file = file;
    reply.type = media_type(file);
    bool const hashed = name.starts_with("/assets/");  // Vite puts a hash of the bytes in the name.
    reply.fields.push_back(
        {"Cache-Control", hashed ? "public, max-age=31536000, immutable" : "no-cache"});
    prefer_compressed(reply, request, root);
    add_security_fields(reply, request);
    return reply;
}

}  // namespace http
