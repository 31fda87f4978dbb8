// The month as a use case: load, judge, total, check, write. docs/month.md says what comes out.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/day.hpp"
#include "base/result.hpp"
#include "engine/statistic/statistic.hpp"
#include "service/label.hpp"
#include "service/month_plan.hpp"
#include "warehouse/list_reader.hpp"
#include "warehouse/load.hpp"

namespace service {

enum class Edition : uint8_t { bank, pboc };

/// bank, pboc.
std::string edition_text(Edition edition);
enum class Engine : uint8_t { duckdb, spark };  // Who judges the rows.

struct ReportResult;

struct ReportRequest {
    base::Day report_date;
    std::string in;
    std::string out;    // Must not hold a finished run.
    std::string prior;  // A finished run, or a data folder of the month before; may be "".
    std::vector<std::string> mappings;  // Files that say how to read other books.
    bool confined_mappings = false;     // They may only name files below `in` and beside them.
    std::string pack_folder;
    Edition edition = Edition::bank;
    Engine engine = Engine::duckdb;
    std::string spark_master = "local[*]";
    std::string spark_log;  // Kept when Spark fails; "": beside `out`.
    std::string finished;   // Time in the .log files: YYYY-MM-DD HH:MM:SS.
    int threads = 2;
    bool only_figures = false;  // Verdicts and figures alone: nothing is checked or can be filed.
    bool workbooks = true;
    int64_t sheet_rows_max = 0;        // Rows of a sheet in workbooks; 0: the format's limit.
    Language language = Language::zh;  // Of the workbooks' own words; official heads stay Chinese.
    std::function<void(std::string const& step, int64_t done, int64_t total)> progress;
    std::function<bool()> is_cancelled;  // Asked between steps; then nothing is left behind.
    // Adds files to the finished run before it gets its name.
    std::function<base::Result<void>(ReportResult const& result, std::string const& folder)> last;
};

/// A figure of a table for one legal person ("*": over all).
struct Figure {
    std::string legal_uscc;
    std::string table;
    std::string row;
    pack::Label label;
    statistic::Totals totals;
    std::string pending_item;  // Item missing in most pending rows.
};

struct SummaryFigure {
    std::string relation;
    std::string dimension;
    std::string value;
    std::string measure;
    statistic::Totals totals;
    bool only_sum = false;  // gross: no rate, no customers.
};

struct ListRate {
    std::string legal_uscc;
    std::string list;
    int64_t listed = 0;
    int64_t with_loan = 0;
};

struct TableFile {
    std::string legal_uscc;
    std::string number;
    std::string message;
    std::string path;  // Relative to the run; "" when the layout has gaps.
    std::string zip;   // Relative to the run; "" when not to be filed.
    bool unverified = false;
    std::vector<std::string> gaps;
    int64_t records = 0;
};

/// One step of a bridge from our figure to another return's item, for one legal person or "*".
struct BridgeLine {
    std::string legal_uscc;
    std::string report;  // S70_1
    std::string item;    // S70_1.1.D
    pack::Label item_label;
    pack::OutputRow const* row = nullptr;  // In the book that the plans came from.
    statistic::Totals totals;              // Empty for what the month does not hold.
    base::Int128 gap = 0;                  // End only: start and steps less the end taken directly.
    bool uncertain = false;                // The item rests on a U.
};

/// One code value of one field: this month beside the last.
struct CheckLine {
    std::string legal_uscc;  // "*": over all.
    std::string relation;
    std::string field;  // loan.guarantee, tech.loan, 3.1.rep_htp_type.
    std::string code;   // "-" when empty.
    base::Int128 amount = 0;
    int64_t receipts = 0;
    std::optional<base::Int128> prior_amount;  // None without a prior month.
    std::optional<int64_t> prior_receipts;
};

struct ReportResult {
    base::Day report_date;
    Edition edition = Edition::bank;
    std::string pack_hash;
    warehouse::LoadResult load;
    std::map<std::string, domain::ListSet, std::less<>> lists;
    std::vector<domain::Finding> findings;
    std::vector<Figure> figures;
    std::vector<SummaryFigure> summary;
    std::map<std::string, std::vector<SummaryFigure>>
        cube;  // By legal person: its chapters by every dimension.
    std::vector<ListRate> list_rates;
    std::vector<TableFile> files;
    std::vector<BridgeLine> bridge;
    std::vector<CheckLine> check_table;
    std::vector<std::string> workbooks;  // Relative to the run.
    std::vector<std::string> uncertain;  // Rules that rest on a U.
    bool trial = false;                  // 试算: something is refused, or a hard finding stands.
    bool only_figures = false;           // Nothing was checked: a trial.
    std::set<std::string>
        trial_legals;  // Legal persons whose own month is a trial; the others can file.
    std::vector<warehouse::Mapping> mappings;
    std::set<std::string> what_if_legals;  // Their books are not real: nothing is written to file.
};

/// Runs the month and leaves a finished run in `request.out`, written under a temporary name and
/// renamed last. Errors: `run_exists`, `cancelled`, `inbox_*`, pack faults, database and file
/// errors. What is wrong with the data is in the result, not an error.
base::Result<ReportResult> run_report(ReportRequest const& request);

}  // namespace service
