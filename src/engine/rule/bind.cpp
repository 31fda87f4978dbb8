// Binding of operators: logic, comparison, arithmetic, membership, case.
#include "engine/rule/bind.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "base/text.hpp"
#include "engine/rule/codes.hpp"

namespace rule {
namespace {

std::string kind_name(Type const& type) {
    constexpr std::string_view names[] = {"bool", "number", "text", "date"};
    std::string out(names[size_t(type.kind)]);
    if (!type.unit.empty()) out += " " + type.unit;
    if (!type.codes.empty()) out += " code(" + type.codes + ")";
    return out;
}

std::unexpected<base::Error> mismatch(base::Place const& at, Type const& a, Type const& b) {
    return base::invalid("expr_type_mismatch", at,
                         {{"left", kind_name(a)}, {"right", kind_name(b)}});
}

int digits_of(base::Int128 units) {
    int digits = 1;
    while (digits < base::decimal_digits_max && !base::fits_digits(units, digits)) ++digits;
    return digits;
}

Type boolean_type(bool nullable) {
    Type out;
    out.kind = Kind::boolean;
    out.nullable = nullable;
    return out;
}

}  // namespace

Type type_of(pack::Type const& declared) {
    Type out;
    switch (declared.kind) {
        case pack::TypeKind::boolean: out.kind = Kind::boolean; break;
        case pack::TypeKind::integer:
        case pack::TypeKind::decimal: out.kind = Kind::number; break;
        case pack::TypeKind::text:
        case pack::TypeKind::code: out.kind = Kind::text; break;
        case pack::TypeKind::date: out.kind = Kind::date; break;
    }
    out.digits = int16_t(declared.digits);
    out.scale = int16_t(declared.scale);
    out.unit = declared.unit;
    out.codes = declared.codes;
    return out;
}

base::Result<NodeId> Binder::bind(Syntax const& syntax, Frame const& frame) {
    Frame const outer = frame_;
    frame_ = frame;
    auto node = any(syntax);
    frame_ = outer;
    return node;
}

base::Result<NodeId> Binder::bind(pack::Source const& source, Frame const& frame) {
    auto const syntax = TRY(parse_expression(source.text, source.at));
    return bind(syntax, frame);
}

base::Result<Binder::Frame> Binder::default_frame() {
    Frame frame;
    frame.clock = TRY(item("report_date", scope_.grain.place));
    frame.span = scope_.clock_span;
    return frame;
}

base::Result<NodeId> Binder::item(std::string const& name, base::Place const& at) {
    auto const& items = scope_.grain.items;
    auto const found =
        std::find_if(items.begin(), items.end(), [&](auto const& i) { return i.name == name; });
    if (found == items.end()) {
        std::string near;
        for (pack::Item const& other : items)
            if (other.name.ends_with(name.substr(name.rfind('.') + 1)) ||
                base::edit_distance(other.name, name) <= 2)
                near += (near.empty() ? "" : ", ") + other.name;
        return base::invalid("expr_unknown_item", at,
                             {{"name", name}, {"grain", scope_.grain.name}, {"near", near}});
    }
    Type const type = type_of(found->type);
    if (!found->column.empty() || scope_.stubs.contains(name))
        return builder_.input(name, found->column, type);
    if (std::find(open_items_.begin(), open_items_.end(), name) != open_items_.end())
        return base::invalid("expr_item_cycle", found->place, {{"name", name}});
    open_items_.push_back(name);
    auto const frame = TRY(default_frame());
    auto const node = TRY(bind(found->expression, frame));
    open_items_.pop_back();
    Type const& got = builder_.program().node(node).type;
    if (got.kind != type.kind || got.unit != type.unit) return mismatch(found->place, type, got);
    if (got.kind == Kind::number && got.scale != type.scale) {
        if (got.scale > type.scale) return mismatch(found->place, type, got);
        return builder_.rescaled(node, type.scale, std::max<int>(type.digits, got.digits));
    }
    return node;
}

base::Result<NodeId> Binder::any(Syntax const& s) {
    switch (s.kind) {
        case SyntaxKind::number: return number(s);
        case SyntaxKind::text: {
            Type type;
            type.kind = Kind::text;
            return builder_.literal({true, 0, s.text}, type);
        }
        case SyntaxKind::date: {
            Type type;
            type.kind = Kind::date;
            return builder_.literal({true, base::parse_day(s.text)->days, ""}, type);
        }
        case SyntaxKind::boolean: return builder_.boolean(s.text == "true");
        case SyntaxKind::null: return base::invalid("expr_null_place", s.at);
        case SyntaxKind::name: return name(s);
        case SyntaxKind::call: return call(s);
        case SyntaxKind::op_not: {
            auto const inner = TRY(boolean(s.args[0]));
            return builder_.invert(inner);
        }
        case SyntaxKind::op_and:
        case SyntaxKind::op_or: {
            auto const left = TRY(boolean(s.args[0]));
            auto const right = TRY(boolean(s.args[1]));
            return s.kind == SyntaxKind::op_and ? builder_.both({left, right})
                                                : builder_.either({left, right});
        }
        case SyntaxKind::compare: return compare(s);
        case SyntaxKind::add:
        case SyntaxKind::negate: return arithmetic(s);
        case SyntaxKind::multiply: return multiply(s);
        case SyntaxKind::concat: {
            auto const left = TRY(of_kind(s.args[0], Kind::text));
            auto const right = TRY(of_kind(s.args[1], Kind::text));
            Type type;
            type.kind = Kind::text;
            return builder_.add(Op::concat, type, {left, right});
        }
        case SyntaxKind::in_list: return in_values(s);
        case SyntaxKind::in_call: return in_call(s);
        case SyntaxKind::between: return between(s);
        case SyntaxKind::is_null: {
            auto const inner = TRY(any(s.args[0]));
            NodeId const test = builder_.add(Op::is_null, boolean_type(false), {inner});
            return s.negated ? builder_.invert(test) : test;
        }
        case SyntaxKind::like: {
            auto const value = TRY(of_kind(s.args[0], Kind::text));
            Type text;
            text.kind = Kind::text;
            NodeId const pattern = builder_.literal({true, 0, s.text}, text);
            NodeId const test = builder_.add(Op::like, boolean_type(true), {value, pattern});
            return s.negated ? builder_.invert(test) : test;
        }
        case SyntaxKind::case_when: return choose(s);
    }
    CHECK(false);
}

base::Result<NodeId> Binder::boolean(Syntax const& s) { return of_kind(s, Kind::boolean); }

base::Result<NodeId> Binder::of_kind(Syntax const& s, Kind kind) {
    auto const node = TRY(any(s));
    Type const& type = builder_.program().node(node).type;
    Type want;
    want.kind = kind;
    if (type.kind != kind) return mismatch(s.at, want, type);
    return node;
}

base::Result<NodeId> Binder::number(Syntax const& s) {
    Type type;
    type.kind = Kind::number;
    type.scale = int16_t(s.number.scale);
    type.digits = int16_t(std::max<int>(digits_of(s.number.units), s.number.scale + 1));
    type.unit = s.unit;
    return builder_.literal({true, s.number.units, ""}, type);
}

base::Result<NodeId> Binder::name(Syntax const& s) {
    if (frame_.locals != nullptr)
        if (auto const at = frame_.locals->find(s.text); at != frame_.locals->end())
            return local(at->second);
    auto const node = TRY(item(s.text, s.at));
    builder_.program().items.emplace(s.text, node);
    return node;
}

/// A version's parameter: a number with its unit, a date, true/false or a text in quotes.
base::Result<NodeId> Binder::local(pack::Source const& source) {
    if (auto const day = base::parse_day(source.text)) {
        Type type;
        type.kind = Kind::date;
        return builder_.literal({true, day->days, ""}, type);
    }
    auto const syntax = TRY(parse_expression(source.text, source.at));
    Syntax const* constant = &syntax;
    if (constant->kind == SyntaxKind::negate) constant = &constant->args[0];
    if (constant->kind != SyntaxKind::number && constant->kind != SyntaxKind::text &&
        constant->kind != SyntaxKind::boolean)
        return base::invalid("expr_param_constant", source.at, {{"value", source.text}});
    return any(syntax);
}

base::Result<std::vector<NodeId>> Binder::aligned(std::vector<NodeId> numbers,
                                                  base::Place const& at) {
    int scale = 0, whole = 0;
    for (NodeId id : numbers) {
        Type const& type = builder_.program().node(id).type;
        scale = std::max<int>(scale, type.scale);
        whole = std::max<int>(whole, type.digits - type.scale);
    }
    if (whole + scale > base::decimal_digits_max) return base::invalid("expr_too_wide", at);
    for (NodeId& id : numbers) {
        int const digits = builder_.program().node(id).type.digits -
                           builder_.program().node(id).type.scale + scale;
        id = builder_.rescaled(id, scale, digits);
    }
    return numbers;
}

base::Result<void> Binder::check_code(NodeId coded, Literal const& literal, base::Place const& at) {
    std::string const codes = builder_.program().node(coded).type.codes;
    if (codes.empty()) return {};
    auto const* const list = TRY(code_list(codes, at));
    bool const known =
        std::any_of(list->codes.begin(), list->codes.end(),
                    [&](pack::Code const& code) { return code.code == literal.text; });
    if (!known)
        return base::invalid("expr_unknown_code", at, {{"value", literal.text}, {"codes", codes}});
    return {};
}

base::Result<pack::CodeList const*> Binder::code_list(std::string const& name,
                                                      base::Place const& at) {
    pack::CodeList const* const list = pack::find(scope_.book.codes, name);
    if (list == nullptr) return base::invalid("expr_unknown_codes", at, {{"name", name}});
    return list;
}

base::Result<NodeId> Binder::compare(Syntax const& s) {
    auto const left = TRY(any(s.args[0]));
    auto const right = TRY(any(s.args[1]));
    Op op = Op::eq;
    if (s.text == "<>") op = Op::ne;
    if (s.text == "<") op = Op::lt;
    if (s.text == "<=") op = Op::le;
    if (s.text == ">") op = Op::gt;
    if (s.text == ">=") op = Op::ge;
    return compare_nodes(op, left, right, s.at);
}

base::Result<NodeId> Binder::compare_nodes(Op op, NodeId left, NodeId right,
                                           base::Place const& at) {
    Program const& program = builder_.program();
    Type a = program.node(left).type, b = program.node(right).type;
    if (a.kind != b.kind) return mismatch(at, a, b);
    if (a.kind == Kind::number) {
        // A bare 0 compares with any unit; every other number must say its unit.
        auto const is_zero = [&](NodeId id) {
            Literal const* const l = program.literal_of(id);
            return l != nullptr && l->known && l->number == 0 && program.node(id).type.unit.empty();
        };
        if (a.unit != b.unit && !is_zero(left) && !is_zero(right))
            return base::invalid("expr_unit_mismatch", at, {{"left", a.unit}, {"right", b.unit}});
        auto const both = TRY(aligned({left, right}, at));
        return builder_.add(op, boolean_type(a.nullable || b.nullable), both);
    }
    if (a.kind == Kind::text || a.kind == Kind::boolean) {
        if (op != Op::eq && op != Op::ne)
            return base::invalid("expr_no_order", at, {{"type", kind_name(a)}});
        if (Literal const* const l = program.literal_of(right)) TRY_VOID(check_code(left, *l, at));
        if (Literal const* const l = program.literal_of(left)) TRY_VOID(check_code(right, *l, at));
        if (!a.codes.empty() && !b.codes.empty() && a.codes != b.codes) return mismatch(at, a, b);
    }
    return builder_.add(op, boolean_type(a.nullable || b.nullable), {left, right});
}

base::Result<NodeId> Binder::arithmetic(Syntax const& s) {
    if (s.kind == SyntaxKind::negate) {
        auto const inner = TRY(of_kind(s.args[0], Kind::number));
        Type const type = builder_.program().node(inner).type;
        if (Literal const* const l = builder_.program().literal_of(inner))
            return builder_.literal({l->known, -l->number, ""}, type);
        return builder_.add(Op::negate, type, {inner});
    }
    auto const left = TRY(of_kind(s.args[0], Kind::number));
    auto const right = TRY(of_kind(s.args[1], Kind::number));
    Type const a = builder_.program().node(left).type, b = builder_.program().node(right).type;
    if (a.unit != b.unit)
        return base::invalid("expr_unit_mismatch", s.at, {{"left", a.unit}, {"right", b.unit}});
    auto const both = TRY(aligned({left, right}, s.at));
    Type type = builder_.program().node(both[0]).type;
    Type const other = builder_.program().node(both[1]).type;
    type.digits = int16_t(std::max(type.digits, other.digits) + 1);
    type.nullable = type.nullable || other.nullable;
    type.codes.clear();
    if (type.digits > base::decimal_digits_max) return base::invalid("expr_too_wide", s.at);
    return builder_.add(s.text == "+" ? Op::add : Op::subtract, type, both);
}

base::Result<NodeId> Binder::multiply(Syntax const& s) {
    auto const left = TRY(of_kind(s.args[0], Kind::number));
    auto const right = TRY(of_kind(s.args[1], Kind::number));
    Type const a = builder_.program().node(left).type, b = builder_.program().node(right).type;
    Type type;
    type.kind = Kind::number;
    type.digits = int16_t(a.digits + b.digits);
    type.scale = int16_t(a.scale + b.scale);
    type.unit = multiply_units(a.unit, b.unit);
    type.nullable = a.nullable || b.nullable;
    if (type.digits > base::decimal_digits_max) return base::invalid("expr_too_wide", s.at);
    return builder_.add(Op::multiply, type, {left, right});
}

base::Result<NodeId> Binder::in_values(Syntax const& s) {
    auto const value = TRY(any(s.args[0]));
    Type const type = builder_.program().node(value).type;
    NodeId test = -1;
    if (type.kind == Kind::text) {
        ThreeSet set;
        for (size_t i = 1; i < s.args.size(); ++i) {
            if (s.args[i].kind != SyntaxKind::text)
                return base::invalid("expr_in_constant", s.args[i].at);
            TRY_VOID(check_code(value, {true, 0, s.args[i].text}, s.args[i].at));
            set.yes.push_back(s.args[i].text);
        }
        std::sort(set.yes.begin(), set.yes.end());
        test = builder_.add(Op::in_set, boolean_type(type.nullable), {value},
                            builder_.set(std::move(set)));
    } else {
        std::vector<NodeId> equal;
        for (size_t i = 1; i < s.args.size(); ++i) {
            auto const item = TRY(any(s.args[i]));
            auto const one = TRY(compare_nodes(Op::eq, value, item, s.args[i].at));
            equal.push_back(one);
        }
        test = builder_.either(equal);
    }
    return s.negated ? builder_.invert(test) : test;
}

base::Result<NodeId> Binder::in_call(Syntax const& s) {
    auto const value = TRY(of_kind(s.args[0], Kind::text));
    std::string const& function = s.args[1].text;
    NodeId test = -1;
    if (function == "code") {
        test = TRY(in_code(s, value));
    } else if (function == "list") {
        test = TRY(in_party_list(s, value));
    } else {
        test = TRY(in_map(s, value));
    }
    return s.negated ? builder_.invert(test) : test;
}

base::Result<NodeId> Binder::in_code(Syntax const& s, NodeId value) {
    auto const name = TRY(text_argument(s.args[1], 0));
    bool const nullable = builder_.program().node(value).type.nullable;
    pack::CodeSet const* const set = pack::find(scope_.book.sets, name);
    if (set == nullptr) {
        auto const* const list = TRY(code_list(name, s.args[1].at));
        std::vector<std::string> members;
        for (pack::Code const& code : list->codes) members.push_back(code.code);
        ThreeSet all{list->name, std::move(members), {}};
        std::sort(all.yes.begin(), all.yes.end());
        return builder_.add(Op::in_set, boolean_type(nullable), {value},
                            builder_.set(std::move(all)));
    }
    auto const* const list = TRY(code_list(set->of, s.args[1].at));
    std::string const codes = builder_.program().node(value).type.codes;
    if (!codes.empty() && pack::find(scope_.book.codes, codes) != list)
        return base::invalid("expr_set_of_other_codes", s.at,
                             {{"set", set->name}, {"codes", codes}});
    // Newest first: case when clock >= from_n then … else null.
    std::vector<NodeId> branches;
    for (auto version = set->versions.rbegin(); version != set->versions.rend(); ++version) {
        if (frame_.span && version->from > frame_.span->to) continue;
        ThreeSet members = expand_set(*list, version->members, set->name);
        NodeId const in = builder_.add(Op::in_set, boolean_type(nullable || !members.maybe.empty()),
                                       {value}, builder_.set(std::move(members)));
        if (frame_.span && version->from <= frame_.span->from) {
            if (branches.empty()) return in;
            branches.push_back(in);
            return builder_.add(Op::choose, boolean_type(true), branches);
        }
        Type date;
        date.kind = Kind::date;
        NodeId const from = builder_.literal({true, version->from.days, ""}, date);
        branches.push_back(builder_.add(Op::ge, boolean_type(true), {frame_.clock, from}));
        branches.push_back(in);
    }
    branches.push_back(builder_.boolean(std::nullopt));
    if (branches.size() == 1) return branches[0];
    return builder_.add(Op::choose, boolean_type(true), branches);
}

base::Result<NodeId> Binder::in_party_list(Syntax const& s, NodeId value) {
    auto const name = TRY(text_argument(s.args[1], 0));
    if (scope_.stubs.contains("list('" + name + "')"))
        return builder_.input("list('" + name + "')", "", boolean_type(true));
    if (!scope_.book.lists.contains(name))
        return base::invalid("expr_unknown_list", s.args[1].at, {{"name", name}});
    NodeId day = frame_.clock;
    if (s.args[1].args.size() > 1) day = TRY(of_kind(s.args[1].args[1], Kind::date));
    std::vector<NodeId> args{value, day};
    if (s.args[0].kind == SyntaxKind::name) {
        auto const& items = scope_.grain.items;
        auto const item_at = std::find_if(items.begin(), items.end(),
                                          [&](auto const& i) { return i.name == s.args[0].text; });
        if (item_at != items.end() && !item_at->territory.empty()) {
            auto const region = TRY(item(item_at->territory, item_at->place));
            args.push_back(region);
        }
    }
    return builder_.add(Op::in_list, boolean_type(true), args, builder_.list(name));
}

base::Result<NodeId> Binder::in_map(Syntax const& s, NodeId value) {
    Syntax const& function = s.args[1];
    auto const name = TRY(text_argument(function, 0));
    pack::CodeMap const* const map = pack::find(scope_.book.maps, name);
    if (map == nullptr) return base::invalid("expr_unknown_map", function.at, {{"name", name}});
    auto const* const list = TRY(code_list(map->of, function.at));
    std::string flag;
    if (function.args.size() > 1) flag = TRY(text_argument(function, 1));
    if (flag == "any") flag.clear();
    if (!flag.empty() && flag != "U" && flag != "*")
        return base::invalid("expr_bad_flag", function.at, {{"value", flag}});
    if (function.args.size() < 3)
        return builder_.add(Op::in_set, boolean_type(true), {value},
                            builder_.set(expand_map(*list, *map, flag)));
    auto const category = TRY(of_kind(function.args[2], Kind::text));
    return builder_.add(Op::in_pairs, boolean_type(true), {value, category},
                        builder_.pair_set(expand_pairs(*list, *map, flag)));
}

base::Result<NodeId> Binder::between(Syntax const& s) {
    auto const value = TRY(any(s.args[0]));
    auto const low = TRY(any(s.args[1]));
    auto const high = TRY(any(s.args[2]));
    auto const above = TRY(compare_nodes(Op::ge, value, low, s.at));
    auto const below = TRY(compare_nodes(Op::le, value, high, s.at));
    NodeId const test = builder_.both({above, below});
    return s.negated ? builder_.invert(test) : test;
}

base::Result<std::vector<NodeId>> Binder::one_type(std::vector<NodeId> values,
                                                   base::Place const& at) {
    Type const first = builder_.program().node(values[0]).type;
    for (NodeId id : values) {
        Type const& type = builder_.program().node(id).type;
        if (type.kind != first.kind || type.unit != first.unit) return mismatch(at, first, type);
    }
    if (first.kind == Kind::number) return aligned(std::move(values), at);
    return values;
}

base::Result<NodeId> Binder::choose(Syntax const& s) {
    std::vector<NodeId> when, then;
    std::vector<bool> is_null;
    for (size_t i = 0; i < s.args.size(); i += 2) {
        bool const is_else = i + 1 == s.args.size();
        if (!is_else) {
            auto const condition = TRY(boolean(s.args[i]));
            when.push_back(condition);
        }
        Syntax const& branch = s.args[is_else ? i : i + 1];
        is_null.push_back(branch.kind == SyntaxKind::null);
        if (is_null.back()) {
            then.push_back(-1);
            continue;
        }
        auto const value = TRY(any(branch));
        then.push_back(value);
    }
    if (s.args.size() % 2 == 0) {
        is_null.push_back(true);
        then.push_back(-1);
    }
    std::vector<NodeId> known;
    for (NodeId id : then)
        if (id >= 0) known.push_back(id);
    if (known.empty()) return base::invalid("expr_null_place", s.at);
    known = TRY(one_type(std::move(known), s.at));
    Type type = builder_.program().node(known[0]).type;
    for (NodeId id : known) {
        Type const& other = builder_.program().node(id).type;
        type.nullable = type.nullable || other.nullable;
        type.digits = std::max(type.digits, other.digits);
        if (other.codes != type.codes && builder_.program().literal_of(id) == nullptr)
            type.codes.clear();
    }
    size_t next = 0;
    std::vector<NodeId> args;
    for (size_t i = 0; i < then.size(); ++i) {
        if (i < when.size()) args.push_back(when[i]);
        args.push_back(is_null[i] ? builder_.literal({false, 0, ""}, type) : known[next++]);
        type.nullable = type.nullable || is_null[i];
    }
    return builder_.add(Op::choose, type, args);
}

}  // namespace rule
