// wupian generate: an invented province as files.
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/command.hpp"
#include "service/generate.hpp"

namespace app {
namespace {

struct Call {
    std::string month, out, faults = "all";
    int64_t loans = 20000;
    uint64_t seed = 1;
};

void run(Context& context, Call const& call) {
    auto const day = base::parse_month_end(call.month);
    if (!day)
        return context.fail(base::Error{base::ErrorKind::invalid,
                                        "month_malformed",
                                        {.field = "--month"},
                                        {{"value", call.month}}});
    sample::Options options;
    options.loans = call.loans;
    options.seed = call.seed;
    options.month_end = *day;
    options.faults = call.faults == "none" ? sample::Faults::none : sample::Faults::all;
    auto const made = service::generate({options, call.out});
    if (!made) return context.fail(made.error());
    if (context.json) {
        nlohmann::ordered_json const out = {{"out", call.out},
                                            {"receipts", made->receipts},
                                            {"files", made->files},
                                            {"bytes", made->bytes}};
        return print(out.dump(1) + "\n");
    }
    print(context.text("generated", {{"receipts", std::to_string(made->receipts)},
                                     {"files", std::to_string(made->files)},
                                     {"out", call.out}}) +
          "\n");
}

}  // namespace

void add_generate(CLI::App& app, Context& context) {
    CLI::App* const command = app.add_subcommand("generate", context.help("generate"));
    auto call = std::make_shared<Call>();
    command->add_option("--month", call->month, context.help("generate_month"))->required();
    command->add_option("--out", call->out, context.help("generate_out"))->required();
    command->add_option("--loans", call->loans, context.help("generate_loans"))
        ->capture_default_str();
    command->add_option("--seed", call->seed, context.help("generate_seed"))->capture_default_str();
    command->add_option("--faults", call->faults, context.help("generate_faults"))
        ->check(CLI::IsMember({"all", "none"}))
        ->capture_default_str();
    add_common_options(*command, context);
    command->callback([&context, call] { run(context, *call); });
}

}  // namespace app
