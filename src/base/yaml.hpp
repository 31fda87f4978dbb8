// Strict YAML: maps, sequences and text with line and column. No anchors, aliases, tags, merge
// keys, duplicate keys, second documents or implicit types: every scalar is text until a schema
// types it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace base {

enum class YamlKind : uint8_t { null, scalar, sequence, map };

/// One node. Null is written `~` or left empty; the words null, Null and NULL are refused.
struct YamlNode {
    struct Entry;

    YamlKind kind = YamlKind::null;
    bool quoted = false;          // A scalar in quotes or a block scalar.
    int32_t line = 0;             // 1-based.
    int32_t column = 0;           // 1-based, in characters.
    std::string text;             // Scalars only.
    std::vector<YamlNode> items;  // Sequences only.
    std::vector<Entry> entries;   // Maps only, in the file's order.

    /// The value under `key`, or null when this is no map or has no such key.
    YamlNode const* find(std::string_view key) const;
};

struct YamlNode::Entry {
    std::string key;
    int32_t line = 0;
    int32_t column = 0;
    YamlNode value;
};

inline constexpr int yaml_depth_max = 32;
inline constexpr int64_t yaml_bytes_max = 8 << 20;

/// Parses one document. `file` is only for the error's place.
/// Errors: `yaml_syntax`, `yaml_anchor`, `yaml_tag`, `yaml_duplicate_key`, `yaml_key`, `yaml_null`,
/// `yaml_two_documents`, `yaml_too_deep`, `yaml_too_large`, `yaml_not_utf8`, `yaml_empty`.
Result<YamlNode> parse_yaml(std::string_view text, std::string const& file);

}  // namespace base
