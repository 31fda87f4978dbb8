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

std::string job_folder(std::string const& run) { return run + "/spark"; }

/// What Spark needs to know of one relation (tools/spark/judge.py says where it stands).
base::Result<void> write_relation(warehouse::Connection& connection, SparkMonth const& month,
                                  RelationPlan const& plan) {
    std::string const folder = job_folder(month.folder) + "/" + plan.relation;
    TRY_VOID(base::make_directories(folder));
    std::vector<std::string> kept = columns_read(plan.relation);
    kept.emplace_back("row_no");
    rule::SqlPlan const sql =
        rule::emit_spark(*plan.plan, month.lists, {"month", kept, "list_entry", "side_"});
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

std::string answers(std::string const& folder, std::string const& relation) {
    return warehouse::read_parquet({job_folder(folder) + "/" + relation + "/verdict/*.parquet"});
}

base::Result<void> check_rows(warehouse::Connection& connection, SparkMonth const& month,
                              RelationPlan const& plan) {
    auto const count = [](std::string const& source) { return "SELECT count(*) FROM " + source; };
    auto const want = TRY(connection.value(
        count(warehouse::read_parquet(month_files(month.load, month.folder, plan.relation)))));
    auto const got = TRY(connection.value(count(answers(month.folder, plan.relation))));
    if (want != got)
        return base::fail(base::ErrorKind::internal, "spark_rows", {.file = plan.relation},
                          {{"want", want}, {"got", got}});
    return {};
}

}  // namespace

base::Result<void> judge_on_spark(warehouse::Connection& connection, SparkMonth const& month) {
    std::string const folder = job_folder(month.folder);
    TRY_VOID(base::make_directories(folder));
    TRY_VOID(
        warehouse::write_list_entries(connection, month.lists, folder + "/list_entry.parquet"));
    for (RelationPlan const& plan : month.plans)
        if (plan.plan) TRY_VOID(write_relation(connection, month, plan));
    TRY_VOID(warehouse::run_spark({folder, month.master, month.log}));
    for (RelationPlan const& plan : month.plans)
        if (plan.plan) TRY_VOID(check_rows(connection, month, plan));
    return {};
}

base::Result<JudgedRows> judged_on_spark(std::string const& folder, RelationPlan const& relation,
                                         rule::Lists const& lists) {
    auto const rows = [&](rule::ColumnPlan const& plan) {
        std::vector<std::string> columns = columns_read(relation.relation);
        columns.emplace_back("row_no");
        auto const shapes = plan.outputs();
        auto const bits = plan.bits();
        for (size_t i = 0; i < shapes.size(); ++i) {
            std::string const name = warehouse::identifier(shapes[i].name);
            // Spark judged by the whole plan: bits that are not of this part are cut off.
            std::string const kept =
                bits[i] == UINT64_MAX ? name : "(" + name + " & " + std::to_string(bits[i]) + ")";
            columns.push_back("CAST(" + kept + " AS " + warehouse::sql_type(shapes[i]) + ") AS " +
                              name);
        }
        return "(SELECT " + base::join(columns, ", ") + " FROM " +
               answers(folder, relation.relation) + " ORDER BY legal_uscc, row_no)";
    };
    JudgedRows out;
    if (relation.has_rules()) {
        rule::ColumnPlan const part(*relation.plan, lists, relation.verdicts());
        out.verdict_columns = part.outputs();
        out.verdicts = rows(part);
    }
    rule::ColumnPlan const whole(*relation.plan, lists);
    out.detail_columns = whole.outputs();
    out.details = rows(whole);
    return out;
}

base::Result<void> remove_spark_answers(std::string const& folder) {
    return base::remove_all(job_folder(folder));
}

}  // namespace service
