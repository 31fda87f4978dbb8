// wupian rules check | test | list | diff.
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/command.hpp"
#include "app/trace_print.hpp"
#include "base/text.hpp"
#include "service/book.hpp"
#include "service/impact.hpp"
#include "service/rules.hpp"

namespace app {
namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> heads(Context const& context, char const* key) {
    std::string const text = context.text(key);
    auto const parts = base::split(text, '|');
    return {parts.begin(), parts.end()};
}

Json to_json(base::Error const& error, service::Language language) {
    Json args = Json::object();
    for (auto const& [name, value] : error.args) args[name] = value;
    return {{"code", error.code},
            {"file", error.at.file},
            {"line", error.at.line},
            {"column", error.at.column},
            {"field", error.at.field},
            {"args", args},
            {"message", service::error_text(error, language)}};
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
    std::vector<std::vector<std::string>> table = {heads(context, "rules_head")};
    for (auto const& row : rows)
        table.push_back({row.name, row.kind, row.from, row.marks, std::to_string(row.conditions),
                         std::to_string(row.tests), zh ? row.zh : row.en});
    print(format_table(table));
}

char const* state_name(rule::Change::Side const& side) {
    constexpr char const* names[] = {"absent", "present", "repealed", "unset"};
    return names[size_t(side.state)];
}

Json change_json(rule::Change const& change) {
    Json out = {{"kind", change.kind}, {"name", change.name}};
    if (!change.what.empty()) out["what"] = change.what;
    out["before"] = change.before.text;
    out["before_state"] = state_name(change.before);
    out["after"] = change.after.text;
    out["after_state"] = state_name(change.after);
    return out;
}

/// A side in words: its text, and what no text says.
std::string side_text(Context const& context, rule::Change const& change,
                      rule::Change::Side const& side) {
    using enum rule::Change::Side::State;
    if (side.state == absent) return "";
    if (!change.what.empty()) return context.text("kind_" + change.what);
    if (change.kind == "combine") return context.text("combine_" + side.text);
    if (side.state == present && !side.text.empty()) return side.text;
    std::string const state = context.text(std::string("side_") + state_name(side));
    return side.text.empty() ? state : state + " " + side.text;
}

Json moved_json(service::Moved const& moved) {
    return {{"relation", moved.relation},
            {"rule", moved.rule},
            {"legal_uscc", moved.legal_uscc},
            {"city", moved.city},
            {"from", verdict_letter(moved.from)},
            {"to", verdict_letter(moved.to)},
            {"receipts", moved.receipts},
            {"amount", base::to_text(base::Decimal{moved.amount_cents, 2})}};
}

Json migration_json(service::Migration const& migration) {
    Json out = {{"relation", migration.relation}, {"rule", migration.rule}};
    for (size_t from = 0; from < 3; ++from)
        for (size_t to = 0; to < 3; ++to)
            out["matrix"].push_back(
                {{"from", verdict_letter(rule::Verdict(from))},
                 {"to", verdict_letter(rule::Verdict(to))},
                 {"receipts", migration.receipts[from][to]},
                 {"amount", base::to_text(base::Decimal{migration.amount_cents[from][to], 2})}});
    return out;
}

std::string change_text(Context const& context, rule::Verdict from, rule::Verdict to) {
    return verdict_text(context, from) + "→" + verdict_text(context, to);
}

std::string money(base::Int128 cents) { return base::to_grouped_text(base::Decimal{cents, 2}); }

/// What moved in all, by rule; then by bank and city.
std::string moved_text(Context const& context, service::ImpactReport const& report) {
    if (report.moved.empty()) return context.text("diff_none_moved") + "\n";
    std::vector<std::vector<std::string>> totals = {heads(context, "migration_head")};
    for (service::Migration const& m : report.migrations)
        for (size_t cell = 0; cell < 9; ++cell)
            if (size_t const from = cell / 3, to = cell % 3; from != to && m.receipts[from][to] > 0)
                totals.push_back({context.text("relation_" + m.relation), m.rule,
                                  change_text(context, rule::Verdict(from), rule::Verdict(to)),
                                  std::to_string(m.receipts[from][to]),
                                  money(m.amount_cents[from][to])});
    std::vector<std::vector<std::string>> moved = {heads(context, "moved_head")};
    for (service::Moved const& m : report.moved)
        moved.push_back({context.text("relation_" + m.relation), m.rule, m.legal_uscc, m.city,
                         change_text(context, m.from, m.to), std::to_string(m.receipts),
                         money(m.amount_cents)});
    return format_table(totals) + "\n" + format_table(moved);
}

std::string impact_text(Context const& context, service::ImpactReport const& report, bool judged) {
    std::vector<std::vector<std::string>> changes = {heads(context, "diff_head")};
    for (rule::Change const& c : report.changes)
        changes.push_back({context.text("change_" + c.kind), c.name,
                           side_text(context, c, c.before), side_text(context, c, c.after)});
    std::string const out =
        report.changes.empty() ? context.text("diff_same") + "\n" : format_table(changes);
    if (!judged) return out;
    return out + "\n" + context.text("diff_rows", {{"rows", std::to_string(report.rows)}}) +
           "\n\n" + moved_text(context, report);
}

/// Exit code 1 when the two differ, as diff does.
void run_diff(Context& context, service::ImpactRequest const& request) {
    auto const report = service::compare_rulebooks(request);
    if (!report)
        return context.fail(report.error(), report.error().code.starts_with("pack_") ? 1 : 2);
    if (!report->changes.empty()) context.exit_code = 1;
    if (!context.json) return print(impact_text(context, *report, !request.run.empty()));
    Json out = {{"changes", Json::array()}, {"rows", report->rows}};
    for (rule::Change const& change : report->changes)
        out["changes"].push_back(change_json(change));
    for (service::Migration const& migration : report->migrations)
        if (migration.is_changed()) out["migrations"].push_back(migration_json(migration));
    for (service::Moved const& moved : report->moved) out["moved"].push_back(moved_json(moved));
    print(out.dump(2) + "\n");
}

/// The functions of the expression language.
void run_functions(Context& context) {
    auto const functions = rule::function_reference();
    if (context.json) {
        Json out = Json::array();
        for (auto const& row : functions)
            out.push_back({{"function", row[0]},
                           {"arguments", row[1]},
                           {"result", row[2]},
                           {"example", row[3]},
                           {"text", row[4]}});
        return print(out.dump(2) + "\n");
    }
    std::string const heads = context.text("functions_head");
    auto const parts = base::split(heads, '|');
    std::vector<std::vector<std::string>> table = {{parts.begin(), parts.end()}};
    table.insert(table.end(), functions.begin(), functions.end());
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
    auto functions = std::make_shared<bool>(false);
    list->add_flag("--functions", *functions, context.help("rules_functions"));
    list->callback(
        [&context, functions] { *functions ? run_functions(context) : run_list(context); });
    CLI::App* const diff = rules->add_subcommand("diff", context.help("rules_diff"));
    auto request = std::make_shared<service::ImpactRequest>();
    diff->add_option("before", request->before, context.help("rules_diff_before"))->required();
    diff->add_option("after", request->after, context.help("rules_diff_after"))->required();
    diff->add_option("--in", request->run, context.help("rules_diff_in"));
    add_common_options(*diff, context);
    diff->callback([&context, request] { run_diff(context, *request); });
}

}  // namespace app
