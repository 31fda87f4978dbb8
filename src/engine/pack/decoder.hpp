// Decoder: typed access to a YAML map that collects every fault, so that an author sees all at
// once.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "engine/pack/pack.hpp"

namespace pack {

/// Reads one YAML map. Getters return a default after noting a fault; `path` grows as it descends.
class Decoder {
public:
    Decoder(base::YamlNode const& node, std::string file, std::string path,
            std::vector<base::Error>& errors)
        : node_(&node), file_(std::move(file)), path_(std::move(path)), errors_(&errors) {}

    /// Notes `pack_unknown_key` for every key that is not listed.
    void only(std::initializer_list<std::string_view> keys);

    bool has(std::string_view key) const { return node_->find(key) != nullptr; }
    base::YamlNode const& node() const { return *node_; }
    std::string const& file() const { return file_; }
    std::vector<base::Error>& errors() const { return *errors_; }

    /// Text that must be there and not empty (`pack_missing_key`, `pack_wrong_shape`).
    std::string text(std::string_view key);
    std::string text_or(std::string_view key, std::string_view otherwise);
    Source source(std::string_view key);
    Source source_or_none(std::string_view key);
    base::Day day(std::string_view key);
    bool yes(std::string_view key);                        // `true` or `false`; absent is false.
    std::vector<std::string> texts(std::string_view key);  // A sequence of text; absent is empty.

    /// The map or sequence under a key; an empty one when absent or of another shape.
    base::YamlNode const& map(std::string_view key);
    base::YamlNode const& sequence(std::string_view key);

    /// A decoder for a nested map.
    Decoder at(base::YamlNode const& node, std::string_view name) const {
        return Decoder(node, file_,
                       path_.empty() ? std::string(name) : path_ + "." + std::string(name),
                       *errors_);
    }

    /// {zh: …, en: …}; both required.
    Label label(std::string_view key);

    /// A list of {doc, at, quote, mark}.
    std::vector<Citation> law(std::string_view key);

    Source source_of(base::YamlNode const& node, std::string_view field);
    base::Place place(base::YamlNode const& node, std::string_view field = "") const;
    void fault(std::string_view code, base::YamlNode const& node, std::string_view field,
               base::Args args = {});

private:
    base::YamlNode const* get(std::string_view key, base::YamlKind kind, bool required);

    base::YamlNode const* node_;
    std::string file_;
    std::string path_;
    std::vector<base::Error>* errors_;
};

/// Splits "12.50 元" into number and unit; false when the number is malformed.
bool parse_quantity(std::string_view text, base::Decimal& number, std::string& unit);

}  // namespace pack
