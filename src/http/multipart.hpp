// multipart/form-data read from a whole body, in memory or mapped: parts are views of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace http {

struct Part {
    std::string name;
    std::string file_name;  // Without folders; "" when the part is no file.
    std::string type;
    std::string_view bytes;
};

inline constexpr int parts_max = 32;
inline constexpr int part_head_bytes_max = 4096;

/// `content_type` is the whole field. Errors: `multipart_malformed`, `multipart_long`.
base::Result<std::vector<Part>> parse_multipart(std::string_view content_type,
                                                std::string_view body);

}  // namespace http
