// The plan as SQL for DuckDB or Spark. Every cast, guard and three-valued step is spelled out, so
// that no dialect rule decides what a value is. Shared computations become columns of one layer
// after another.
#include <algorithm>
#include <set>

#include "base/check.hpp"
#include "base/text.hpp"
#include "engine/rule/plan.hpp"
#include "engine/rule/sql_dialect.hpp"
#include "engine/rule/sql_sides.hpp"

namespace rule {
namespace {

class Emitter {
public:
    Emitter(PlanData const& plan, Lists const& lists, SqlOptions const& options, Dialect dialect)
        : dialect_(dialect),
          plan_(plan),
          program_(plan.program),
          lists_(lists),
          options_(options),
          sides_(program_, dialect, options.side_prefix) {
        choose_columns();
        choose_lists();
    }

    SqlPlan sql() {
        SqlPlan out;
        out.tables = sides_.tables();
        out.setup = setup_;
        out.select = select();
        return out;
    }

private:
    std::string select() {
        std::string from = with_lists(sides_.joined(options_.from));
        for (size_t layer = 0; layer < layers_.size(); ++layer) {
            std::string inner = "SELECT *";
            for (NodeId id : layers_[layer])
                inner += ",\n  " + expression(id) + " AS " + column_name(id);
            from = "(" + inner + "\nFROM " + from + ") AS layer_" + std::to_string(layer);
        }
        std::string sql = "SELECT";
        bool first = true;
        auto const put = [&](std::string const& column) {
            sql += (first ? " " : ",\n  ") + column;
            first = false;
        };
        for (std::string const& column : options_.keep) put(column);
        for (size_t i = 0; i < plan_.outputs.size(); ++i)
            put(use(plan_.outputs[i]) + " AS out_" + std::to_string(i));
        masks(put);
        return sql + "\nFROM " + from;
    }

    template <typename Put>
    void masks(Put put) {
        std::vector<std::string> is_yes, is_pending, is_true, is_unknown, is_missing;
        for (BoundRule const& rule : plan_.rules) {
            if (rule.is_check) continue;  // Checks are asked for as cells.
            is_yes.push_back(use(rule.node));
            is_pending.push_back(use(rule.node) + " IS NULL");
        }
        for (NodeId id : plan_.conditions) {
            is_true.push_back(use(id));
            is_unknown.push_back(use(id) + " IS NULL");
        }
        for (Input const& input : program_.inputs)
            is_missing.push_back(named(input.column) + " IS NULL");
        words(is_yes, "y_", put);
        words(is_pending, "q_", put);
        words(is_true, "t_", put);
        words(is_unknown, "u_", put);
        words(is_missing, "m_", put);
        std::vector<std::string> in_cell, in_doubt;
        for (NodeId id : plan_.cells) {
            in_cell.push_back(use(id));
            in_doubt.push_back(use(id) + " IS NULL");
        }
        words(in_cell, "c_", put);
        words(in_doubt, "d_", put);
    }

    template <typename Put>
    static void words(std::vector<std::string> const& bits, std::string const& prefix, Put put) {
        for (size_t begin = 0; begin < bits.size(); begin += mask_bits) {
            std::string sum;
            for (size_t i = begin; i < std::min(bits.size(), begin + mask_bits); ++i)
                sum += (sum.empty() ? "" : " + ") +
                       ("(CASE WHEN " + bits[i] + " THEN CAST(" +
                        std::to_string(uint64_t(1) << (i - begin)) + " AS BIGINT) ELSE 0 END)");
            put("CAST(" + sum + " AS BIGINT) AS " + prefix + std::to_string(begin / mask_bits));
        }
    }

    /// Conditions and shared computations become columns; a node's layer is one above those it
    /// reads.
    void choose_columns() {
        std::vector<int> uses(program_.nodes.size(), 0);
        for (NodeId id : plan_.outputs) ++uses[size_t(id)];
        for (BoundRule const& rule : plan_.rules) uses[size_t(rule.node)] += 2;
        for (NodeId id : plan_.conditions) uses[size_t(id)] += 2;
        for (NodeId id : plan_.cells) uses[size_t(id)] += 2;
        for (size_t id = program_.nodes.size(); id-- > 0;) {
            if (uses[id] == 0) continue;  // Nothing that is asked for reads it.
            Node const& node = program_.nodes[id];
            sides_.offer(NodeId(id));
            if (node.op == Op::in_list) list_nodes_.push_back(NodeId(id));
            for (int i = 0; i < node.arg_count; ++i) ++uses[size_t(program_.arg(node, i))];
        }
        depth_.assign(program_.nodes.size(), 0);
        is_column_.assign(program_.nodes.size(), false);
        for (size_t id = 0; id < program_.nodes.size(); ++id) {
            Node const& node = program_.nodes[id];
            int depth = 0;
            for (int i = 0; i < node.arg_count; ++i)
                depth = std::max(depth, depth_[size_t(program_.arg(node, i))]);
            bool const trivial = node.op == Op::literal || node.op == Op::item;
            if (!trivial && uses[id] > 1) {
                is_column_[id] = true;
                if (layers_.size() <= size_t(depth)) layers_.resize(size_t(depth) + 1);
                layers_[size_t(depth)].push_back(NodeId(id));
                ++depth;
            }
            depth_[id] = depth;
        }
    }

