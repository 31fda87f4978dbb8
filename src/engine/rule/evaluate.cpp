// One record: facts in, verdicts, masks and explanations out.
#include <algorithm>

#include "base/text.hpp"
#include "engine/rule/plan.hpp"

namespace rule {
namespace {

Verdict verdict_of(Scalar const& value) {
    if (!value.known) return Verdict::unknown;
    return value.number != 0 ? Verdict::yes : Verdict::no;
}

base::Value value_of(Type const& type, Scalar const& scalar) {
    if (!scalar.known) return {};
    switch (type.kind) {
        case Kind::boolean: return scalar.number != 0;
        case Kind::number: return base::Decimal{scalar.number, uint8_t(type.scale)};
        case Kind::date: return base::Day{int32_t(scalar.number)};
        case Kind::text: return std::string(scalar.text);
    }
    return {};
}

/// Converts one fact to the input's type; false when it does not fit.
bool convert(Type const& type, base::Value const& value, Scalar& out) {
    if (base::is_null(value)) return true;
    out.known = true;
    if (auto const* flag = std::get_if<bool>(&value)) {
        out.number = *flag ? 1 : 0;
        return type.kind == Kind::boolean;
    }
    if (auto const* day = std::get_if<base::Day>(&value)) {
        out.number = day->days;
        return type.kind == Kind::date;
    }
    if (auto const* text = std::get_if<std::string>(&value)) {
        out.text = *text;
        return type.kind == Kind::text;
    }
    base::Decimal number;
    if (auto const* integer = std::get_if<int64_t>(&value)) number = {*integer, 0};
    if (auto const* decimal = std::get_if<base::Decimal>(&value)) number = *decimal;
    if (type.kind != Kind::number || !base::fits_scale(number, type.scale)) return false;
    auto const scaled = base::rescale_half_up(number, type.scale);
    if (!scaled || !base::fits_digits(scaled->units, type.digits)) return false;
    out.number = scaled->units;
    return true;
}

uint64_t& word(std::vector<uint64_t>& mask, size_t bit) {
    if (mask.size() <= bit / mask_bits) mask.resize(bit / mask_bits + 1);
    return mask[bit / mask_bits];
}

void set_bit(std::vector<uint64_t>& mask, size_t bit, bool on) {
    uint64_t& w = word(mask, bit);
    if (on) w |= uint64_t(1) << (bit % mask_bits);
}

void called_rules(Syntax const& syntax, std::vector<std::string>& out) {
    if (syntax.kind == SyntaxKind::call && syntax.text == "rule" && syntax.args.size() == 1 &&
        std::find(out.begin(), out.end(), syntax.args[0].text) == out.end())
        out.push_back(syntax.args[0].text);
    for (Syntax const& arg : syntax.args) called_rules(arg, out);
}

class Tracer {
public:
    Tracer(PlanData const& plan, std::vector<Scalar> const& inputs, RecordRun const& run)
        : plan_(plan), inputs_(inputs), run_(run) {}

    ConditionTrace condition(BoundCondition const& condition) const {
        ConditionTrace out;
        out.name = condition.name;
        out.text = to_text(condition.syntax);
        out.why = condition.why;
        out.state = verdict_of(run_[condition.node]);
        out.items = items(condition.node);
        comparisons(condition.node, out.comparisons);
        called_rules(condition.syntax, out.rules);
        named_items(condition.syntax, out.named);
        return out;
    }

    /// The inputs that a node reads, with their values.
    std::vector<std::pair<std::string, std::string>> items(NodeId node) const {
        std::vector<std::pair<std::string, std::string>> out;
        for (int32_t input : inputs_of(plan_.program, node)) {
            Input const& in = plan_.program.inputs[size_t(input)];
            out.emplace_back(in.name, show(in.type, inputs_[size_t(input)]));
        }
        return out;
    }

private:
    void named_items(Syntax const& syntax,
                     std::vector<std::pair<std::string, std::string>>& out) const {
        auto const at = syntax.kind == SyntaxKind::name ? plan_.program.items.find(syntax.text)
                                                        : plan_.program.items.end();
        auto const is_this = [&](auto const& pair) { return pair.first == syntax.text; };
        if (at != plan_.program.items.end() && std::none_of(out.begin(), out.end(), is_this)) {
            Type const& type = plan_.program.node(at->second).type;
            out.emplace_back(syntax.text, show(type, run_[at->second]));
        }
        for (Syntax const& arg : syntax.args) named_items(arg, out);
    }

    /// Comparisons of numbers and dates on the way down through and, or, not.
    void comparisons(NodeId id, std::vector<Comparison>& out) const {
        Node const& node = plan_.program.node(id);
        if (node.op == Op::op_and || node.op == Op::op_or || node.op == Op::op_not) {
            for (int i = 0; i < node.arg_count; ++i) comparisons(plan_.program.arg(node, i), out);
            return;
        }
        if (node.op < Op::eq || node.op > Op::ge) return;
        NodeId const a = plan_.program.arg(node, 0), b = plan_.program.arg(node, 1);
        Type const& type = plan_.program.node(a).type;
        if (type.kind != Kind::number && type.kind != Kind::date) return;
        constexpr std::string_view names[] = {"=", "<>", "<", "<=", ">", ">="};
        Comparison c;
        c.left = describe(a);
        c.right = describe(b);
        c.op = names[int(node.op) - int(Op::eq)];
        c.left_value = show(type, run_[a]);
        c.right_value = show(type, run_[b]);
        if (run_[a].known && run_[b].known && type.kind == Kind::number) {
            base::Int128 const difference = run_[a].number - run_[b].number;
            c.difference = show(type, {true, difference < 0 ? -difference : difference, {}});
        }
        out.push_back(std::move(c));
    }

