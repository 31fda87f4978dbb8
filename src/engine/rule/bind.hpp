// Binding: names, types and units are resolved; a Syntax tree becomes nodes of a Program.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/rule/ir.hpp"
#include "engine/rule/syntax.hpp"

namespace rule {

/// The span of count dates that a run can meet; lets dated sets and parameters fold to constants.
struct ClockSpan {
    base::Day from;
    base::Day to;
};

/// Where expressions of one grain find their meaning.
struct BindScope {
    pack::Book const& book;
    pack::Grain const& grain;
    std::string region;                   // The deployment's own region, six digits.
    std::optional<ClockSpan> clock_span;  // Of the item report_date.
    std::set<std::string> stubs;          // Items, rule('…') and list('…') that become inputs.
    /// Verdict node of another rule of this grain; reports cycles.
    std::function<base::Result<NodeId>(std::string const& name, base::Place const& at)> rule_node;
};

/// Binds expressions into one program. Errors: `expr_*` codes, placed inside the expression.
class Binder {
public:
    Binder(BindScope const& scope, ProgramBuilder& builder) : scope_(scope), builder_(builder) {}

    /// What names and dates mean while one expression is bound.
    struct Frame {
        NodeId clock = -1;  // The date that dated sets, lists and parameters are read at.
        std::optional<ClockSpan> span;  // Days that the clock can be, when it is known at all.
        std::map<std::string, pack::Source> const* locals = nullptr;  // A version's parameters.
    };
    base::Result<NodeId> bind(Syntax const& syntax, Frame const& frame);

    /// Parses and binds.
    base::Result<NodeId> bind(pack::Source const& source, Frame const& frame);

    /// The frame of expressions that stand outside rules: clock report_date.
    base::Result<Frame> default_frame();

    /// The node of an item: an input, or its expression.
    base::Result<NodeId> item(std::string const& name, base::Place const& at);

private:
    base::Result<NodeId> number(Syntax const& s);
    base::Result<NodeId> name(Syntax const& s);
    base::Result<NodeId> local(pack::Source const& source);
    base::Result<NodeId> compare(Syntax const& s);
    base::Result<NodeId> compare_nodes(Op op, NodeId left, NodeId right, base::Place const& at);
    base::Result<NodeId> arithmetic(Syntax const& s);
    base::Result<NodeId> multiply(Syntax const& s);
    base::Result<NodeId> in_values(Syntax const& s);
    base::Result<NodeId> in_call(Syntax const& s);
    base::Result<NodeId> in_code(Syntax const& s, NodeId value);
    base::Result<NodeId> in_party_list(Syntax const& s, NodeId value);
    base::Result<NodeId> in_map(Syntax const& s, NodeId value);
    base::Result<NodeId> between(Syntax const& s);
    base::Result<NodeId> choose(Syntax const& s);
    base::Result<NodeId> call(Syntax const& s);
    base::Result<NodeId> coalesce(Syntax const& s);
    base::Result<NodeId> div0(Syntax const& s);
    base::Result<NodeId> round_half_up(Syntax const& s);
    base::Result<NodeId> parameter(Syntax const& s);
    base::Result<NodeId> decision_table(Syntax const& s);
    base::Result<NodeId> first(Syntax const& s);
    base::Result<NodeId> simple_call(Syntax const& s);
    base::Result<NodeId> any(Syntax const& s);

    base::Result<NodeId> boolean(Syntax const& s);
    base::Result<NodeId> of_kind(Syntax const& s, Kind kind);
    base::Result<std::string> text_argument(Syntax const& call, size_t index);
    base::Result<std::vector<NodeId>> aligned(std::vector<NodeId> numbers, base::Place const& at);
    base::Result<std::vector<NodeId>> one_type(std::vector<NodeId> values, base::Place const& at);
    base::Result<void> check_code(NodeId coded, Literal const& literal, base::Place const& at);
    base::Result<pack::CodeList const*> code_list(std::string const& name, base::Place const& at);

    BindScope const& scope_;
    ProgramBuilder& builder_;
    Frame frame_;
    std::vector<std::string> open_items_;
};

/// The language's functions for the reference in docs/packs.md and the editor.
struct FunctionDoc {
    std::string_view name;
    std::string_view arguments;
    std::string_view result;
    std::string_view example;
    std::string_view doc;
};
std::vector<FunctionDoc> const& function_docs();

/// IR type of a declared type.
Type type_of(pack::Type const& declared);

/// Compiles a parameter's rows of one type; nullopt type when every row is unset.
struct CompiledParam {
    Param param;
    Type type;
};
base::Result<CompiledParam> compile_param(std::string const& name,
                                          std::vector<pack::ParamRow> const& rows);

/// Compiles the cells of a decision table against its inputs' types.
base::Result<Table> compile_table(pack::Book const& book, pack::DecisionTable const& table,
                                  std::vector<Type> const& inputs, Type const& output);

}  // namespace rule
