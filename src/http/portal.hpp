// The portal's files: what stands below one folder, and nothing beside it.
#pragma once

#include <string>
#include <string_view>

#include "http/message.hpp"

namespace http {

/// The file of a request's path below the folder; where there is none, who accepts `text/html` gets
/// `index.html`, as the portal has its own routes (not below `/assets/`). Hidden names, `..` and
/// links that lead out are not found. Where FILE.br or FILE.gz stands beside it, that is sent to a
/// browser that takes it.
Reply portal_reply(std::string const& folder, Request const& request);

/// The portal beside the program: `web/dist` of the repository or `share/wupian/portal` above it;
/// "" when neither is there.
std::string find_portal_folder();

/// The media type by extension; `application/octet-stream` for an unknown one.
std::string_view media_type(std::string_view path);

}  // namespace http
