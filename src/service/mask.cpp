// Words and bits of masks.
#include "service/mask.hpp"

#include <map>

#include "base/text.hpp"
#include "engine/rule/rule.hpp"

namespace service {
namespace {

uint64_t bit_of(size_t bit) { return uint64_t(1) << (bit % rule::mask_bits); }

}  // namespace

std::vector<std::string> mask_columns(std::string const& prefix, int words) {
    std::vector<std::string> out;
    for (int w = 0; w < words; ++w) out.push_back(prefix + std::to_string(w));
    return out;
}

std::string bit_sql(std::string const& prefix, size_t bit) { return any_bit_sql(prefix, {bit}); }

std::string any_bit_sql(std::string const& prefix, std::vector<size_t> const& bits) {
    std::map<size_t, uint64_t> wanted;
    for (size_t bit : bits) wanted[bit / rule::mask_bits] |= bit_of(bit);
    std::vector<std::string> words;
    for (auto const& [word, mask] : wanted)
        words.push_back("(" + prefix + std::to_string(word) + " & " + std::to_string(mask) +
                        ") <> 0");
    return words.empty() ? "FALSE" : "(" + base::join(words, " OR ") + ")";
}

bool has_bit(base::Batch const& batch, size_t first, size_t row, size_t bit) {
    base::BatchColumn const& column = batch.columns[first + bit / rule::mask_bits];
    return (uint64_t(column.values<int64_t>()[row]) & bit_of(bit)) != 0;
}

std::string text_at(base::Batch const& batch, size_t column, size_t row, char const* otherwise) {
    base::BatchColumn const& c = batch.columns[column];
    return c.is_valid(row) ? std::string(c.values<base::TextView>()[row].view()) : otherwise;
}

}  // namespace service
