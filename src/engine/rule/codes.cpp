// Closing sets and maps over code trees.
#include "engine/rule/codes.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace rule {
namespace {

/// Leaves below every code; a leaf stands for itself.
class Tree {
public:
    explicit Tree(pack::CodeList const& list) {
        std::unordered_set<std::string> parents;
        for (pack::Code const& code : list.codes)
            if (!code.parent.empty()) parents.insert(code.parent);
        std::unordered_map<std::string, std::string> parent_of;
        for (pack::Code const& code : list.codes) parent_of[code.code] = code.parent;
        for (pack::Code const& code : list.codes) {
            if (parents.contains(code.code)) continue;
            for (std::string at = code.code; !at.empty(); at = parent_of[at])
                leaves_[at].push_back(code.code);
        }
    }
    std::vector<std::string> const* leaves(std::string const& code) const {
        auto const at = leaves_.find(code);
        return at == leaves_.end() ? nullptr : &at->second;
    }
    std::unordered_map<std::string, std::vector<std::string>> const& all() const { return leaves_; }

private:
    std::unordered_map<std::string, std::vector<std::string>> leaves_;
};

/// Sorts codes into yes and maybe by how many of their leaves are in.
template <typename IsIn>
void close(Tree const& tree, IsIn is_in, std::string const& suffix, std::vector<std::string>& yes,
           std::vector<std::string>& maybe) {
    for (auto const& [code, leaves] : tree.all()) {
        size_t const in = size_t(std::count_if(leaves.begin(), leaves.end(), is_in));
        if (in == leaves.size())
            yes.push_back(code + suffix);
        else if (in > 0)
            maybe.push_back(code + suffix);
    }
}

void sort_all(std::vector<std::string>& yes, std::vector<std::string>& maybe) {
    std::sort(yes.begin(), yes.end());
    std::sort(maybe.begin(), maybe.end());
}

/// category -> leaf -> "U" or "*", U winning.
using ByCategory = std::map<std::string, std::unordered_map<std::string, std::string>>;

ByCategory by_category(Tree const& tree, pack::CodeMap const& map) {
    ByCategory out;
    for (pack::MapRow const& row : map.rows) {
        auto const* const leaves = tree.leaves(row.code);
        if (leaves == nullptr) continue;
        for (std::string const& leaf : *leaves) {
            std::string& flag = out[row.category][leaf];
            if (flag != "U") flag = row.flag;
        }
    }
    return out;
}

bool has_flag(std::unordered_map<std::string, std::string> const& flags, std::string const& leaf,
              std::string const& want) {
    auto const at = flags.find(leaf);
    return at != flags.end() && (want.empty() || at->second == want);
}

}  // namespace

ThreeSet expand_set(pack::CodeList const& list, std::vector<std::string> const& members,
                    std::string name) {
    ThreeSet out{std::move(name), {}, {}};
    if (!list.is_tree) {
        out.yes = members;
    } else {
        Tree const tree(list);
        std::unordered_set<std::string> in;
        for (std::string const& member : members)
            if (auto const* const leaves = tree.leaves(member))
                in.insert(leaves->begin(), leaves->end());
        close(
            tree, [&](std::string const& leaf) { return in.contains(leaf); }, "", out.yes,
            out.maybe);
    }
    sort_all(out.yes, out.maybe);
    out.yes.erase(std::unique(out.yes.begin(), out.yes.end()), out.yes.end());
    return out;
}

std::vector<std::string> leaves_below(pack::CodeList const& list,
                                      std::vector<std::string> const& members) {
    Tree const tree(list);
    std::vector<std::string> out;
    for (std::string const& member : members)
        if (auto const* const leaves = tree.leaves(member))
            out.insert(out.end(), leaves->begin(), leaves->end());
    return out;
}

ThreeSet expand_map(pack::CodeList const& list, pack::CodeMap const& map, std::string const& flag) {
    Tree const tree(list);
    ByCategory const categories = by_category(tree, map);
    ThreeSet out{map.name + (flag.empty() ? "" : " " + flag), {}, {}};
    close(
        tree,
        [&](std::string const& leaf) {
            for (auto const& [category, flags] : categories)
                if (has_flag(flags, leaf, flag)) return true;
            return false;
        },
        "", out.yes, out.maybe);
    sort_all(out.yes, out.maybe);
    return out;
}

PairSet expand_pairs(pack::CodeList const& list, pack::CodeMap const& map,
                     std::string const& flag) {
    Tree const tree(list);
    PairSet out{map.name + (flag.empty() ? "" : " " + flag), {}, {}};
    for (auto const& [category, flags] : by_category(tree, map)) {
        auto const is_in = [&flags = flags, &flag](std::string const& leaf) {
            return has_flag(flags, leaf, flag);
        };
        close(tree, is_in, "|" + category, out.yes, out.maybe);
    }
    sort_all(out.yes, out.maybe);
    return out;
}

Lookup first_categories(pack::CodeList const& list, pack::CodeMap const& map) {
    Tree const tree(list);
    ByCategory const categories = by_category(tree, map);
    std::vector<std::string> order;
    for (pack::MapRow const& row : map.rows)
        if (std::find(order.begin(), order.end(), row.category) == order.end())
            order.push_back(row.category);
    auto const propose = [&](std::string const& leaf) -> std::string {
        for (std::string const want : {"U", ""})
            for (std::string const& category : order)
                if (has_flag(categories.at(category), leaf, want)) return category;
        return "";
    };
    Lookup out{map.name, {}};
    for (auto const& [code, leaves] : tree.all()) {
        std::set<std::string> proposals;
        for (std::string const& leaf : leaves) proposals.insert(propose(leaf));
        if (proposals.size() == 1 && !proposals.begin()->empty())
            out.entries.emplace_back(code, *proposals.begin());
    }
    std::sort(out.entries.begin(), out.entries.end());
    return out;
}

}  // namespace rule
