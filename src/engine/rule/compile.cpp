// Compiling rules of a grain into one plan: versions, conditions, bits, references between rules.
#include <algorithm>

#include "base/check.hpp"
#include "base/text.hpp"
#include "engine/rule/bind.hpp"
#include "engine/rule/plan.hpp"

namespace rule {
namespace {

bool uses_null_tests(Syntax const& s) {
    if (s.kind == SyntaxKind::is_null || (s.kind == SyntaxKind::call && s.text == "coalesce"))
        return true;
    return std::any_of(s.args.begin(), s.args.end(), uses_null_tests);
}

/// The marks of dated sets, maps, parameters and lists that an expression names.
void collect_marks(pack::Book const& book, Syntax const& s, std::vector<pack::Mark>& marks) {
    if (s.kind == SyntaxKind::call && !s.args.empty() && s.args[0].kind == SyntaxKind::text) {
        std::string const& name = s.args[0].text;
        if (s.text == "code")
            if (auto const* set = pack::find(book.sets, name))
                for (auto const& version : set->versions)
                    for (auto const& law : version.law) marks.push_back(law.mark);
        if (s.text == "map" || s.text == "first")
            if (auto const* map = pack::find(book.maps, name))
                for (auto const& law : map->law) marks.push_back(law.mark);
        if (s.text == "param")
            if (auto const at = book.params.find(name); at != book.params.end())
                for (auto const& row : at->second) marks.push_back(row.law.mark);
    }
    for (Syntax const& arg : s.args) collect_marks(book, arg, marks);
}

class Compiler {
public:
    Compiler(pack::Book const& book, pack::Grain const& grain, CompileOptions const& options,
             PlanData& plan)
        : book_(book),
          options_(options),
          plan_(plan),
          builder_(plan.program),
          scope_(make_scope(book, grain)),
          binder_(scope_, builder_) {}

    base::Result<void> run() {
        std::vector<std::string> names = options_.rules;
        if (names.empty())
            for (auto const& [name, rule] : book_.rules)
                if (rule.grain == options_.grain && !rule.is_check) names.push_back(name);
        for (std::string const& name : names) {
            auto const at = book_.rules.find(name);
            if (at == book_.rules.end())
                return base::fail(base::ErrorKind::not_found, "rule_not_found", {},
                                  {{"name", name}});
            TRY_VOID(rule_node(name, at->second.place));
        }
        for (pack::Source const& source : options_.outputs) {
            auto const frame = TRY(binder_.default_frame());
            auto const node = TRY(binder_.bind(source, frame));
            plan_.outputs.push_back(node);
            plan_.output_infos.push_back({source.text, sql_type(plan_.program.node(node).type)});
        }
        for (pack::Source const& source : options_.cells) {
            auto const frame = TRY(binder_.default_frame());
            auto const node = TRY(binder_.bind(source, frame));
            if (plan_.program.node(node).type.kind != Kind::boolean)
                return base::invalid("rule_condition_type", source.at,
                                     {{"condition", source.text}});
            plan_.cells.push_back(node);
        }
        for (std::string const& name : names) plan_.rules.push_back(std::move(done_.at(name)));
        for (auto& [name, rule] : done_)
            if (std::find(names.begin(), names.end(), name) == names.end())
                plan_.helpers.push_back(std::move(rule));
        number_conditions();
        for (NodeId cell : plan_.cells) plan_.cell_conditions.push_back(conditions_below(cell));
        describe();
        return {};
    }

private:
    BindScope make_scope(pack::Book const& book, pack::Grain const& grain) {
        BindScope scope{book, grain, options_.region, std::nullopt, {}, {}};
        if (options_.clock_from && options_.clock_to)
            scope.clock_span = ClockSpan{*options_.clock_from, *options_.clock_to};
        scope.stubs.insert(options_.stubs.begin(), options_.stubs.end());
        scope.rule_node = [this](std::string const& name, base::Place const& at) {
            return rule_node(name, at);
        };
        return scope;
    }

    base::Result<NodeId> rule_node(std::string const& name, base::Place const& at) {
        if (auto const known = done_.find(name); known != done_.end()) return known->second.node;
        auto const found = book_.rules.find(name);
        if (found == book_.rules.end())
            return base::invalid("rule_not_found", at, {{"name", name}});
        pack::Rule const& rule = found->second;
        if (rule.grain != options_.grain)
            return base::invalid("expr_other_grain", at, {{"name", name}, {"grain", rule.grain}});
        if (std::find(open_.begin(), open_.end(), name) != open_.end()) {
            std::vector<std::string> path(std::find(open_.begin(), open_.end(), name), open_.end());
            path.push_back(name);
            return base::invalid("rule_cycle", at, {{"path", base::join(path, " → ")}});
        }
        open_.push_back(name);
        auto bound = TRY(bind_rule(rule));
        open_.pop_back();
        NodeId const node = bound.node;
        done_.emplace(name, std::move(bound));
        return node;
    }

