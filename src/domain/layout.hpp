// Layouts: the fields of a file in order, with their types; what the readers and writers of months
// obey.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/day.hpp"

namespace domain {

/// The codes that a field accepts. A member ending in `*` accepts every code with that prefix and
/// of the same length (`41****` accepts 410105).
class CodeCheck {
public:
    explicit CodeCheck(std::vector<std::string> const& members);
    bool accepts(std::string_view code) const;

private:
    struct Hash {
        using is_transparent = void;
        size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>()(text);
        }
    };
    std::unordered_set<std::string, Hash, std::equal_to<>> exact_;
    std::vector<std::pair<std::string, size_t>> prefixes_;  // Prefix and whole length.
};

enum class FieldKind : uint8_t {
    text_fixed,  // Cn: exactly n bytes.
    text_max,    // C..n: at most n bytes.
    integer,     // I..n: at most n digits.
    decimal,     // Dw.d: at most w digits, exactly d after the point.
    date,        // YYYY-MM-DD.
    yes_no,      // 1 or 0.
    blank,       // A reserve field: empty.
};

struct Field {
    std::string id;    // Column name: snake_case, unique in the layout.
    std::string zh;    // Official head.
    std::string type;  // As the layout writes it: "C..18".
    FieldKind kind = FieldKind::text_max;
    int32_t width = 0;       // Bytes, or digits for numbers.
    int32_t scale = 0;       // Decimals.
    bool required = false;   // An empty value refuses the line.
    bool free_text = false;  // Words for people: doubtful characters are a finding, not a refusal.
    std::string codes;       // Name of the code list, or empty.
    std::shared_ptr<CodeCheck const> check;  // Set when `codes` is.
};

enum class FileFormat : uint8_t { dat, csv };

/// One version of a layout, ready for a reader.
struct Layout {
    std::string name;  // "common.cldwdk".
    std::string zh;
    std::string message;  // The table's part of the file name: CLDWDK.
    FileFormat format = FileFormat::dat;
    base::Day from;
    bool unverified = false;        // 版式待核实.
    std::vector<std::string> gaps;  // What is not known of it; not empty: it cannot be written.
    std::vector<Field> fields;

    /// Position of a field by id, or -1.
    int find(std::string_view id) const;
};

}  // namespace domain
