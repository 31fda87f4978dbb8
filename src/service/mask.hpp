// Masks of bits, 62 to a word: as SQL over the words' columns, and in a batch.
#pragma once

#include <string>
#include <vector>

#include "base/batch.hpp"

namespace service {

/// `prefix`0, `prefix`1, …
std::vector<std::string> mask_columns(std::string const& prefix, int words);

/// SQL: the bit is set.
std::string bit_sql(std::string const& prefix, size_t bit);

/// SQL: one of the bits is set.
std::string any_bit_sql(std::string const& prefix, std::vector<size_t> const& bits);

/// Whether a row has the bit of a mask whose words begin at column `first`.
bool has_bit(base::Batch const& batch, size_t first, size_t row, size_t bit);

/// A text cell, or `otherwise` where it is null.
std::string text_at(base::Batch const& batch, size_t column, size_t row,
                    char const* otherwise = "");

}  // namespace service
