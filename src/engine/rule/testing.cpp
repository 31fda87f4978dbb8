// Running inline tests, and mutating thresholds to see that some test notices.
#include "engine/rule/testing.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "engine/rule/bind.hpp"

namespace rule {
namespace {

bool is_expectation(std::string_view column) {
    return column == "expect" || column == "fails" || column == "missing";
}

bool is_verdict_stub(std::string_view column) {
    return column.starts_with("rule(") || column.starts_with("list(");
}

/// One test row, decoded.
struct Row {
    std::vector<Scalar> inputs;
    Facts facts;  // Owns what `inputs` points into.
    std::string expect;
    std::optional<std::set<std::string>> fails, missing;
    base::Place at;
};

std::string verdict_letter(Scalar const& value) {
    return !value.known ? "U" : value.number != 0 ? "Y" : "N";
}

std::optional<std::set<std::string>> names_in(base::YamlNode const& cell) {
    if (cell.kind != base::YamlKind::sequence) return std::nullopt;
    std::set<std::string> out;
    for (base::YamlNode const& item : cell.items) out.insert(item.text);
    return out;
}

/// Compiles a rule for its tests: columns that are no plain inputs become stubs.
base::Result<Plan> compile_for_tests(pack::Book const& book, pack::Rule const& rule) {
    CompileOptions options;
    options.grain = rule.grain;
    options.rules = {rule.name};
    for (pack::Source const& column : rule.tests.columns)
        if (!is_expectation(column.text)) options.stubs.push_back(column.text);
    return compile(book, options);
}

base::Result<Row> decode_row(PlanData const& plan, pack::TestTable const& tests,
                             pack::TestTable::Row const& row, pack::Book const& book,
                             std::string const& grain) {
    Row out;
    out.at = row.at;
    for (size_t i = 0; i < tests.columns.size(); ++i) {
        std::string const& name = tests.columns[i].text;
        base::YamlNode const& cell = row.cells[i];
        base::Place at = row.at;
        at.line = cell.line;
        at.column = cell.column;
        at.field = name;
        if (name == "expect") {
            out.expect = cell.text;
        } else if (name == "fails") {
            out.fails = names_in(cell);
        } else if (name == "missing") {
            out.missing = names_in(cell);
        } else {
            auto const input = std::find_if(plan.program.inputs.begin(), plan.program.inputs.end(),
                                            [&](Input const& in) { return in.name == name; });
            if (input == plan.program.inputs.end()) {
                // A column that the rule does not read must at least exist.
                auto const& items = book.grains.at(grain).items;
                bool const known = is_verdict_stub(name) ||
                                   std::any_of(items.begin(), items.end(),
                                               [&](auto const& item) { return item.name == name; });
                if (!known)
                    return base::invalid("test_unknown_column", tests.columns[i].at,
                                         {{"name", name}});
                continue;
            }
            auto value = TRY(read_cell(input->type, is_verdict_stub(name), cell, at));
            out.facts.emplace(name, std::move(value));
        }
    }
    return out;
}

/// What a row gives: "" when all is as expected, else what differs.
std::string difference(BoundRule const& rule, RecordRun const& run, Row const& row) {
    std::string const got = verdict_letter(run[rule.node]);
    if (got != row.expect) return "expect " + row.expect + ", got " + got;
    BoundVersion const* const version = version_of(rule, run);
    if (version == nullptr) return "";
    std::set<std::string> fails, missing;
    for (BoundCondition const& condition : version->conditions) {
        Scalar const& state = run[condition.node];
        if (!state.known) missing.insert(condition.name);
        if (state.known && state.number == 0) fails.insert(condition.name);
    }
    auto const shown = [](std::set<std::string> const& names) {
        return "[" + base::join({names.begin(), names.end()}, ", ") + "]";
    };
    if (row.fails && *row.fails != fails)
        return "fails " + shown(*row.fails) + ", got " + shown(fails);
    if (row.missing && *row.missing != missing)
        return "missing " + shown(*row.missing) + ", got " + shown(missing);
    return "";
}

/// Where a threshold stands in a program, so that it can be moved by one unit.
struct Threshold {
    NodeId comparison;
    int arg;  // Position of the literal or parameter among the comparison's arguments.
    std::string shown;
};

bool is_comparison(Op op) { return op >= Op::eq && op <= Op::ge; }

std::vector<Threshold> thresholds_of(Program const& program, NodeId root) {
    std::vector<bool> needed(program.nodes.size(), false);
    needed[size_t(root)] = true;
    std::vector<Threshold> out;
    for (NodeId id = root; id >= 0; --id) {
        if (!needed[size_t(id)]) continue;
        Node const& node = program.node(id);
        for (int i = 0; i < node.arg_count; ++i) needed[size_t(program.arg(node, i))] = true;
        if (!is_comparison(node.op)) continue;
        for (int i = 0; i < 2; ++i) {
            Node const& side = program.node(program.arg(node, i));
            if (side.type.kind != Kind::number && side.type.kind != Kind::date) continue;
            Literal const* const literal = program.literal_of(program.arg(node, i));
            bool const constant = literal != nullptr && literal->known;
            bool const parameter = side.op == Op::param;
            if (!constant && !parameter) continue;
            std::string shown = constant ? show(side.type, {true, literal->number, {}})
                                         : program.params[size_t(side.payload)].name;
            out.push_back({id, i, std::move(shown)});
        }
    }
    return out;
}

/// A copy of the program with one threshold moved by `step` units of its scale.
Program moved(Program const& program, Threshold const& threshold, int step) {
    Program out = program;
    Node const& comparison = out.node(threshold.comparison);
    size_t const slot = size_t(comparison.first_arg + threshold.arg);
    NodeId const side = out.args[slot];
    Node copy = out.node(side);
    if (copy.op == Op::param) {
        Param param = out.params[size_t(copy.payload)];
        for (ParamRow& row : param.rows) row.value.number += step;
        copy.payload = int32_t(out.params.size());
        out.params.push_back(std::move(param));
    } else {
        Literal literal = out.literals[size_t(copy.payload)];
        literal.number += step;
        copy.payload = int32_t(out.literals.size());
        out.literals.push_back(std::move(literal));
    }
    // Nodes run in order: the copy takes the place of the comparison's argument by being evaluated
    // before it, so it replaces the side's node when nothing else reads that, else it is inserted.
    out.nodes.insert(out.nodes.begin() + threshold.comparison, copy);
    for (NodeId& arg : out.args)
        if (arg >= threshold.comparison) ++arg;
    out.args[slot] = threshold.comparison;
    return out;
}

class RuleTest {
public:
    RuleTest(pack::Book const& book, pack::Rule const& rule, std::vector<base::Error>& errors)
        : book_(book), rule_(rule), errors_(errors) {}

