// Goal: no query of a list crashes its reader, limits hold, and cursors are good for one reader.
#include "fuzz.hpp"
#include "http/head.hpp"
#include "http/list.hpp"

namespace {

base::Column const columns[] = {
    {"id", base::ValueType::text, false, {.text = "", .key = true}, nullptr, nullptr},
    {"amount", base::ValueType::integer, false, {.text = "", .unit = "cents"}, nullptr, nullptr},
    {"rate", base::ValueType::decimal, true, {.text = ""}, nullptr, nullptr},
};
base::Record const record = {"row", columns};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(uint8_t const* data, size_t size) {
    auto const pairs = http::parse_query(std::string(fuzz::text_of(data, size)));
    if (!pairs) return 0;
    http::CursorKey const key = {"secret", "reader"};
    auto query = http::parse_list_query(record, *pairs, key);
    if (!query) return 0;
    fuzz::must(query->limit >= 1 && query->limit <= http::list_rows_max, "limit");
    fuzz::must(query->conditions.size() <= size_t(http::list_conditions_max), "conditions");
    // A cursor made for this query is taken by it and by no other reader.
    std::string const cursor =
        http::make_cursor(*query, {std::string("x\"\\"), int64_t(5), base::Value()}, key);
    auto with = *pairs;
    std::erase_if(with, [](auto const& pair) { return pair.first == "cursor"; });
    with.emplace_back("cursor", cursor);
    fuzz::must(http::parse_list_query(record, with, key).has_value(), "its own cursor");
    fuzz::must(!http::parse_list_query(record, with, {"secret", "other"}), "another's cursor");
    return 0;
}
