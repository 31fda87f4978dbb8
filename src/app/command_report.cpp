// wupian report: the month from files to finished tables.
#include <CLI/CLI.hpp>

#include "app/command.hpp"
#include "app/month_print.hpp"
#include "base/file.hpp"
#include "service/book.hpp"
#include "service/data_root.hpp"
#include "service/problem.hpp"
#include "service/report.hpp"

namespace app {
namespace {

struct Call {
    std::string month, data, in, out, prior, edition = "bank", engine = "duckdb", finished;
    std::string spark_master = "local[*]";
    int64_t sheet_rows = 0;
    int threads = 2;
    bool no_workbooks = false, only_figures = false;
    std::vector<std::string> mappings;
};

/// Mappings are YAML and CSV too; files of the pack are named from its folder.
bool of_pack(base::Error const& error, std::string const& folder) {
    return service::is_pack_fault(error) && base::is_file(folder + "/" + error.at.file);
}

std::string without_slashes(std::string folder) {
    while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
    return folder;
}

/// Which files of the run before were replaced, and what it stands on.
std::string origin_text(Context const& context, service::Origin const& origin) {
    std::string out;
    for (service::ChangedFile const& file : origin.changed)
        out += context.text("changed_file", {{"run", origin.previous},
                                             {"legal", file.legal_uscc},
                                             {"file", file.file},
                                             {"before", file.before.substr(0, 12)},
                                             {"now", file.sha256.substr(0, 12)}}) +
               "\n";
    base::Args const args = {{"run", origin.run}, {"prior", origin.prior}};
    if (origin.prior.empty()) return out + context.text("run_without_prior", args) + "\n";
    return out + context.text("run_with_prior", args) + "\n";
}

/// Runs the month where the call wants it; prints what the run is of when it is in a data root.
base::Result<service::ReportResult> run_month(Call const& call, service::ReportRequest& request,
                                              service::Origin& origin) {
    if (call.data.empty()) return service::run_report(request);
    auto done = service::report_in_root(without_slashes(call.data), request);
    if (!done) return std::unexpected(std::move(done).error());
    request.out = done->folder;
    origin = std::move(done->origin);
    return std::move(done->result);
}

void run(Context& context, Call const& call) {
    service::ReportRequest request;
    auto const day = base::parse_month_end(call.month);
    if (!day)
        return context.fail(base::Error{base::ErrorKind::invalid,
                                        "month_malformed",
                                        {.field = "--month"},
                                        {{"value", call.month}}});
    auto const folder = service::find_pack_folder(context.pack);
    if (!folder) return context.fail(folder.error());
    request.report_date = *day;
    request.in = without_slashes(call.in);
    request.out = without_slashes(call.out);
    request.prior = call.prior;
    request.mappings = call.mappings;
    request.pack_folder = *folder;
    request.edition = call.edition == "pboc" ? service::Edition::pboc : service::Edition::bank;
    request.engine = call.engine == "spark" ? service::Engine::spark : service::Engine::duckdb;
    request.spark_master = call.spark_master;
    request.finished = call.finished.empty() ? now_text() : call.finished;
    request.workbooks = !call.no_workbooks;
    request.only_figures = call.only_figures;
    request.sheet_rows_max = call.sheet_rows;
    request.threads = call.threads;
    request.language = context.language();
    request.progress = step_printer(context);
    service::Origin origin;
    auto const result = run_month(call, request, origin);
    clear_step();
    if (!result) return context.fail(result.error(), of_pack(result.error(), *folder) ? 1 : 2);
    context.exit_code = result->trial ? 1 : 0;
    if (context.json) return print(service::report_json(*result, context.language()));
    print(month_text(context, *result, request.out, service::problems_shown_max));
    if (!call.data.empty()) print(origin_text(context, origin));
}

}  // namespace

void add_report(CLI::App& app, Context& context) {
    CLI::App* const command = app.add_subcommand("report", context.help("report"));
    auto call = std::make_shared<Call>();
    command->add_option("--month", call->month, context.help("report_month"))->required();
    CLI::Option* const data =
        command->add_option("--data", call->data, context.help("report_data"));
    CLI::Option* const in = command->add_option("--in", call->in, context.help("report_in"));
    CLI::Option* const out = command->add_option("--out", call->out, context.help("report_out"));
    out->excludes(data);
    command->add_option("--prior", call->prior, context.help("report_prior"));
    command->add_option("--mapping", call->mappings, context.help("report_mapping"));
    command->add_option("--edition", call->edition, context.help("report_edition"))
        ->check(CLI::IsMember({"bank", "pboc"}));
    command->add_option("--engine", call->engine, context.help("report_engine"))
        ->check(CLI::IsMember({"duckdb", "spark"}));
    command->add_option("--spark-master", call->spark_master, context.help("report_spark_master"));
    command->add_option("--finished", call->finished, context.help("report_finished"));
    command->add_option("--sheet-rows", call->sheet_rows, context.help("report_sheet_rows"))
        ->check(CLI::Range(3, 1048575));
    command->add_option("--threads", call->threads, context.help("report_threads"))
        ->check(CLI::Range(1, 256));
    command->add_flag("--only-figures", call->only_figures, context.help("report_only_figures"));
    command->add_flag("--no-workbooks", call->no_workbooks, context.help("report_no_workbooks"));
    add_common_options(*command, context);
    command->callback([&context, call, data, in, out] {
        if (data->empty() && in->empty()) throw CLI::RequiredError("--in or --data");
        if (data->empty() && out->empty()) throw CLI::RequiredError("--out or --data");
        run(context, *call);
    });
}

}  // namespace app
