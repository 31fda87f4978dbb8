// One record: facts in, verdicts and masks out.
#include "base/text.hpp"
#include "engine/rule/plan.hpp"

namespace rule {
namespace {

base::Value value_of(Type const& type, Scalar const& scalar) {
    if (!scalar.known) return {};
    switch (type.kind) {
        case Kind::boolean: return scalar.number != 0;
        case Kind::number: return base::Decimal{scalar.number, uint8_t(type.scale)};
        case Kind::date: return base::Day{int32_t(scalar.number)};
        case Kind::text: return std::string(scalar.text);
    }
    return {};
}

/// Converts one fact to the input's type; false when it does not fit.
bool convert(Type const& type, base::Value const& value, Scalar& out) {
    if (base::is_null(value)) return true;
    out.known = true;
    if (auto const* flag = std::get_if<bool>(&value)) {
        out.number = *flag ? 1 : 0;
        return type.kind == Kind::boolean;
    }
    if (auto const* day = std::get_if<base::Day>(&value)) {
        out.number = day->days;
        return type.kind == Kind::date;
    }
    if (auto const* text = std::get_if<std::string>(&value)) {
        out.text = *text;
        return type.kind == Kind::text;
    }
    base::Decimal number;
    if (auto const* integer = std::get_if<int64_t>(&value)) number = {*integer, 0};
    if (auto const* decimal = std::get_if<base::Decimal>(&value)) number = *decimal;
    if (type.kind != Kind::number || !base::fits_scale(number, type.scale)) return false;
    auto const scaled = base::rescale_half_up(number, type.scale);
    if (!scaled || !base::fits_digits(scaled->units, type.digits)) return false;
    out.number = scaled->units;
    return true;
}

uint64_t& word(std::vector<uint64_t>& mask, size_t bit) {
    if (mask.size() <= bit / mask_bits) mask.resize(bit / mask_bits + 1);
    return mask[bit / mask_bits];
}

void set_bit(std::vector<uint64_t>& mask, size_t bit, bool on) {
    uint64_t& w = word(mask, bit);
    if (on) w |= uint64_t(1) << (bit % mask_bits);
}

}  // namespace

Verdict verdict_of(Scalar const& value) {
    if (!value.known) return Verdict::unknown;
    return value.number != 0 ? Verdict::yes : Verdict::no;
}

BoundVersion const* version_of(BoundRule const& rule, RecordRun const& run) {
    Scalar const& day = run[rule.clock];
    if (!day.known) return rule.versions.empty() ? nullptr : &rule.versions.back();
    BoundVersion const* found = nullptr;
    for (BoundVersion const& version : rule.versions)
        if (version.from.days <= day.number) found = &version;
    return found;
}

std::string show(Type const& type, Scalar const& value) {
    if (!value.known) return "";
    switch (type.kind) {
        case Kind::boolean: return value.number != 0 ? "true" : "false";
        case Kind::date: return base::to_text(base::Day{int32_t(value.number)});
        case Kind::text: return std::string(value.text);
        case Kind::number: break;
    }
    std::string out = base::to_grouped_text(base::Decimal{value.number, uint8_t(type.scale)});
    return type.unit.empty() ? out : out + " " + type.unit;
}

base::Result<std::vector<Scalar>> bind_facts(PlanData const& plan, Facts const& facts) {
    std::vector<Scalar> out(plan.program.inputs.size());
    for (size_t i = 0; i < out.size(); ++i) {
        Input const& input = plan.program.inputs[i];
        auto const at = facts.find(input.name);
        if (at == facts.end()) continue;
        if (!convert(input.type, at->second, out[i]))
            return base::invalid("fact_wrong_type", {.field = input.name},
                                 {{"value", base::to_text(at->second)}});
    }
    return out;
}

base::Result<Evaluation> evaluate(Plan const& plan, Facts const& facts, Lists const& lists) {
    PlanData const& data = plan.data();
    auto const inputs = TRY(bind_facts(data, facts));
    RecordRun const run(data.program, inputs, lists);
    Evaluation out;
    for (BoundRule const& rule : data.rules) out.verdicts[rule.name] = verdict_of(run[rule.node]);
    for (NodeId node : data.outputs)
        out.outputs.push_back(value_of(data.program.node(node).type, run[node]));
    for (size_t bit = 0; bit < data.conditions.size(); ++bit) {
        Verdict const state = verdict_of(run[data.conditions[bit]]);
        set_bit(out.true_mask, bit, state == Verdict::yes);
        set_bit(out.unknown_mask, bit, state == Verdict::unknown);
    }
    for (size_t i = 0; i < inputs.size(); ++i) set_bit(out.missing_mask, i, !inputs[i].known);
    return out;
}

}  // namespace rule
