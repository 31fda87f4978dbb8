// What the trace of a condition shows of any record: found once, when a plan is compiled.
#include <algorithm>
#include <set>

#include "engine/rule/plan.hpp"

namespace rule {
namespace {

/// Nodes at or below `root`, in order.
std::vector<NodeId> nodes_below(Program const& program, NodeId root) {
    std::vector<bool> needed(size_t(root) + 1, false);
    needed[size_t(root)] = true;
    std::vector<NodeId> out;
    for (NodeId id = root; id >= 0; --id) {
        if (!needed[size_t(id)]) continue;
        out.push_back(id);
        Node const& node = program.node(id);
        for (int i = 0; i < node.arg_count; ++i) needed[size_t(program.arg(node, i))] = true;
    }
    std::reverse(out.begin(), out.end());
    return out;
}

void add_called_rules(Syntax const& syntax, std::vector<std::string>& out) {
    if (syntax.kind == SyntaxKind::call && syntax.text == "rule" && syntax.args.size() == 1 &&
        std::find(out.begin(), out.end(), syntax.args[0].text) == out.end())
        out.push_back(syntax.args[0].text);
    for (Syntax const& arg : syntax.args) add_called_rules(arg, out);
}

void add_named_items(Program const& program, Syntax const& syntax,
                     std::vector<std::pair<std::string, NodeId>>& out) {
    auto const at =
        syntax.kind == SyntaxKind::name ? program.items.find(syntax.text) : program.items.end();
    auto const is_this = [&](auto const& pair) { return pair.first == syntax.text; };
    if (at != program.items.end() && std::none_of(out.begin(), out.end(), is_this))
        out.emplace_back(syntax.text, at->second);
    for (Syntax const& arg : syntax.args) add_named_items(program, arg, out);
}

std::string name_of(Program const& program, NodeId id) {
    Node const& node = program.node(id);
    if (node.op != Op::literal)
        for (auto const& [name, item] : program.items)
            if (item == id) return name;
    if (node.op == Op::item) return program.inputs[size_t(node.payload)].name;
    if (node.op == Op::rescale) return name_of(program, program.arg(node, 0));
    if (node.op == Op::param) return program.params[size_t(node.payload)].name;
    return "";
}

/// Comparisons of numbers and dates on the way down through and, or, not.
void add_comparisons(Program const& program, NodeId id, std::vector<BoundCondition::Sides>& out) {
    Node const& node = program.node(id);
    if (node.op == Op::op_and || node.op == Op::op_or || node.op == Op::op_not) {
        for (int i = 0; i < node.arg_count; ++i)
            add_comparisons(program, program.arg(node, i), out);
        return;
    }
    if (node.op < Op::eq || node.op > Op::ge) return;
    NodeId const left = program.arg(node, 0), right = program.arg(node, 1);
    Kind const kind = program.node(left).type.kind;
    if (kind != Kind::number && kind != Kind::date) return;
    constexpr std::string_view names[] = {"=", "<>", "<", "<=", ">", ">="};
    out.push_back({name_of(program, left), name_of(program, right),
                   names[int(node.op) - int(Op::eq)], left, right});
}

/// What a condition asks itself: stops at other conditions and at the days of lists.
struct OwnReading {
    PlanData const& plan;
    NodeId root;
    std::set<int> inputs, conditions, lists;

    void visit(NodeId id) {
        auto const at = std::find(plan.conditions.begin(), plan.conditions.end(), id);
        if (id != root && at != plan.conditions.end()) {
            conditions.insert(int(at - plan.conditions.begin()));
            return;
        }
        Node const& node = plan.program.node(id);
        if (node.op == Op::item) inputs.insert(node.payload);
        if (node.op == Op::in_list) lists.insert(node.payload);
        for (int i = 0; i < node.arg_count; ++i)
            if (node.op != Op::in_list || i != 1) visit(plan.program.arg(node, i));
    }
};

}  // namespace

std::vector<ListUse> Plan::lists_of_condition(int bit) const {
    NodeId const root = data_->conditions[size_t(bit)];
    if (lists_of(data_->program, root).empty()) return {};
    OwnReading own{*data_, root, {}, {}, {}};
    own.visit(root);
    std::vector<ListUse> out;
    for (int list : own.lists)
        out.push_back({data_->list_calls[size_t(list)],
                       {own.inputs.begin(), own.inputs.end()},
                       {own.conditions.begin(), own.conditions.end()}});
    return out;
}

std::vector<int32_t> inputs_of(Program const& program, NodeId node) {
    std::vector<int32_t> out;
    for (NodeId id : nodes_below(program, node))
        if (program.node(id).op == Op::item) out.push_back(program.node(id).payload);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

std::vector<NodeId> lists_of(Program const& program, NodeId node) {
    std::vector<NodeId> out = nodes_below(program, node);
    std::erase_if(out, [&](NodeId id) { return program.node(id).op != Op::in_list; });
    return out;
}

void describe_condition(Program const& program, BoundCondition& condition) {
    condition.text = to_text(condition.syntax);
    condition.inputs = inputs_of(program, condition.node);
    add_named_items(program, condition.syntax, condition.named);
    add_comparisons(program, condition.node, condition.comparisons);
    add_called_rules(condition.syntax, condition.rules);
    condition.lists = lists_of(program, condition.node);
}

}  // namespace rule