    std::string text(std::string_view value) const { return quoted(dialect_, value); }
    std::string named(std::string_view name) const { return identifier(dialect_, name); }

    std::string quoted_list(std::vector<std::string> const& items) const {
        std::string out;
        for (std::string const& item : items) out += (out.empty() ? "" : ",") + text(item);
        return out;
    }

    /// `x IN (…)`, false (or null) for an empty list.
    std::string membership(std::string const& x, std::vector<std::string> const& yes,
                           std::vector<std::string> const& maybe) const {
        if (maybe.empty() && !yes.empty()) return "(" + x + " IN (" + quoted_list(yes) + "))";
        std::string out = "(CASE WHEN " + x + " IS NULL THEN NULL";
        if (!yes.empty()) out += " WHEN " + x + " IN (" + quoted_list(yes) + ") THEN TRUE";
        if (!maybe.empty()) out += " WHEN " + x + " IN (" + quoted_list(maybe) + ") THEN NULL";
        return out + " ELSE FALSE END)";
    }

    std::string like(Node const& node) const {
        return "(" + use(node, 0) + " LIKE " +
               pattern(dialect_, program_.literal_of(program_.arg(node, 1))->text) + ")";
    }

    static std::string column_name(NodeId id) { return "n_" + std::to_string(id); }

    /// A node as an operand: its column, or its expression in place.
    std::string use(NodeId id) const {
        return is_column_[size_t(id)] ? column_name(id) : expression(id);
    }
    std::string use(Node const& node, int i) const { return use(program_.arg(node, i)); }

    std::string constant(Literal const& value, Type const& type) const {
        if (!value.known) return "CAST(NULL AS " + type_name(dialect_, type) + ")";
        switch (type.kind) {
            case Kind::boolean: return value.number != 0 ? "TRUE" : "FALSE";
            case Kind::date:
                return "DATE '" + base::to_text(base::Day{int32_t(value.number)}) + "'";
            case Kind::text: return text(value.text);
            case Kind::number: break;
        }
        return "CAST('" + base::to_text(base::Decimal{value.number, uint8_t(type.scale)}) +
               "' AS " + type_name(dialect_, type) + ")";
    }

    std::string joined(Node const& node, std::string_view separator) const {
        std::string out = "(";
        for (int i = 0; i < node.arg_count; ++i)
            out += (i > 0 ? std::string(separator) : "") + use(node, i);
        return out + ")";
    }

    std::string expression(NodeId id) const {
        Node const& node = program_.node(id);
        switch (node.op) {
            case Op::literal: return constant(program_.literals[size_t(node.payload)], node.type);
            case Op::item: {
                std::string const column = named(program_.inputs[size_t(node.payload)].column);
                return node.type.kind == Kind::number ? cast(column, node.type) : column;
            }
            case Op::op_and: return joined(node, " AND ");
            case Op::op_or: return joined(node, " OR ");
            case Op::op_not: return "(NOT " + use(node, 0) + ")";
            case Op::eq: return joined(node, " = ");
            case Op::ne: return joined(node, " <> ");
            case Op::lt: return joined(node, " < ");
            case Op::le: return joined(node, " <= ");
            case Op::gt: return joined(node, " > ");
            case Op::ge: return joined(node, " >= ");
            case Op::is_null: return "(" + use(node, 0) + " IS NULL)";
            case Op::in_set: {
                if (sides_.has(id)) return sides_.expression(id);
                ThreeSet const& set = program_.sets[size_t(node.payload)];
                return membership(use(node, 0), set.yes, set.maybe);
            }
            case Op::in_pairs: {
                if (sides_.has(id)) return sides_.expression(id);
                PairSet const& pairs = program_.pairs[size_t(node.payload)];
                return membership("(" + use(node, 0) + " || '|' || " + use(node, 1) + ")",
                                  pairs.yes, pairs.maybe);
            }
            case Op::in_list: return in_list(node);
            case Op::like: return like(node);
            case Op::coalesce: return "COALESCE" + joined(node, ", ");
            case Op::choose: return choose(node);
            case Op::lookup: return sides_.has(id) ? sides_.expression(id) : lookup(node);
            case Op::table: return table(node);
            case Op::param: return parameter(node);
            case Op::version: return version(node);
            case Op::substring:
                return "SUBSTR(" + use(node, 0) + ", CAST(" + use(node, 1) + " AS " +
                       count_type(dialect_) + "), CAST(" + use(node, 2) + " AS " +
                       count_type(dialect_) + "))";
            case Op::length: return cast("LENGTH(" + use(node, 0) + ")", node.type);
            case Op::concat: return joined(node, " || ");
            default: return arithmetic(node);
        }
    }

