// wupian: one program, its subcommands and their exit codes (docs/architecture.md, "Command line").
#include <CLI/CLI.hpp>
#include <algorithm>
#include <optional>

#include "app/command.hpp"
#include "base/text.hpp"

namespace {

/// The name that is spelt most like `word`; "" when none is like it.
std::string nearest_of(std::vector<std::string> const& names, std::string const& word) {
    std::string found;
    size_t least = 2 + word.size() / 3;
    for (std::string const& name : names) {
        size_t const distance = base::edit_distance(name, word);
        if (distance >= least) continue;
        least = distance;
        found = name;
    }
    return found;
}

/// Where the call leaves the commands that there are; none when it names one to its end.
std::optional<base::Error> wrong_command(CLI::App const& program,
                                         std::vector<std::string> const& arguments) {
    CLI::App const* at = &program;
    std::string given = program.get_name();
    auto word = arguments.begin();
    while (true) {
        std::vector<std::string> names;
        for (CLI::App const* one : at->get_subcommands({})) names.push_back(one->get_name());
        if (names.empty()) return std::nullopt;
        while (word != arguments.end() && word->starts_with('-')) {
            bool const has_value = *word == "--lang" || *word == "--pack";
            if (++word != arguments.end() && has_value) ++word;
        }
        base::Args args = {{"given", given}, {"commands", base::join(names, ", ")}};
        if (word == arguments.end())
            return base::Error{base::ErrorKind::invalid, "command_missing", {}, args};
        if (std::find(names.begin(), names.end(), *word) == names.end()) {
            args.emplace_back("word", *word);
            args.emplace_back("nearest", nearest_of(names, *word));
            return base::Error{base::ErrorKind::invalid, "command_unknown", {}, args};
        }
        at = at->get_subcommand(*word);
        given += " " + *word++;
    }
}

/// The call itself could not be read, so --lang and --json are looked for by hand.
int bad_call(CLI::App const& program, CLI::ParseError const& error, app::Context& context,
             std::vector<std::string> const& arguments) {
    for (size_t i = 0; i < arguments.size(); ++i) {
        bool const next_en = i + 1 < arguments.size() && arguments[i + 1] == "en";
        if (arguments[i] == "--lang=en" || (arguments[i] == "--lang" && next_en))
            context.language_name = "en";
        if (arguments[i] == "--json") context.json = true;
    }
    std::string reason = error.what();
    if (reason.ends_with('.')) reason.pop_back();
    context.fail(
        wrong_command(program, arguments)
            .value_or(base::Error{base::ErrorKind::invalid, "bad_call", {}, {{"reason", reason}}}));
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
    app::add_receive(program, context);
    app::add_series(program, context);
    app::add_explain(program, context);
    app::add_key(program, context);
    app::add_archive(program, context);
    app::add_seal(program, context);
    app::add_store(program, context);
    app::add_user(program, context);
    app::add_verify(program, context);
    app::add_serve(program, context);
    app::add_receipts(program, context);
    app::add_release(program, context);
    try {
        program.parse(argc, argv);
    } catch (CLI::ParseError const& error) {
        if (error.get_exit_code() == 0) return program.exit(error);
        return bad_call(program, error, context, {argv + 1, argv + argc});
    }
    return context.exit_code;
}