    int run() {
        auto const plan = compile_for_tests(book_, rule_);
        if (!plan) {
            errors_.push_back(plan.error());
            return 0;
        }
        data_ = &plan->data();
        if (!decode()) return 0;
        int const passed = run_rows();
        if (passed == int(rows_.size())) {
            check_states();
            check_thresholds();
        }
        return passed;
    }

private:
    bool decode() {
        for (pack::TestTable::Row const& source : rule_.tests.rows) {
            auto row = decode_row(*data_, rule_.tests, source, book_, rule_.grain);
            if (!row) {
                errors_.push_back(row.error());
                return false;
            }
            rows_.push_back(std::move(*row));
        }
        for (Row& row : rows_) {
            auto inputs = bind_facts(*data_, row.facts);
            if (!inputs) {
                errors_.push_back(inputs.error());
                errors_.back().at = row.at;
                return false;
            }
            row.inputs = std::move(*inputs);
        }
        return true;
    }

    int run_rows() {
        BoundRule const& bound = data_->rules[0];
        int passed = 0;
        for (Row const& row : rows_) {
            RecordRun const run(data_->program, row.inputs, lists_);
            std::string const what = difference(bound, run, row);
            if (what.empty())
                ++passed;
            else
                fault("test_failed", row.at, {{"rule", rule_.name}, {"what", what}});
        }
        return passed;
    }

