// Series: every figure of many months beside the month before and the month a year before. Where
// the definition changed in between, the break stands there and no growth.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/pack/pack.hpp"
#include "service/change.hpp"
#include "service/data_root.hpp"

namespace service {

struct SeriesRequest {
    std::string root;
    std::string table = "summary";  // summary, 3.1 …, or all.
    std::string legal = "all";      // A legal person, * (over all of them), or all.
    std::string figure = "amount";  // A name of `figure_names`, or all.
    std::optional<base::Day> from;  // Month ends; none: the first and last month with a run.
    std::optional<base::Day> to;
    Edition edition = Edition::bank;
};

/// amount, rate, customers, receipts, pending_amount, pending_receipts.
std::vector<std::string> const& figure_names();

/// A month as the series sees it: the newest finished run.
struct SeriesMonth {
    base::Day month;
    std::optional<FinishedRun> run;
    std::string run_name;          // 002; "" without a run.
    std::set<std::string> resent;  // Legal persons whose files came in after the run was made.
};

/// A change of a definition: a row of a parameter after its first.
struct SeriesBreak {
    std::string param;  // green.series
    base::Day from;
    std::string before;
    std::string after;
    pack::Citation law;
};

/// A figure against another month. Notes say what a reader must know of either month: `trial`,
/// `resent`, `pack` (judged by different packs), `legals` (over all: other legal persons).
struct Comparison {
    base::Day base;
    Change change;  // Code `break`: neither difference nor rate.
    std::vector<size_t> breaks;
    std::vector<std::string> notes;
};

/// A figure of a row of a table of a legal person.
struct SeriesRow {
    std::string legal_uscc;  // "*": over all.
    std::string table;       // summary.loan, summary.flow, 3.1 …
    std::string row;
    std::string figure;
    pack::Label label;  // Of the row.
};

/// A row in one month.
struct SeriesLine {
    size_t of;  // Index of its row.
    base::Day month;
    std::optional<base::Decimal> value;
    std::vector<std::string> notes;  // no_run, no_figure, trial, resent.
    Comparison month_before;         // 环比
    Comparison year_before;          // 同比
};

struct Series {
    std::vector<SeriesMonth> months;  // Of the range, in order.
    std::vector<SeriesBreak> breaks;  // All that the pack knows.
    std::vector<SeriesRow> rows;      // By legal person, table, row, figure.
    std::vector<SeriesLine> lines;    // By row and month.
};

/// Reads the newest finished runs of a data root. Errors: `series_empty` (no run in the range),
/// `series_unknown` (no such table, legal person or figure), `series_range`, `run_malformed`.
base::Result<Series> collect_series(SeriesRequest const& request, pack::Book const& book);

/// Breaks of the parameters that a figure follows, between two months. A stock breaks when the
/// definition differs between the two report dates; a flow already when a part of the earlier month
/// stands under the former one. Indices into `breaks`.
std::vector<size_t> breaks_between(std::vector<SeriesBreak> const& breaks,
                                   std::vector<std::string> const& params, base::Day base,
                                   base::Day now, bool flow);

/// The series as JSON, a line at a time: a province of many banks and years has a million of them.
void write_series_json(Series const& series, Language language,
                       std::function<void(std::string_view)> const& out);

/// The series as a workbook, a sheet a figure. Errors: `output_not_empty`, `workbook_failed`.
base::Result<void> write_series_book(Series const& series, std::string const& path,
                                     Language language);

/// A break as a sentence: from which day, from which definition to which, by which document.
std::string break_text(SeriesBreak const& one, Language language);

/// What a comparison says instead of a rate and beside it, joined by `; `; "" for nothing. A break
/// is named by its day, or in `whole` by its sentence.
enum class BreakNames : uint8_t { by_day, whole };
std::string comparison_text(Series const& series, Comparison const& comparison, BreakNames names,
                            Language language);

/// What is to be known of a line's own month, joined by `; `.
std::string notes_text(std::vector<std::string> const& notes, Language language);

/// The table and the row by name.
std::string table_name(SeriesRow const& row, Language language);
std::string const& row_name(SeriesRow const& row, Language language);

}  // namespace service
