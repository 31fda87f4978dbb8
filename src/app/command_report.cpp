// wupian report: the month from files to finished tables.
#include <CLI/CLI.hpp>
#include <ctime>
#include <unistd.h>

#include "app/command.hpp"
#include "base/decimal.hpp"
#include "base/text.hpp"
#include "service/book.hpp"
#include "service/report.hpp"
#include "service/run_files.hpp"

namespace app {
namespace {

struct Call {
    std::string month, in, out, prior, mapping, edition = "bank", engine = "duckdb", finished;
};

std::string now_text() {
    std::time_t const now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    char text[20];
    std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &local);
    return text;
}

std::string money(base::Int128 cents) { return base::to_grouped_text(base::Decimal{cents, 2}); }

/// The five chapters of the stock and the flow for a terminal.
std::string chapters_text(Context const& context, service::ReportResult const& result) {
    std::string out;
    for (std::string const relation : {"loan", "flow"}) {
        std::string const heads = context.text("chapters_head_" + relation);
        auto const parts = base::split(heads, '|');
        std::vector<std::vector<std::string>> table = {{parts.begin(), parts.end()}};
        for (service::SummaryFigure const& f : result.summary) {
            if (f.dimension != "all" || f.relation != relation) continue;
            statistic::Totals const& t = f.totals;
            table.push_back({context.text("measure_" + f.measure), money(t.amount), f.only_sum ? "" : base::to_text(base::Decimal{t.rate_e5(), 5}),
                             f.only_sum ? "" : std::to_string(t.customers), std::to_string(t.receipts), money(t.pending_amount), std::to_string(t.pending_receipts)});
        }
        out += format_table(table) + "\n";
    }
    return out;
}

void run(Context& context, Call const& call) {
    service::ReportRequest request;
    auto const day = base::parse_month_end(call.month);
    if (!day) return context.fail(base::Error{base::ErrorKind::invalid, "month_malformed", {.field = "--month"}, {{"value", call.month}}});
    auto const folder = service::find_pack_folder(context.pack);
    if (!folder) return context.fail(folder.error());
    request.report_date = *day;
    request.in = call.in;
    request.out = call.out;
    request.prior = call.prior;
    request.pack_folder = *folder;
    request.edition = call.edition == "pboc" ? service::Edition::pboc : service::Edition::bank;
    request.finished = call.finished.empty() ? now_text() : call.finished;
    bool const terminal = isatty(STDERR_FILENO) == 1;
    if (terminal)
        request.progress = [&](std::string const& step, int64_t done, int64_t total) {
            std::fprintf(stderr, "\r\033[K%s %lld/%lld", context.text("step_" + step).c_str(), static_cast<long long>(done), static_cast<long long>(total));
            std::fflush(stderr);
        };
    auto const result = service::run_report(request);
    if (terminal) std::fprintf(stderr, "\r\033[K");
    if (!result) return context.fail(result.error(), result.error().code.starts_with("pack_") ? 1 : 2);
    context.exit_code = result->trial ? 1 : 0;
    if (context.json) return print(service::summary_json(*result));
    print(chapters_text(context, *result));
    int64_t hard = 0, soft = 0;
    for (domain::Finding const& finding : result->findings) ++(finding.severity == "hard" ? hard : soft);
    int64_t filed = 0;
    for (auto const& legal : result->load.legals) filed += result->trial_legals.contains(legal.legal_uscc) ? 0 : 1;
    print(context.text(result->trial ? "report_trial" : "report_done",
                       {{"institutions", std::to_string(result->load.legals.size())}, {"filed", std::to_string(filed)},
                        {"refused", std::to_string(result->load.refusals.size())}, {"hard", std::to_string(hard)}, {"soft", std::to_string(soft)}, {"out", call.out}}) + "\n");
}

}  // namespace

void add_report(CLI::App& app, Context& context) {
    CLI::App* const command = app.add_subcommand("report", "一个月：从文件到报表 / the month, from files to tables");
    auto call = std::make_shared<Call>();
    command->add_option("--month", call->month, "报告月 YYYY-MM / report month")->required();
    command->add_option("--in", call->in, "数据文件夹 / data folder")->required();
    command->add_option("--out", call->out, "结果文件夹（新的）/ new folder for the run")->required();
    command->add_option("--prior", call->prior, "上月的结果或数据 / the prior month's run or data");
    command->add_option("--edition", call->edition, "bank 或 pboc")->check(CLI::IsMember({"bank", "pboc"}));
    command->add_option("--engine", call->engine, "duckdb")->check(CLI::IsMember({"duckdb"}));
    command->add_option("--finished", call->finished, ".log 中的完成时间 / finish time in the .log files");
    add_common_options(*command, context);
    command->callback([&context, call] { run(context, *call); });
}

}  // namespace app
