// Traces: one pass over a record, then what each rule's conditions rest on, as references to the
// plan's words and the record's values.
#include "engine/rule/trace.hpp"

#include <algorithm>

#include "engine/rule/plan.hpp"

namespace rule {

/// Everything that the traces of one record refer to. Made once, in place, never moved.
struct TraceData {
    TraceData(std::shared_ptr<PlanData const> data, std::vector<Scalar> facts, Lists const& lists)
        : plan(std::move(data)), inputs(own(std::move(facts))), run(plan->program, inputs, lists) {}
    TraceData(TraceData const&) = delete;

    std::shared_ptr<PlanData const> plan;
    std::string words;  // Texts of the facts.
    std::vector<Scalar> inputs;
    RecordRun run;
    std::vector<RuleTrace> rules;
    std::vector<ConditionTrace> conditions;
    std::vector<ItemValue> items;
    std::vector<Comparison> comparisons;
    std::vector<std::string_view> missing;

private:
    /// The caller's texts end with the call.
    std::vector<Scalar> own(std::vector<Scalar> facts) {
        size_t length = 0;
        for (Scalar const& fact : facts) length += fact.text.size();
        words.reserve(length);
        for (Scalar& fact : facts) {
            size_t const at = words.size();
            words.append(fact.text);
            fact.text = std::string_view(words).substr(at);
        }
        return facts;
    }
};

namespace {

/// Fills a trace. Room for everything is taken first, so that spans stay where they are.
class Tracer {
public:
    Tracer(TraceData& out, std::span<BoundRule const* const> rules)
        : out_(out), run_(out.run), program_(out.plan->program) {
        seen_.resize(program_.inputs.size() + program_.lists.size());
        size_t conditions = 0, items = 0, comparisons = 0, missing = 0;
        for (BoundRule const* rule : rules) {
            BoundVersion const* const version = version_of(*rule, run_);
            if (version == nullptr) continue;
            conditions += version->conditions.size();
            missing += rule->clock_inputs.size();
            for (BoundCondition const& condition : version->conditions) {
                missing += condition.inputs.size() + condition.lists.size();
                items += condition.inputs.size() + condition.named.size();
                comparisons += condition.comparisons.size();
            }
        }
        out.rules.reserve(rules.size());
        out.conditions.reserve(conditions);
        out.items.reserve(items);
        out.comparisons.reserve(comparisons);
        out.missing.reserve(missing);
        for (BoundRule const* rule : rules) add(*rule);
    }

private:
    void add(BoundRule const& rule) {
        RuleTrace& trace = out_.rules.emplace_back();
        trace.rule = rule.name;
        trace.label = &rule.label;
        trace.any = rule.any;
        trace.verdict = verdict_of(run_[rule.node]);
        BoundVersion const* const version = version_of(rule, run_);
        if (version == nullptr) return;
        trace.version = version->from;
        trace.day_unknown = !run_[rule.clock].known && rule.versions.size() > 1;
        trace.repealed = version->repealed;
        trace.law = version->law;
        trace.params = version->params;
        size_t const conditions = out_.conditions.size(), missing = out_.missing.size();
        for (BoundCondition const& condition : version->conditions) {
            add(condition);
            if (out_.conditions.back().state == Verdict::unknown) {
                add_missing(condition.inputs);
                add_open_lists(condition.lists);
            }
        }
        if (trace.day_unknown) add_missing(rule.clock_inputs);
        trace.conditions = std::span(out_.conditions).subspan(conditions);
        trace.missing = std::span(out_.missing).subspan(missing);
        std::fill(seen_.begin(), seen_.end(), false);
    }

    void add(BoundCondition const& condition) {
        ConditionTrace trace;
        trace.name = condition.name;
        trace.text = condition.text;
        trace.why = condition.why;
        trace.state = verdict_of(run_[condition.node]);
        trace.rules = condition.rules;
        size_t const items = out_.items.size(), comparisons = out_.comparisons.size();
        for (int32_t input : condition.inputs) {
            Input const& in = program_.inputs[size_t(input)];
            out_.items.push_back({in.name, {in.type, out_.inputs[size_t(input)]}});
        }
        for (auto const& [name, node] : condition.named)
            out_.items.push_back({name, {program_.node(node).type, run_[node]}});
        for (auto const& c : condition.comparisons) {
            Type const& type = program_.node(c.left_node).type;  // A bare 0 is 0.00 元.
            out_.comparisons.push_back(
                {c.left, c.right, c.op, {type, run_[c.left_node]}, {type, run_[c.right_node]}});
        }
        trace.items = std::span(out_.items).subspan(items, condition.inputs.size());
        trace.named = std::span(out_.items).subspan(items + condition.inputs.size());
        trace.comparisons = std::span(out_.comparisons).subspan(comparisons);
        out_.conditions.push_back(trace);
    }

    /// Inputs without a value, each once.
    void add_missing(std::vector<int32_t> const& inputs) {
        for (int32_t input : inputs)
            if (!out_.inputs[size_t(input)].known)
                add_once(size_t(input), program_.inputs[size_t(input)].name);
    }

    /// Lists that leave the party open.
    void add_open_lists(std::vector<NodeId> const& lists) {
        for (NodeId id : run_.open_lists()) {
            size_t const list = size_t(program_.node(id).payload);
            if (std::binary_search(lists.begin(), lists.end(), id))
                add_once(program_.inputs.size() + list, out_.plan->list_calls[list]);
        }
    }

    void add_once(size_t index, std::string_view name) {
        if (seen_[index]) return;
        seen_[index] = true;
        out_.missing.push_back(name);
    }

    TraceData& out_;
    RecordRun const& run_;
    Program const& program_;
    std::vector<bool> seen_;  // By input, then by list: already missing in this rule.
};

base::Result<Trace> trace_of(Plan const& plan, std::span<BoundRule const* const> rules,
                             Facts const& facts, Lists const& lists) {
    auto inputs = TRY(bind_facts(plan.data(), facts));
    auto const out = std::make_shared<TraceData>(plan.share(), std::move(inputs), lists);
    Tracer(*out, rules);
    return Trace(out);
}

}  // namespace

bool TraceValue::known() const { return scalar_->known; }

std::string TraceValue::text() const { return show(*type_, *scalar_); }

std::string Comparison::difference() const {
    Scalar const& a = *left_value.scalar_;
    Scalar const& b = *right_value.scalar_;
    if (!a.known || !b.known || left_value.type_->kind != Kind::number) return "";
    base::Int128 const difference = a.number - b.number;
    return show(*left_value.type_, {true, difference < 0 ? -difference : difference, {}});
}

std::span<RuleTrace const> Trace::rules() const {
    return data_ ? std::span<RuleTrace const>(data_->rules) : std::span<RuleTrace const>();
}

base::Result<Trace> explain(Plan const& plan, std::string const& rule, Facts const& facts,
                            Lists const& lists) {
    BoundRule const* const bound = plan.data().find(rule);
    if (bound == nullptr)
        return base::fail(base::ErrorKind::not_found, "rule_not_found", {}, {{"name", rule}});
    return trace_of(plan, {&bound, 1}, facts, lists);
}

base::Result<Trace> explain_all(Plan const& plan, Facts const& facts, Lists const& lists) {
    std::vector<BoundRule const*> rules;
    for (BoundRule const& rule : plan.data().rules) rules.push_back(&rule);
    return trace_of(plan, rules, facts, lists);
}

}  // namespace rule