    std::string cast(std::string const& inner, Type const& type) const {
        return "CAST(" + inner + " AS " + type_name(dialect_, type) + ")";
    }

    std::string arithmetic(Node const& node) const {
        switch (node.op) {
            case Op::add: return cast(joined(node, " + "), node.type);
            case Op::subtract: return cast(joined(node, " - "), node.type);
            case Op::multiply: return cast(joined(node, " * "), node.type);
            case Op::negate: return "(-" + use(node, 0) + ")";
            case Op::absolute: return cast("ABS(" + use(node, 0) + ")", node.type);
            case Op::rescale: {
                Type const& from = program_.node(program_.arg(node, 0)).type;
                if (from.scale <= node.type.scale) return cast(use(node, 0), node.type);
                return cast("ROUND(" + use(node, 0) + ", " + std::to_string(node.type.scale) + ")",
                            node.type);
            }
            case Op::div0: return div0(node);
            case Op::days_between:
                return cast(rule::days_between(dialect_, use(node, 0), use(node, 1)), node.type);
            case Op::months_between: return months_between(node);
            case Op::add_days: return rule::add_days(dialect_, use(node, 0), use(node, 1));
            case Op::add_months:
                return add_months(use(node, 0), "CAST(" + use(node, 1) + " AS INTEGER)");
            case Op::year: return cast("YEAR(" + use(node, 0) + ")", node.type);
            case Op::month: return cast("MONTH(" + use(node, 0) + ")", node.type);
            case Op::day_of_month: return cast("DAY(" + use(node, 0) + ")", node.type);
            case Op::month_end: return "LAST_DAY(" + use(node, 0) + ")";
            default: CHECK(false);
        }
    }

    std::string add_months(std::string const& day, std::string const& count) const {
        return rule::add_months(dialect_, day, count);
    }

    std::string months_between(Node const& node) const {
        std::string const a = use(node, 0), b = use(node, 1);
        std::string const m = "CAST((YEAR(" + b + ") - YEAR(" + a + ")) * 12 + MONTH(" + b +
                              ") - MONTH(" + a + ") AS INTEGER)";
        std::string const moved = add_months(a, m);
        return cast("(" + m + " + CASE WHEN " + m + " > 0 AND " + moved + " > " + b +
                        " THEN -1 WHEN " + m + " < 0 AND " + moved + " < " + b +
                        " THEN 1 ELSE 0 END)",
                    node.type);
    }

    /// The integer units of a decimal, as a whole number.
    std::string units(std::string const& x, Type const& type) const {
        std::string const whole = whole_type(dialect_);
        if (type.scale == 0) return "CAST(" + x + " AS " + whole + ")";
        return "CAST(" + x + " * CAST('" + base::to_text(base::power_of_ten(type.scale)) + "' AS " +
               decimal_type(type.scale + 1, 0) + ") AS " + whole + ")";
    }

    /// Exact division of integers, half away from zero; never DECIMAL / DECIMAL, which is DOUBLE
    /// here.
    std::string div0(Node const& node) const {
        Type const& x = program_.node(program_.arg(node, 0)).type;
        Type const& y = program_.node(program_.arg(node, 1)).type;
        int const shift = node.type.scale + y.scale - x.scale;
        auto const grown = [&](std::string inner, int by) {
            return by <= 0 ? inner
                           : "(" + inner + " * CAST('" + base::to_text(base::power_of_ten(by)) +
                                 "' AS " + whole_type(dialect_) + "))";
        };
        std::string const n = grown(units(use(node, 0), x), shift);
        std::string const d = grown(units(use(node, 1), y), -shift);
        std::string const quotient =
            "CASE WHEN (" + n + " < 0) <> (" + d + " < 0) THEN -1 ELSE 1 END * " +
            whole_quotient(dialect_, "(2 * ABS(" + n + ") + ABS(" + d + "))",
                           "(2 * ABS(" + d + "))");
        std::string scaled = "CAST(" + quotient + " AS " + decimal_type(node.type.digits, 0) + ")";
        if (node.type.scale > 0)
            scaled = "(" + scaled + " * CAST('" +
                     base::to_text(base::Decimal{1, uint8_t(node.type.scale)}) + "' AS " +
                     decimal_type(node.type.scale, node.type.scale) + "))";
        return "(CASE WHEN " + d + " = 0 THEN NULL ELSE " + cast(scaled, node.type) + " END)";
    }

