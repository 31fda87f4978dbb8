// JSON read strictly into a tree of texts, and written: numbers stay as they were written.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/record.hpp"
#include "base/result.hpp"

namespace http {

enum class JsonKind : uint8_t { null, boolean, number, text, array, object };

/// One value. A number is kept as its characters, so none ever passes through a binary fraction.
struct Json {
    JsonKind kind = JsonKind::null;
    bool flag = false;
    std::string text = {};  // Of a text, decoded; of a number, as written.
    std::vector<Json> items = {};
    std::vector<std::pair<std::string, Json>> members = {};

    /// The member of that name, or null.
    Json const* find(std::string_view name) const;
};

inline constexpr int json_depth_max = 32;

/// Reads one value and nothing after it. The error's field is a JSON Pointer.
/// Errors: `json_syntax`, `json_duplicate`, `json_deep`.
base::Result<Json> parse_json(std::string_view text);

/// Appends a JSON string in quotes.
void append_json_text(std::string& out, std::string_view text);

/// One step of a JSON Pointer: `/` and the name with `~` and `/` escaped.
std::string pointer_step(std::string_view name);

/// Appends one cell: money and decimals as text, days as text, booleans and small whole numbers as
/// themselves.
void append_json_value(std::string& out, base::Column const& column, base::Value const& value);

/// Appends a row as an object with the columns chosen by index; all when none are.
void append_json_row(std::string& out, base::Record const& record,
                     std::vector<base::Value> const& row, std::vector<int> const& chosen = {});

/// An object to the record's values in order. `at` is the object's own pointer.
/// Errors: `field_unknown`, `field_missing`, `field_malformed`, `field_choice`,
/// `body_no_object`.
base::Result<std::vector<base::Value>> read_json_row(base::Record const& record, Json const& json,
                                                     std::string const& at = "");

/// The unit of columns in whole cents; in JSON they are decimal texts such as "1200.50".
inline constexpr std::string_view cents_unit = "cents";

/// 120050 is "1200.50".
std::string cents_text(int64_t cents);

}  // namespace http
