// wupian series: many months of a data root, with growth and breaks.
#include <CLI/CLI.hpp>
#include <set>

#include "app/command.hpp"
#include "base/text.hpp"
#include "service/book.hpp"
#include "service/series.hpp"

namespace app {
namespace {

struct Call {
    service::SeriesRequest request;
    std::string from, to, edition = "bank", xlsx;
};

/// A month of the call into its last day; false after an error was printed.
bool parse_month(Context& context, char const* option, std::string const& text,
                 std::optional<base::Day>& out) {
    if (text.empty()) return true;
    out = base::parse_month_end(text);
    if (out) return true;
    context.fail(base::Error{
        base::ErrorKind::invalid, "month_malformed", {.field = option}, {{"value", text}}});
    return false;
}

std::string figure_text(std::optional<base::Decimal> const& value) {
    return value ? base::to_grouped_text(*value) : "";
}

/// The difference, the rate and what stands instead of it.
void add(Context const& context, service::Series const& series,
         service::Comparison const& comparison, std::vector<std::string>& row) {
    row.push_back(figure_text(comparison.change.difference));
    std::string const said = service::comparison_text(
        series, comparison, service::BreakNames::by_day, context.language());
    std::string rate = comparison.change.rate ? base::to_text(*comparison.change.rate) : "";
    if (!rate.empty() && !said.empty()) rate += " ";
    row.push_back(rate + said);
}

/// Breaks that a line names, each once.
std::string breaks_text(Context const& context, service::Series const& series) {
    std::set<size_t> named;
    for (service::SeriesLine const& line : series.lines) {
        named.insert(line.month_before.breaks.begin(), line.month_before.breaks.end());
        named.insert(line.year_before.breaks.begin(), line.year_before.breaks.end());
    }
    std::string out;
    for (size_t i : named) out += service::break_text(series.breaks[i], context.language()) + "\n";
    return out;
}

std::string series_text(Context const& context, service::Series const& series) {
    std::string const heads = context.text("series_head");
    auto const parts = base::split(heads, '|');
    std::vector<std::vector<std::string>> table = {{parts.begin(), parts.end()}};
    for (service::SeriesLine const& line : series.lines) {
        service::SeriesRow const& of = series.rows[line.of];
        std::vector<std::string> row = {of.legal_uscc,
                                        service::table_name(of, context.language()),
                                        service::row_name(of, context.language()),
                                        context.text("series_figure_" + of.figure),
                                        base::to_month_text(line.month),
                                        figure_text(line.value),
                                        service::notes_text(line.notes, context.language())};
        add(context, series, line.month_before, row);
        add(context, series, line.year_before, row);
        table.push_back(std::move(row));
    }
    return format_table(table) + breaks_text(context, series);
}

void run(Context& context, Call call) {
    if (!parse_month(context, "--from", call.from, call.request.from)) return;
    if (!parse_month(context, "--to", call.to, call.request.to)) return;
    while (call.request.root.size() > 1 && call.request.root.ends_with('/'))
        call.request.root.pop_back();
    if (call.edition == "pboc") call.request.edition = service::Edition::pboc;
    auto const folder = service::find_pack_folder(context.pack);
    if (!folder) return context.fail(folder.error());
    auto const book = service::load_book(*folder);
    if (!book) return context.fail(book.error(), 1);
    auto const series = service::collect_series(call.request, *book);
    if (!series) return context.fail(series.error());
    if (!call.xlsx.empty()) {
        auto const written = service::write_series_book(*series, call.xlsx, context.language());
        if (!written) return context.fail(written.error());
    }
    if (context.json) return service::write_series_json(*series, context.language(), print);
    if (call.xlsx.empty()) return print(series_text(context, *series));
    print(context.text("series_written",
                       {{"lines", std::to_string(series->lines.size())}, {"out", call.xlsx}}) +
          "\n");
}

}  // namespace

void add_series(CLI::App& app, Context& context) {
    CLI::App* const command = app.add_subcommand("series", context.help("series"));
    auto call = std::make_shared<Call>();
    command->add_option("--data", call->request.root, context.help("series_data"))->required();
    command->add_option("--table", call->request.table, context.help("series_table"))
        ->capture_default_str();
    command->add_option("--legal", call->request.legal, context.help("series_legal"))
        ->capture_default_str();
    std::vector<std::string> figures = service::figure_names();
    figures.emplace_back("all");
    command->add_option("--figure", call->request.figure, context.help("series_figure"))
        ->check(CLI::IsMember(figures))
        ->capture_default_str();
    command->add_option("--from", call->from, context.help("series_from"));
    command->add_option("--to", call->to, context.help("series_to"));
    command->add_option("--edition", call->edition, context.help("report_edition"))
        ->check(CLI::IsMember({"bank", "pboc"}));
    command->add_option("--xlsx", call->xlsx, context.help("series_xlsx"));
    add_common_options(*command, context);
    command->callback([&context, call] { run(context, *call); });
}

}  // namespace app
