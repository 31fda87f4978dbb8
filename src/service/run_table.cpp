// The CSV files of a run behind one reader.
#include "service/run_table.hpp"

#include <algorithm>
#include <array>

#include "base/csv.hpp"
#include "base/file.hpp"

namespace service {
namespace {

using enum base::ValueType;

constexpr base::Column line_column = {
    "line", integer, false, {.text = "Place in the file, from 1.", .key = true}, nullptr, nullptr};

constexpr base::Column field(std::string_view name, base::ValueType type, std::string_view doc,
                             std::string_view unit = "") {
    return {name, type, true, {.text = doc, .unit = unit}, nullptr, nullptr};
}

constexpr base::Column legal_column = field("legal_uscc", text, "Legal person; * over all.");
constexpr base::Column amount_column = field("amount", decimal, "Sum.", "CNY");
constexpr base::Column rate_column = field("rate", decimal, "Weighted rate.", "%");
constexpr base::Column customers_column = field("customers", integer, "Distinct borrowers.");
constexpr base::Column receipts_column = field("receipts", integer, "Rows.");
constexpr base::Column pending_column =
    field("pending_amount", decimal, "In doubt, never in the amount.", "CNY");
constexpr base::Column pending_rows_column = field("pending_receipts", integer, "Rows in doubt.");

constexpr std::array tables_columns = {
    line_column,
    legal_column,
    field("table", text, "3.1 to 3.10, 4.1, 4.2."),
    field("row", text, "Code of the row."),
    amount_column,
    rate_column,
    customers_column,
    receipts_column,
    pending_column,
    pending_rows_column,
    field("pending_item", text, "Item that most rows in doubt lack.")};
constexpr std::array figures_columns = {
    line_column,
    legal_column,
    field("relation", text, "loan or flow."),
    field("dimension", text, "all, city, industry, size, guarantee."),
    field("value", text, "Value of the dimension."),
    field("measure", text, "in_scope, the five chapters, gross, net, micro, agri, private."),
    amount_column,
    rate_column,
    customers_column,
    receipts_column,
    pending_column,
    pending_rows_column};
constexpr std::array bridge_columns = {
    line_column,
    legal_column,
    field("report", text, "The other return."),
    field("item", text, "Its item."),
    field("code", text, "Code of the step."),
    field("step", text, "start, plus, minus, memo, absent, end."),
    amount_column,
    receipts_column,
    pending_column,
    pending_rows_column,
    field("gap", decimal, "Unexplained, at the end.", "CNY")};
constexpr std::array check_columns = {line_column,
                                      legal_column,
                                      field("relation", text, "loan or flow."),
                                      field("field", text, "Item, rule or field of a table."),
                                      field("code", text, "Value; - when empty."),
                                      amount_column,
                                      receipts_column,
                                      field("prior_amount", decimal, "Last month.", "CNY"),
                                      field("prior_receipts", integer, "Last month."),
                                      field("amount_gap", decimal, "", "CNY"),
                                      field("amount_gap_rate", decimal, "", "%"),
                                      field("receipts_gap", integer, ""),
                                      field("receipts_gap_rate", decimal, "", "%")};
constexpr std::array rate_columns = {line_column,
                                     legal_column,
                                     field("list", text, "List."),
                                     field("listed", integer, "Parties listed."),
                                     field("with_loan", integer, "With a loan."),
                                     field("rate", decimal, "With a loan, of those listed.", "%")};
constexpr std::array refused_columns = {line_column,
                                        legal_column,
                                        field("file", text, "File."),
                                        field("file_line", integer, "Line in it."),
                                        field("field", text, "Head; none: the line."),
                                        field("code", text, "Reason."),
                                        field("value", text, "The cell."),
                                        field("text", text, "What is wrong and what to do.")};

constexpr base::Record tables_record = {"table_figure", tables_columns};
constexpr base::Record figures_record = {"chapter_figure", figures_columns};
constexpr base::Record bridge_record = {"bridge_line", bridge_columns};
constexpr base::Record check_record = {"check_line", check_columns};
constexpr base::Record rate_record = {"list_rate", rate_columns};
constexpr base::Record refused_record = {"refused_line", refused_columns};

/// The file's column for a column of the record: `line` of refused.csv is the bank's own line.
std::string_view column_in_file(RunTable const& table, std::string_view name) {
    return table.record == &refused_record && name == "file_line" ? "line" : name;
}

bool is_shown(std::string const& file) {
    return !file.starts_with("pack/") && !file.starts_with("key/") && !file.starts_with("prior/") &&
           !file.starts_with('.');
}

}  // namespace

std::span<RunTable const> run_tables() {
    static constexpr RunTable all[] = {
        {"tables", "tables.csv", &tables_record, "Rows of tables 3.1 to 4.2."},
        {"figures", "cube.csv", &figures_record, "The five chapters by every dimension."},
        {"bridge", "bridge.csv", &bridge_record, "Our figures beside other returns'."},
        {"check_table", "check_table.csv", &check_record,
         "Check table: this month beside the last."},
        {"list_rates", "list_rate.csv", &rate_record, "Parties of lists with a loan."},
        {"refused", "refused.csv", &refused_record, "Lines that could not be read."},
    };
    return all;
}

base::Result<std::vector<std::vector<base::Value>>> read_run_table(FinishedRun const& run,
                                                                   RunTable const& table) {
    std::vector<std::vector<base::Value>> out;
    std::string const file = run.folder + "/" + std::string(table.file);
    auto const text = TRY(base::read_file(file));
    auto const csv = TRY(base::parse_csv_table(text, file));
    std::vector<int> places;
    for (base::Column const& column : table.record->columns)
        places.push_back(csv.find(column_in_file(table, column.name)));
    int64_t line = 0;
    for (auto const& row : csv.rows) {
        std::vector<base::Value> values = {base::Value(++line)};
        for (size_t i = 1; i < places.size(); ++i) {
            std::string const cell = places[i] < 0 ? "" : row.cells[size_t(places[i])];
            auto value = base::parse_value(table.record->columns[i], cell);
            if (!value)
                return base::invalid("run_malformed", {.file = file, .line = int32_t(row.line)});
            values.push_back(std::move(*value));
        }
        out.push_back(std::move(values));
    }
    return out;
}

base::Result<std::vector<RunRow>> list_runs(BankMonth const& month) {
    std::vector<RunRow> out;
    std::string const folder = runs_folder(month.root, month.day);
    if (!base::is_directory(folder)) return out;
    auto const entries = TRY(base::list_directory(folder));
    for (auto const& entry : entries) {
        std::string const path = folder + "/" + entry.name;
        if (!entry.is_directory || !base::is_file(path + "/manifest.json")) continue;
        auto const run = TRY(open_run(path));
        auto const origin = TRY(read_origin(path));
        out.push_back({entry.name, run.pack_hash, run.trial_legals.contains(month.uscc),
                       origin.previous, origin.prior, int64_t(origin.changed.size())});
    }
    return out;
}

base::Result<std::vector<std::string>> run_files_of(FinishedRun const& run) {
    auto out = TRY(base::list_files_below(run.folder));
    std::erase_if(out, [](std::string const& file) { return !is_shown(file); });
    return out;
}

base::Result<std::string> run_file(FinishedRun const& run, std::string const& name) {
    auto const files = TRY(run_files_of(run));
    if (!std::binary_search(files.begin(), files.end(), name))
        return base::fail(base::ErrorKind::not_found, "content_missing", {.field = "name"},
                          {{"name", name}});
    return run.folder + "/" + name;
}

}  // namespace service
