// Goal: no bytes crash the JSON reader, and it reads what another reader reads, or is stricter.
#include <nlohmann/json.hpp>

#include "fuzz.hpp"
#include "http/json.hpp"

namespace {

void must_be_same(http::Json const& ours, nlohmann::json const& other) {
    switch (ours.kind) {
        case http::JsonKind::object:
            fuzz::must(other.is_object() && ours.members.size() == other.size(), "members");
            for (auto const& [name, value] : ours.members) {
                fuzz::must(other.contains(name), "a member", name);
                must_be_same(value, other[name]);
            }
            return;
        case http::JsonKind::array:
            fuzz::must(other.is_array() && ours.items.size() == other.size(), "items");
            for (size_t i = 0; i < other.size(); ++i) must_be_same(ours.items[i], other[i]);
            return;
        case http::JsonKind::text: return fuzz::must(other == nlohmann::json(ours.text), "text");
        case http::JsonKind::number: return fuzz::must(other.is_number(), "number");
        case http::JsonKind::boolean: return fuzz::must(other == nlohmann::json(ours.flag), "flag");
        default: return fuzz::must(other.is_null(), "null");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(uint8_t const* data, size_t size) {
    std::string_view const input = fuzz::text_of(data, size);
    auto const ours = http::parse_json(input);
    auto const other = nlohmann::json::parse(input, nullptr, false);
    if (!ours) {
        // What we refuse and the other takes is a member twice, or too deep; the other also skips
        // a byte order mark and ends at a NUL.
        bool const is_stricter = ours.error().code != "json_syntax" ||
                                 input.starts_with("\xEF\xBB\xBF") ||
                                 input.find('\0') != std::string_view::npos;
        fuzz::must(other.is_discarded() || is_stricter, "refused, but it is JSON");
        return 0;
    }
    if (!other.is_discarded()) must_be_same(*ours, other);
    // The other refuses numbers beyond a double.
    else
        fuzz::must(input.find_first_of("eE0123456789") != std::string_view::npos, "taken, no JSON");
    return 0;
}
