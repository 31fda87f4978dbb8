// The names in every expression, resolved and turned both ways.
#include "service/rule_graph.hpp"

#include "engine/rule/rule.hpp"

namespace service {
namespace {

std::set<RuleNode> const nothing;

/// The full name of what may be named by its last part.
template <typename T>
std::string full_name(std::map<std::string, T> const& all, std::string const& name) {
    T const* const found = pack::find(all, name);
    return found == nullptr ? name : found->name;
}

RuleNode called(pack::Book const& book, std::string const& function, std::string const& name) {
    if (function == "code") {
        bool const is_set = pack::find(book.sets, name) != nullptr;
        return {"codes", is_set ? full_name(book.sets, name) : full_name(book.codes, name)};
    }
    if (function == "map" || function == "first") return {"map", full_name(book.maps, name)};
    if (function == "table") return {"table", full_name(book.tables, name)};
    if (function == "rule" || function == "param" || function == "list") return {function, name};
    return {};
}

void collect(pack::Book const& book, rule::Term const& term, std::set<RuleNode>& out) {
    if (term.kind == "name") out.insert({"item", term.text});
    if (term.kind == "call" && !term.args.empty() && term.args[0].kind == "text")
        if (auto const node = called(book, term.text, term.args[0].text); !node.kind.empty())
            out.insert(node);
    for (rule::Term const& arg : term.args) collect(book, arg, out);
}

std::set<RuleNode> closure(RuleNode const& node,
                           std::map<RuleNode, std::set<RuleNode>> const& edges) {
    std::set<RuleNode> out;
    std::vector<RuleNode> open = {node};
    while (!open.empty()) {
        auto const at = edges.find(open.back());
        open.pop_back();
        if (at == edges.end()) continue;
        for (RuleNode const& next : at->second)
            if (out.insert(next).second) open.push_back(next);
    }
    return out;
}

}  // namespace

RuleGraph::RuleGraph(pack::Book const& book) {
    for (auto const& [name, rule] : book.rules) {
        RuleNode const node{"rule", name};
        add(node, {"item", rule.by});
        for (pack::Condition const& condition : rule.conditions)
            add(book, node, condition.expression);
        add(book, node, rule.detail);
    }
    for (auto const& [name, metric] : book.metrics) {
        add(book, {"metric", name}, metric.expression);
        add(book, {"metric", name}, metric.where);
    }
    for (auto const& [name, table] : book.tables)
        for (pack::DecisionTable::Column const& column : table.inputs)
            add({"table", name}, {"item", column.item});
    for (auto const& [name, grain] : book.grains)
        for (pack::Item const& item : grain.items) add(book, {"item", item.name}, item.expression);
    for (auto const& [name, list] : book.lists)
        for (std::string const& other : list.with) add({"list", name}, {"list", other});
    for (auto const& [name, layout] : book.layouts) {
        if (layout.grain.empty() || layout.versions.empty()) continue;
        for (pack::OutputRow const& row : layout.versions.back().rows)
            add(book, {"row", name + " " + row.code}, row.where);
    }
}

void RuleGraph::add(RuleNode const& from, RuleNode const& to) {
    uses_[from].insert(to);
    used_by_[to].insert(from);
}

void RuleGraph::add(pack::Book const& book, RuleNode const& from, pack::Source const& source) {
    if (source.text.empty()) return;
    auto const term = rule::parse_term(source);
    if (!term) return;
    std::set<RuleNode> named;
    collect(book, *term, named);
    for (RuleNode const& to : named) add(from, to);
}

std::set<RuleNode> const& RuleGraph::uses(RuleNode const& node) const {
    auto const at = uses_.find(node);
    return at == uses_.end() ? nothing : at->second;
}

std::set<RuleNode> const& RuleGraph::used_by(RuleNode const& node) const {
    auto const at = used_by_.find(node);
    return at == used_by_.end() ? nothing : at->second;
}

std::set<RuleNode> RuleGraph::below(RuleNode const& node) const { return closure(node, uses_); }
std::set<RuleNode> RuleGraph::above(RuleNode const& node) const { return closure(node, used_by_); }

}  // namespace service
