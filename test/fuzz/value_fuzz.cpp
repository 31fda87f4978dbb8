// Goal: an expression that compiles has one value, by record and by column.
#include "engine/rule/book_for_test.hpp"
#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(uint8_t const* data, size_t size) {
    static rule::Facts const facts = {{"m", rule::dec("12.50")},
                                      {"n", rule::dec("-3.00")},
                                      {"r", rule::dec("4.35000")},
                                      {"x", true},
                                      {"t", "A甲"},
                                      {"u", "b"},
                                      {"d", rule::day("2026-01-31")},
                                      {"c", "A01"},
                                      {"f", "P"},
                                      {"report_date", rule::day("2025-06-30")}};
    std::string const input(fuzz::text_of(data, size));
    std::string const got = rule::value_of(input, facts);
    fuzz::must(!got.starts_with("record "), "the executors disagree", got);
    return 0;
}
