// Building programs: hash-consing, boolean folding and unit algebra.
#include "engine/rule/ir.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "base/text.hpp"

namespace rule {
namespace {

Type boolean_type(bool nullable) {
    Type type;
    type.kind = Kind::boolean;
    type.nullable = nullable;
    return type;
}

template <typename Payload>
int32_t index_of(std::map<std::string, int32_t>& known, std::vector<Payload>& all, std::string key,
                 Payload payload) {
    auto const [at, fresh] = known.try_emplace(std::move(key), int32_t(all.size()));
    if (fresh) all.push_back(std::move(payload));
    return at->second;
}

std::string joined_key(std::string const& name, std::vector<std::string> const& yes,
                       std::vector<std::string> const& maybe) {
    return name + "\n" + base::join(yes, "\t") + "\n" + base::join(maybe, "\t");
}

}  // namespace

NodeId ProgramBuilder::add(Op op, Type type, std::vector<NodeId> args, int32_t payload) {
    std::string key = std::to_string(int(op)) + ":" + std::to_string(payload) + ":" +
                      std::to_string(int(type.kind)) + "." + std::to_string(type.digits) + "." +
                      std::to_string(type.scale) + type.unit;
    for (NodeId arg : args) key += "," + std::to_string(arg);
    if (auto const at = known_.find(key); at != known_.end()) return at->second;
    Node node;
    node.op = op;
    node.type = std::move(type);
    node.payload = payload;
    node.first_arg = int32_t(program_.args.size());
    node.arg_count = int32_t(args.size());
    for (NodeId arg : args) {
        CHECK(arg >= 0 && size_t(arg) < program_.nodes.size());
        program_.args.push_back(arg);
    }
    NodeId const id = NodeId(program_.nodes.size());
    program_.nodes.push_back(std::move(node));
    known_.emplace(std::move(key), id);
    return id;
}

NodeId ProgramBuilder::literal(Literal value, Type type) {
    type.nullable = !value.known;
    auto const at = std::find(program_.literals.begin(), program_.literals.end(), value);
    int32_t const index = int32_t(at - program_.literals.begin());
    if (at == program_.literals.end()) program_.literals.push_back(std::move(value));
    return add(Op::literal, std::move(type), {}, index);
}

NodeId ProgramBuilder::boolean(std::optional<bool> value) {
    Literal out;
    out.known = value.has_value();
    out.number = value.value_or(false) ? 1 : 0;
    return literal(std::move(out), boolean_type(!value));
}

NodeId ProgramBuilder::input(std::string const& name, std::string const& column, Type type) {
    auto const [at, fresh] = inputs_.try_emplace(name, int32_t(program_.inputs.size()));
    if (fresh) program_.inputs.push_back({name, column, type});
    return add(Op::item, std::move(type), {}, at->second);
}

NodeId ProgramBuilder::junction(Op op, std::vector<NodeId> conditions) {
    base::Int128 const neutral = op == Op::op_and ? 1 : 0;
    std::vector<NodeId> kept;
    bool nullable = false;
    for (NodeId id : conditions) {
        Literal const* const constant = program_.literal_of(id);
        if (constant != nullptr && constant->known) {
            if (constant->number == neutral) continue;
            return boolean(neutral == 0);  // The deciding value.
        }
        if (std::find(kept.begin(), kept.end(), id) == kept.end()) kept.push_back(id);
        nullable = nullable || program_.node(id).type.nullable;
    }
    if (kept.empty()) return boolean(neutral == 1);
    if (kept.size() == 1) return kept[0];
    return add(op, boolean_type(nullable), std::move(kept));
}

NodeId ProgramBuilder::both(std::vector<NodeId> conditions) {
    return junction(Op::op_and, std::move(conditions));
}
NodeId ProgramBuilder::either(std::vector<NodeId> conditions) {
    return junction(Op::op_or, std::move(conditions));
}

NodeId ProgramBuilder::invert(NodeId condition) {
    if (Literal const* const constant = program_.literal_of(condition))
        return constant->known ? boolean(constant->number == 0) : condition;
    Node const& node = program_.node(condition);
    if (node.op == Op::op_not) return program_.arg(node, 0);
    return add(Op::op_not, boolean_type(node.type.nullable), {condition});
}

NodeId ProgramBuilder::rescaled(NodeId number, int scale, int digits) {
    Type type = program_.node(number).type;
    if (type.scale == scale) return number;
    if (Literal const* const constant = program_.literal_of(number);
        constant != nullptr && constant->known) {
        auto const moved = base::rescale_half_up({constant->number, uint8_t(type.scale)}, scale);
        CHECK(moved);
        Literal out = *constant;
        out.number = moved->units;
        type.scale = int16_t(scale);
        type.digits = int16_t(digits);
        return literal(std::move(out), std::move(type));
    }
    type.scale = int16_t(scale);
    type.digits = int16_t(digits);
    return add(Op::rescale, std::move(type), {number});
}

int32_t ProgramBuilder::set(ThreeSet set) {
    std::string key = joined_key(set.name, set.yes, set.maybe);
    return index_of(sets_, program_.sets, std::move(key), std::move(set));
}

int32_t ProgramBuilder::pair_set(PairSet set) {
    std::string key = joined_key(set.name, set.yes, set.maybe);
    return index_of(pairs_, program_.pairs, std::move(key), std::move(set));
}

int32_t ProgramBuilder::list(std::string const& name) {
    return index_of(lists_, program_.lists, name, name);
}

int32_t ProgramBuilder::lookup(Lookup lookup) {
    std::string key = lookup.name;
    return index_of(lookups_, program_.lookups, std::move(key), std::move(lookup));
}

int32_t ProgramBuilder::versions(std::vector<base::Day> dates) {
    auto const at = std::find(program_.versions.begin(), program_.versions.end(), dates);
    int32_t const index = int32_t(at - program_.versions.begin());
    if (at == program_.versions.end()) program_.versions.push_back(std::move(dates));
    return index;
}

std::string multiply_units(std::string_view a, std::string_view b) {
    std::vector<std::string> factors;
    for (std::string_view side : {a, b})
        if (!side.empty())
            for (std::string_view factor : base::split(side, '*')) factors.emplace_back(factor);
    std::sort(factors.begin(), factors.end());
    return base::join(factors, "*");
}

std::optional<std::string> divide_units(std::string_view a, std::string_view b) {
    if (b.empty()) return std::string(a);
    std::vector<std::string> factors;
    if (!a.empty())
        for (std::string_view factor : base::split(a, '*')) factors.emplace_back(factor);
    for (std::string_view factor : base::split(b, '*')) {
        auto const at = std::find(factors.begin(), factors.end(), factor);
        if (at == factors.end()) return std::nullopt;
        factors.erase(at);
    }
    return base::join(factors, "*");
}

}  // namespace rule
