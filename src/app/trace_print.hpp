// A rule's trace as JSON and as lines for a terminal: shared by eval and explain.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "app/command.hpp"
#include "engine/rule/rule.hpp"
#include "service/explain_json.hpp"

namespace app {

using service::lacking;
using service::trace_json;
using service::verdict_letter;

/// 是, 否 or 待核, in the language of the call.
std::string verdict_text(Context const& context, rule::Verdict verdict);

/// Names of items as people read them: "借款人规模 borrower.size".
using ItemNames = std::function<std::string(std::string_view item)>;

/// Lines of one trace, each indented by `depth` steps: the verdict, then its conditions with the
/// numbers on both sides. With `brief` only the conditions that failed or lack data.
std::string trace_text(Context const& context, rule::RuleTrace const& trace, ItemNames const& names,
                       int depth, bool brief);

}  // namespace app
