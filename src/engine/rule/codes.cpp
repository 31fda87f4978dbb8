// Closing sets and maps over code trees.
#include "engine/rule/codes.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <unordered_map>

namespace rule {
namespace {

/// Where the leaves below a code stand: [first, last) in the order of a walk down the tree.
struct Span {
    int32_t first = 0, last = 0;
};

/// A code list as a walk: leaves are numbered, and those below any code are a span.
class Tree {
public:
    explicit Tree(pack::CodeList const& list) : list_(list), spans_(list.codes.size()) {
        at_.reserve(list.codes.size());
        for (size_t i = 0; i < list.codes.size(); ++i) at_.emplace(list.codes[i].code, int32_t(i));
        children_.resize(list.codes.size());
        std::vector<int32_t> roots;
        for (size_t i = 0; i < list.codes.size(); ++i) {
            auto const parent = at_.find(list.codes[i].parent);
            (parent == at_.end() ? roots : children_[size_t(parent->second)]).push_back(int32_t(i));
        }
        for (int32_t root : roots) walk(root);
    }

    /// The span of a code; empty when the list does not have it.
    Span span(std::string_view code) const {
        auto const at = at_.find(code);
        return at == at_.end() ? Span() : spans_[size_t(at->second)];
    }
    std::vector<pack::Code> const& codes() const { return list_.codes; }
    Span span_of(size_t code) const { return spans_[code]; }
    std::string const& leaf(int32_t number) const {
        return list_.codes[size_t(leaves_[size_t(number)])].code;
    }
    size_t leaf_count() const { return leaves_.size(); }

private:
    void walk(int32_t code) {
        spans_[size_t(code)].first = int32_t(leaves_.size());
        if (children_[size_t(code)].empty()) leaves_.push_back(code);
        for (int32_t child : children_[size_t(code)]) walk(child);
        spans_[size_t(code)].last = int32_t(leaves_.size());
    }

    pack::CodeList const& list_;
    std::unordered_map<std::string_view, int32_t> at_;
    std::vector<std::vector<int32_t>> children_;
    std::vector<int32_t> leaves_;
    std::vector<Span> spans_;
};

/// By leaf: is it in?
using Marked = std::vector<char>;

/// Sorts codes into yes and maybe by how many of their leaves are in.
void close(Tree const& tree, Marked const& in, std::string const& suffix,
           std::vector<std::string>& yes, std::vector<std::string>& maybe) {
    std::vector<int32_t> before(in.size() + 1, 0);  // Leaves in before this one.
    for (size_t leaf = 0; leaf < in.size(); ++leaf) before[leaf + 1] = before[leaf] + in[leaf];
    for (size_t i = 0; i < tree.codes().size(); ++i) {
        Span const span = tree.span_of(i);
        int32_t const count = before[size_t(span.last)] - before[size_t(span.first)];
        if (count == 0) continue;
        (count == span.last - span.first ? yes : maybe).push_back(tree.codes()[i].code + suffix);
    }
}

void sort_all(std::vector<std::string>& yes, std::vector<std::string>& maybe) {
    std::sort(yes.begin(), yes.end());
    std::sort(maybe.begin(), maybe.end());
}

/// category -> leaf -> 'U', '*' or 0, U winning.
using ByCategory = std::map<std::string, std::vector<char>>;

ByCategory by_category(Tree const& tree, pack::CodeMap const& map) {
    ByCategory out;
    for (pack::MapRow const& row : map.rows) {
        Span const span = tree.span(row.code);
        std::vector<char>& flags = out[row.category];
        flags.resize(tree.leaf_count(), 0);
        for (int32_t leaf = span.first; leaf < span.last; ++leaf)
            if (flags[size_t(leaf)] != 'U') flags[size_t(leaf)] = row.flag[0];
    }
    return out;
}

bool has_flag(char flag, std::string const& want) {
    return flag != 0 && (want.empty() || flag == want[0]);
}

}  // namespace

ThreeSet expand_set(pack::CodeList const& list, std::vector<std::string> const& members,
                    std::string name) {
    ThreeSet out{std::move(name), {}, {}};
    if (!list.is_tree) {
        out.yes = members;
    } else {
        Tree const tree(list);
        Marked in(tree.leaf_count(), 0);
        for (std::string const& member : members) {
            Span const span = tree.span(member);
            std::fill(in.begin() + span.first, in.begin() + span.last, char(1));
        }
        close(tree, in, "", out.yes, out.maybe);
    }
    sort_all(out.yes, out.maybe);
    out.yes.erase(std::unique(out.yes.begin(), out.yes.end()), out.yes.end());
    return out;
}

std::vector<std::string> leaves_below(pack::CodeList const& list,
                                      std::vector<std::string> const& members) {
    Tree const tree(list);
    std::vector<std::string> out;
    for (std::string const& member : members) {
        Span const span = tree.span(member);
        for (int32_t leaf = span.first; leaf < span.last; ++leaf) out.push_back(tree.leaf(leaf));
    }
    return out;
}

ThreeSet expand_map(pack::CodeList const& list, pack::CodeMap const& map, std::string const& flag) {
    Tree const tree(list);
    ThreeSet out{map.name + (flag.empty() ? "" : " " + flag), {}, {}};
    Marked in(tree.leaf_count(), 0);
    for (auto const& [category, flags] : by_category(tree, map))
        for (size_t leaf = 0; leaf < flags.size(); ++leaf)
            if (has_flag(flags[leaf], flag)) in[leaf] = 1;
    close(tree, in, "", out.yes, out.maybe);
    sort_all(out.yes, out.maybe);
    return out;
}

PairSet expand_pairs(pack::CodeList const& list, pack::CodeMap const& map,
                     std::string const& flag) {
    Tree const tree(list);
    PairSet out{map.name + (flag.empty() ? "" : " " + flag), {}, {}};
    for (auto const& [category, flags] : by_category(tree, map)) {
        Marked in(flags.size());
        for (size_t leaf = 0; leaf < flags.size(); ++leaf) in[leaf] = has_flag(flags[leaf], flag);
        close(tree, in, "|" + category, out.yes, out.maybe);
    }
    sort_all(out.yes, out.maybe);
    return out;
}

Lookup first_categories(pack::CodeList const& list, pack::CodeMap const& map) {
    Tree const tree(list);
    ByCategory const categories = by_category(tree, map);
    std::vector<std::vector<char> const*> flags;  // In the map's order.
    std::vector<std::string> order;
    for (pack::MapRow const& row : map.rows) {
        if (std::find(order.begin(), order.end(), row.category) != order.end()) continue;
        order.push_back(row.category);
        flags.push_back(&categories.at(row.category));
    }
    // By leaf: place in `order` of the proposed category, or -1.
    std::vector<int32_t> proposed(tree.leaf_count(), -1);
    for (size_t leaf = 0; leaf < proposed.size(); ++leaf)
        for (char const* want : {"U", ""})
            for (size_t i = 0; i < order.size() && proposed[leaf] < 0; ++i)
                if (has_flag((*flags[i])[leaf], want)) proposed[leaf] = int32_t(i);
    Lookup out{map.name, {}};
    for (size_t i = 0; i < tree.codes().size(); ++i) {
        Span const span = tree.span_of(i);
        int32_t const first = proposed[size_t(span.first)];
        if (first >= 0 && std::all_of(proposed.begin() + span.first, proposed.begin() + span.last,
                                      [&](int32_t p) { return p == first; }))
            out.entries.emplace_back(tree.codes()[i].code, order[size_t(first)]);
    }
    std::sort(out.entries.begin(), out.entries.end());
    return out;
}

}  // namespace rule
