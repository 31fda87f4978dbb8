// Goal: no body crashes the multipart reader, and its parts are pieces of the body.
#include "fuzz.hpp"
#include "http/multipart.hpp"

extern "C" int LLVMFuzzerTestOneInput(uint8_t const* data, size_t size) {
    std::string_view input = fuzz::text_of(data, size);
    // The first line may stand for the header's value.
    std::string type = "multipart/form-data; boundary=b";
    if (size_t const end = input.find('\n');
        input.starts_with("multipart/") && end < input.size()) {
        type = input.substr(0, end);
        input.remove_prefix(end + 1);
    }
    auto const parts = http::parse_multipart(type, input);
    if (!parts) return 0;
    fuzz::must(parts->size() <= size_t(http::parts_max), "too many parts");
    for (http::Part const& part : *parts) {
        fuzz::must(!part.name.empty(), "a part without name");
        fuzz::must(part.file_name.find_first_of("/\\") == std::string::npos, "a path",
                   part.file_name);
        fuzz::must(part.bytes.data() >= input.data() &&
                       part.bytes.data() + part.bytes.size() <= input.data() + input.size(),
                   "a part outside the body");
    }
    return 0;
}
