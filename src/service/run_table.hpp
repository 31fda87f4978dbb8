// The tables of a finished run as lists: what each is called, its columns, its rows.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/record.hpp"
#include "service/bank_month.hpp"

namespace service {

/// A CSV of a run that may be read as a list. Its record begins with `line`, the row's place.
struct RunTable {
    std::string_view name;  // As its route has it.
    std::string_view file;
    base::Record const* record;
    std::string_view summary;
};

/// tables, figures (cube.csv), bridge, check_table, list_rates, refused.
std::span<RunTable const> run_tables();

/// Values in the record's order. Rows of other legal persons are left out; those over all (`*`)
/// stay, as a tenant's run holds nobody else. Errors: CSV errors, `run_malformed`.
base::Result<std::vector<std::vector<base::Value>>> read_run_table(FinishedRun const& run,
                                                                   RunTable const& table);

/// One run of a month.
struct RunRow {
    std::string run;
    std::string pack;
    bool trial = false;
    std::string previous;
    std::string prior;
    int64_t changed = 0;
};

inline constexpr auto run_row_columns = base::columns<RunRow>({
    base::column<&RunRow::run>({.text = "Number: 001.", .key = true}),
    base::column<&RunRow::pack>({.text = "Hash of the packs that judged it."}),
    base::column<&RunRow::trial>({.text = "A trial: lines are refused or hard findings stand."}),
    base::column<&RunRow::previous>({.text = "The newest run before it."}),
    base::column<&RunRow::prior>({.text = "What stood for the month before."}),
    base::column<&RunRow::changed>({.text = "Files whose bytes differ from the run before."}),
});

base::Result<std::vector<RunRow>> list_runs(BankMonth const& month);

/// Files of a run that may be downloaded: all but its packs and keys.
base::Result<std::vector<std::string>> run_files_of(FinishedRun const& run);

/// A file of a run. Errors: `content_missing`.
base::Result<std::string> run_file(FinishedRun const& run, std::string const& name);

}  // namespace service

template <>
inline constexpr base::Record base::record_of<service::RunRow>{"run", service::run_row_columns};
