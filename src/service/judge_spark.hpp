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

/// Judges every relation that has a plan and leaves the answers below the run's folder for
/// `judged_on_spark`. Errors: as warehouse::run_spark, `spark_rows` when rows are lost or doubled,
/// database and file errors.
base::Result<void> judge_on_spark(warehouse::Connection& connection, SparkMonth const& month);

/// The answers as `judge_here` would give them.
base::Result<JudgedRows> judged_on_spark(std::string const& folder, RelationPlan const& relation,
                                         rule::Lists const& lists);

/// Removes the answers.
base::Result<void> remove_spark_answers(std::string const& folder);

}  // namespace service
