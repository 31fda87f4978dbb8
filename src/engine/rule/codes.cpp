// Closing sets and maps over code trees.
#include "engine/rule/codes.hpp"

#include <algorithm>
#include <map>
#include <string_view>

namespace rule {
namespace {

/// By leaf: is it in?
using Marked = std::vector<char>;

pack::LeafSpan span_of(pack::CodeList const& list, std::string_view code) {
    int32_t const at = list.find(code);
    return at < 0 ? pack::LeafSpan() : list.spans[size_t(at)];
}

/// Sorts codes into yes and maybe by how many of their leaves are in.
void close(pack::CodeList const& list, Marked const& in, std::string const& suffix,
           std::vector<std::string>& yes, std::vector<std::string>& maybe) {
    std::vector<int32_t> before(in.size() + 1, 0);  // Leaves in before this one.
    for (size_t leaf = 0; leaf < in.size(); ++leaf) before[leaf + 1] = before[leaf] + in[leaf];
    for (size_t i = 0; i < list.codes.size(); ++i) {
        pack::LeafSpan const span = list.spans[i];
        int32_t const count = before[size_t(span.last)] - before[size_t(span.first)];
        if (count == 0) continue;
        (count == span.last - span.first ? yes : maybe).push_back(list.codes[i].code + suffix);
    }
}

void sort_all(std::vector<std::string>& yes, std::vector<std::string>& maybe) {
    std::sort(yes.begin(), yes.end());
    std::sort(maybe.begin(), maybe.end());
}

/// category -> leaf -> 'U', '*' or 0, U winning.
using ByCategory = std::map<std::string, std::vector<char>>;

ByCategory by_category(pack::CodeList const& list, pack::CodeMap const& map) {
    ByCategory out;
    for (pack::MapRow const& row : map.rows) {
        pack::LeafSpan const span = span_of(list, row.code);
        std::vector<char>& flags = out[row.category];
        flags.resize(list.leaves.size(), 0);
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
        Marked in(list.leaves.size(), 0);
        for (std::string const& member : members) {
            pack::LeafSpan const span = span_of(list, member);
            std::fill(in.begin() + span.first, in.begin() + span.last, char(1));
        }
        close(list, in, "", out.yes, out.maybe);
    }
    sort_all(out.yes, out.maybe);
    out.yes.erase(std::unique(out.yes.begin(), out.yes.end()), out.yes.end());
    return out;
}

std::vector<std::string> leaves_below(pack::CodeList const& list,
                                      std::vector<std::string> const& members) {
    std::vector<std::string> out;
    for (std::string const& member : members) {
        pack::LeafSpan const span = span_of(list, member);
        for (int32_t leaf = span.first; leaf < span.last; ++leaf)
            out.push_back(list.codes[size_t(list.leaves[size_t(leaf)])].code);
    }
    return out;
}

ThreeSet expand_map(pack::CodeList const& list, pack::CodeMap const& map, std::string const& flag) {
    ThreeSet out{map.name + (flag.empty() ? "" : " " + flag), {}, {}};
    Marked in(list.leaves.size(), 0);
    for (auto const& [category, flags] : by_category(list, map))
        for (size_t leaf = 0; leaf < flags.size(); ++leaf)
            if (has_flag(flags[leaf], flag)) in[leaf] = 1;
    close(list, in, "", out.yes, out.maybe);
    sort_all(out.yes, out.maybe);
    return out;
}

PairSet expand_pairs(pack::CodeList const& list, pack::CodeMap const& map,
                     std::string const& flag) {
    PairSet out{map.name + (flag.empty() ? "" : " " + flag), {}, {}};
    for (auto const& [category, flags] : by_category(list, map)) {
        Marked in(flags.size());
        for (size_t leaf = 0; leaf < flags.size(); ++leaf) in[leaf] = has_flag(flags[leaf], flag);
        close(list, in, "|" + category, out.yes, out.maybe);
    }
    sort_all(out.yes, out.maybe);
    return out;
}

Lookup first_categories(pack::CodeList const& list, pack::CodeMap const& map) {
    ByCategory const categories = by_category(list, map);
    std::vector<std::vector<char> const*> flags;  // In the map's order.
    std::vector<std::string> order;
    for (pack::MapRow const& row : map.rows) {
        if (std::find(order.begin(), order.end(), row.category) != order.end()) continue;
        order.push_back(row.category);
        flags.push_back(&categories.at(row.category));
    }
    // By leaf: place in `order` of the proposed category, or -1.
    std::vector<int32_t> proposed(list.leaves.size(), -1);
    for (size_t leaf = 0; leaf < proposed.size(); ++leaf)
        for (char const* want : {"U", ""})
            for (size_t i = 0; i < order.size() && proposed[leaf] < 0; ++i)
                if (has_flag((*flags[i])[leaf], want)) proposed[leaf] = int32_t(i);
    Lookup out{map.name, {}};
    for (size_t i = 0; i < list.codes.size(); ++i) {
        pack::LeafSpan const span = list.spans[i];
        int32_t const first = proposed[size_t(span.first)];
        if (first >= 0 && std::all_of(proposed.begin() + span.first, proposed.begin() + span.last,
                                      [&](int32_t p) { return p == first; }))
            out.entries.emplace_back(list.codes[i].code, order[size_t(first)]);
    }
    std::sort(out.entries.begin(), out.entries.end());
    return out;
}

}  // namespace rule
