// Value: one cell of the control plane, where rows are few. Bulk rows stay in Batch and never come
// here.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "base/day.hpp"
#include "base/decimal.hpp"

namespace base {

using Value = std::variant<std::monostate, bool, int64_t, Decimal, Day, std::string>;

/// Equals Value::index(); monostate is null and has no type of its own.
enum class ValueType : uint8_t { boolean = 1, integer, decimal, day, text };

inline bool is_null(Value const& value) { return value.index() == 0; }

/// Plain text: "" for null, "true"/"false", digits, YYYY-MM-DD, the text itself.
std::string to_text(Value const& value);

}  // namespace base
