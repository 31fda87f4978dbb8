// Verdicts, conditions, clauses and records as JSON.
#include "service/explain_json.hpp"

#include <nlohmann/json.hpp>

namespace service {
namespace {

using Json = nlohmann::ordered_json;

/// Text that is empty is a value that is missing, to a reader.
Json value_json(rule::TraceValue const& value) {
    std::string text = value.text();
    return text.empty() ? Json(nullptr) : Json(std::move(text));
}

Json condition_json(rule::ConditionTrace const& condition) {
    Json out = {{"condition", condition.name},
                {"state", verdict_letter(condition.state)},
                {"text", condition.text}};
    for (rule::ItemValue const& item : condition.items)
        out["items"][std::string(item.item)] = value_json(item.value);
    for (rule::ItemValue const& item : condition.named)
        out["named"][std::string(item.item)] = value_json(item.value);
    for (rule::Comparison const& c : condition.comparisons)
        out["comparisons"].push_back({{"left", c.left},
                                      {"left_value", c.left_value.text()},
                                      {"op", c.op},
                                      {"right", c.right},
                                      {"right_value", c.right_value.text()},
                                      {"difference", c.difference()}});
    return out;
}

Json record_json(ExplainedRecord const& record) {
    Json out = {{"relation", record.relation}, {"legal_uscc", record.legal_uscc},
                {"contract", record.contract}, {"receipt", record.receipt},
                {"bill", record.bill},         {"txn", record.txn},
                {"amount", record.amount}};
    out["rules"] = Json::object();
    out["failed_checks"] = Json::object();
    for (ExplainedRule const& one : record.rules)
        out[one.is_check ? "failed_checks" : "rules"][std::string(one.trace.rule)] =
            trace_json(one.trace);
    return out;
}

}  // namespace

std::string verdict_letter(rule::Verdict verdict) {
    return verdict == rule::Verdict::yes ? "Y" : verdict == rule::Verdict::no ? "N" : "U";
}

std::vector<std::string> lacking(rule::RuleTrace const& trace) {
    if (trace.verdict != rule::Verdict::unknown) return {};
    return {trace.missing.begin(), trace.missing.end()};
}

Json trace_json(rule::RuleTrace const& trace) {
    Json out = {{"verdict", verdict_letter(trace.verdict)},
                {"version", trace.version ? Json(base::to_text(*trace.version)) : Json(nullptr)},
                {"missing", lacking(trace)}};
    if (trace.day_unknown) out["day_unknown"] = true;
    for (auto const& condition : trace.conditions)
        out["conditions"].push_back(condition_json(condition));
    for (auto const& [name, value] : trace.params) out["params"][name] = value;
    for (auto const& law : trace.law)
        out["law"].push_back({{"doc", law.doc},
                              {"at", law.at},
                              {"mark", std::string(1, char(law.mark))},
                              {"quote", law.quote}});
    return out;
}

Json explanation_json(Explanation const& explanation) {
    Json out = {{"month", explanation.month}, {"pack", explanation.pack_hash},
                {"trial", explanation.trial}, {"notes", explanation.notes},
                {"found", explanation.found}, {"found_by_legal", explanation.found_by_legal},
                {"records", Json::array()}};
    for (ExplainedRecord const& record : explanation.records)
        out["records"].push_back(record_json(record));
    return out;
}

}  // namespace service
