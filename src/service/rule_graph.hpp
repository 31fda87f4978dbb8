// Who uses what in a book: rules, items, parameters, codes, lists, tables and official rows.
#pragma once

#include <compare>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/pack/pack.hpp"

namespace service {

/// Something of a book that others name. kind: rule, metric, table, item, param, codes (a list or
/// set of codes), map, list, row (of an official table: "layout code").
struct RuleNode {
    std::string kind;
    std::string name;
    auto operator<=>(RuleNode const&) const = default;
};

class RuleGraph {
public:
    explicit RuleGraph(pack::Book const& book);

    /// What a node names itself, and who names it.
    std::set<RuleNode> const& uses(RuleNode const& node) const;
    std::set<RuleNode> const& used_by(RuleNode const& node) const;
    /// All that it rests on, however far below; all that rest on it.
    std::set<RuleNode> below(RuleNode const& node) const;
    std::set<RuleNode> above(RuleNode const& node) const;

private:
    using Edges = std::map<RuleNode, std::set<RuleNode>>;
    void add(RuleNode const& from, RuleNode const& to);
    void add(pack::Book const& book, RuleNode const& from, pack::Source const& source);

    Edges uses_, used_by_;
};

}  // namespace service
