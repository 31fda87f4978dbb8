// wupian receive: files of a month into a data root; what they replace is kept.
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/command.hpp"
#include "app/month_print.hpp"
#include "base/text.hpp"
#include "service/data_root.hpp"
#include "service/receive.hpp"

namespace app {
namespace {

std::string json_text(std::vector<service::ReceivedFile> const& files) {
    nlohmann::ordered_json out = nlohmann::ordered_json::array();
    for (service::ReceivedFile const& file : files)
        out.push_back({{"legal_uscc", file.legal_uscc},
                       {"file", file.file},
                       {"bytes", file.bytes},
                       {"sha256", file.sha256},
                       {"delivery", file.delivery},
                       {"replaces", file.replaces}});
    return out.dump(1) + "\n";
}

std::string line_of(Context const& context, service::ReceivedFile const& file) {
    base::Args const args = {{"file", file.file},
                             {"delivery", service::number_text(file.delivery)},
                             {"replaces", base::join(file.replaces, ", ")}};
    if (file.delivery == 0) return context.text("received_same", args);
    if (file.replaces.empty()) return context.text("received_new", args);
    return context.text("received_again", args);
}

void run(Context& context, service::ReceiveRequest request, std::string const& month) {
    auto const day = base::parse_month_end(month);
    if (!day)
        return context.fail(base::Error{
            base::ErrorKind::invalid, "month_malformed", {.field = "--month"}, {{"value", month}}});
    request.report_date = *day;
    while (request.root.size() > 1 && request.root.ends_with('/')) request.root.pop_back();
    if (request.time.empty()) request.time = now_text();
    auto const files = service::receive(request);
    if (!files) return context.fail(files.error());
    if (context.json) return print(json_text(*files));
    for (service::ReceivedFile const& file : *files) print(line_of(context, file) + "\n");
}

}  // namespace

void add_receive(CLI::App& app, Context& context) {
    CLI::App* const command = app.add_subcommand("receive", context.help("receive"));
    auto request = std::make_shared<service::ReceiveRequest>();
    auto month = std::make_shared<std::string>();
    command->add_option("--data", request->root, context.help("receive_data"))->required();
    command->add_option("--month", *month, context.help("report_month"))->required();
    command->add_option("--legal", request->legal_uscc, context.help("receive_legal"));
    command->add_option("--time", request->time, context.help("receive_time"));
    command->add_option("files", request->files, context.help("receive_files"))->required();
    add_common_options(*command, context);
    command->callback([&context, request, month] { run(context, *request, *month); });
}

}  // namespace app
