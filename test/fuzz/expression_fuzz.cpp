// Goal: no text crashes the parser of expressions; what it takes can be written and parsed again.
#include "engine/rule/syntax.hpp"
#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(uint8_t const* data, size_t size) {
    std::string const input(fuzz::text_of(data, size));
    auto const tree = rule::parse_expression(input, {.line = 1, .column = 1});
    if (!tree) {
        fuzz::must(tree.error().code.starts_with("expr_"), "a foreign code", tree.error().code);
        return 0;
    }
    std::string const text = rule::to_text(*tree);
    auto const again = rule::parse_expression(text, {.line = 1, .column = 1});
    fuzz::must(again && rule::to_text(*again) == text, "written and parsed again it differs", text);
    return 0;
}
