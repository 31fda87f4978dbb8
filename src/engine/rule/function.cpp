// Binding of function calls, and their reference table.
#include <algorithm>

#include "base/check.hpp"
#include "base/text.hpp"
#include "engine/rule/bind.hpp"
#include "engine/rule/codes.hpp"

namespace rule {
namespace {

struct SimpleFunction {
    std::string_view name;
    std::vector<Kind> arguments;
    Op op;
    Kind result;
    std::string_view unit;
};

/// Functions whose arguments have fixed kinds and whose node is just the operation.
std::vector<SimpleFunction> const& simple_functions() {
    static std::vector<SimpleFunction> const all = {
        {"days_between", {Kind::date, Kind::date}, Op::days_between, Kind::number, "天"},
        {"months_between", {Kind::date, Kind::date}, Op::months_between, Kind::number, "月"},
        {"add_days", {Kind::date, Kind::number}, Op::add_days, Kind::date, ""},
        {"add_months", {Kind::date, Kind::number}, Op::add_months, Kind::date, ""},
        {"year", {Kind::date}, Op::year, Kind::number, ""},
        {"month", {Kind::date}, Op::month, Kind::number, ""},
        {"day", {Kind::date}, Op::day_of_month, Kind::number, ""},
        {"month_end", {Kind::date}, Op::month_end, Kind::date, ""},
        {"substr", {Kind::text, Kind::number, Kind::number}, Op::substring, Kind::text, ""},
        {"length", {Kind::text}, Op::length, Kind::number, ""},
    };
    return all;
}

std::unexpected<base::Error> wrong_count(Syntax const& s, std::string_view want) {
    return base::invalid("expr_argument_count", s.at,
                         {{"function", s.text},
                          {"want", std::string(want)},
                          {"got", std::to_string(s.args.size())}});
}

/// A whole number literal argument, such as the scale of round_half_up.
base::Result<int> small_integer(Syntax const& s, int low, int high) {
    bool const good = s.kind == SyntaxKind::number && s.number.scale == 0 && s.unit.empty() &&
                      s.number.units >= low && s.number.units <= high;
    if (!good)
        return base::invalid("expr_integer_argument", s.at,
                             {{"low", std::to_string(low)}, {"high", std::to_string(high)}});
    return int(s.number.units);
}

}  // namespace

std::vector<FunctionDoc> const& function_docs() {
    static std::vector<FunctionDoc> const all = {
        {"code", "'set'", "after in", "loan.product in code('f5_products')",
         "Dated set of codes; a coarse code is unknown unless all its leaves agree."},
        {"list", "'list' [, day]", "after in", "borrower.id in list('tech.hnte')",
         "Listed on the day; no only within the list's declared coverage."},
        {"map", "'map' [, 'U' | '*' | 'any' [, category]]", "after in",
         "use.industry in map('tech.se', 'U')",
         "Code stands in a collecting table, with that flag and category."},
        {"rule", "'rule'", "bool", "rule('tech.htp')",
         "Verdict of another rule of the same grain."},
        {"param", "'name' [, region]", "the parameter's", "param('common.lpr_1y')",
         "Dated parameter at the rule's date; longest region prefix wins; unset is unknown."},
        {"table", "'table'", "the table's output", "table('common.enterprise_size')",
         "Output of a decision table over the items it names."},
        {"first", "'map', code", "text", "first('tech.se', use.industry)",
         "Proposed category of a code."},
        {"coalesce", "a, b, …", "that of a", "coalesce(loan.extended_due, loan.due)",
         "First value that is known."},
        {"div0", "a, b, scale", "number", "div0(loan.amount, borrower.assets, 4)",
         "Exact division rounded half up; null when b is 0."},
        {"round_half_up", "x, scale", "number", "round_half_up(loan.rate, 2)",
         "Rounds half away from zero."},
        {"abs", "x", "number", "abs(loan.amount_own - prior.amount_own)", "Magnitude."},
        {"days_between", "from, to", "number 天", "days_between(loan.start, loan.due) > 365 天",
         "Days from one date to another."},
        {"months_between", "from, to", "number 月", "months_between(loan.start, loan.due) > 12 月",
         "Whole months."},
        {"add_days", "day, n", "date", "add_days(loan.due, 30)", "Moves days."},
        {"add_months", "day, n", "date", "add_months(loan.start, 12)",
         "Moves months; cut to the month's length."},
        {"year", "day", "number", "year(loan.start) = year(report_date)", "Calendar year."},
        {"month", "day", "number", "month(loan.start)", "Month 1 to 12."},
        {"day", "day", "number", "day(loan.start)", "Day of the month."},
        {"month_end", "day", "date", "month_end(loan.start)", "Last day of the month."},
        {"substr", "text, from, count", "text", "substr(use.industry, 1, 1) = 'A'",
         "Characters from a 1-based position."},
        {"length", "text", "number", "length(use.industry) = 5", "Number of characters."},
    };
    return all;
}

base::Result<std::string> Binder::text_argument(Syntax const& call, size_t index) {
    if (index >= call.args.size()) return wrong_count(call, "1+");
    if (call.args[index].kind != SyntaxKind::text)
        return base::invalid("expr_text_argument", call.args[index].at, {{"function", call.text}});
    return call.args[index].text;
}

base::Result<NodeId> Binder::call(Syntax const& s) {
    if (s.text == "rule") {
        auto const name = TRY(text_argument(s, 0));
        if (scope_.stubs.contains("rule('" + name + "')")) {
            Type type;
            return builder_.input("rule('" + name + "')", "", type);
        }
        return scope_.rule_node(name, s.at);
    }
    if (s.text == "param") return parameter(s);
    if (s.text == "table") return decision_table(s);
    if (s.text == "first") return first(s);
    if (s.text == "coalesce") return coalesce(s);
    if (s.text == "div0") return div0(s);
    if (s.text == "round_half_up") return round_half_up(s);
    if (s.text == "abs") {
        if (s.args.size() != 1) return wrong_count(s, "1");
        auto const inner = TRY(of_kind(s.args[0], Kind::number));
        Type const type = builder_.program().node(inner).type;
        return builder_.add(Op::absolute, type, {inner});
    }
    return simple_call(s);
}

base::Result<NodeId> Binder::simple_call(Syntax const& s) {
    auto const& all = simple_functions();
    auto const found =
        std::find_if(all.begin(), all.end(), [&](auto const& f) { return f.name == s.text; });
    if (found == all.end()) {
        std::vector<std::string> known;
        for (FunctionDoc const& doc : function_docs()) known.emplace_back(doc.name);
        return base::invalid("expr_unknown_function", s.at,
                             {{"name", s.text}, {"known", base::join(known, ", ")}});
    }
    if (s.args.size() != found->arguments.size())
        return wrong_count(s, std::to_string(found->arguments.size()));
    std::vector<NodeId> args;
    bool nullable = false;
    for (size_t i = 0; i < s.args.size(); ++i) {
        auto const arg = TRY(of_kind(s.args[i], found->arguments[i]));
        Type const& type = builder_.program().node(arg).type;
        if (type.kind == Kind::number && (type.scale != 0 || type.digits > 18))
            return base::invalid("expr_whole_argument", s.args[i].at, {{"function", s.text}});
        nullable = nullable || type.nullable;
        args.push_back(arg);
    }
    if (found->op == Op::substring) {
        auto const from = TRY(small_integer(s.args[1], 1, 1000));
        auto const count = TRY(small_integer(s.args[2], 1, 1000));
        (void)from;
        (void)count;
    }
    Type type;
    type.kind = found->result;
    type.nullable = nullable;
    type.unit = found->unit;
    if (type.kind == Kind::number) type.digits = 18;
    return builder_.add(found->op, type, args);
}

base::Result<NodeId> Binder::coalesce(Syntax const& s) {
    if (s.args.size() < 2) return wrong_count(s, "2+");
    std::vector<NodeId> values;
    for (Syntax const& arg : s.args) {
        auto const value = TRY(any(arg));
        values.push_back(value);
    }
    values = TRY(one_type(std::move(values), s.at));
    Type type = builder_.program().node(values[0]).type;
    for (NodeId id : values) {
        Type const& other = builder_.program().node(id).type;
        type.nullable = type.nullable && other.nullable;
        type.digits = std::max(type.digits, other.digits);
        if (other.codes != type.codes && builder_.program().literal_of(id) == nullptr)
            type.codes.clear();
    }
    return builder_.add(Op::coalesce, type, values);
}

base::Result<NodeId> Binder::div0(Syntax const& s) {
    if (s.args.size() != 3) return wrong_count(s, "3");
    auto const a = TRY(of_kind(s.args[0], Kind::number));
    auto const b = TRY(of_kind(s.args[1], Kind::number));
    auto const scale = TRY(small_integer(s.args[2], 0, 18));
    Type const x = builder_.program().node(a).type, y = builder_.program().node(b).type;
    auto const unit = divide_units(x.unit, y.unit);
    if (!unit)
        return base::invalid("expr_unit_mismatch", s.at, {{"left", x.unit}, {"right", y.unit}});
    // Both executors divide integers: the numerator needs room for the digits it gains, and the
    // units of a decimal of d digits and scale s need d + s digits on the way.
    int const shift = scale + y.scale - x.scale;
    int const numerator = x.digits + std::max(shift, 0);
    int const denominator = y.digits + std::max(-shift, 0);
    bool const wide = numerator > 37 || denominator > 37 || x.digits + x.scale > 37 ||
                      y.digits + y.scale > 37 || numerator + scale > 37;
    if (wide) return base::invalid("expr_too_wide", s.at);
    Type type;
    type.kind = Kind::number;
    type.scale = int16_t(scale);
    type.digits = int16_t(numerator);
    type.unit = *unit;
    return builder_.add(Op::div0, type, {a, b});
}

base::Result<NodeId> Binder::round_half_up(Syntax const& s) {
    if (s.args.size() != 2) return wrong_count(s, "2");
    auto const value = TRY(of_kind(s.args[0], Kind::number));
    auto const scale = TRY(small_integer(s.args[1], 0, 18));
    Type const type = builder_.program().node(value).type;
    if (scale >= type.scale) return value;
    return builder_.rescaled(value, scale, type.digits - type.scale + scale + 1);
}

base::Result<NodeId> Binder::parameter(Syntax const& s) {
    auto const name = TRY(text_argument(s, 0));
    auto const at = scope_.book.params.find(name);
    if (at == scope_.book.params.end())
        return base::invalid("expr_unknown_param", s.at, {{"name", name}});
    auto compiled = TRY(compile_param(name, at->second));
    if (s.args.size() > 1) {
        auto const region = TRY(of_kind(s.args[1], Kind::text));
        int32_t const index = int32_t(builder_.program().params.size());
        builder_.program().params.push_back(std::move(compiled.param));
        return builder_.add(Op::param, compiled.type, {frame_.clock, region}, index);
    }
    // The deployment's region is known: rows of other regions go, the longest prefix stays first.
    auto& rows = compiled.param.rows;
    std::erase_if(rows,
                  [&](ParamRow const& row) { return !scope_.region.starts_with(row.region); });
    for (ParamRow& row : rows) row.region.clear();
    Program& program = builder_.program();
    if (frame_.span) {
        ClockSpan const& span = *frame_.span;
        std::erase_if(rows, [&](ParamRow const& row) {
            return row.from > span.to || (row.to && *row.to < span.from);
        });
        if (rows.empty()) return builder_.literal({false, 0, ""}, compiled.type);
        if (rows.front().from <= span.from && (!rows.front().to || *rows.front().to >= span.to))
            return builder_.literal(rows.front().value, compiled.type);
    }
    int32_t const index = int32_t(program.params.size());
    program.params.push_back(std::move(compiled.param));
    return builder_.add(Op::param, compiled.type, {frame_.clock}, index);
}

namespace {

/// Ends every open row the day before the next one of its region; refuses overlaps.
base::Result<void> close_periods(std::vector<pack::ParamRow> const& sources,
                                 std::vector<ParamRow>& rows) {
    for (size_t i = 0; i + 1 < rows.size(); ++i) {
        if (rows[i].region != rows[i + 1].region) continue;
        if (!rows[i].to) rows[i].to = base::add_days(rows[i + 1].from, -1);
        if (*rows[i].to >= rows[i + 1].from)
            return base::invalid("pack_param_overlap", sources[i + 1].law.place,
                                 {{"name", sources[i].name}});
    }
    return {};
}

}  // namespace

base::Result<CompiledParam> compile_param(std::string const& name,
                                          std::vector<pack::ParamRow> const& rows) {
    CompiledParam out;
    out.param.name = name;
    bool typed = false;
    for (pack::ParamRow const& row : rows) {
        ParamRow compiled{row.region, row.from, row.to, {}};
        base::Place at = row.law.place;
        at.field = "value";
        if (row.value) {
            Type type;
            compiled.value.known = true;
            if (row.unit == "date") {
                auto const day = base::parse_day(*row.value);
                if (!day) return base::invalid("pack_bad_date", at, {{"value", *row.value}});
                type.kind = Kind::date;
                compiled.value.number = day->days;
            } else if (row.unit == "text") {
                type.kind = Kind::text;
                compiled.value.text = *row.value;
            } else {
                auto const number = base::parse_decimal(*row.value);
                if (!number) return base::invalid("expr_bad_number", at, {{"value", *row.value}});
                type.kind = Kind::number;
                type.scale = int16_t(number->scale);
                type.digits = 18;
                type.unit = row.unit;
                compiled.value.number = number->units;
            }
            if (typed && (type.kind != out.type.kind || type.unit != out.type.unit ||
                          type.scale != out.type.scale))
                return base::invalid("pack_param_type", at, {{"name", name}});
            out.type = type;
            typed = true;
        }
        out.param.rows.push_back(std::move(compiled));
    }
    if (!typed) {
        // Every row unset: the declared unit still says what it would be.
        std::string const& unit = rows.front().unit;
        out.type.kind = unit == "date" ? Kind::date : unit == "text" ? Kind::text : Kind::number;
        if (out.type.kind == Kind::number) {
            out.type.digits = 18;
            out.type.scale = 2;
            out.type.unit = unit;
        }
    }
    TRY_VOID(close_periods(rows, out.param.rows));
    std::stable_sort(out.param.rows.begin(), out.param.rows.end(),
                     [](ParamRow const& a, ParamRow const& b) {
                         if (a.region.size() != b.region.size())
                             return a.region.size() > b.region.size();
                         return a.from > b.from;
                     });
    return out;
}

base::Result<NodeId> Binder::first(Syntax const& s) {
    auto const name = TRY(text_argument(s, 0));
    if (s.args.size() != 2) return wrong_count(s, "2");
    pack::CodeMap const* const map = pack::find(scope_.book.maps, name);
    if (map == nullptr) return base::invalid("expr_unknown_map", s.at, {{"name", name}});
    auto const* const list = TRY(code_list(map->of, s.at));
    auto const value = TRY(of_kind(s.args[1], Kind::text));
    Type type;
    type.kind = Kind::text;
    type.codes = map->to;
    return builder_.add(Op::lookup, type, {value}, builder_.lookup(first_categories(*list, *map)));
}

base::Result<NodeId> Binder::decision_table(Syntax const& s) {
    auto const name = TRY(text_argument(s, 0));
    pack::DecisionTable const* const table = pack::find(scope_.book.tables, name);
    if (table == nullptr) return base::invalid("expr_unknown_table", s.at, {{"name", name}});
    if (table->grain != scope_.grain.name)
        return base::invalid("expr_other_grain", s.at, {{"name", name}, {"grain", table->grain}});
    std::vector<NodeId> args;
    std::vector<Type> types;
    for (pack::DecisionTable::Column const& column : table->inputs) {
        auto const input = TRY(item(column.item, table->place));
        args.push_back(input);
        types.push_back(builder_.program().node(input).type);
    }
    Type const output = type_of(table->output);
    auto& tables = builder_.program().tables;
    auto const same = std::find_if(tables.begin(), tables.end(),
                                   [&](Table const& t) { return t.name == table->name; });
    int32_t const index = int32_t(same - tables.begin());
    if (same == tables.end()) {
        auto compiled = TRY(compile_table(scope_.book, *table, types, output));
        tables.push_back(std::move(compiled));
    }
    return builder_.add(Op::table, output, args, index);
}

}  // namespace rule
