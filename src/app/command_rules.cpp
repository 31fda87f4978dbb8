// wupian rules check | test | list
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/command.hpp"
#include "base/text.hpp"
#include "service/book.hpp"
#include "service/rules.hpp"

namespace app {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(base::Error const& error, service::Language language) {
    return {{"code", error.code},      {"file", error.at.file},
            {"line", error.at.line},   {"column", error.at.column},
            {"field", error.at.field}, {"message", service::error_text(error, language)}};
}

/// `check` runs everything; `test` only the inline tests.
void run_check(Context& context, bool tests_only) {
    auto const folder = service::find_pack_folder(context.pack);
    if (!folder) return context.fail(folder.error());
    service::CheckReport report;
    if (tests_only) {
        auto const book = service::load_book(*folder);
        if (!book) return context.fail(book.error(), 1);
        rule::TestReport const tests = rule::run_tests(*book);
        report.files = book->file_count;
        report.rules = int(book->rules.size() + book->tables.size() + book->metrics.size());
        report.tests = tests.passed;
        report.errors = tests.failures;
    } else {
        report = service::check_rules(*folder);
    }
    context.exit_code = report.errors.empty() ? 0 : 1;
    if (context.json) {
        Json errors = Json::array();
        for (base::Error const& error : report.errors)
            errors.push_back(to_json(error, context.language()));
        Json const out = {{"files", report.files},
                          {"rules", report.rules},
                          {"tests", report.tests},
                          {"errors", errors}};
        return print(out.dump(2) + "\n");
    }
    for (base::Error const& error : report.errors)
        print(service::error_text(error, context.language()) + "\n");
    print(context.text("rules_checked", {{"files", std::to_string(report.files)},
                                         {"rules", std::to_string(report.rules)},
                                         {"tests", std::to_string(report.tests)},
                                         {"errors", std::to_string(report.errors.size())}}) +
          "\n");
}

void run_list(Context& context) {
    auto const folder = service::find_pack_folder(context.pack);
    if (!folder) return context.fail(folder.error());
    auto const book = service::load_book(*folder);
    if (!book) return context.fail(book.error(), 1);
    auto const rows = service::list_rules(*book);
    bool const zh = context.language() == service::Language::zh;
    if (context.json) {
        Json out = Json::array();
        for (auto const& row : rows)
            out.push_back({{"rule", row.name},
                           {"kind", row.kind},
                           {"name", zh ? row.zh : row.en},
                           {"grain", row.grain},
                           {"from", row.from},
                           {"marks", row.marks},
                           {"conditions", row.conditions},
                           {"tests", row.tests}});
        return print(out.dump(2) + "\n");
    }
    std::string const heads = context.text("rules_head");
    auto const parts = base::split(heads, '|');
    std::vector<std::vector<std::string>> table = {{parts.begin(), parts.end()}};
    for (auto const& row : rows)
        table.push_back({row.name, row.kind, row.from, row.marks, std::to_string(row.conditions),
                         std::to_string(row.tests), zh ? row.zh : row.en});
    print(format_table(table));
}

}  // namespace

void add_rules(CLI::App& app, Context& context) {
    CLI::App* const rules = app.add_subcommand("rules", context.help("rules"));
    rules->require_subcommand(1);
    CLI::App* const check = rules->add_subcommand("check", context.help("rules_check"));
    add_common_options(*check, context);
    check->callback([&context] { run_check(context, false); });
    CLI::App* const test = rules->add_subcommand("test", context.help("rules_test"));
    add_common_options(*test, context);
    test->callback([&context] { run_check(context, true); });
    CLI::App* const list = rules->add_subcommand("list", context.help("rules_list"));
    add_common_options(*list, context);
    list->callback([&context] { run_list(context); });
}

}  // namespace app
