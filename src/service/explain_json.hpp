// Traces and explanations as JSON: for --json and for pages.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "engine/rule/rule.hpp"
#include "service/explain.hpp"

namespace service {

/// "Y", "N" or "U".
std::string verdict_letter(rule::Verdict verdict);

/// Items that an unknown verdict lacks.
std::vector<std::string> lacking(rule::RuleTrace const& trace);

/// {verdict, version, missing, conditions, params, law}.
nlohmann::ordered_json trace_json(rule::RuleTrace const& trace);

/// {month, pack, trial, notes, found, found_by_legal, records}.
nlohmann::ordered_json explanation_json(Explanation const& explanation);

}  // namespace service
