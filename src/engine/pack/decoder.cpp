// Typed access to YAML maps.
#include "engine/pack/decoder.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace pack {
namespace {
base::YamlNode const empty_node{};
}

void Decoder::fault(std::string_view code, base::YamlNode const& node, std::string_view field,
                    base::Args args) {
    // A fault of a key of this map stands where the key's value does.
    base::YamlNode const* const inner = &node == node_ ? node_->find(field) : nullptr;
    errors_->push_back({base::ErrorKind::invalid, std::string(code),
                        place(inner != nullptr ? *inner : node, field), std::move(args)});
}

base::Place Decoder::place(base::YamlNode const& node, std::string_view field) const {
    std::string path = path_;
    if (!field.empty()) path += (path.empty() ? "" : ".") + std::string(field);
    return {file_, node.line, node.column, path};
}

void Decoder::only(std::initializer_list<std::string_view> keys) {
    if (node_->kind != base::YamlKind::map) {
        fault("pack_wrong_shape", *node_, "", {{"want", "map"}});
        return;
    }
    for (base::YamlNode::Entry const& entry : node_->entries) {
        if (std::find(keys.begin(), keys.end(), entry.key) != keys.end()) continue;
        std::vector<std::string> const known(keys.begin(), keys.end());
        base::YamlNode where;
        where.line = entry.line;
        where.column = entry.column;
        fault("pack_unknown_key", where, entry.key, {{"known", base::join(known, ", ")}});
    }
}

base::YamlNode const* Decoder::get(std::string_view key, base::YamlKind kind, bool required) {
    base::YamlNode const* const found = node_->find(key);
    if (found == nullptr) {
        if (required) fault("pack_missing_key", *node_, key);
        return nullptr;
    }
    if (found->kind == kind) return found;
    constexpr std::string_view names[] = {"null", "text", "sequence", "map"};
    fault("pack_wrong_shape", *found, key, {{"want", std::string(names[size_t(kind)])}});
    return nullptr;
}

std::string Decoder::text(std::string_view key) {
    auto const* const found = get(key, base::YamlKind::scalar, true);
    if (found == nullptr) return "";
    if (found->text.empty()) fault("pack_missing_key", *found, key);
    return found->text;
}

std::string Decoder::text_or(std::string_view key, std::string_view otherwise) {
    auto const* const found = get(key, base::YamlKind::scalar, false);
    return found == nullptr ? std::string(otherwise) : found->text;
}

Source Decoder::source_of(base::YamlNode const& node, std::string_view field) {
    if (node.kind != base::YamlKind::scalar) {
        fault("pack_wrong_shape", node, field, {{"want", "text"}});
        return {};
    }
    Source source{node.text, place(node, field)};
    if (node.quoted) ++source.at.column;  // The text begins after the quote.
    return source;
}

Source Decoder::source(std::string_view key) {
    auto const* const found = get(key, base::YamlKind::scalar, true);
    return found == nullptr ? Source{} : source_of(*found, key);
}

Source Decoder::source_or_none(std::string_view key) { return has(key) ? source(key) : Source{}; }

base::Day Decoder::day(std::string_view key) {
    auto const* const found = get(key, base::YamlKind::scalar, true);
    if (found == nullptr) return {};
    auto const day = base::parse_day(found->text);
    if (!day) fault("pack_bad_date", *found, key, {{"value", found->text}});
    return day.value_or(base::Day{});
}

bool Decoder::yes(std::string_view key) {
    auto const* const found = get(key, base::YamlKind::scalar, false);
    if (found == nullptr || found->text == "false") return false;
    if (found->text != "true") fault("pack_wrong_shape", *found, key, {{"want", "true | false"}});
    return true;
}

std::vector<std::string> Decoder::texts(std::string_view key) {
    std::vector<std::string> out;
    for (base::YamlNode const& item : sequence(key).items) {
        if (item.kind != base::YamlKind::scalar)
            fault("pack_wrong_shape", item, key, {{"want", "text"}});
        else
            out.push_back(item.text);
    }
    return out;
}

base::YamlNode const& Decoder::map(std::string_view key) {
    auto const* const found = get(key, base::YamlKind::map, false);
    return found == nullptr ? empty_node : *found;
}

base::YamlNode const& Decoder::sequence(std::string_view key) {
    auto const* const found = get(key, base::YamlKind::sequence, false);
    return found == nullptr ? empty_node : *found;
}

Label Decoder::label(std::string_view key) {
    auto const* const found = get(key, base::YamlKind::map, true);
    if (found == nullptr) return {};
    Decoder inner = at(*found, key);
    inner.only({"zh", "en"});
    Label out;
    out.zh = inner.text("zh");
    out.en = inner.text("en");
    return out;
}

std::vector<Citation> Decoder::law(std::string_view key) {
    std::vector<Citation> out;
    for (base::YamlNode const& item : sequence(key).items) {
        Decoder inner = at(item, key);
        inner.only({"doc", "at", "quote", "mark"});
        Citation citation;
        citation.doc = inner.text("doc");
        citation.at = inner.text("at");
        citation.quote = inner.text_or("quote", "");
        std::string const mark = inner.text("mark");
        if (mark.size() != 1 || std::string_view("SKUP").find(mark[0]) == std::string_view::npos)
            fault("pack_bad_mark", item, key, {{"value", mark}});
        else
            citation.mark = Mark(mark[0]);
        citation.place = inner.place(item);
        out.push_back(std::move(citation));
    }
    return out;
}

bool parse_quantity(std::string_view text, base::Decimal& number, std::string& unit) {
    size_t const space = text.find(' ');
    auto const parsed = base::parse_decimal(text.substr(0, space));
    if (!parsed) return false;
    number = *parsed;
    unit = space == std::string_view::npos ? "" : std::string(base::trim(text.substr(space + 1)));
    return true;
}

}  // namespace pack
