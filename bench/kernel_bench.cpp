// Twelve conditions with both masks: the column executor inside DuckDB beside SQL written by hand.
// Every form computes the same masks over the same rows, and they are compared row by row first.
//
// Environment: WUPIAN_PACK a book made by bench/book.py, WUPIAN_DATA a Parquet file (made when
// absent), WUPIAN_SQL the folder bench/hand; ROWS, THREADS, REPEATS; SOURCES memory,parquet;
// FORMS conditions/masks,… (all when empty); MASKS a file for the masks of every row, for peers.
// Prints one JSON object.
#include <fmt/core.h>

#include <set>

#include "base/text.hpp"
#include "kernel_case.hpp"

namespace {

using bench::must;
using bench::setting;
using bench::sql_file;

rule::Plan twelve_conditions() {
    rule::CompileOptions options;
    options.grain = "loan";
    options.rules = {"inclusive.bench", "tech.bench", "green.bench"};
    options.clock_from = options.clock_to = base::parse_day("2026-09-30");
    rule::Plan const out = must(rule::compile(bench::load_book(), options));
    if (out.conditions().size() != 12) bench::stop("the book must have twelve conditions");
    return out;
}

/// One way to compute the masks: a SELECT of receipt, t and u over a source.
struct Form {
    std::string name;
    std::string select;
};

std::vector<Form> forms_over(std::string const& source, std::string const& call) {
    std::string const from = bench::source_sql(source);
    std::vector<Form> out = {{"wupian",
                              "SELECT receipt, masks.t_0 AS t, masks.u_0 AS u FROM "
                              "(SELECT receipt, " +
                                  call + " AS masks FROM " + from + ")"}};
    std::string const wanted = setting("FORMS", "");
    for (char const* masks : {"case", "cast", "short"}) {
        for (char const* conditions : {"join", "listed", "in"}) {
            std::string const name = std::string(conditions) + "/" + masks;
            if (!wanted.empty() && ("," + wanted + ",").find("," + name + ",") == std::string::npos)
                continue;
            std::string const inner = bench::replaced(
                sql_file(std::string("conditions_") + conditions), "{source}", from);
            out.push_back({name, bench::replaced(sql_file(std::string("masks_") + masks),
                                                 "{conditions}", inner)});
        }
    }
    return out;
}

/// Every row's masks, as one number: equal only when all rows are.
std::string fingerprint(warehouse::Connection& connection, Form const& form) {
    return must(connection.value(
        "SELECT count(*) || ' ' || sum(hash(receipt, t::BIGINT, u::BIGINT)) FROM (" + form.select +
        ")"));
}

std::string line(std::string const& source, std::string const& name, bench::Timed const& best) {
    return fmt::format(R"({{"source": "{}", "form": "{}", "cpu": {:.4f}, "wall": {:.4f}}})", source,
                       name, best.cpu, best.wall);
}

/// The columns that the rules read, read and counted only: what no executor can go below.
std::string scan_sql(warehouse::BatchFunction const& function, std::string const& from) {
    std::vector<std::string> counts;
    for (base::ColumnShape const& shape : function.inputs)
        counts.push_back("count(" + warehouse::identifier(shape.name) + ")");
    return "SELECT " + base::join(counts, ", ") + " FROM " + from;
}

/// What a peer for aggregates is asked: how many small-business loans and how much by region and
/// size. Bit 0 of y_0 is the first rule.
std::string aggregate_sql(std::string const& call, std::string const& from) {
    return "SELECT count(*), sum(loans), sum(amount), bit_xor(hash(borrower_region, borrower_size, "
           "loans, amount::DECIMAL(18, 2))) FROM (SELECT borrower_region, borrower_size, count(*) "
           "AS loans, sum(amount) AS amount FROM (SELECT borrower_region, borrower_size, amount, " +
           call + " AS masks FROM " + from + ") WHERE masks.y_0 & 1 = 1 GROUP BY ALL)";
}

/// For the comparison with peers: the masks of every row, and the aggregate timed.
std::string line_of_peers(warehouse::Connection& connection, Form const& ours,
                          std::string const& call) {
    std::string const file = setting("MASKS", "");
    must(connection.run("COPY (SELECT * FROM (" + ours.select + ") ORDER BY receipt) TO " +
                        warehouse::quote(file) + " (FORMAT parquet)"));
    bench::Timed best;
    for (int repeat = 0; repeat < bench::repeats; ++repeat)
        bench::time_once(connection, aggregate_sql(call, bench::source_sql("parquet")), best);
    return fmt::format(
        R"({{"source": "parquet", "form": "aggregate", "cpu": {:.4f}, "wall": {:.4f}, )"
        R"("answer": "{}"}})",
        best.cpu, best.wall, best.answer);
}

}  // namespace

int main() {
    auto database = must(warehouse::Database::open({bench::threads, "10GB", ""}));
    auto connection = must(database.connect());
    bench::make_data(connection);
    rule::Lists const lists = bench::read_lists(connection);
    auto const over_memory =
        bench::make_executor(connection, "wp_bench", twelve_conditions(), lists);
    auto const over_parquet = bench::make_executor(
        connection, "wp_bench_parquet", twelve_conditions(), lists, rule::TextInputs::classes);
    std::vector<std::string> lines;
    for (std::string const source : {"memory", "parquet"}) {
        if (setting("SOURCES", "memory,parquet").find(source) == std::string::npos) continue;
        if (source == "memory")
            must(connection.run("CREATE TABLE memory AS FROM " +
                                warehouse::read_parquet({bench::data_file})));
        bench::Executor const& executor = source == "memory" ? over_memory : over_parquet;
        std::string const call = executor.call();
        auto const forms = forms_over(source, call);
        std::set<std::string> prints;
        for (Form const& form : forms) {
            prints.insert(fingerprint(connection, form));
            if (prints.size() > 1) bench::stop(form.name + " computes other masks than the others");
        }
        std::vector<bench::Timed> best(forms.size());
        bench::Timed inside, scan;
        for (int repeat = 0; repeat < bench::repeats; ++repeat) {
            for (size_t i = 0; i < forms.size(); ++i)
                bench::time_once(
                    connection,
                    "SELECT bit_xor(t), bit_xor(u), sum(t), sum(u) FROM (" + forms[i].select + ")",
                    best[i]);
            bench::time_once(connection, scan_sql(executor.function, bench::source_sql(source)),
                             scan);
            inside.cpu =
                std::min(inside.cpu, bench::alone(connection, executor, bench::source_sql(source)));
        }
        inside.wall = inside.cpu;
        for (size_t i = 0; i < forms.size(); ++i)
            lines.push_back(line(source, forms[i].name, best[i]));
        lines.push_back(line(source, "executor", inside));
        lines.push_back(line(source, "scan", scan));
        if (source == "parquet" && !setting("MASKS", "").empty())
            lines.push_back(line_of_peers(connection, forms[0], call));
    }
    fmt::print("{{\"rows\": {}, \"threads\": {}, \"forms\": [\n {}\n]}}\n", bench::rows,
               bench::threads, base::join(lines, ",\n "));
}