    base::Result<BoundRule> bind_rule(pack::Rule const& rule) {
        BoundRule out;
        out.name = rule.name;
        out.label = rule.label;
        out.is_check = rule.is_check;
        out.any = rule.combine == pack::Combine::any;
        out.clock = TRY(binder_.item(rule.by, rule.place));
        out.clock_inputs = inputs_of(plan_.program, out.clock);
        if (plan_.program.node(out.clock).type.kind != Kind::date)
            return base::invalid("rule_clock_type", rule.place, {{"item", rule.by}});
        std::vector<Syntax> conditions;
        for (pack::Condition const& condition : rule.conditions) {
            auto syntax = TRY(parse_expression(condition.expression.text, condition.expression.at));
            if (!rule.is_check && condition.why.empty() && uses_null_tests(syntax))
                return base::invalid("rule_why_missing", condition.expression.at,
                                     {{"condition", condition.name}});
            conditions.push_back(std::move(syntax));
        }
        bool const fixed = is_report_clock(rule.by) && scope_.clock_span.has_value();
        // Before its first version a rule gives no; a check asks for nothing, so the row passes.
        NodeId const before = builder_.boolean(rule.is_check);
        std::vector<NodeId> args{out.clock, before};
        std::vector<base::Day> dates;
        for (size_t i = 0; i < rule.versions.size(); ++i) {
            pack::Version const& version = rule.versions[i];
            // A version that no row's count date can reach is left out.
            if (fixed && version.from > scope_.clock_span->to) continue;
            if (fixed && i + 1 < rule.versions.size() &&
                rule.versions[i + 1].from <= scope_.clock_span->from)
                continue;
            // Within a version the clock lies between its day and the next one's.
            ClockSpan span{version.from, base::Day{INT32_MAX}};
            if (i + 1 < rule.versions.size())
                span.to = base::add_days(rule.versions[i + 1].from, -1);
            if (fixed) {
                span.from = std::max(span.from, scope_.clock_span->from);
                span.to = std::min(span.to, scope_.clock_span->to);
            }
            auto bound =
                TRY(bind_version(rule, version, conditions, {out.clock, span, &version.params}));
            args.push_back(bound.node);
            dates.push_back(version.from);
            out.versions.push_back(std::move(bound));
        }
        bool const whole_span =
            fixed && out.versions.size() == 1 && dates[0] <= scope_.clock_span->from;
        if (whole_span)
            out.node = out.versions[0].node;
        else if (out.versions.empty())
            out.node = before;
        else
            out.node =
                builder_.add(Op::version, plan_.program.node(builder_.boolean(std::nullopt)).type,
                             args, builder_.versions(dates));
        return out;
    }

    base::Result<BoundVersion> bind_version(pack::Rule const& rule, pack::Version const& version,
                                            std::vector<Syntax> const& conditions,
                                            Binder::Frame const& frame) {
        BoundVersion out;
        out.from = version.from;
        out.repealed = version.repealed;
        out.law = version.law;
        for (auto const& [name, source] : version.params)
            out.params.emplace_back(name, source.text);
        if (version.repealed) {
            out.node = builder_.boolean(rule.is_check);
            return out;
        }
        std::vector<NodeId> nodes;
        for (size_t i = 0; i < conditions.size(); ++i) {
            auto const node = TRY(binder_.bind(conditions[i], frame));
            if (plan_.program.node(node).type.kind != Kind::boolean)
                return base::invalid("rule_condition_type", rule.conditions[i].expression.at,
                                     {{"condition", rule.conditions[i].name}});
            BoundCondition condition;
            condition.name = rule.conditions[i].name;
            condition.why = rule.conditions[i].why;
            condition.syntax = conditions[i];
            condition.node = node;
            out.conditions.push_back(std::move(condition));
            nodes.push_back(node);
        }
        out.node =
            rule.combine == pack::Combine::any ? builder_.either(nodes) : builder_.both(nodes);
        return out;
    }

    bool is_report_clock(std::string const& item) const { return item == "report_date"; }

    void number_conditions() {
        std::map<NodeId, int> bits;
        auto const number = [&](BoundRule& rule) {
            for (BoundVersion& version : rule.versions) {
                for (BoundCondition& condition : version.conditions) {
                    describe_condition(plan_.program, condition);
                    auto const [at, fresh] =
                        bits.try_emplace(condition.node, int(plan_.conditions.size()));
                    condition.bit = at->second;
                    if (!fresh) continue;
                    plan_.conditions.push_back(condition.node);
                    plan_.condition_infos.push_back({condition.bit, rule.name, condition.name,
                                                     version.from, condition.text,
                                                     item_names(condition.node)});
                }
            }
        };
        for (BoundRule& rule : plan_.rules) number(rule);
        for (BoundRule& rule : plan_.helpers) number(rule);
    }

    /// Bits of the conditions that a node is made of.
    std::vector<int> conditions_below(NodeId root) const {
        std::vector<bool> needed(plan_.program.nodes.size(), false);
        needed[size_t(root)] = true;
        for (NodeId id = root; id >= 0; --id) {
            if (!needed[size_t(id)]) continue;
            Node const& node = plan_.program.node(id);
            for (int i = 0; i < node.arg_count; ++i)
                needed[size_t(plan_.program.arg(node, i))] = true;
        }
        std::vector<int> out;
        for (size_t bit = 0; bit < plan_.conditions.size(); ++bit)
            if (needed[size_t(plan_.conditions[bit])]) out.push_back(int(bit));
        return out;
    }

