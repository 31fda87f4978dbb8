// Why a record got its verdicts: rules, conditions and values of one pass, put into words only
// when asked. Part of the façade rule.hpp.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/day.hpp"
#include "engine/pack/pack.hpp"

namespace rule {

struct Scalar;
struct Type;
struct TraceData;

/// 否, 是, 待核: also the codes of verdict columns.
enum class Verdict : uint8_t { no = 0, yes = 1, unknown = 2 };

/// A value of the record as its trace holds it.
class TraceValue {
public:
    TraceValue(Type const& type, Scalar const& scalar) : type_(&type), scalar_(&scalar) {}

    bool known() const;
    /// As people read it: grouped digits and unit; "" when unknown.
    std::string text() const;

private:
    friend struct Comparison;
    Type const* type_;
    Scalar const* scalar_;
};

struct ItemValue {
    std::string_view item;
    TraceValue value;
};

/// One comparison inside a condition, for "both sides and the difference".
struct Comparison {
    std::string_view left, right;  // Items or parameters; "" for anything else.
    std::string_view op;           // = <> < <= > >=
    TraceValue left_value, right_value;

    /// |left − right| with unit; "" when not numbers or unknown.
    std::string difference() const;
};

struct ConditionTrace {
    std::string_view name;
    std::string_view text;
    std::string_view why;
    Verdict state = Verdict::unknown;
    std::span<ItemValue const> items;  // Every input that it reads.
    std::span<ItemValue const> named;  // The items that the text names, read or computed.
    std::span<Comparison const> comparisons;
    std::span<std::string const> rules;  // Rules whose verdicts it reads, as rule('…').
};

struct RuleTrace {
    std::string_view rule;
    pack::Label const* label = nullptr;
    Verdict verdict = Verdict::unknown;
    bool any = false;
    bool repealed = false;
    bool day_unknown = false;          // Several versions may hold; `version` is then the newest.
    std::optional<base::Day> version;  // None: not in force on that day.
    /// What its conditions in doubt lack: items, and list('…') where the list does not declare to
    /// cover the day and the region.
    std::span<std::string_view const> missing;
    std::span<ConditionTrace const> conditions;
    std::span<pack::Citation const> law;
    std::span<std::pair<std::string, std::string> const> params;  // Name and value.
};

/// The traces of one record. Holds all that it shows, the plan too; cheap to copy, immutable.
class Trace {
public:
    Trace() = default;
    explicit Trace(std::shared_ptr<TraceData const> data) : data_(std::move(data)) {}

    /// In the plan's order; they live as long as a copy of this trace.
    std::span<RuleTrace const> rules() const;

private:
    std::shared_ptr<TraceData const> data_;
};

}  // namespace rule
