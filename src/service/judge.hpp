// Running the plans of a month over its relations: verdicts to Parquet, totals and findings back.
#pragma once

#include <string>
#include <vector>

#include "engine/statistic/statistic.hpp"
#include "service/month_plan.hpp"
#include "warehouse/load.hpp"

namespace service {

/// A relation after judging.
struct Judged {
    std::string relation;
    std::string file;                                // verdict_<relation>.parquet.
    std::unique_ptr<statistic::Accumulator> totals;  // loan and flow only.
};

/// Dimensions of the summary in the order of the accumulator's.
std::vector<std::string> const& dimension_names();

/// Columns of a loaded month that stand beside the verdicts, and how: keys, dimensions, measures.
std::vector<std::string> columns_read(std::string const& relation);
std::vector<std::string> kept_columns(std::string const& relation);

/// Where a run keeps a relation's verdicts, and its loaded rows by legal person.
std::string verdict_file(std::string const& folder, std::string const& relation);
std::vector<std::string> month_files(warehouse::LoadResult const& load, std::string const& folder,
                                     std::string const& relation);

/// Runs one relation's plan over the loaded month and writes its verdict file.
/// Errors: database errors.
base::Result<void> write_verdicts(warehouse::Connection& connection, RelationPlan const& relation,
                                  rule::Lists const& lists, warehouse::LoadResult const& load,
                                  std::string const& folder);

/// Reads the totals of a relation from its verdict file, whoever wrote it. Errors: database errors.
base::Result<Judged> read_totals(warehouse::Connection& connection, RelationPlan const& relation,
                                 warehouse::LoadResult const& load, std::string const& folder,
                                 bool all_tables_overall);

/// Totals of one legal person alone, with its dimensions; its borrowers are its own customers.
/// Errors: database errors.
base::Result<statistic::Accumulator> totals_of_legal(warehouse::Connection& connection,
                                                     RelationPlan const& relation,
                                                     Judged const& judged,
                                                     warehouse::LoadedLegal const& legal);

/// Findings of a judged relation, in key order.
base::Result<std::vector<domain::Finding>> findings_of(warehouse::Connection& connection,
                                                       RelationPlan const& relation,
                                                       Judged const& judged);

}  // namespace service