    std::vector<std::string> item_names(NodeId node) const {
        std::vector<std::string> out;
        for (int32_t input : inputs_of(plan_.program, node))
            out.push_back(plan_.program.inputs[size_t(input)].name);
        return out;
    }

    void describe() {
        for (pack::Item const& item : scope_.grain.items) plan_.types.emplace(item.name, item.type);
        for (std::string const& list : plan_.program.lists)
            plan_.list_calls.push_back("list('" + list + "')");
        auto const describe_rule = [&](BoundRule const& rule) {
            RuleInfo info{rule.name, rule.label, rule.is_check, rule.any, {}, item_names(rule.node),
                          {}};
            for (BoundVersion const& version : rule.versions) {
                RuleInfo::Version v{version.from, version.repealed, {}, {}};
                for (BoundCondition const& condition : version.conditions) {
                    v.conditions.push_back(condition.bit);
                    v.names.push_back(condition.name);
                    collect_marks(book_, condition.syntax, info.marks);
                }
                for (pack::Citation const& law : version.law) info.marks.push_back(law.mark);
                info.versions.push_back(std::move(v));
            }
            std::sort(info.marks.begin(), info.marks.end());
            info.marks.erase(std::unique(info.marks.begin(), info.marks.end()), info.marks.end());
            return info;
        };
        int bit = 0;
        for (BoundRule const& rule : plan_.rules) {
            plan_.rule_infos.push_back(describe_rule(rule));
            if (!rule.is_check) plan_.rule_infos.back().bit = bit++;
        }
        plan_.verdicts = size_t(bit);
    }

    pack::Book const& book_;
    CompileOptions const& options_;
    PlanData& plan_;
    ProgramBuilder builder_;
    BindScope scope_;
    Binder binder_;
    std::map<std::string, BoundRule> done_;
    std::vector<std::string> open_;
};

}  // namespace

base::Result<Plan> compile(pack::Book const& book, CompileOptions const& options) {
    auto const grain = book.grains.find(options.grain);
    if (grain == book.grains.end())
        return base::fail(base::ErrorKind::not_found, "grain_not_found", {},
                          {{"name", options.grain}});
    auto data = std::make_shared<PlanData>();
    TRY_VOID(Compiler(book, grain->second, options, *data).run());
    return Plan(std::move(data));
}

base::Result<Plan> compile_for_facts(pack::Book const& book, std::vector<std::string> const& rules,
                                     Facts const& facts, std::string const& region) {
    CompileOptions options;
    options.rules = rules;
    options.region = region;
    for (std::string const& name : rules) {
        auto const at = book.rules.find(name);
        if (at == book.rules.end())
            return base::fail(base::ErrorKind::not_found, "rule_not_found", {}, {{"name", name}});
        options.grain = at->second.grain;
    }
    for (auto const& [name, value] : facts) options.stubs.push_back(name);
    return compile(book, options);
}

BoundRule const* PlanData::find(std::string_view name) const {
    for (auto const* all : {&rules, &helpers})
        for (BoundRule const& rule : *all)
            if (rule.name == name) return &rule;
    return nullptr;
}

std::vector<ConditionInfo> const& Plan::conditions() const { return data_->condition_infos; }
std::vector<RuleInfo> const& Plan::rules() const { return data_->rule_infos; }
std::vector<OutputInfo> const& Plan::outputs() const { return data_->output_infos; }
std::vector<std::string> const& Plan::lists() const { return data_->program.lists; }
ColumnScope verdicts_of(Plan const& plan, size_t cells) {
    ColumnScope out{false, 0, cells};
    for (RuleInfo const& rule : plan.rules())
        for (RuleInfo::Version const& version : rule.versions)
            for (int bit : version.conditions)
                if (!rule.is_check) out.conditions = std::max(out.conditions, size_t(bit) + 1);
    return out;
}

int Plan::words() const { return (int(data_->conditions.size()) + mask_bits - 1) / mask_bits; }
std::vector<std::vector<int>> const& Plan::cells() const { return data_->cell_conditions; }
int Plan::rule_words() const { return (int(data_->verdicts) + mask_bits - 1) / mask_bits; }
int Plan::cell_words() const { return (int(data_->cells.size()) + mask_bits - 1) / mask_bits; }

std::vector<int> Plan::inputs_of_condition(int bit) const {
    std::vector<int> out;
    for (int32_t input : rule::inputs_of(data_->program, data_->conditions[size_t(bit)]))
        out.push_back(int(input));
    return out;
}

int Plan::missing_words() const {
    return (int(data_->program.inputs.size()) + mask_bits - 1) / mask_bits;
}

std::vector<std::pair<std::string, std::string>> Plan::inputs() const {
    std::vector<std::pair<std::string, std::string>> out;
    for (Input const& input : data_->program.inputs) out.emplace_back(input.name, input.column);
    return out;
}

}  // namespace rule