    std::string choose(Node const& node) const {
        std::string out = "(CASE";
        for (int i = 0; i + 1 < node.arg_count; i += 2)
            out += " WHEN " + use(node, i) + " THEN " + branch(node, i + 1);
        return out + " ELSE " + branch(node, node.arg_count - 1) + " END)";
    }

    /// Branches of one CASE get one SQL type.
    std::string branch(Node const& node, int i) const {
        std::string const value = use(node, i);
        return node.type.kind == Kind::number ? cast(value, node.type) : value;
    }

    std::string lookup(Node const& node) const {
        // Keys that share a value share a branch.
        std::map<std::string, std::vector<std::string>> by_value;
        for (auto const& [key, value] : program_.lookups[size_t(node.payload)].entries)
            by_value[value].push_back(key);
        if (by_value.empty()) return cast("NULL", node.type);
        std::string out = "(CASE";
        for (auto const& [value, keys] : by_value)
            out += " WHEN " + use(node, 0) + " IN (" + quoted_list(keys) + ") THEN " + text(value);
        return out + " ELSE NULL END)";
    }

    std::string cell(Cell const& cell, std::string const& x, Type const& type) const {
        if (cell.test == Cell::Test::missing) return x + " IS NULL";
        if (cell.test == Cell::Test::set) return membership(x, cell.set.yes, cell.set.maybe);
        std::string out;
        if (cell.low)
            out += x + (cell.low_open ? " > " : " >= ") + constant({true, *cell.low, {}}, type);
        if (cell.high)
            out += (out.empty() ? "" : " AND ") + x + (cell.high_open ? " < " : " <= ") +
                   constant({true, *cell.high, {}}, type);
        return out;
    }

    std::string table(Node const& node) const {
        Table const& table = program_.tables[size_t(node.payload)];
        std::string out = "(CASE";
        for (size_t r = 0; r < table.rows.size(); ++r) {
            std::string test;
            for (size_t c = 0; c < table.rows[r].size(); ++c) {
                if (table.rows[r][c].test == Cell::Test::any) continue;
                NodeId const input = program_.arg(node, int(c));
                test += (test.empty() ? "" : " AND ") +
                        cell(table.rows[r][c], use(input), program_.node(input).type);
            }
            out += " WHEN " + (test.empty() ? "TRUE" : test) + " THEN " +
                   constant(table.outputs[r], node.type);
        }
        return out + " ELSE NULL END)";
    }

    std::string parameter(Node const& node) const {
        std::string const day = use(node, 0);
        std::string out = "(CASE WHEN " + day + " IS NULL THEN NULL";
        for (ParamRow const& row : program_.params[size_t(node.payload)].rows) {
            std::string when = day + " >= DATE '" + base::to_text(row.from) + "'";
            if (row.to) when += " AND " + day + " <= DATE '" + base::to_text(*row.to) + "'";
            std::string const shown = constant(row.value, node.type);
            if (!row.region.empty()) {
                std::string const region = use(node, 1);
                out += " WHEN " + when + " AND " + region + " IS NULL THEN NULL";
                when += " AND " + region + " LIKE " + pattern(dialect_, row.region + "%");
            }
            out += " WHEN " + when + " THEN " + shown;
        }
        return out + " ELSE NULL END)";
    }

    std::string version(Node const& node) const {
        auto const& dates = program_.versions[size_t(node.payload)];
        std::string const day = use(node, 0);
        std::string all_yes, all_no;
        for (int i = 2; i < node.arg_count; ++i) {
            all_yes += (i > 2 ? " AND " : "") + use(node, i);
            all_no += (i > 2 ? " AND " : "") + ("NOT " + use(node, i));
        }
        std::string out = "(CASE WHEN " + day + " IS NULL THEN CASE WHEN " + all_yes +
                          " THEN TRUE WHEN " + all_no + " THEN FALSE ELSE NULL END";
        for (size_t i = dates.size(); i-- > 0;)
            out += " WHEN " + day + " >= DATE '" + base::to_text(dates[i]) + "' THEN " +
                   use(node, int(i) + 2);
        return out + " ELSE " + use(node, 1) + " END)";
    }

