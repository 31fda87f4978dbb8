// wupian: one program, its subcommands and their exit codes (docs/architecture.md, "Command line").
#include <CLI/CLI.hpp>

#include "app/command.hpp"

namespace {

/// The call itself could not be read, so --lang and --json are looked for by hand.
int bad_call(CLI::ParseError const& error, app::Context& context,
             std::vector<std::string> const& arguments) {
    for (size_t i = 0; i < arguments.size(); ++i) {
        bool const next_en = i + 1 < arguments.size() && arguments[i + 1] == "en";
        if (arguments[i] == "--lang=en" || (arguments[i] == "--lang" && next_en))
            context.language_name = "en";
        if (arguments[i] == "--json") context.json = true;
    }
    std::string reason = error.what();
    if (reason.ends_with('.')) reason.pop_back();
    context.fail(base::Error{base::ErrorKind::invalid, "bad_call", {}, {{"reason", reason}}});
    return context.exit_code;
}

}  // namespace

int main(int argc, char** argv) {
    app::Context context;
    CLI::App program(context.help("program"));
    program.name("wupian");
    program.require_subcommand(1);
    program.set_version_flag("--version", std::string(WUPIAN_VERSION));
    app::add_demo(program, context);
    app::add_generate(program, context);
    app::add_rules(program, context);
    app::add_eval(program, context);
    app::add_report(program, context);
    app::add_explain(program, context);
    try {
        program.parse(argc, argv);
    } catch (CLI::ParseError const& error) {
        if (error.get_exit_code() == 0) return program.exit(error);
        return bad_call(error, context, {argv + 1, argv + argc});
    }
    return context.exit_code;
}
