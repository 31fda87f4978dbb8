// Tables for terminals.
#include "app/month_print.hpp"

#include <unistd.h>

#include <chrono>
#include <ctime>
#include <set>

#include "base/decimal.hpp"
#include "base/text.hpp"
#include "service/problem.hpp"
#include "service/stamp.hpp"

namespace app {
namespace {

std::string money(base::Int128 cents) { return base::to_grouped_text(base::Decimal{cents, 2}); }

std::vector<std::string> chapter_row(Context const& context, service::SummaryFigure const& f) {
    statistic::Totals const& t = f.totals;
    return {context.text("measure_" + f.measure),
            money(t.amount),
            f.only_sum ? "" : base::to_text(base::Decimal{t.rate_e5(), 5}),
            f.only_sum ? "" : std::to_string(t.customers),
            std::to_string(t.receipts),
            money(t.pending_amount),
            std::to_string(t.pending_receipts)};
}

/// Tables that were not written because their layout is not wholly known, each once.
std::string not_written_text(Context const& context, service::ReportResult const& result) {
    std::string out;
    std::set<std::string> said;
    for (service::TableFile const& file : result.files)
        if (!file.gaps.empty() && said.insert(file.number).second)
            out += context.text("not_written",
                                {{"table", file.number}, {"gaps", base::join(file.gaps, "; ")}}) +
                   "\n";
    return out;
}

}  // namespace

std::string month_text(Context const& context, service::ReportResult const& result,
                       std::string const& folder, size_t problem_count) {
    std::string out;
    for (std::string const relation : {"loan", "flow"}) {
        std::string const heads = context.text("chapters_head_" + relation);
        auto const parts = base::split(heads, '|');
        std::vector<std::vector<std::string>> table = {{parts.begin(), parts.end()}};
        for (service::SummaryFigure const& f : result.summary)
            if (f.dimension == "all" && f.relation == relation)
                table.push_back(chapter_row(context, f));
        out += format_table(table) + "\n";
    }
    auto const problems = service::problems_of(result, context.language(), problem_count);
    for (service::Problem const& problem : problems) out += service::problem_line(problem) + "\n";
    if (!problems.empty()) out += context.text("problems_shown", {{"out", folder}}) + "\n\n";
    out += not_written_text(context, result);
    int64_t hard = 0, soft = 0, filed = 0;
    for (domain::Finding const& finding : result.findings)
        ++(finding.severity == "hard" ? hard : soft);
    for (auto const& legal : result.load.legals)
        filed += result.trial_legals.contains(legal.legal_uscc) ? 0 : 1;
    for (service::Stamp const& stamp : service::stamps_of(result, "*", context.language()))
        out += context.text("stamp_line", {{"stamp", stamp.name}, {"reason", stamp.reason}}) + "\n";
    return out +
           context.text(result.trial ? "report_trial" : "report_done",
                        {{"institutions", std::to_string(result.load.legals.size())},
                         {"filed", std::to_string(filed)},
                         {"refused", std::to_string(result.load.refusals.size())},
                         {"hard", std::to_string(hard)},
                         {"soft", std::to_string(soft)},
                         {"out", folder}}) +
           "\n";
}

std::function<void(std::string const& step, int64_t done, int64_t total)> step_printer(
    Context const& context) {
    if (isatty(STDERR_FILENO) != 1) return {};
    using Clock = std::chrono::steady_clock;
    return [&context, begun = Clock::now(), last = std::string()](
               std::string const& step, int64_t done, int64_t total) mutable {
        if (step != last || done == 0) {
            last = step;
            begun = Clock::now();
        }
        double const seconds = std::chrono::duration<double>(Clock::now() - begun).count();
        std::string line = "\r\033[K" + context.text("step_" + step) + " " + std::to_string(done) +
                           "/" + std::to_string(total);
        // A rate and the time left, once there is something to reckon from.
        if (done > 0 && done < total && seconds > 0.5)
            line += context.text(
                "step_rate",
                {{"rate", std::to_string(int64_t(double(done) / seconds))},
                 {"left",
                  std::to_string(int64_t(seconds * double(total - done) / double(done)) + 1)}});
        std::fputs(line.c_str(), stderr);
        std::fflush(stderr);
    };
}

void clear_step() {
    if (isatty(STDERR_FILENO) == 1) std::fputs("\r\033[K", stderr);
}

std::string now_text() {
    std::time_t const now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    char text[20];
    std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &local);
    return text;
}

}  // namespace app
