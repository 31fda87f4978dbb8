// Goal: a text index answers as a map does: short and long members, strangers that look like them,
// the empty text, missing rows with anything in their place, sets so large that buckets overflow.
#include "engine/rule/text_index.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "base/seed_for_test.hpp"

namespace rule {
namespace {

constexpr uint32_t stranger = 7'000'000, missing = 8'000'000;

std::string random_text(std::mt19937_64& random, size_t longest) {
    std::string out(random() % (longest + 1), ' ');
    for (char& c : out) c = char('A' + random() % 3);  // Three letters: many share a beginning.
    return out;
}

void expect_as_map(size_t members, size_t longest, uint64_t seed) {
    SCOPED_TRACE(std::to_string(members) + " members of up to " + std::to_string(longest));
    std::mt19937_64 random(seed);
    std::map<std::string, uint32_t> wanted;
    for (size_t i = 0; i < members; ++i)
        wanted.try_emplace(random_text(random, longest), uint32_t(i));
    std::vector<std::string> names;
    std::vector<uint32_t> values;
    for (auto const& [name, value] : wanted) {
        names.push_back(name);
        values.push_back(value);
    }
    TextIndex const index(names, values, stranger);
    constexpr size_t rows = 500;  // No multiple of 64.
    std::vector<std::string> texts(rows);
    std::vector<base::TextView> views(rows);
    std::vector<uint64_t> valid(8);
    std::vector<uint32_t> out(rows);
    for (int round = 0; round < 20; ++round) {
        for (size_t row = 0; row < rows; ++row) {
            bool const member = !names.empty() && random() % 2 == 0;
            texts[row] = member ? names[random() % names.size()] : random_text(random, 20);
            views[row] = base::TextView(texts[row]);
        }
        for (uint64_t& word : valid) word = random() | random();
        if (round % 4 == 0) valid[2] = 0;
        std::vector<base::TextView> asked = views;
        for (size_t row = 0; row < rows; ++row)
            if (((valid[row / 64] >> (row % 64)) & 1) == 0) {
                asked[row].length = uint32_t(random());  // What a missing row holds is nobody's.
                asked[row].pointer = reinterpret_cast<char const*>(uintptr_t(8));
            }
        index.find(asked.data(), valid.data(), rows, missing, out.data());
        for (size_t row = 0; row < rows; ++row) {
            bool const known = ((valid[row / 64] >> (row % 64)) & 1) != 0;
            auto const at = wanted.find(texts[row]);
            uint32_t const want = !known ? missing : at == wanted.end() ? stranger : at->second;
            ASSERT_EQ(out[row], want) << row << " " << texts[row];
        }
    }
}

TEST(TextIndex, AnswersAsAMap) {
    uint64_t const seed = base::test_seed();
    SCOPED_TRACE("SEED=" + std::to_string(seed));
    for (size_t members : {0, 1, 3, 40, 700, 20000})
        for (size_t longest : {1, 4, 6, 12, 13, 20}) expect_as_map(members, longest, seed);
}

}  // namespace
}  // namespace rule
