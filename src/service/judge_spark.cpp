// A Spark job's folder from the plans, and its answers as verdict files.
#include "service/judge_spark.hpp"

#include "base/file.hpp"
#include "base/text.hpp"
#include "warehouse/batch_function.hpp"
#include "warehouse/list_entries.hpp"
#include "warehouse/side_table.hpp"
#include "warehouse/spark.hpp"

namespace service {
namespace {

std::string job_folder(SparkMonth const& month) { return month.folder + "/spark"; }

std::string job_folder(SparkMonth const& month, RelationPlan const& plan) {
    return job_folder(month) + "/" + plan.relation;
}

/// What Spark needs to know of one relation (tools/spark/judge.py says where it stands).
base::Result<void> write_relation(warehouse::Connection& connection, SparkMonth const& month,
                                  RelationPlan const& plan) {
    std::string const folder = job_folder(month, plan);
    TRY_VOID(base::make_directories(folder));
    rule::SqlPlan const sql = rule::emit_spark(
        *plan.plan, month.lists, {"month", columns_read(plan.relation), "list_entry", "side_"});
    TRY_VOID(warehouse::create_side_tables(connection, sql.tables));
    for (rule::SideTable const& table : sql.tables)
        TRY_VOID(connection.run("COPY " + warehouse::identifier(table.name) + " TO " +
                                warehouse::quote(folder + "/" + table.name + ".parquet") +
                                warehouse::parquet_options({})));
    for (size_t i = 0; i < sql.setup.size(); ++i)
        TRY_VOID(base::write_file(folder + "/setup_" + std::to_string(i) + ".sql", sql.setup[i]));
    std::string const files =
        base::join(month_files(month.load, month.folder, plan.relation), "\n");
    TRY_VOID(base::write_file(folder + "/input.txt", files));
    return base::write_file(folder + "/select.sql", sql.select);
}

/// Spark's files as the one verdict file, its types as our executor's.
base::Result<void> gather(warehouse::Connection& connection, SparkMonth const& month,
                          RelationPlan const& plan) {
    std::string const answers =
        warehouse::read_parquet({job_folder(month, plan) + "/verdict/*.parquet"});
    std::vector<std::string> columns = kept_columns(plan.relation);
    for (base::ColumnShape const& shape : rule::ColumnPlan(*plan.plan, month.lists).outputs()) {
        std::string const name = warehouse::identifier(shape.name);
        columns.push_back("CAST(" + name + " AS " + warehouse::sql_type(shape) + ") AS " + name);
    }
    std::string const file = verdict_file(month.folder, plan.relation);
    TRY_VOID(connection.run("COPY (SELECT " + base::join(columns, ", ") + " FROM " + answers +
                            ") TO " + warehouse::quote(file) +
                            warehouse::parquet_options(month.load.notes)));
    auto const count = [](std::string const& source) { return "SELECT count(*) FROM " + source; };
    auto const want = TRY(connection.value(
        count(warehouse::read_parquet(month_files(month.load, month.folder, plan.relation)))));
    auto const got = TRY(connection.value(count(warehouse::read_parquet({file}))));
    if (want != got)
        return base::fail(base::ErrorKind::internal, "spark_rows", {.file = file},
                          {{"want", want}, {"got", got}});
    return {};
}

}  // namespace

base::Result<void> judge_on_spark(warehouse::Connection& connection, SparkMonth const& month) {
    std::string const folder = job_folder(month);
    TRY_VOID(base::make_directories(folder));
    TRY_VOID(
        warehouse::write_list_entries(connection, month.lists, folder + "/list_entry.parquet"));
    for (RelationPlan const& plan : month.plans)
        if (plan.plan) TRY_VOID(write_relation(connection, month, plan));
    TRY_VOID(warehouse::run_spark({folder, month.master, month.log}));
    for (RelationPlan const& plan : month.plans)
        if (plan.plan) TRY_VOID(gather(connection, month, plan));
    return base::remove_all(folder);
}

}  // namespace service