    /// Every condition must have been true, false and (if it can be) unknown; every version met.
    void check_states() {
        BoundRule const& bound = data_->rules[0];
        std::map<std::string, std::set<std::string>> seen;
        std::set<int32_t> versions;
        for (Row const& row : rows_) {
            RecordRun const run(data_->program, row.inputs, lists_);
            BoundVersion const* const version = version_of(bound, run);
            if (version == nullptr) continue;
            versions.insert(version->from.days);
            for (BoundCondition const& condition : version->conditions)
                seen[condition.name].insert(verdict_letter(run[condition.node]));
        }
        for (BoundVersion const& version : bound.versions) {
            if (!versions.contains(version.from.days))
                fault("test_missing_version", rule_.place,
                      {{"rule", rule_.name}, {"from", base::to_text(version.from)}});
            for (BoundCondition const& condition : version.conditions) {
                if (data_->program.literal_of(condition.node) != nullptr) continue;
                for (std::string const state : {"Y", "N", "U"}) {
                    if (seen[condition.name].contains(state)) continue;
                    if (state == "U" && !data_->program.node(condition.node).type.nullable)
                        continue;
                    fault("test_missing_state", rule_.place,
                          {{"rule", rule_.name}, {"condition", condition.name}, {"state", state}});
                    seen[condition.name].insert(state);
                }
            }
        }
    }

    void check_thresholds() {
        BoundRule const& bound = data_->rules[0];
        std::set<std::pair<NodeId, int>> done;
        for (BoundVersion const& version : bound.versions) {
            for (Threshold const& threshold : thresholds_of(data_->program, version.node)) {
                if (!done.emplace(threshold.comparison, threshold.arg).second) continue;
                for (int step : {+1, -1}) {
                    if (notices(threshold, step)) continue;
                    fault("test_threshold_free", rule_.place,
                          {{"rule", rule_.name},
                           {"threshold", threshold.shown},
                           {"step", step > 0 ? "+1" : "-1"}});
                }
            }
        }
    }

    bool notices(Threshold const& threshold, int step) const {
        Program const mutated = moved(data_->program, threshold, step);
        // The insertion moved every node at or behind the comparison up by one.
        BoundRule bound = data_->rules[0];
        auto const shift = [&](NodeId& id) { id += id >= threshold.comparison ? 1 : 0; };
        shift(bound.node);
        shift(bound.clock);
        for (BoundVersion& version : bound.versions) {
            shift(version.node);
            for (BoundCondition& condition : version.conditions) shift(condition.node);
        }
        return std::any_of(rows_.begin(), rows_.end(), [&](Row const& row) {
            RecordRun const run(mutated, row.inputs, lists_);
            return !difference(bound, run, row).empty();
        });
    }

    void fault(std::string_view code, base::Place at, base::Args args) {
        errors_.push_back(
            {base::ErrorKind::invalid, std::string(code), std::move(at), std::move(args)});
        if (errors_.back().at.file.empty()) errors_.back().at.file = rule_.file;
    }

    pack::Book const& book_;
    pack::Rule const& rule_;
    std::vector<base::Error>& errors_;
    PlanData const* data_ = nullptr;
    std::vector<Row> rows_;
    Lists lists_;
};

}  // namespace

base::Result<base::Value> read_cell(Type const& type, bool is_verdict, base::YamlNode const& cell,
                                    base::Place const& at) {
    if (cell.kind == base::YamlKind::null) return base::Value();
    std::string const& text = cell.text;
    if (cell.kind == base::YamlKind::scalar) {
        if (is_verdict) {
            if (text == "U") return base::Value();
            if (text == "Y" || text == "N") return base::Value(text == "Y");
        } else if (type.kind == Kind::boolean) {
            if (text == "true" || text == "false") return base::Value(text == "true");
        } else if (type.kind == Kind::date) {
            if (auto const day = base::parse_day(text)) return base::Value(*day);
        } else if (type.kind == Kind::number) {
            if (auto const number = base::parse_decimal(text)) return base::Value(*number);
        } else {
            return base::Value(text);
        }
    }
    return base::invalid("test_bad_cell", at, {{"value", text}});
}

int test_rule(pack::Book const& book, pack::Rule const& rule, std::vector<base::Error>& errors) {
    if (rule.tests.rows.empty()) {
        errors.push_back(
            {base::ErrorKind::invalid, "test_none", rule.place, {{"rule", rule.name}}});
        return 0;
    }
    return RuleTest(book, rule, errors).run();
}

}  // namespace rule
