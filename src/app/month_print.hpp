// What report and demo print of a month.
#pragma once

#include <functional>
#include <string>

#include "app/command.hpp"
#include "service/report.hpp"

namespace app {

/// The five chapters of the stock and the flow, at most so many problems, then how it ended.
std::string month_text(Context const& context, service::ReportResult const& result,
                       std::string const& out, size_t problem_count);

/// Shows steps on a terminal's stderr; empty when stderr is none.
std::function<void(std::string const& step, int64_t done, int64_t total)> step_printer(
    Context const& context);

/// Takes the last step off the terminal.
void clear_step();

/// YYYY-MM-DD HH:MM:SS of now, local time.
std::string now_text();

}  // namespace app
