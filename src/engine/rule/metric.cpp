// Compiling metrics and running them over few rows, exactly.
#include "engine/rule/metric.hpp"

#include <set>

#include "base/check.hpp"
#include "engine/rule/bind.hpp"
#include "engine/rule/testing.hpp"

namespace rule {
namespace {

class MetricCompiler {
public:
    MetricCompiler(pack::Book const& book, pack::Metric const& metric, pack::Grain const& grain,
                   std::vector<std::string> const& stubs, BoundMetric& out)
        : metric_(metric),
          out_(out),
          builder_(out.program),
          scope_{book, grain, "140000", {}, {}, {}},
          binder_(scope_, builder_) {
        scope_.stubs.insert(stubs.begin(), stubs.end());
        scope_.rule_node = [this](std::string const& name,
                                  base::Place const&) -> base::Result<NodeId> {
            // A filter names verdicts; they are columns by the time a metric is taken.
            return builder_.input("rule('" + name + "')", "v_" + name, Type{});
        };
    }

    base::Result<void> run() {
        frame_ = TRY(binder_.default_frame());
        if (!metric_.where.text.empty()) {
            out_.where = TRY(binder_.bind(metric_.where, frame_));
            if (out_.program.node(out_.where).type.kind != rule::Kind::boolean)
                return base::invalid("metric_where_type", metric_.where.at);
        }
        auto const syntax = TRY(parse_expression(metric_.expression.text, metric_.expression.at));
        out_.formula = TRY(formula(syntax));
        return {};
    }

private:
    base::Result<Formula> aggregate(Syntax const& s, Aggregate kind) {
        BoundAggregate bound{kind, -1, {}};
        bound.type.kind = Kind::number;
        bound.type.digits = base::decimal_digits_max;
        if (s.args.size() != 1)
            return base::invalid(
                "expr_argument_count", s.at,
                {{"function", s.text}, {"want", "1"}, {"got", std::to_string(s.args.size())}});
        bool const star = s.args[0].kind == SyntaxKind::name && s.args[0].text == "*";
        if (!star) {
            bound.value = TRY(binder_.bind(s.args[0], frame_));
            Type const& type = out_.program.node(bound.value).type;
            if (kind == Aggregate::sum) {
                if (type.kind != Kind::number) return base::invalid("metric_sum_type", s.at);
                bound.type.scale = type.scale;
                bound.type.unit = type.unit;
            }
        } else if (kind != Aggregate::count) {
            return base::invalid("metric_star", s.at);
        }
        Formula out{Formula::Kind::aggregate, int(out_.aggregates.size()), {}, 0, {},
                    bound.type.unit};
        out_.aggregates.push_back(std::move(bound));
        return out;
    }

    base::Result<Formula> formula(Syntax const& s) {
        if (s.kind == SyntaxKind::call && s.text == "sum") return aggregate(s, Aggregate::sum);
        if (s.kind == SyntaxKind::call && s.text == "count") return aggregate(s, Aggregate::count);
        if (s.kind == SyntaxKind::call && s.text == "count_distinct")
            return aggregate(s, Aggregate::count_distinct);
        Formula out{Formula::Kind::number, -1, {}, 0, {}, ""};
        if (s.kind == SyntaxKind::number) {
            out.number = s.number;
            out.unit = s.unit;
            return out;
        }
        bool const is_div = s.kind == SyntaxKind::call && s.text == "div0" && s.args.size() == 3 &&
                            s.args[2].kind == SyntaxKind::number && s.args[2].number.scale == 0;
        if (s.kind != SyntaxKind::add && s.kind != SyntaxKind::multiply && !is_div)
            return base::invalid("metric_shape", s.at);
        for (size_t i = 0; i < 2; ++i) {
            auto argument = TRY(formula(s.args[i]));
            out.args.push_back(std::move(argument));
        }
        std::string const& a = out.args[0].unit;
        std::string const& b = out.args[1].unit;
        out.kind = is_div                           ? Formula::Kind::div0
                   : s.kind == SyntaxKind::multiply ? Formula::Kind::multiply
                   : s.text == "+"                  ? Formula::Kind::add
                                                    : Formula::Kind::subtract;
        if (is_div) {
            out.scale = int(s.args[2].number.units);
            auto const unit = divide_units(a, b);
            if (!unit)
                return base::invalid("expr_unit_mismatch", s.at, {{"left", a}, {"right", b}});
            out.unit = *unit;
        } else if (s.kind == SyntaxKind::multiply) {
            out.unit = multiply_units(a, b);
        } else {
            if (a != b)
                return base::invalid("expr_unit_mismatch", s.at, {{"left", a}, {"right", b}});
            out.unit = a;
        }
        return out;
    }

    pack::Metric const& metric_;
    BoundMetric& out_;
    ProgramBuilder builder_;
    BindScope scope_;
    Binder binder_;
    Binder::Frame frame_;
};

/// Aggregate values over rows, exact integers at each aggregate's scale.
class Accumulator {
public:
    explicit Accumulator(BoundMetric const& metric)
        : metric_(metric), sums_(metric.aggregates.size(), 0), seen_(metric.aggregates.size()) {}

