// Decision tables of four columns with 20, 500 and 2,000 rows: the column executor on one thread,
// beside SQL that joins the same rows as boxes. Both must find the same row for every record.
//
// Environment: as kernel_bench; WUPIAN_BOXES the folder of boxes that bench/book.py writes;
// HAND_ROWS how many records the SQL is given. Prints one JSON object.
#include <fmt/core.h>

#include "base/text.hpp"
#include "kernel_case.hpp"

namespace {

using bench::must;

std::string const boxes_folder = bench::setting("WUPIAN_BOXES", "build/bench/boxes");
std::string const hand_rows = bench::setting("HAND_ROWS", "500000");

rule::Plan table_plan(std::string const& name) {
    rule::CompileOptions options;
    options.grain = "loan";
    options.rules = {"common.any"};  // A plan has a rule; this is the least.
    options.outputs = {{"table('common." + name + "')", {}}};
    options.clock_from = options.clock_to = base::parse_day("2026-09-30");
    return must(rule::compile(bench::load_book(), options));
}

/// Every box by product, the bounds as numbers; a join with three ranges behind it.
std::string hand_sql(std::string const& name, std::string const& from) {
    std::string on = "box.product = coalesce(loan.product, '?')";
    for (auto const& [item, low] :
         {std::pair("staff", "staff"), {"revenue", "revenue"}, {"credit_line", "line"}}) {
        std::string const bound(low), value(item);
        on += " AND (" + bound + "_low IS NULL OR " + value + " >= " + bound + "_low AND " + value +
              " < " + bound + "_high)";
    }
    return "SELECT receipt, grade FROM " + from + " AS loan LEFT JOIN read_csv('" + boxes_folder +
           "/" + name + ".csv', header = true) AS box ON " + on;
}

void compare(warehouse::Connection& connection, std::string const& ours, std::string const& hand) {
    auto const print = [&](std::string const& select) {
        return must(
            connection.value("SELECT count(*) || ' ' || count(grade) || ' ' || "
                             "sum(hash(receipt, grade)) FROM (" +
                             select + ")"));
    };
    if (print(ours) != print(hand)) bench::stop("the rows found differ");
}

}  // namespace

int main() {
    auto database = must(warehouse::Database::open({1, "10GB", ""}));
    auto connection = must(database.connect());
    bench::make_data(connection);
    must(
        connection.run("CREATE TABLE memory AS SELECT receipt, product, staff, revenue, "
                       "credit_line, amount, report_date "
                       "FROM " +
                       warehouse::read_parquet({bench::data_file})));
    rule::Lists const lists = bench::read_lists(connection);
    std::string const some = "(FROM memory LIMIT " + hand_rows + ")";
    std::vector<std::string> lines;
    for (std::string const name : {"rows_20", "rows_500", "rows_2000"}) {
        auto const executor =
            bench::make_executor(connection, "wp_" + name, table_plan(name), lists);
        auto const ours = [&](std::string const& from) {
            return "SELECT receipt, made.out_0 AS grade FROM (SELECT receipt, " + executor.call() +
                   " AS made FROM " + from + ")";
        };
        compare(connection, ours(some), hand_sql(name, some));
        bench::Timed inside, whole, hand;
        for (int repeat = 0; repeat < bench::repeats; ++repeat) {
            inside.cpu = std::min(inside.cpu, bench::alone(connection, executor, "memory"));
            bench::time_once(connection, "SELECT count(grade) FROM (" + ours("memory") + ")",
                             whole);
            bench::time_once(connection, "SELECT count(grade) FROM (" + hand_sql(name, some) + ")",
                             hand);
        }
        lines.push_back(fmt::format(
            R"({{"table": "{}", "alone": {:.4f}, "in_duckdb": {:.4f}, "hand": {:.4f}}})", name,
            inside.cpu, whole.cpu, hand.cpu));
    }
    fmt::print("{{\"rows\": {}, \"hand_rows\": {}, \"tables\": [\n {}\n]}}\n", bench::rows,
               hand_rows, base::join(lines, ",\n "));
}
