// Rewriting programs node by node.
#include "fault.hpp"

namespace differential {
namespace {

using rule::Kind;
using rule::Node;
using rule::NodeId;
using rule::Op;
using rule::Program;

/// Copies a program; some nodes come out changed or wrapped.
class Rewriter {
public:
    Rewriter(Program const& from, Fault fault) : from_(from), fault_(fault) { out = from; }

    void run() {
        out.nodes.clear();
        out.args.clear();
        for (Node const& node : from_.nodes) map.push_back(copy(node));
    }

    Program out;
    std::vector<NodeId> map;

private:
    NodeId add(Node node, std::vector<NodeId> const& args) {
        node.first_arg = int32_t(out.args.size());
        node.arg_count = int32_t(args.size());
        out.args.insert(out.args.end(), args.begin(), args.end());
        out.nodes.push_back(std::move(node));
        return NodeId(out.nodes.size() - 1);
    }

    NodeId constant(rule::Type type, base::Int128 number) {
        Node node;
        node.op = Op::literal;
        node.type = std::move(type);
        node.payload = int32_t(out.literals.size());
        out.literals.push_back({true, number, ""});
        return add(node, {});
    }

    NodeId otherwise(NodeId value, rule::Type const& type, base::Int128 number) {
        Node node;
        node.op = Op::coalesce;
        node.type = type;
        NodeId const fallback = constant(type, number);
        return add(node, {value, fallback});
    }

    /// What is about to be rounded, less half of the last digit that stays.
    NodeId less_a_half(Node const& node, NodeId value) {
        rule::Type const& from = from_.node(from_.arg(node, 0)).type;
        if (from.scale <= node.type.scale) return value;
        Node half;
        half.op = Op::subtract;
        half.type = from;
        base::Int128 const almost = base::power_of_ten(from.scale - node.type.scale) / 2;
        return add(half, {value, constant(from, almost)});
    }

    NodeId copy(Node node) {
        std::vector<NodeId> args;
        for (int i = 0; i < node.arg_count; ++i) args.push_back(map[size_t(from_.arg(node, i))]);
        bool const comparison = node.op >= Op::eq && node.op <= Op::ge;
        switch (fault_) {
            case Fault::null_compared_is_false:
                if (comparison) return otherwise(add(node, args), node.type, 0);
                break;
            case Fault::less_for_less_or_equal:
                if (node.op == Op::le) node.op = Op::lt;
                break;
            case Fault::decimals_of_literal_lost:
                if (node.op == Op::literal && node.type.kind == Kind::number &&
                    node.type.scale > 0) {
                    base::Int128 const unit = base::power_of_ten(node.type.scale);
                    return constant(node.type,
                                    from_.literals[size_t(node.payload)].number / unit * unit);
                }
                break;
            case Fault::not_of_unknown_is_true:
                if (node.op == Op::op_not) return otherwise(add(node, args), node.type, 1);
                break;
            case Fault::and_with_unknown_is_false:
                if (node.op == Op::op_and) return otherwise(add(node, args), node.type, 0);
                break;
            case Fault::or_with_unknown_is_false:
                if (node.op == Op::op_or) return otherwise(add(node, args), node.type, 0);
                break;
            case Fault::coarse_code_is_no:
                if (node.op == Op::in_set) out.sets[size_t(node.payload)].maybe.clear();
                break;
            case Fault::version_begins_day_late:
                if (node.op == Op::version) {
                    std::vector<base::Day> dates = out.versions[size_t(node.payload)];
                    for (base::Day& day : dates) ++day.days;
                    node.payload = int32_t(out.versions.size());
                    out.versions.push_back(std::move(dates));
                }
                break;
            case Fault::division_by_zero_is_zero:
                if (node.op == Op::div0) return otherwise(add(node, args), node.type, 0);
                break;
            case Fault::unknown_case_is_taken:
                if (node.op == Op::choose)
                    for (size_t i = 0; i + 1 < args.size(); i += 2)
                        args[i] = otherwise(args[i], out.nodes[size_t(args[i])].type, 1);
                break;
            case Fault::coalesce_takes_last:
                if (node.op == Op::coalesce) std::swap(args.front(), args.back());
                break;
            case Fault::substring_from_zero:
                if (node.op == Op::substring)
                    args[1] = constant(out.nodes[size_t(args[1])].type, 1);
                break;
            case Fault::rounding_cuts:
                if (node.op == Op::rescale) args[0] = less_a_half(node, args[0]);
                break;
            case Fault::none: break;
        }
        return add(node, args);
    }

    Program const& from_;
    Fault fault_;
};

}  // namespace

std::string_view name_of(Fault fault) {
    constexpr std::string_view names[] = {"none",
                                          "null_compared_is_false",
                                          "less_for_less_or_equal",
                                          "decimals_of_literal_lost",
                                          "not_of_unknown_is_true",
                                          "and_with_unknown_is_false",
                                          "or_with_unknown_is_false",
                                          "coarse_code_is_no",
                                          "version_begins_day_late",
                                          "division_by_zero_is_zero",
                                          "unknown_case_is_taken",
                                          "coalesce_takes_last",
                                          "substring_from_zero",
                                          "rounding_cuts"};
    return names[int(fault)];
}

rule::PlanData plant(rule::PlanData const& plan, Fault fault) {
    rule::PlanData out = plan;
    Rewriter rewriter(plan.program, fault);
    rewriter.run();
    out.program = std::move(rewriter.out);
    auto const move = [&](NodeId& id) { id = rewriter.map[size_t(id)]; };
    for (auto* rules : {&out.rules, &out.helpers})
        for (rule::BoundRule& rule : *rules) {
            move(rule.node);
            move(rule.clock);
            for (rule::BoundVersion& version : rule.versions) {
                move(version.node);
                for (rule::BoundCondition& condition : version.conditions) move(condition.node);
            }
        }
    for (NodeId& id : out.conditions) move(id);
    for (NodeId& id : out.outputs) move(id);
    for (NodeId& id : out.cells) move(id);
    return out;
}

}  // namespace differential
