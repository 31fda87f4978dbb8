// Judging a month on Spark: the plans go out as SQL, verdict files come back as from our executor.
#pragma once

#include <string>
#include <vector>

#include "service/judge.hpp"
#include "service/month_plan.hpp"
#include "warehouse/load.hpp"

namespace service {

struct SparkMonth {
    std::vector<RelationPlan> const& plans;
    rule::Lists const& lists;
    warehouse::LoadResult const& load;
    std::string folder;  // Of the run; month/ is loaded.
    std::string master;
    std::string log;
};

/// Writes verdict_<relation>.parquet for every relation that has a plan, with the rows, columns and
/// types of `write_verdicts`; the order of rows is free. Errors: as warehouse::run_spark,
/// `spark_rows` when rows are lost or doubled, database and file errors.
base::Result<void> judge_on_spark(warehouse::Connection& connection, SparkMonth const& month);

}  // namespace service
