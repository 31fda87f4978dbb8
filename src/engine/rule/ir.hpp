// The typed intermediate form that every executor shares: a graph of nodes in evaluation order,
// each distinct computation once. Only this folder may include it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/day.hpp"
#include "base/decimal.hpp"
#include "engine/pack/pack.hpp"

namespace rule {

using NodeId = int32_t;

enum class Kind : uint8_t { boolean, number, text, date };

/// A number is an exact decimal of at most `digits` digits with `scale` behind the point.
struct Type {
    Kind kind = Kind::boolean;
    int16_t digits = 0;
    int16_t scale = 0;
    std::string unit;   // Canonical product of units: "元", "%*元", "".
    std::string codes;  // Code list of a text, or "".
    bool nullable = true;

    bool same_shape(Type const& other) const {
        return kind == other.kind && digits == other.digits && scale == other.scale &&
               unit == other.unit;
    }
};

enum class Op : uint8_t {
    literal,  // payload: literal
    item,     // payload: input
    op_and,   // n booleans, Kleene
    op_or,    // n booleans, Kleene
    op_not,
    eq,
    ne,
    lt,
    le,
    gt,
    ge,  // two of one kind, numbers of one scale
    is_null,
    in_set,    // text; payload: set
    in_pairs,  // text, text; payload: pair set
    in_list,   // id, day, region or none; payload: list
    like,      // text; payload: literal pattern
    add,
    subtract,  // numbers of one scale
    multiply,
    negate,
    absolute,
    rescale,  // to the node's scale, half away from zero
    div0,     // a, b to the node's scale; null when b is 0
    coalesce,
    choose,          // when, then, when, then, …, else
    lookup,          // text; payload: lookup table (text to text)
    table,           // inputs; payload: decision table
    param,           // day, region or none; payload: parameter
    version,         // day, value before the first version, value of each version; payload: dates
    days_between,    // from, to
    months_between,  // from, to
    add_days,        // day, count
    add_months,      // day, count
    year,
    month,
    day_of_month,
    month_end,
    substring,  // text, from (1-based), count
    length,
    concat,
};
inline constexpr int op_count = int(Op::concat) + 1;

struct Node {
    Op op = Op::literal;
    int32_t payload = -1;
    int32_t first_arg = 0;
    int32_t arg_count = 0;
    Type type;
};

struct Literal {
    bool known = false;
    base::Int128 number = 0;  // Boolean 0/1, number units at the type's scale, or days.
    std::string text;
    bool operator==(Literal const&) const = default;
};

/// An input: an item read from a column, or a stub that a test supplies.
struct Input {
    std::string name;
    std::string column;
    Type type;
};

/// Members for which `in` is true, and those for which it is unknown (coarser codes that mix).
struct ThreeSet {
    std::string name;
    std::vector<std::string> yes;    // Sorted.
    std::vector<std::string> maybe;  // Sorted.
};

/// (code, category) pairs joined by `|`.
struct PairSet {
    std::string name;
    std::vector<std::string> yes;
    std::vector<std::string> maybe;
};

struct Lookup {
    std::string name;
    std::vector<std::pair<std::string, std::string>> entries;  // Sorted by key.
};

/// A cell of a decision table as a test over one input.
struct Cell {
    enum class Test : uint8_t { any, missing, set, range } test = Test::any;
    ThreeSet set;                           // Test::set.
    std::optional<base::Int128> low, high;  // Test::range, units of the input's scale.
    bool low_open = false;                  // > instead of >=.
    bool high_open = false;                 // < instead of <=.
};

struct Table {
    std::string name;
    std::vector<std::vector<Cell>> rows;  // One cell per input.
    std::vector<Literal> outputs;
    std::vector<int32_t> lines;
};

struct ParamRow {
    std::string region;
    base::Day from;
    std::optional<base::Day> to;
    Literal value;  // Not known: unset.
};

struct Param {
    std::string name;
    std::vector<ParamRow> rows;  // Longest region first, then latest date first.
};

struct Program {
    std::vector<Node> nodes;  // Arguments stand before their users.
    std::vector<NodeId> args;
    std::vector<Literal> literals;
    std::vector<Input> inputs;
    std::vector<ThreeSet> sets;
    std::vector<PairSet> pairs;
    std::vector<std::string> lists;
    std::vector<Lookup> lookups;
    std::vector<Table> tables;
    std::vector<Param> params;
    std::vector<std::vector<base::Day>> versions;
    std::map<std::string, NodeId, std::less<>> items;  // Value of each item, read or computed.

    NodeId arg(Node const& node, int i) const { return args[size_t(node.first_arg + i)]; }
    NodeId arg(NodeId id, int i) const { return arg(nodes[size_t(id)], i); }
    Node const& node(NodeId id) const { return nodes[size_t(id)]; }

    /// Returns the node's literal when it is one, else null.
    Literal const* literal_of(NodeId id) const {
        Node const& n = node(id);
        return n.op == Op::literal ? &literals[size_t(n.payload)] : nullptr;
    }
};

/// Adds nodes to a program, each distinct one once, and folds boolean constants.
class ProgramBuilder {
public:
    explicit ProgramBuilder(Program& program) : program_(program) {}

    NodeId add(Op op, Type type, std::vector<NodeId> args, int32_t payload = -1);
    NodeId literal(Literal value, Type type);
    NodeId boolean(std::optional<bool> value);
    NodeId input(std::string const& name, std::string const& column, Type type);
    NodeId both(std::vector<NodeId> conditions);    // Kleene and, folded.
    NodeId either(std::vector<NodeId> conditions);  // Kleene or, folded.
    NodeId invert(NodeId condition);
    NodeId rescaled(NodeId number, int scale, int digits);

    /// Index of an equal payload, or of a new one.
    int32_t set(ThreeSet set);
    int32_t pair_set(PairSet set);
    int32_t list(std::string const& name);
    int32_t lookup(Lookup lookup);
    int32_t versions(std::vector<base::Day> dates);

    Program& program() { return program_; }

private:
    NodeId junction(Op op, std::vector<NodeId> conditions);

    Program& program_;
    std::unordered_map<std::string, NodeId> known_;
    std::map<std::string, int32_t> inputs_, sets_, pairs_, lists_, lookups_;
};

/// Multiplies canonical units: "元" by "%" is "%*元"; "" is neutral.
std::string multiply_units(std::string_view a, std::string_view b);
/// Divides them; nullopt when `b` does not divide `a` and is not a bare number.
std::optional<std::string> divide_units(std::string_view a, std::string_view b);

}  // namespace rule
