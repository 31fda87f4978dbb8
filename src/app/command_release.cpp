// wupian release: tables that may be handed out, with what may not be told hidden.
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/command.hpp"
#include "service/release.hpp"

namespace app {
namespace {

struct Call {
    service::ReleaseRequest request;
    std::string level = "joint";
};

void run(Context& context, Call call) {
    if (call.level == "internal") call.request.level = service::ReleaseLevel::internal;
    if (call.level == "public") call.request.level = service::ReleaseLevel::open;
    call.request.language = context.language();
    auto const result = service::release_run(call.request);
    if (!result) return context.fail(result.error(), 1);
    if (!result->told_already.empty()) context.exit_code = 1;
    if (context.json)
        return print(nlohmann::ordered_json{{"month", result->month},
                                            {"level", call.level},
                                            {"cells", result->cells},
                                            {"primary", result->primary},
                                            {"complement", result->complement},
                                            {"unions", result->unions},
                                            {"largest_known", result->largest_known},
                                            {"told_already", result->told_already},
                                            {"out", call.request.out}}
                         .dump(2) +
                     "\n");
    std::string text =
        context.text("release_done", {{"month", result->month},
                                      {"cells", std::to_string(result->cells)},
                                      {"primary", std::to_string(result->primary)},
                                      {"complement", std::to_string(result->complement)},
                                      {"out", call.request.out}}) +
        "\n";
    if (!result->largest_known) text += context.text("release_largest") + "\n";
    for (std::string const& id : result->told_already)
        text += context.text("release_already", {{"cell", id}}) + "\n";
    print(text);
}

}  // namespace

void add_release(CLI::App& app, Context& context) {
    CLI::App* const command = app.add_subcommand("release", context.help("release"));
    auto call = std::make_shared<Call>();
    service::ReleaseRequest& request = call->request;
    command->add_option("--in", request.run, context.help("release_in"))->required();
    command->add_option("--out", request.out, context.help("release_out"))->required();
    command->add_option("--level", call->level, context.help("release_level"))
        ->check(CLI::IsMember({"internal", "joint", "public"}))
        ->capture_default_str();
    command->add_option("--previous", request.previous, context.help("release_previous"));
    command
        ->add_option("--borrowers-min", request.rules.borrowers_min,
                     context.help("release_borrowers"))
        ->capture_default_str();
    command
        ->add_option("--dominance-e4", request.rules.dominance_e4,
                     context.help("release_dominance"))
        ->capture_default_str();
    command
        ->add_option("--protection-e4", request.rules.protection_e4,
                     context.help("release_protection"))
        ->capture_default_str();
    command->add_flag("--unknown-dominates", request.rules.unknown_dominates,
                      context.help("release_unknown"));
    add_common_options(*command, context);
    command->callback([&context, call] { run(context, *call); });
}

}  // namespace app