    void add(RecordRun const& run) {
        if (metric_.where >= 0 && !(run[metric_.where].known && run[metric_.where].number != 0))
            return;
        for (size_t i = 0; i < metric_.aggregates.size(); ++i) {
            BoundAggregate const& aggregate = metric_.aggregates[i];
            if (aggregate.value < 0) {
                ++sums_[i];
                continue;
            }
            Scalar const& value = run[aggregate.value];
            if (!value.known) continue;
            if (aggregate.kind == Aggregate::sum) sums_[i] += value.number;
            if (aggregate.kind == Aggregate::count) ++sums_[i];
            if (aggregate.kind == Aggregate::count_distinct)
                seen_[i].insert(std::string(value.text) + "\x1F" + base::to_text(value.number));
        }
    }

    std::vector<base::Decimal> results() const {
        std::vector<base::Decimal> out;
        for (size_t i = 0; i < sums_.size(); ++i) {
            bool const distinct = metric_.aggregates[i].kind == Aggregate::count_distinct;
            out.push_back({distinct ? base::Int128(seen_[i].size()) : sums_[i],
                           uint8_t(metric_.aggregates[i].type.scale)});
        }
        return out;
    }

private:
    BoundMetric const& metric_;
    std::vector<base::Int128> sums_;
    std::vector<std::set<std::string>> seen_;
};

}  // namespace

base::Result<BoundMetric> compile_metric(pack::Book const& book, pack::Metric const& metric,
                                         std::vector<std::string> const& stubs) {
    auto const grain = book.grains.find(metric.grain);
    if (grain == book.grains.end())
        return base::invalid("grain_not_found", metric.place, {{"name", metric.grain}});
    BoundMetric out;
    TRY_VOID(MetricCompiler(book, metric, grain->second, stubs, out).run());
    return out;
}

std::optional<base::Decimal> evaluate_formula(Formula const& formula,
                                              std::vector<base::Decimal> const& aggregates) {
    if (formula.kind == Formula::Kind::aggregate) return aggregates[size_t(formula.aggregate)];
    if (formula.kind == Formula::Kind::number) return formula.number;
    auto const a = evaluate_formula(formula.args[0], aggregates);
    auto const b = evaluate_formula(formula.args[1], aggregates);
    if (!a || !b) return std::nullopt;
    switch (formula.kind) {
        case Formula::Kind::add: return base::add(*a, *b);
        case Formula::Kind::subtract: return base::subtract(*a, *b);
        case Formula::Kind::multiply: return base::multiply(*a, *b);
        default: return base::divide_half_up(*a, *b, formula.scale);
    }
}

base::Result<base::Value> evaluate_metric(pack::Book const& book, pack::Metric const& metric,
                                          std::vector<Facts> const& rows, Lists const& lists) {
    std::vector<std::string> stubs;
    for (Facts const& facts : rows)
        for (auto const& [name, value] : facts) stubs.push_back(name);
    auto const bound = TRY(compile_metric(book, metric, stubs));
    Accumulator total(bound);
    PlanData data;
    data.program = bound.program;
    for (Facts const& facts : rows) {
        auto const inputs = TRY(bind_facts(data, facts));
        total.add(RecordRun(bound.program, inputs, lists));
    }
    auto const value = evaluate_formula(bound.formula, total.results());
    if (!value) return base::Value();
    return base::Value(*value);
}

/// A metric's tests: rows with a blank `expect` are data; a row that has one closes a case.
int test_metric(pack::Book const& book, pack::Metric const& metric,
                std::vector<base::Error>& errors) {
    if (metric.tests.rows.empty()) {
        errors.push_back(
            {base::ErrorKind::invalid, "test_none", metric.place, {{"rule", metric.name}}});
        return 0;
    }
    std::vector<std::string> stubs;
    for (pack::Source const& column : metric.tests.columns)
        if (column.text != "expect") stubs.push_back(column.text);
    auto const bound = compile_metric(book, metric, stubs);
    if (!bound) {
        errors.push_back(bound.error());
        return 0;
    }
    int passed = 0;
    std::vector<Facts> rows;
    for (pack::TestTable::Row const& test : metric.tests.rows) {
        Facts facts;
        std::string expect;
        bool closes = false;
        for (size_t i = 0; i < metric.tests.columns.size(); ++i) {
            std::string const& name = metric.tests.columns[i].text;
            base::YamlNode const& cell = test.cells[i];
            if (name == "expect") {
                closes = cell.kind == base::YamlKind::scalar;
                expect = cell.text;
                continue;
            }
            Type type;
            type.kind = Kind::text;
            bool const verdict = name.starts_with("rule(");
            for (Input const& input : bound->program.inputs)
                if (input.name == name) type = input.type;
            auto value = read_cell(type, verdict, cell, test.at);
            if (!value) {
                errors.push_back(value.error());
                return passed;
            }
            facts.emplace(name, std::move(*value));
        }
        rows.push_back(std::move(facts));
        if (!closes) continue;
        auto const got = evaluate_metric(book, metric, rows, {});
        std::string const shown =
            got ? (base::is_null(*got) ? "null" : base::to_text(*got)) : got.error().code;
        if (shown == expect)
            ++passed;
        else
            errors.push_back(
                {base::ErrorKind::invalid,
                 "test_failed",
                 test.at,
                 {{"rule", metric.name}, {"what", "expect " + expect + ", got " + shown}}});
        rows.clear();
    }
    return passed;
}

}  // namespace rule