    /// One side table per party column: for every list the periods of that party.
    void choose_lists() {
        for (NodeId id : list_nodes_) {
            Node const& party = program_.node(program_.arg(id, 0));
            if (party.op == Op::item &&
                lists_.contains(program_.lists[size_t(program_.node(id).payload)]))
                list_columns_[party.payload].insert(program_.node(id).payload);
        }
        for (auto const& [input, lists] : list_columns_) {
            std::vector<std::pair<int32_t, std::string>> asked;
            for (int32_t list : lists) asked.emplace_back(list, program_.lists[size_t(list)]);
            setup_.push_back(
                periods_table(dialect_, list_alias(input), options_.list_table, asked));
        }
    }

    std::string list_alias(int32_t input) const {
        return options_.side_prefix + "list_" + std::to_string(input);
    }

    std::string with_lists(std::string from) const {
        for (auto const& [input, lists] : list_columns_) {
            std::string const name = list_alias(input);
            std::string select = select_broadcast(dialect_, {name}) + " q.*";
            for (int32_t list : lists)
                select += ", " + name + ".p" + std::to_string(list) + " AS " + name + "_p" +
                          std::to_string(list);
            from = "(" + select + " FROM (SELECT * FROM " + from + ") AS q LEFT JOIN " + name +
                   " ON " + name + ".id = q." + named(program_.inputs[size_t(input)].column) +
                   ") AS " + name + "_joined";
        }
        return from;
    }

    /// yes if a period of the party covers the day, no within the declared coverage, else unknown.
    std::string in_list(Node const& node) const {
        std::string const id = use(node, 0), day = use(node, 1);
        std::string const& name = program_.lists[size_t(node.payload)];
        auto const at = lists_.find(name);
        if (at == lists_.end()) return "CAST(NULL AS BOOLEAN)";
        std::string covered;
        for (domain::ListCoverage const& coverage : at->second.coverage) {
            std::string one = day + " >= DATE '" + base::to_text(coverage.period.from) + "'";
            if (coverage.period.to)
                one += " AND " + day + " <= DATE '" + base::to_text(*coverage.period.to) + "'";
            if (!coverage.region.empty()) {
                if (node.arg_count < 3) continue;
                one += " AND COALESCE(" + use(node, 2) + " LIKE " +
                       pattern(dialect_, coverage.region + "%") + ", FALSE)";
            }
            covered += (covered.empty() ? "(" : " OR (") + one + ")";
        }
        return "(CASE WHEN " + id + " IS NULL OR " + day + " IS NULL THEN NULL WHEN " +
               listed(node, id, day) + " THEN TRUE" +
               (covered.empty() ? "" : " WHEN " + covered + " THEN FALSE") + " ELSE NULL END)";
    }

    std::string listed(Node const& node, std::string const& id, std::string const& day) const {
        Node const& party = program_.node(program_.arg(node, 0));
        if (party.op == Op::item)
            return any_covers(dialect_,
                              list_alias(party.payload) + "_p" + std::to_string(node.payload), day);
        return "EXISTS (SELECT 1 FROM " + options_.list_table +
               " AS e WHERE e.list = " + text(program_.lists[size_t(node.payload)]) +
               " AND e.id = " + id + " AND e.valid_from <= " + day +
               " AND (e.valid_to IS NULL OR " + day + " <= e.valid_to))";
    }

    Dialect dialect_;
    PlanData const& plan_;
    Program const& program_;
    Lists const& lists_;
    SqlOptions const& options_;
    Sides sides_;
    std::vector<NodeId> list_nodes_;
    std::map<int32_t, std::set<int32_t>> list_columns_;  // Party input: lists that are asked of it.
    std::vector<std::string> setup_;
    std::vector<int> depth_;
    std::vector<bool> is_column_;
    std::vector<std::vector<NodeId>> layers_;
};

}  // namespace

std::string sql_type(Type const& type) {
    switch (type.kind) {
        case Kind::boolean: return "BOOLEAN";
        case Kind::date: return "DATE";
        case Kind::text: return "VARCHAR";
        case Kind::number: break;
    }
    return decimal_type(type.digits, type.scale);
}

SqlPlan emit_duckdb(Plan const& plan, Lists const& lists, SqlOptions const& options) {
    return Emitter(plan.data(), lists, options, Dialect::duckdb).sql();
}

SqlPlan emit_spark(Plan const& plan, Lists const& lists, SqlOptions const& options) {
    return Emitter(plan.data(), lists, options, Dialect::spark).sql();
}

}  // namespace rule
