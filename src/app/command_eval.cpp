// wupian eval RULE --as-of DAY --facts FILE|-
#include <CLI/CLI.hpp>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "app/command.hpp"
#include "app/trace_print.hpp"
#include "base/file.hpp"
#include "service/book.hpp"
#include "service/rules.hpp"

namespace app {
namespace {

using Json = nlohmann::ordered_json;

Json result_json(service::EvalResult const& result) {
    Json out = {{"rule", result.rule}};
    if (result.is_value) {
        out["value"] = result.value.empty() ? Json(nullptr) : Json(result.value);
    } else {
        out.update(trace_json(result.trace.rules().front()));
    }
    out["pack"] = result.pack_hash;
    return out;
}

struct Call {
    std::string rule, as_of, facts;
};

void run(Context& context, Call const& call) {
    auto const folder = service::find_pack_folder(context.pack);
    if (!folder) return context.fail(folder.error());
    auto const book = service::load_book(*folder);
    if (!book) return context.fail(book.error(), 1);
    std::string text;
    if (call.facts == "-") {
        text.assign(std::istreambuf_iterator<char>(std::cin), {});
    } else {
        auto file = base::read_file(call.facts);
        if (!file) return context.fail(file.error());
        text = std::move(*file);
    }
    auto const result = service::evaluate_record(*book, call.rule, call.as_of, text, {});
    if (!result) return context.fail(result.error());
    print(result_json(*result).dump(2) + "\n");
}

}  // namespace

void add_eval(CLI::App& app, Context& context) {
    CLI::App* const command = app.add_subcommand("eval", context.help("eval"));
    auto call = std::make_shared<Call>();
    command->add_option("rule", call->rule, context.help("eval_rule"))->required();
    command->add_option("--as-of", call->as_of, context.help("eval_as_of"));
    command->add_option("--facts", call->facts, context.help("eval_facts"))->required();
    add_common_options(*command, context);
    command->callback([&context, call] { run(context, *call); });
}

}  // namespace app
