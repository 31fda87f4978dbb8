// Rendering of verdicts, conditions and clauses.
#include "app/trace_print.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace app {
namespace {

char const* sign(rule::Verdict verdict) {
    return verdict == rule::Verdict::yes ? "✓" : verdict == rule::Verdict::no ? "✗" : "?";
}

std::string or_missing(Context const& context, rule::TraceValue const& value) {
    std::string text = value.text();
    return text.empty() ? context.text("explain_no_value") : text;
}

std::string comparison_text(Context const& context, rule::Comparison const& c,
                            ItemNames const& names) {
    std::string out = c.left.empty() ? "" : names(c.left) + " = ";
    out += or_missing(context, c.left_value) + " " + std::string(c.op) + " ";
    out += c.right.empty() ? "" : names(c.right) + " = ";
    out += or_missing(context, c.right_value);
    if (std::string const difference = c.difference(); !difference.empty())
        out += "，" + context.text("explain_difference", {{"difference", difference}});
    return out;
}

/// Both sides of the comparisons, then the items that stand in none.
std::string evidence_text(Context const& context, rule::ConditionTrace const& condition,
                          ItemNames const& names) {
    std::vector<std::string> parts;
    for (rule::Comparison const& c : condition.comparisons)
        parts.push_back(comparison_text(context, c, names));
    for (auto const& [item, value] : condition.named) {
        bool shown = false;
        for (rule::Comparison const& c : condition.comparisons)
            shown = shown || c.left == item || c.right == item;
        if (!shown) parts.push_back(names(item) + " = " + or_missing(context, value));
    }
    bool const lacks = std::any_of(condition.items.begin(), condition.items.end(),
                                   [](auto const& item) { return item.value.text().empty(); });
    if (condition.state == rule::Verdict::unknown && !lacks &&
        condition.text.find("list('") != std::string_view::npos)
        parts.push_back(context.text("explain_list_open"));
    return base::join(parts, "；");
}

}  // namespace

std::string verdict_text(Context const& context, rule::Verdict verdict) {
    return context.text(verdict == rule::Verdict::yes  ? "verdict_yes"
                        : verdict == rule::Verdict::no ? "verdict_no"
                                                       : "verdict_unknown");
}

std::string trace_text(Context const& context, rule::RuleTrace const& trace, ItemNames const& names,
                       int depth, bool brief) {
    std::string const indent(size_t(depth) * 2, ' ');
    bool const english = context.language() == service::Language::en;
    std::string out = indent + sign(trace.verdict) + " " +
                      (english ? trace.label->en : trace.label->zh) + "（" +
                      std::string(trace.rule) + "）：" + verdict_text(context, trace.verdict);
    if (!trace.version) return out + "，" + context.text("explain_not_in_force") + "\n";
    std::string const from = base::to_text(*trace.version);
    if (!brief && trace.day_unknown)
        out += "，" + context.text("explain_day_unknown", {{"from", from}});
    else if (!brief)
        out += "，" + context.text("explain_version", {{"from", from}});
    out += "\n";
    for (rule::ConditionTrace const& condition : trace.conditions) {
        if (brief && condition.state == rule::Verdict::yes) continue;
        std::string const evidence =
            condition.rules.empty() ? evidence_text(context, condition, names) : "";
        out += indent + "  " + sign(condition.state) + " " + std::string(condition.name) +
               (evidence.empty() ? "" : "　" + evidence) + "\n";
    }
    if (brief) return out;
    std::vector<std::string> laws;
    for (pack::Citation const& law : trace.law)
        laws.push_back(law.doc + "　" + law.at + " [" + std::string(1, char(law.mark)) + "]" +
                       (law.quote.empty() ? "" : "「" + law.quote + "」"));
    if (!laws.empty())
        out +=
            indent + "  " + context.text("explain_law", {{"law", base::join(laws, "；")}}) + "\n";
    return out;
}

}  // namespace app
