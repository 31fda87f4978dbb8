// wupian demo: an invented province, its month from files to tables, the five chapters on the
// screen.
#include <CLI/CLI.hpp>

#include "app/command.hpp"
#include "app/month_print.hpp"
#include "base/file.hpp"
#include "service/book.hpp"
#include "service/generate.hpp"
#include "service/run_files.hpp"

namespace app {
namespace {

constexpr char const* demo_month = "2026-09";
constexpr char const* marker = "/wupian_demo.txt";  // A folder with it is ours to make anew.

struct Call {
    std::string out = "wupian-demo";
    int64_t loans = 50000;
    uint64_t seed = 1;
};

base::Result<service::ReportResult> make_month(Context const& context, Call const& call) {
    service::ReportRequest request;
    request.pack_folder = TRY(service::find_pack_folder(context.pack));
    if (base::is_file(call.out + marker)) TRY_VOID(base::remove_all(call.out));
    request.report_date = *base::parse_month_end(demo_month);
    sample::Options province;
    province.loans = call.loans;
    province.seed = call.seed;
    province.month_end = request.report_date;
    TRY(service::generate({province, call.out + "/data"}));
    TRY_VOID(base::write_file(call.out + marker, context.text("demo_note") + "\n"));
    request.in = call.out + "/data";
    request.prior = call.out + "/data";
    request.out = call.out + "/run";
    request.finished = now_text();
    request.language = context.language();
    request.progress = step_printer(context);
    return service::run_report(request);
}

void run(Context& context, Call const& call) {
    auto const result = make_month(context, call);
    clear_step();
    if (!result) return context.fail(result.error());
    // Planted faults make the demo's month a trial, their list is no news; the command is done.
    if (context.json) return print(service::summary_json(*result));
    print(context.text("demo_note") + "\n\n" + month_text(context, *result, call.out + "/run", 0));
}

}  // namespace

void add_demo(CLI::App& app, Context& context) {
    CLI::App* const command = app.add_subcommand("demo", context.help("demo"));
    auto call = std::make_shared<Call>();
    command->add_option("--out", call->out, context.help("demo_out"))->capture_default_str();
    command->add_option("--loans", call->loans, context.help("demo_loans"))->capture_default_str();
    command->add_option("--seed", call->seed, context.help("demo_seed"))->capture_default_str();
    add_common_options(*command, context);
    command->callback([&context, call] { run(context, *call); });
}

}  // namespace app
