// Subcommands: each adds itself to the command line and runs when it was called.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "service/label.hpp"

namespace CLI {
class App;
}

namespace app {

/// What every command shares. Exit codes: 0 done, 1 a finding, 2 a bad call.
struct Context {
    std::string language_name = "zh";
    std::string pack;
    bool json = false;
    int exit_code = 0;

    service::Language language() const {
        return language_name == "en" ? service::Language::en : service::Language::zh;
    }
    /// The text of `text.<key>`.
    std::string text(std::string_view key, base::Args const& args = {}) const;
    /// Both languages of `help.<key>`: help is made before --lang is read.
    std::string help(std::string_view key) const;
    /// Prints an error to stderr (or as JSON to stdout with --json) and sets the exit code.
    void fail(base::Error const& error, int code = 2);
};

/// Prints to stdout; the result only, nothing else goes there.
void print(std::string_view text);

/// Adds --json, --lang, --pack to a subcommand.
void add_common_options(CLI::App& command, Context& context);

void add_rules(CLI::App& app, Context& context);
void add_eval(CLI::App& app, Context& context);
void add_report(CLI::App& app, Context& context);
void add_receive(CLI::App& app, Context& context);
void add_series(CLI::App& app, Context& context);
void add_explain(CLI::App& app, Context& context);
void add_generate(CLI::App& app, Context& context);
void add_release(CLI::App& app, Context& context);
void add_demo(CLI::App& app, Context& context);
void add_key(CLI::App& app, Context& context);
void add_archive(CLI::App& app, Context& context);
void add_seal(CLI::App& app, Context& context);
void add_store(CLI::App& app, Context& context);
void add_user(CLI::App& app, Context& context);
void add_verify(CLI::App& app, Context& context);
void add_serve(CLI::App& app, Context& context);
void add_receipts(CLI::App& app, Context& context);

/// Left-aligned table for terminals; widths count CJK characters as two.
std::string format_table(std::vector<std::vector<std::string>> const& rows);

}  // namespace app
