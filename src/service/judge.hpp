// Running the plans of a month over its relations: verdicts to Parquet with the figures of the same
// pass, then the rows that tables and findings are made of.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/statistic/statistic.hpp"
#include "service/month_plan.hpp"
#include "warehouse/load.hpp"

namespace service {

/// A relation after judging.
struct Judged {
    std::string relation;
    std::string verdicts;                   // verdict_<relation>.parquet; "" without rules.
    std::string details;                    // detail_<relation>.parquet; "" when not asked for.
    std::optional<statistic::Cube> totals;  // loan and flow only.
};

/// Registers the bulk executor of a plan as an SQL function and gives its call: a STRUCT of
/// `plan.outputs()`. Errors: `database_failed`.
base::Result<std::string> rules_call(warehouse::Connection& connection, std::string const& name,
                                     rule::ColumnPlan const& plan);

/// Dimensions of the summary in the order of the cube's.
std::vector<std::string> const& dimension_names();

/// The city of a branch's region code: its first four digits and 00.
std::string city_of(std::string_view region);

/// Columns of a loaded month that stand beside the verdicts while it is judged.
std::vector<std::string> columns_read(std::string const& relation);

/// Where a run keeps a relation's verdicts, and its loaded rows by legal person.
std::string verdict_file(std::string const& folder, std::string const& relation);
std::string detail_file(std::string const& folder, std::string const& relation);
std::vector<std::string> month_files(warehouse::LoadResult const& load, std::string const& folder,
                                     std::string const& relation);

/// The column executor of a relation: of its verdicts' part of the plan, and of all of it.
struct JudgeColumns {
    std::optional<rule::ColumnPlan> verdicts;  // With eligibility rules.
    std::optional<rule::ColumnPlan> details;   // When asked for.
};

/// Booleans that `load` packed into words of a relation; none for a month of an older version.
std::vector<base::FlagWord> flag_words_of(warehouse::LoadResult const& load,
                                          std::string const& relation);

/// Cost: some 10 ms.
JudgeColumns judge_columns(RelationPlan const& relation, rule::ListIndex const& lists,
                           warehouse::LoadResult const& load, bool details);

/// FROM clauses that give `columns_read` and what the column executor would say of each row, in the
/// order of the month: of the verdicts' part of the plan, and of all of it.
struct JudgedRows {
    std::string verdicts;  // "" without eligibility rules.
    std::string details;
    std::vector<base::ColumnShape> verdict_columns;  // The executor's.
    std::vector<base::ColumnShape> detail_columns;
};

/// The rows as our own executor judges them. Errors: database errors.
base::Result<JudgedRows> judge_here(warehouse::Connection& connection, std::string const& relation,
                                    JudgeColumns const& plans,
                                    std::vector<std::string> const& files);

struct VerdictRequest {
    RelationPlan const& relation;
    JudgedRows const& rows;
    warehouse::LoadResult const& load;
    std::string folder;
    int threads;
    bool all_tables_overall;                // Every table also over all legal persons.
    std::function<void(int64_t)> progress;  // Rows judged so far; from any thread, not often.
};

/// Writes the verdict file of loan or flow, one row for each of the month in its order, and adds it
/// up. Errors: database errors; `totals_rows` when the rows added up are not those written.
base::Result<Judged> write_verdicts(warehouse::Connection& connection,
                                    VerdictRequest const& request);

/// Writes the rows that stand in a table, fail a check or have a chapter in doubt, with all outputs
/// and masks of the plan. Errors: database errors.
base::Result<void> write_details(warehouse::Connection& connection, RelationPlan const& relation,
                                 JudgedRows const& rows, warehouse::LoadResult const& load,
                                 std::string const& file);

/// Findings of a judged relation, from its details. Errors: database errors.
base::Result<std::vector<domain::Finding>> findings_of(warehouse::Connection& connection,
                                                       RelationPlan const& relation,
                                                       Judged const& judged);

}  // namespace service
