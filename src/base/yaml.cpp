// The strict YAML tree, built from yaml-cpp's event stream; yaml-cpp's exceptions end here.
#include "base/yaml.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <sstream>
#include <unordered_set>

#include "base/text.hpp"

namespace base {
namespace {

/// Thrown inside the event handler only, to leave yaml-cpp's parser; caught in parse_yaml.
struct Refusal {
    Error error;
};

class TreeBuilder : public YAML::EventHandler {
public:
    TreeBuilder(std::string_view text, std::string const& file)
        : file_(file), lines_(split(text, '\n')) {}

    void OnDocumentStart(YAML::Mark const& mark) override {
        if (started_) refuse("yaml_two_documents", mark);
        started_ = true;
    }
    void OnDocumentEnd() override {}
    void OnAlias(YAML::Mark const& mark, YAML::anchor_t) override { refuse("yaml_anchor", mark); }

    void OnNull(YAML::Mark const& mark, YAML::anchor_t anchor) override {
        if (anchor != 0) refuse("yaml_anchor", mark);
        std::string_view const source = source_at(mark);
        if (source.starts_with('n') || source.starts_with('N')) refuse("yaml_null", mark);
        add(node_at(YamlKind::null, mark), mark);
    }

    void OnScalar(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor,
                  std::string const& value) override {
        if (anchor != 0) refuse("yaml_anchor", mark);
        if (!tag.empty() && tag != "?" && tag != "!") refuse("yaml_tag", mark, tag);
        YamlNode node = node_at(YamlKind::scalar, mark);
        node.quoted = tag == "!";
        node.text = value;
        add(std::move(node), mark);
    }

    void OnSequenceStart(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(YamlKind::sequence, mark, tag, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(YamlKind::map, mark, tag, anchor);
    }
    void OnMapEnd() override { close(); }

    YamlNode root;
    bool has_root = false;

private:
    struct Level {
        YamlNode node;
        bool has_key = false;
        YamlNode::Entry key;  // The key whose value comes next.
        std::unordered_set<std::string> seen;
    };

    [[noreturn]] void refuse(std::string_view code, YAML::Mark const& mark,
                             std::string detail = "") {
        Args args;
        if (!detail.empty()) args.emplace_back("detail", std::move(detail));
        throw Refusal{Error{ErrorKind::invalid,
                            std::string(code),
                            {.file = file_, .line = mark.line + 1, .column = column_of(mark)},
                            std::move(args)}};
    }

    std::string_view source_at(YAML::Mark const& mark) const {
        if (mark.line < 0 || size_t(mark.line) >= lines_.size()) return {};
        std::string_view const line = lines_[size_t(mark.line)];
        return size_t(mark.column) < line.size() ? line.substr(size_t(mark.column))
                                                 : std::string_view();
    }

    /// yaml-cpp counts bytes; people count characters.
    int32_t column_of(YAML::Mark const& mark) const {
        if (mark.line < 0 || size_t(mark.line) >= lines_.size()) return 0;
        std::string_view const line = lines_[size_t(mark.line)];
        return int32_t(count_code_points(line.substr(0, size_t(mark.column)))) + 1;
    }

    YamlNode node_at(YamlKind kind, YAML::Mark const& mark) const {
        YamlNode node;
        node.kind = kind;
        node.line = mark.line + 1;
        node.column = column_of(mark);
        return node;
    }

    void open(YamlKind kind, YAML::Mark const& mark, std::string const& tag,
              YAML::anchor_t anchor) {
        if (anchor != 0) refuse("yaml_anchor", mark);
        if (!tag.empty() && tag != "?") refuse("yaml_tag", mark, tag);
        if (levels_.size() >= size_t(yaml_depth_max)) refuse("yaml_too_deep", mark);
        if (!levels_.empty() && levels_.back().node.kind == YamlKind::map &&
            !levels_.back().has_key)
            refuse("yaml_key", mark);
        levels_.push_back({node_at(kind, mark), false, {}, {}});
    }

    void close() {
        YamlNode node = std::move(levels_.back().node);
        levels_.pop_back();
        add_finished(std::move(node));
    }

    void add(YamlNode node, YAML::Mark const& mark) {
        if (!levels_.empty() && levels_.back().node.kind == YamlKind::map &&
            !levels_.back().has_key) {
            Level& level = levels_.back();
            if (node.kind != YamlKind::scalar || node.text.empty() || node.text == "<<")
                refuse("yaml_key", mark, node.text);
            if (!level.seen.insert(node.text).second) refuse("yaml_duplicate_key", mark, node.text);
            level.key = {node.text, node.line, node.column, {}};
            level.has_key = true;
            return;
        }
        add_finished(std::move(node));
    }

    void add_finished(YamlNode node) {
        if (levels_.empty()) {
            root = std::move(node);
            has_root = true;
            return;
        }
        Level& level = levels_.back();
        if (level.node.kind == YamlKind::sequence) {
            level.node.items.push_back(std::move(node));
            return;
        }
        level.key.value = std::move(node);
        level.node.entries.push_back(std::move(level.key));
        level.has_key = false;
    }

    std::string file_;
    std::vector<std::string_view> lines_;
    std::vector<Level> levels_;
    bool started_ = false;
};

}  // namespace

YamlNode const* YamlNode::find(std::string_view key) const {
    for (Entry const& entry : entries)
        if (entry.key == key) return &entry.value;
    return nullptr;
}

Result<YamlNode> parse_yaml(std::string_view text, std::string const& file) {
    if (int64_t(text.size()) > yaml_bytes_max)
        return fail(ErrorKind::limit, "yaml_too_large", {.file = file});
    if (text.starts_with(utf8_bom)) text.remove_prefix(utf8_bom.size());
    size_t const malformed = find_malformed_utf8(text);
    if (malformed != std::string_view::npos) {
        int32_t line = 1;
        for (char c : text.substr(0, malformed)) line += c == '\n' ? 1 : 0;
        return invalid("yaml_not_utf8", {.file = file, .line = line});
    }
    std::istringstream stream{std::string(text)};
    TreeBuilder builder(text, file);
    try {
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (Refusal& refusal) {
        return std::unexpected(std::move(refusal.error));
    } catch (YAML::Exception const& exception) {
        return invalid(
            "yaml_syntax",
            {.file = file, .line = exception.mark.line + 1, .column = exception.mark.column + 1},
            {{"reason", exception.msg}});
    }
    if (!builder.has_root) return invalid("yaml_empty", {.file = file});
    return std::move(builder.root);
}

}  // namespace base
