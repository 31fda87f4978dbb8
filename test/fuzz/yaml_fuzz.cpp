// Goal: no bytes crash the strict YAML reader; a refusal has a code and a line of the text.
#include <algorithm>

#include "base/yaml.hpp"
#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(uint8_t const* data, size_t size) {
    std::string const input(fuzz::text_of(data, size));
    auto const tree = base::parse_yaml(input, "x.yaml");
    if (tree) return 0;
    fuzz::must(!tree.error().code.empty(), "an error without code");
    fuzz::must(tree.error().at.line <= std::count(input.begin(), input.end(), '\n') + 2,
               "an error behind the last line");
    return 0;
}
