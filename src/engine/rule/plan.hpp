// PlanData: a compiled grain as its executors see it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/rule/ir.hpp"
#include "engine/rule/record.hpp"
#include "engine/rule/rule.hpp"
#include "engine/rule/syntax.hpp"

namespace rule {

/// One condition of one version of one rule.
struct BoundCondition {
    /// Two sides of a comparison, by name when they have one.
    struct Sides {
        std::string left, right;
        std::string_view op;
        NodeId left_node = -1, right_node = -1;
    };

    std::string name;
    std::string why;
    Syntax syntax;
    NodeId node = -1;
    int bit = -1;
    // What its trace shows of any record.
    std::string text;                                   // Normalised.
    std::vector<int32_t> inputs;                        // That it reads, sorted.
    std::vector<std::pair<std::string, NodeId>> named;  // Items that the text names.
    std::vector<Sides> comparisons;
    std::vector<std::string> rules;  // Called as rule('…').
    std::vector<NodeId> lists;       // Op::in_list nodes below it.
};

struct BoundVersion {
    base::Day from;
    bool repealed = false;
    NodeId node = -1;  // Its verdict.
    std::vector<BoundCondition> conditions;
    std::vector<std::pair<std::string, std::string>> params;  // Local parameters as written.
    std::vector<pack::Citation> law;
};

struct BoundRule {
    std::string name;
    pack::Label label;
    bool is_check = false;
    bool any = false;
    NodeId clock = -1;
    std::vector<int32_t> clock_inputs;
    NodeId node = -1;
    std::vector<BoundVersion> versions;
};

struct PlanData {
    Program program;
    std::vector<BoundRule> rules;    // Those asked for, in order.
    std::vector<BoundRule> helpers;  // Others that they refer to by rule('…').
    std::vector<NodeId> conditions;  // Node of each bit.
    std::vector<NodeId> outputs;
    std::vector<NodeId> cells;
    std::vector<std::vector<int>> cell_conditions;
    std::map<std::string, pack::Type> types;  // Declared types of the inputs.
    std::vector<std::string> list_calls;      // list('…') by list of the program.
    std::vector<ConditionInfo> condition_infos;
    std::vector<RuleInfo> rule_infos;
    size_t verdicts = 0;  // Eligibility rules.
    std::vector<OutputInfo> output_infos;

    BoundRule const* find(std::string_view name) const;
};

/// SQL type name of a node type.
std::string sql_type(Type const& type);

/// Inputs a node reads, as indexes, sorted.
std::vector<int32_t> inputs_of(Program const& program, NodeId node);

/// Op::in_list nodes below a node, in order.
std::vector<NodeId> lists_of(Program const& program, NodeId node);

/// Fills what the trace of a condition shows of any record; its name, syntax and node stand.
void describe_condition(Program const& program, BoundCondition& condition);

/// The version of a rule that applies to a record, or null; the newest when the day is unknown: a
/// known verdict is then the verdict of every version.
BoundVersion const* version_of(BoundRule const& rule, RecordRun const& run);

/// A value as people read it: grouped digits and unit for numbers, the day, the text.
std::string show(Type const& type, Scalar const& value);

Verdict verdict_of(Scalar const& value);

/// Binds facts to the inputs; text points into `facts`.
base::Result<std::vector<Scalar>> bind_facts(PlanData const& plan, Facts const& facts);

}  // namespace rule