    std::string describe(NodeId id) const {
        Node const& node = plan_.program.node(id);
        if (node.op != Op::literal)
            for (auto const& [name, item] : plan_.program.items)
                if (item == id) return name;
        if (node.op == Op::item) return plan_.program.inputs[size_t(node.payload)].name;
        if (node.op == Op::rescale) return describe(plan_.program.arg(node, 0));
        if (node.op == Op::param) return plan_.program.params[size_t(node.payload)].name;
        return "";
    }

    PlanData const& plan_;
    std::vector<Scalar> const& inputs_;
    RecordRun const& run_;
};

/// Items without a value, each once.
void add_missing(std::vector<std::pair<std::string, std::string>> const& items,
                 std::vector<std::string>& out) {
    for (auto const& [item, value] : items)
        if (value.empty() && std::find(out.begin(), out.end(), item) == out.end())
            out.push_back(item);
}

RuleTrace trace_of(Tracer const& tracer, BoundRule const& rule, RecordRun const& run) {
    RuleTrace out;
    out.rule = rule.name;
    out.label = rule.label;
    out.any = rule.any;
    out.verdict = verdict_of(run[rule.node]);
    BoundVersion const* const version = version_of(rule, run);
    if (version == nullptr) return out;
    out.version = version->from;
    out.day_unknown = !run[rule.clock].known && rule.versions.size() > 1;
    out.repealed = version->repealed;
    out.law = version->law;
    out.params = version->params;
    for (BoundCondition const& condition : version->conditions) {
        out.conditions.push_back(tracer.condition(condition));
        ConditionTrace const& trace = out.conditions.back();
        if (trace.state == Verdict::unknown) add_missing(trace.items, out.missing);
    }
    if (out.day_unknown) add_missing(tracer.items(rule.clock), out.missing);
    return out;
}

}  // namespace

BoundVersion const* version_of(BoundRule const& rule, RecordRun const& run) {
    Scalar const& day = run[rule.clock];
    if (!day.known) return rule.versions.empty() ? nullptr : &rule.versions.back();
    BoundVersion const* found = nullptr;
    for (BoundVersion const& version : rule.versions)
        if (version.from.days <= day.number) found = &version;
    return found;
}

std::string show(Type const& type, Scalar const& value) {
    if (!value.known) return "";
    switch (type.kind) {
        case Kind::boolean: return value.number != 0 ? "true" : "false";
        case Kind::date: return base::to_text(base::Day{int32_t(value.number)});
        case Kind::text: return std::string(value.text);
        case Kind::number: break;
    }
    std::string out = base::to_grouped_text(base::Decimal{value.number, uint8_t(type.scale)});
    return type.unit.empty() ? out : out + " " + type.unit;
}

base::Result<std::vector<Scalar>> bind_facts(PlanData const& plan, Facts const& facts) {
    std::vector<Scalar> out(plan.program.inputs.size());
    for (size_t i = 0; i < out.size(); ++i) {
        Input const& input = plan.program.inputs[i];
        auto const at = facts.find(input.name);
        if (at == facts.end()) continue;
        if (!convert(input.type, at->second, out[i]))
            return base::invalid("fact_wrong_type", {.field = input.name},
                                 {{"value", base::to_text(at->second)}});
    }
    return out;
}

base::Result<Evaluation> evaluate(Plan const& plan, Facts const& facts, Lists const& lists) {
    PlanData const& data = plan.data();
    auto const inputs = TRY(bind_facts(data, facts));
    RecordRun const run(data.program, inputs, lists);
    Evaluation out;
    for (BoundRule const& rule : data.rules) out.verdicts[rule.name] = verdict_of(run[rule.node]);
    for (NodeId node : data.outputs)
        out.outputs.push_back(value_of(data.program.node(node).type, run[node]));
    for (size_t bit = 0; bit < data.conditions.size(); ++bit) {
        Verdict const state = verdict_of(run[data.conditions[bit]]);
        set_bit(out.true_mask, bit, state == Verdict::yes);
        set_bit(out.unknown_mask, bit, state == Verdict::unknown);
    }
    for (size_t i = 0; i < inputs.size(); ++i) set_bit(out.missing_mask, i, !inputs[i].known);
    return out;
}

base::Result<RuleTrace> explain(Plan const& plan, std::string const& rule, Facts const& facts,
                                Lists const& lists) {
    PlanData const& data = plan.data();
    BoundRule const* const bound = data.find(rule);
    if (bound == nullptr)
        return base::fail(base::ErrorKind::not_found, "rule_not_found", {}, {{"name", rule}});
    auto const inputs = TRY(bind_facts(data, facts));
    RecordRun const run(data.program, inputs, lists);
    return trace_of(Tracer(data, inputs, run), *bound, run);
}

base::Result<std::vector<RuleTrace>> explain_all(Plan const& plan, Facts const& facts,
                                                 Lists const& lists) {
    PlanData const& data = plan.data();
    auto const inputs = TRY(bind_facts(data, facts));
    RecordRun const run(data.program, inputs, lists);
    Tracer const tracer(data, inputs, run);
    std::vector<RuleTrace> out;
    for (BoundRule const& rule : data.rules) out.push_back(trace_of(tracer, rule, run));
    return out;
}

}  // namespace rule
