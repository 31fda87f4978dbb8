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

/// Runs one relation's plan over `files` and writes `<folder>/verdict_<relation>.parquet`.
/// Errors: database errors.
base::Result<Judged> judge(warehouse::Connection& connection, RelationPlan const& relation,
                           rule::Lists const& lists, warehouse::LoadResult const& load,
                           std::vector<std::string> const& files, std::string const& folder,
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
