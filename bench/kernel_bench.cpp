// Twelve conditions with both masks: the column executor inside DuckDB beside SQL written by hand.
// Every form computes the same masks over the same rows, and they are compared row by row first.
//
// Environment: WUPIAN_PACK a book made by bench/book.py, WUPIAN_DATA a Parquet file (made when
// absent), WUPIAN_SQL the folder bench/hand; ROWS, THREADS, REPEATS; SOURCES memory,parquet;
// FORMS conditions/masks,… (all when empty). Prints one JSON object.
#include <algorithm>
#include <filesystem>
#include <set>

#include "base/file.hpp"
#include "base/text.hpp"
#include "engine/pack/pack.hpp"
#include "engine/rule/rule.hpp"
#include "timed_query.hpp"
#include "warehouse/batch_function.hpp"

namespace {

using bench::must;
using bench::setting;
using bench::stop;

std::string const book_folder = setting("WUPIAN_PACK", "build/bench/book");
std::string const sql_folder = setting("WUPIAN_SQL", "bench/hand");
std::string const data_file = setting("WUPIAN_DATA", "build/bench/kernel.parquet");
std::string const list_file = data_file + ".list";
int64_t const rows = std::stoll(setting("ROWS", "10000000"));
int const threads = std::stoi(setting("THREADS", "2"));
int const repeats = std::stoi(setting("REPEATS", "5"));

std::string replaced(std::string text, std::string const& mark, std::string const& with) {
    for (size_t at = 0; (at = text.find(mark, at)) != std::string::npos; at += with.size())
        text.replace(at, mark.size(), with);
    return text;
}

std::string sql_file(std::string const& name) {
    std::string const text = must(base::read_file(sql_folder + "/" + name + ".sql"));
    return replaced(replaced(text, "{book}", book_folder), "{rows}", std::to_string(rows));
}

void make_data(warehouse::Connection& connection) {
    if (!std::filesystem::exists(data_file) || !std::filesystem::exists(list_file)) {
        must(connection.run(sql_file("data")));
        for (auto const& [from, to] : {std::pair("made", data_file), {"list_entry", list_file}})
            must(connection.run("COPY (FROM " + std::string(from) + ") TO " +
                                warehouse::quote(to) + " (FORMAT parquet)"));
    }
    must(connection.run("CREATE OR REPLACE TABLE list_entry AS FROM " +
                        warehouse::read_parquet({list_file})));
    must(connection.run(sql_file("setup")));
}

rule::Lists read_lists(warehouse::Connection& connection) {
    rule::Lists out;
    for (auto const& row : must(connection.rows("SELECT list, id, valid_from, valid_to FROM "
                                                "list_entry ORDER BY list, id, valid_from"))) {
        domain::Period period{*base::parse_day(row[2]), std::nullopt};
        if (!row[3].empty()) period.to = base::parse_day(row[3]);
        out[row[0]].entries.push_back({row[1], "", period});
    }
    out["tech.hnte"].coverage.push_back({"", {*base::parse_day("2020-01-01"), std::nullopt}});
    out["tech.sme"].coverage.push_back({"14", {*base::parse_day("2022-01-01"), std::nullopt}});
    return out;
}

struct Kernel {
    rule::Lists lists;
    rule::ColumnPlan plan;
    warehouse::BatchFunction function;
};

Kernel make_kernel(rule::Lists lists) {
    pack::Loaded const loaded = pack::load(book_folder);
    if (!loaded.errors.empty())
        stop(loaded.errors[0].code + " " + loaded.errors[0].at.file);
    rule::CompileOptions options;
    options.grain = "loan";
    options.rules = {"inclusive.bench", "tech.bench", "green.bench"};
    options.clock_from = options.clock_to = base::parse_day("2026-09-30");
    rule::Plan const compiled = must(rule::compile(loaded.book, options));
    if (compiled.conditions().size() != 12) stop("the book must have twelve conditions");
    static rule::Lists const kept = std::move(lists);
    rule::ColumnPlan plan(compiled, kept);
    return {{}, plan, {"wp_bench", plan.inputs(), plan.outputs(), [plan] {
                return [run = std::make_shared<rule::ColumnRun>(plan)](
                           base::Batch const& in, base::Batch const& out) { run->run(in, out); };
            }}};
}

/// One way to compute the masks: a SELECT of receipt, t and u over a source.
struct Form {
    std::string name;
    std::string select;
};

std::string source_sql(std::string const& source) {
    return source == "parquet" ? warehouse::read_parquet({data_file}) : source;
}

std::vector<Form> forms_over(std::string const& source, std::string const& call) {
    std::string const from = source_sql(source);
    std::vector<Form> out = {{"wupian", "SELECT receipt, masks.t_0 AS t, masks.u_0 AS u FROM "
                                        "(SELECT receipt, " + call + " AS masks FROM " + from +
                                        ")"}};
    std::string const wanted = setting("FORMS", "");
    for (char const* masks : {"case", "cast", "short"}) {
        for (char const* conditions : {"join", "listed", "in"}) {
            std::string const name = std::string(conditions) + "/" + masks;
            if (!wanted.empty() && ("," + wanted + ",").find("," + name + ",") == std::string::npos)
                continue;
            std::string const inner = replaced(
                sql_file(std::string("conditions_") + conditions), "{source}", from);
            out.push_back({name, replaced(sql_file(std::string("masks_") + masks), "{conditions}",
                                          inner)});
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

void print(std::string const& source, std::string const& name, bench::Timed const& best,
           bool& first) {
    std::printf("%s\n {\"source\": \"%s\", \"form\": \"%s\", \"cpu\": %.4f, \"wall\": %.4f}",
                first ? "" : ",", source.c_str(), name.c_str(), best.cpu, best.wall);
    first = false;
}

/// The time inside the executor alone, on one thread, over the batches as DuckDB hands them out.
double alone(warehouse::Connection& connection, warehouse::BatchFunction const& function,
             std::string const& from) {
    std::string columns;
    for (base::ColumnShape const& shape : function.inputs)
        columns += (columns.empty() ? "CAST(" : ", CAST(") + warehouse::identifier(shape.name) +
                   " AS " + warehouse::sql_type(shape) + ")";
    warehouse::BatchWorker const work = function.make_worker();
    struct Memory {
        std::vector<base::Int128> data = std::vector<base::Int128>(base::batch_rows_max);
        std::vector<uint64_t> validity = std::vector<uint64_t>(base::batch_rows_max / 64);
    };
    std::vector<Memory> held(function.outputs.size());
    std::vector<base::BatchColumn> outputs;
    for (size_t i = 0; i < held.size(); ++i)
        outputs.push_back({function.outputs[i].kind, function.outputs[i].scale,
                           held[i].data.data(), held[i].validity.data()});
    double spent = 0;
    must(connection.query("SELECT " + columns + " FROM " + from,
                          [&](base::Batch const& batch) -> base::Result<void> {
                              double const before = bench::seconds(CLOCK_THREAD_CPUTIME_ID);
                              work(batch, {outputs, batch.rows});
                              spent += bench::seconds(CLOCK_THREAD_CPUTIME_ID) - before;
                              return {};
                          }));
    return spent;
}

}  // namespace

int main() {
    auto database = must(warehouse::Database::open({threads, "10GB", ""}));
    auto connection = must(database.connect());
    make_data(connection);
    Kernel const kernel = make_kernel(read_lists(connection));
    must(warehouse::register_batch_function(connection, kernel.function));
    std::string const call = warehouse::call_of(kernel.function);
    std::printf("{\"rows\": %lld, \"threads\": %d, \"forms\": [", static_cast<long long>(rows),
                threads);
    bool first = true;
    for (std::string const source : {"memory", "parquet"}) {
        if (setting("SOURCES", "memory,parquet").find(source) == std::string::npos) continue;
        if (source == "memory")
            must(connection.run("CREATE TABLE memory AS FROM " +
                                warehouse::read_parquet({data_file})));
        auto const forms = forms_over(source, call);
        std::set<std::string> prints;
        for (Form const& form : forms) {
            prints.insert(fingerprint(connection, form));
            if (prints.size() > 1) stop(form.name + " computes other masks than the others");
        }
        std::vector<bench::Timed> best(forms.size());
        for (int repeat = 0; repeat < repeats; ++repeat)
            for (size_t i = 0; i < forms.size(); ++i)
                bench::time_once(connection,
                                 "SELECT bit_xor(t), bit_xor(u), sum(t), sum(u) FROM (" +
                                     forms[i].select + ")",
                                 best[i]);
        for (size_t i = 0; i < forms.size(); ++i) print(source, forms[i].name, best[i], first);
        bench::Timed inside;
        for (int repeat = 0; repeat < repeats; ++repeat)
            inside.cpu = inside.wall = std::min(
                inside.cpu, alone(connection, kernel.function, source_sql(source)));
        print(source, "wupian, the executor alone", inside, first);
    }
    std::printf("\n]}\n");
}
