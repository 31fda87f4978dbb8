// wupian: one program, its subcommands and their exit codes (docs/architecture.md, "Command line").
#include <CLI/CLI.hpp>

#include "app/command.hpp"

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
        int const code = program.exit(error);
        return code == 0 ? 0 : 2;
    }
    return context.exit_code;
}
