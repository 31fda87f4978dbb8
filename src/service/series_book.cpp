// A series as a workbook: the months and breaks on the first sheet, then one sheet a figure.
#include "base/file.hpp"
#include "base/text.hpp"
#include "service/series.hpp"
#include "service/workbook_part.hpp"

namespace service {
namespace {

using warehouse::ColumnFormat;

std::string text(std::string const& key, Language language, base::Args const& args = {}) {
    return label("series." + key, language, args);
}

std::vector<warehouse::SheetColumn> columns(
    std::string const& key, Language language,
    std::vector<std::pair<ColumnFormat, int>> const& shapes) {
    return sheet_columns(text("head_" + key, language), shapes);
}

ColumnFormat format_of(std::string const& figure) {
    if (figure == "rate") return ColumnFormat::rate;
    return figure.ends_with("amount") ? ColumnFormat::amount : ColumnFormat::count;
}

void put(SheetRow& row, std::optional<base::Decimal> const& value) {
    if (value)
        row.number(*value);
    else
        row.blank();
}

void put(SheetRow& row, Series const& series, Comparison const& comparison, Language language) {
    row.text(base::to_month_text(comparison.base));
    put(row, comparison.change.difference);
    put(row, comparison.change.rate);
    row.text(comparison_text(series, comparison, BreakNames::whole, language));
}

/// What the months are of, and where the series break.
base::Result<void> put_months(warehouse::Workbook& workbook, Series const& series,
                              std::string const& range, Language language) {
    warehouse::SheetShape shape;
    shape.name = text("sheet_months", language);
    shape.title = text("title_months", language, {{"range", range}});
    shape.columns = columns("months", language,
                            {{ColumnFormat::text, 12},
                             {ColumnFormat::text, 10},
                             {ColumnFormat::count, 10},
                             {ColumnFormat::text, 40},
                             {ColumnFormat::text, 70}});
    TRY_VOID(workbook.begin(shape));
    for (SeriesMonth const& month : series.months) {
        SheetRow row;
        row.text(base::to_month_text(month.month)).text(month.run_name);
        if (month.run) {
            std::vector<std::string> notes;
            if (month.run->trial) notes.emplace_back("trial");
            if (!month.resent.empty()) notes.emplace_back("resent");
            std::vector<std::string> said = month.run->notes;
            if (!notes.empty()) said.insert(said.begin(), notes_text(notes, language));
            row.count(int64_t(month.run->legals.size()))
                .text(base::join(said, "; "))
                .text(month.run->pack_hash);
        } else {
            row.blank().text(notes_text({"no_run"}, language)).blank();
        }
        TRY_VOID(workbook.add(row.cells()));
    }
    for (SeriesBreak const& one : series.breaks) {
        SheetRow row;
        row.text(base::to_text(one.from)).blank(2).text(one.param).text(break_text(one, language));
        TRY_VOID(workbook.add(row.cells()));
    }
    return {};
}

base::Result<void> put_figure(warehouse::Workbook& workbook, Series const& series,
                              std::string const& figure, std::string const& range,
                              Language language) {
    ColumnFormat const format = format_of(figure);
    warehouse::SheetShape shape;
    shape.name = text("figure_" + figure, language);
    shape.title = text("title", language, {{"what", shape.name}, {"range", range}});
    shape.columns = columns("lines", language,
                            {{ColumnFormat::text, 20},
                             {ColumnFormat::text, 12},
                             {ColumnFormat::text, 10},
                             {ColumnFormat::text, 28},
                             {ColumnFormat::text, 10},
                             {format, 20},
                             {ColumnFormat::text, 20},
                             {ColumnFormat::text, 10},
                             {format, 20},
                             {ColumnFormat::share, 12},
                             {ColumnFormat::text, 50},
                             {ColumnFormat::text, 10},
                             {format, 20},
                             {ColumnFormat::share, 12},
                             {ColumnFormat::text, 50}});
    TRY_VOID(workbook.begin(shape));
    for (SeriesLine const& line : series.lines) {
        SeriesRow const& of = series.rows[line.of];
        if (of.figure != figure) continue;
        SheetRow row;
        row.text(of.legal_uscc == "*" ? text("all_legals", language) : of.legal_uscc)
            .text(table_name(of, language))
            .text(of.row)
            .text(row_name(of, language))
            .text(base::to_month_text(line.month));
        put(row, line.value);
        row.text(notes_text(line.notes, language));
        put(row, series, line.month_before, language);
        put(row, series, line.year_before, language);
        TRY_VOID(workbook.add(row.cells()));
    }
    return {};
}

}  // namespace

base::Result<void> write_series_book(Series const& series, std::string const& path,
                                     Language language) {
    TRY_VOID(base::check_free(path));
    warehouse::WorkbookOptions options;
    options.path = path;
    options.made = series.months.back().month;
    auto workbook = TRY(warehouse::Workbook::create(options));
    std::string const range = base::to_month_text(series.months.front().month) + " … " +
                              base::to_month_text(series.months.back().month);
    TRY_VOID(put_months(workbook, series, range, language));
    for (std::string const& figure : figure_names()) {
        auto const of_figure = [&](SeriesRow const& row) { return row.figure == figure; };
        if (std::any_of(series.rows.begin(), series.rows.end(), of_figure))
            TRY_VOID(put_figure(workbook, series, figure, range, language));
    }
    return workbook.close();
}

}  // namespace service
