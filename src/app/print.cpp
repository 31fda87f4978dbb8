// Printing for terminals and scripts.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "app/command.hpp"
#include "base/text.hpp"

namespace app {

std::string Context::text(std::string_view key, base::Args const& args) const {
    return service::label("text." + std::string(key), language(), args);
}

std::string Context::help(std::string_view key) const {
    std::string const name = "help." + std::string(key);
    return service::label(name, service::Language::zh) + " / " +
           service::label(name, service::Language::en);
}

void Context::fail(base::Error const& error, int code) {
    if (json) {
        nlohmann::json out = {{"error",
                               {{"code", error.code},
                                {"message", service::error_text(error, language())},
                                {"file", error.at.file},
                                {"line", error.at.line},
                                {"field", error.at.field}}}};
        print(out.dump(2) + "\n");
    } else {
        std::fputs(("wupian: " + service::error_text(error, language()) + "\n").c_str(), stderr);
    }
    exit_code = code;
}

void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void add_common_options(CLI::App& command, Context& context) {
    command.add_flag("--json", context.json, context.help("common_json"));
    command.add_option("--lang", context.language_name, context.help("common_lang"))
        ->check(CLI::IsMember({"zh", "en"}));
    command.add_option("--pack", context.pack, context.help("common_pack"));
}

std::string format_table(std::vector<std::vector<std::string>> const& rows) {
    std::vector<size_t> widths;
    for (auto const& row : rows) {
        widths.resize(std::max(widths.size(), row.size()), 0);
        for (size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], base::display_width(row[i]));
    }
    std::string out;
    for (auto const& row : rows) {
        for (size_t i = 0; i < row.size(); ++i) {
            out += row[i];
            if (i + 1 < row.size()) out.append(widths[i] - base::display_width(row[i]) + 2, ' ');
        }
        out += '\n';
    }
    return out;
}

}  // namespace app
