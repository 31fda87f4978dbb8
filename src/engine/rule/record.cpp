// One row, node by node in order; Kleene logic throughout.
#include "engine/rule/record.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "base/text.hpp"

namespace rule {
namespace {

Scalar truth(std::optional<bool> value) {
    Scalar out;
    out.known = value.has_value();
    out.number = value.value_or(false) ? 1 : 0;
    return out;
}

Scalar number(base::Int128 value) { return {true, value, {}}; }

bool holds(std::vector<std::string> const& sorted, std::string_view text) {
    auto const at = std::lower_bound(sorted.begin(), sorted.end(), text);
    return at != sorted.end() && *at == text;
}

bool equal(Kind kind, Scalar const& a, Scalar const& b) {
    return kind == Kind::text ? a.text == b.text : a.number == b.number;
}

base::Day day_of(Scalar const& value) { return base::Day{int32_t(value.number)}; }

}  // namespace

std::optional<bool> test_set(ThreeSet const& set, std::string_view text) {
    if (holds(set.yes, text)) return true;
    if (holds(set.maybe, text)) return std::nullopt;
    return false;
}

std::optional<bool> test_cell(Cell const& cell, Scalar const& value) {
    if (cell.test == Cell::Test::any) return true;
    if (cell.test == Cell::Test::missing) return !value.known;
    if (!value.known) return std::nullopt;
    if (cell.test == Cell::Test::set) return test_set(cell.set, value.text);
    if (cell.low && (value.number < *cell.low || (cell.low_open && value.number == *cell.low)))
        return false;
    if (cell.high && (value.number > *cell.high || (cell.high_open && value.number == *cell.high)))
        return false;
    return true;
}

RecordRun::RecordRun(Program const& program, std::span<Scalar const> inputs, Lists const& lists)
    : program_(program), inputs_(inputs), lists_(lists) {
    CHECK(inputs.size() == program.inputs.size());
    values_.reserve(program.nodes.size());  // The node at hand is values_.size().
    for (Node const& node : program.nodes) values_.push_back(evaluate(node));
}

Scalar RecordRun::evaluate(Node const& node) {
    switch (node.op) {
        case Op::literal: {
            Literal const& value = program_.literals[size_t(node.payload)];
            return {value.known, value.number, value.text};
        }
        case Op::item: return inputs_[size_t(node.payload)];
        case Op::op_and:
        case Op::op_or: return junction(node);
        case Op::op_not:
            return arg(node, 0).known ? truth(arg(node, 0).number == 0) : truth(std::nullopt);
        case Op::eq:
        case Op::ne:
        case Op::lt:
        case Op::le:
        case Op::gt:
        case Op::ge: return compared(node);
        case Op::is_null: return truth(!arg(node, 0).known);
        case Op::in_set:
            if (!arg(node, 0).known) return truth(std::nullopt);
            return truth(test_set(program_.sets[size_t(node.payload)], arg(node, 0).text));
        case Op::in_list: return in_list(node);
        case Op::in_pairs:
        case Op::like:
        case Op::lookup:
        case Op::substring:
        case Op::length:
        case Op::concat: return worded(node);
        case Op::add:
        case Op::subtract:
        case Op::multiply:
        case Op::negate:
        case Op::absolute:
        case Op::rescale:
        case Op::div0: return arithmetic(node);
        case Op::coalesce:
            for (int i = 0; i < node.arg_count; ++i)
                if (arg(node, i).known) return arg(node, i);
            return {};
        case Op::choose: return chosen(node);
        case Op::table: {
            Table const& table = program_.tables[size_t(node.payload)];
            for (size_t r = 0; r < table.rows.size(); ++r) {
                bool match = true;
                for (size_t c = 0; c < table.rows[r].size() && match; ++c)
                    match = test_cell(table.rows[r][c], arg(node, int(c))) == true;
                if (match)
                    return {table.outputs[r].known, table.outputs[r].number, table.outputs[r].text};
            }
            return {};
        }
        case Op::param: return parameter(node);
        case Op::version: return versioned(node);
        case Op::days_between:
        case Op::months_between:
        case Op::add_days:
        case Op::add_months:
        case Op::year:
        case Op::month:
        case Op::day_of_month:
        case Op::month_end: return dated(node);
    }
    CHECK(false);
}

int RecordRun::table_row(NodeId id) const {
    Node const& node = program_.node(id);
    Table const& table = program_.tables[size_t(node.payload)];
    for (size_t r = 0; r < table.rows.size(); ++r) {
        bool match = true;
        for (size_t c = 0; c < table.rows[r].size() && match; ++c)
            match = test_cell(table.rows[r][c], arg(node, int(c))) == true;
        if (match) return int(r);
    }
    return -1;
}

Scalar RecordRun::junction(Node const& node) const {
    base::Int128 const deciding = node.op == Op::op_and ? 0 : 1;
    bool unknown = false;
    for (int i = 0; i < node.arg_count; ++i) {
        Scalar const& value = arg(node, i);
        if (!value.known)
            unknown = true;
        else if (value.number == deciding)
            return truth(deciding == 1);
    }
    return unknown ? truth(std::nullopt) : truth(deciding == 0);
}

Scalar RecordRun::compared(Node const& node) const {
    Scalar const& a = arg(node, 0);
    Scalar const& b = arg(node, 1);
    if (!a.known || !b.known) return truth(std::nullopt);
    Kind const kind = program_.node(program_.arg(node, 0)).type.kind;
    switch (node.op) {
        case Op::eq: return truth(equal(kind, a, b));
        case Op::ne: return truth(!equal(kind, a, b));
        case Op::lt: return truth(a.number < b.number);
        case Op::le: return truth(a.number <= b.number);
        case Op::gt: return truth(a.number > b.number);
        default: return truth(a.number >= b.number);
    }
}

Scalar RecordRun::arithmetic(Node const& node) const {
    Scalar const& a = arg(node, 0);
    Scalar const b = node.arg_count > 1 ? arg(node, 1) : number(0);
    if (!a.known || !b.known) return {};
    Type const& left = program_.node(program_.arg(node, 0)).type;
    switch (node.op) {
        case Op::add: return number(a.number + b.number);
        case Op::subtract: return number(a.number - b.number);
        case Op::multiply: return number(a.number * b.number);
        case Op::negate: return number(-a.number);
        case Op::absolute: return number(a.number < 0 ? -a.number : a.number);
        case Op::rescale: {
            auto const moved =
                base::rescale_half_up({a.number, uint8_t(left.scale)}, node.type.scale);
            CHECK(moved);
            return number(moved->units);
        }
        default: {
            Type const& right = program_.node(program_.arg(node, 1)).type;
            auto const quotient = base::divide_half_up(
                {a.number, uint8_t(left.scale)}, {b.number, uint8_t(right.scale)}, node.type.scale);
            return quotient ? number(quotient->units) : Scalar{};
        }
    }
}

Scalar RecordRun::chosen(Node const& node) const {
    for (int i = 0; i + 1 < node.arg_count; i += 2)
        if (arg(node, i).known && arg(node, i).number != 0) return arg(node, i + 1);
    return arg(node, node.arg_count - 1);
}

/// The value of the version in force on the day, or the one before the first. An unknown day gives
/// the value on which all versions agree.
Scalar RecordRun::versioned(Node const& node) const {
    auto const& dates = program_.versions[size_t(node.payload)];
    Scalar const& day = arg(node, 0);
    if (!day.known) {
        Scalar const& first = arg(node, 2);
        for (int i = 2; i < node.arg_count; ++i)
            if (!arg(node, i).known || arg(node, i).number != first.number) return {};
        return first;
    }
    Scalar out = arg(node, 1);
    for (size_t i = 0; i < dates.size(); ++i)
        if (dates[i] <= day_of(day)) out = arg(node, int(i) + 2);
    return out;
}

Scalar RecordRun::dated(Node const& node) const {
    Scalar const& a = arg(node, 0);
    Scalar const b = node.arg_count > 1 ? arg(node, 1) : number(0);
    if (!a.known || !b.known) return {};
    switch (node.op) {
        case Op::days_between: return number(b.number - a.number);
        case Op::months_between: return number(base::months_between(day_of(a), day_of(b)));
        case Op::add_days: return number(a.number + b.number);
        case Op::add_months: return number(base::add_months(day_of(a), int32_t(b.number)).days);
        case Op::year: return number(base::to_year_month_day(day_of(a)).year);
        case Op::month: return number(base::to_year_month_day(day_of(a)).month);
        case Op::day_of_month: return number(base::to_year_month_day(day_of(a)).day);
        default: return number(base::month_end(day_of(a)).days);
    }
}

Scalar RecordRun::worded(Node const& node) {
    Scalar const& a = arg(node, 0);
    Scalar const second = node.arg_count > 1 ? arg(node, 1) : number(0);
    if (!a.known || !second.known) return {};
    switch (node.op) {
        case Op::in_pairs: {
            PairSet const& pairs = program_.pairs[size_t(node.payload)];
            std::string const key = std::string(a.text) + "|" + std::string(second.text);
            if (holds(pairs.yes, key)) return truth(true);
            return holds(pairs.maybe, key) ? truth(std::nullopt) : truth(false);
        }
        case Op::like: return truth(base::matches_like(a.text, second.text));
        case Op::lookup: {
            auto const& entries = program_.lookups[size_t(node.payload)].entries;
            auto const at = std::lower_bound(
                entries.begin(), entries.end(), a.text,
                [](auto const& entry, std::string_view key) { return entry.first < key; });
            if (at == entries.end() || at->first != a.text) return {};
            return {true, 0, at->second};
        }
        case Op::substring:
            return {true, 0,
                    base::code_point_range(a.text, size_t(second.number) - 1,
                                           size_t(arg(node, 2).number))};
        case Op::length: return number(base::Int128(base::count_code_points(a.text)));
        default:
            return {true, 0, words_.emplace_back(std::string(a.text) + std::string(second.text))};
    }
}

Scalar RecordRun::in_list(Node const& node) {
    Scalar const& id = arg(node, 0);
    Scalar const& day = arg(node, 1);
    if (!id.known || !day.known) return truth(std::nullopt);
    bool region_decides = false;
    if (auto const at = lists_.find(program_.lists[size_t(node.payload)]); at != lists_.end()) {
        domain::ListSet const& list = at->second;
        auto entry = std::lower_bound(
            list.entries.begin(), list.entries.end(), id.text,
            [](domain::ListEntry const& e, std::string_view key) { return e.id < key; });
        for (; entry != list.entries.end() && entry->id == id.text; ++entry)
            if (entry->period.covers(day_of(day))) return truth(true);
        for (domain::ListCoverage const& coverage : list.coverage) {
            if (!coverage.period.covers(day_of(day))) continue;
            if (coverage.region.empty()) return truth(false);
            bool const known = node.arg_count > 2 && arg(node, 2).known;
            if (known && arg(node, 2).text.starts_with(coverage.region)) return truth(false);
            region_decides = region_decides || !known;
        }
    }
    if (!region_decides) open_lists_.push_back(NodeId(values_.size()));
    return truth(std::nullopt);
}

Scalar RecordRun::parameter(Node const& node) const {
    Scalar const& day = arg(node, 0);
    if (!day.known) return {};
    for (ParamRow const& row : program_.params[size_t(node.payload)].rows) {
        if (day_of(day) < row.from || (row.to && *row.to < day_of(day))) continue;
        if (!row.region.empty()) {
            if (!arg(node, 1).known) return {};  // A regional row might apply: unknown.
            if (!arg(node, 1).text.starts_with(row.region)) continue;
        }
        return {row.value.known, row.value.number, row.value.text};
    }
    return {};
}

}  // namespace rule
