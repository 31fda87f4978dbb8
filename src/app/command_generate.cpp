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
    CLI::App* const command = app.add_subcommand(
        "generate", "生成虚构的一省数据 / make the files of an invented province");
    auto call = std::make_shared<Call>();
    command->add_option("--month", call->month, "报告月 YYYY-MM / report month")->required();
    command->add_option("--out", call->out, "空文件夹 / empty folder")->required();
    command->add_option("--loans", call->loans, "存量借据数 / stock receipts")
        ->capture_default_str();
    command->add_option("--seed", call->seed, "随机种子 / seed")->capture_default_str();
    command->add_option("--faults", call->faults, "all 或 none")
        ->check(CLI::IsMember({"all", "none"}))
        ->capture_default_str();
    add_common_options(*command, context);
    command->callback([&context, call] { run(context, *call); });
}

}  // namespace app
