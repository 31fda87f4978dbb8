// What the measurements of the executor share: data, lists, the rulebook and the batch function.
#pragma once

#include <algorithm>
#include <optional>

#include "base/file.hpp"
#include "engine/pack/pack.hpp"
#include "engine/rule/rule.hpp"
#include "timed_query.hpp"
#include "warehouse/batch_function.hpp"

namespace bench {

inline std::string const book_folder = setting("WUPIAN_PACK", "build/bench/book");
inline std::string const sql_folder = setting("WUPIAN_SQL", "bench/hand");
inline std::string const data_file = setting("WUPIAN_DATA", "build/bench/kernel.parquet");
inline std::string const list_file = data_file + ".list";
inline int64_t const rows = std::stoll(setting("ROWS", "10000000"));
inline int const threads = std::stoi(setting("THREADS", "2"));
inline int const repeats = std::stoi(setting("REPEATS", "5"));

inline std::string replaced(std::string text, std::string const& mark, std::string const& with) {
    for (size_t at = 0; (at = text.find(mark, at)) != std::string::npos; at += with.size())
        text.replace(at, mark.size(), with);
    return text;
}

inline std::string sql_file(std::string const& name) {
    std::string const text = must(base::read_file(sql_folder + "/" + name + ".sql"));
    return replaced(replaced(text, "{book}", book_folder), "{rows}", std::to_string(rows));
}

inline void make_data(warehouse::Connection& connection) {
    bool const is_there =
        base::is_file(data_file) && base::is_file(list_file) &&
        must(connection.value("SELECT count(*) FROM " + warehouse::read_parquet({data_file}))) ==
            std::to_string(rows);
    if (!is_there) {
        must(connection.run(sql_file("data")));
        for (auto const& [from, to] : {std::pair("made", data_file), {"list_entry", list_file}})
            must(connection.run("COPY (FROM " + std::string(from) + ") TO " + warehouse::quote(to) +
                                " (FORMAT parquet, COMPRESSION snappy)"));
    }
    must(connection.run("CREATE OR REPLACE TABLE list_entry AS FROM " +
                        warehouse::read_parquet({list_file})));
    must(connection.run(sql_file("setup")));
}

inline rule::Lists read_lists(warehouse::Connection& connection) {
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

inline pack::Book load_book() {
    pack::Loaded loaded = pack::load(book_folder);
    if (!loaded.errors.empty()) stop(loaded.errors[0].code + " " + loaded.errors[0].at.file);
    return std::move(loaded.book);
}

/// The executor as a function of DuckDB, and the calls that give those of its columns that are
/// classes of texts.
struct Executor {
    warehouse::BatchFunction function;
    std::map<size_t, std::string> classes;

    std::string call() const { return warehouse::call_of(function, classes); }
};

/// Registers the executor; `lists` must outlive it. Over Parquet texts come as classes, which
/// DuckDB makes once for each entry of a dictionary, as the product has it; over tables in memory
/// there is no dictionary and they come as they stand.
inline Executor make_executor(warehouse::Connection& connection, std::string const& name,
                              rule::Plan const& plan, rule::Lists const& lists,
                              rule::TextInputs texts = rule::TextInputs::whole) {
    rule::ColumnPlan const columns(plan, lists, {}, {texts, {}});
    auto const inputs = columns.inputs();
    Executor out{{name, inputs, columns.outputs(),
                  [columns] {
                      return
                          [run = std::make_shared<rule::ColumnRun>(columns)](
                              base::Batch const& in, base::Batch const& to) { run->run(in, to); };
                  }},
                 {}};
    for (size_t i = 0; i < inputs.size(); ++i) {
        auto const classify = columns.classify(i);
        if (!classify) continue;
        auto const work = [classify](base::Batch const& in, base::Batch const& to) {
            classify(in.columns[0], in.rows, to.columns[0].values<uint16_t>());
        };
        warehouse::BatchFunction one{name + "_" + std::to_string(i),
                                     {{inputs[i].name, base::ColumnKind::text, 0, 0}},
                                     {{"", base::ColumnKind::uint16, 0, 0}},
                                     [work] { return work; },
                                     false,
                                     {},
                                     false};
        out.classes[i] = warehouse::call_of(one);
        must(warehouse::register_batch_function(connection, std::move(one)));
    }
    must(warehouse::register_batch_function(connection, out.function));
    return out;
}

inline std::string source_sql(std::string const& source) {
    return source == "parquet" ? warehouse::read_parquet({data_file}) : source;
}

/// The time inside the executor alone, on one thread, over the batches as DuckDB hands them out.
inline double alone(warehouse::Connection& connection, Executor const& executor,
                    std::string const& from) {
    warehouse::BatchFunction const& function = executor.function;
    std::string columns;
    for (size_t i = 0; i < function.inputs.size(); ++i) {
        base::ColumnShape const& shape = function.inputs[i];
        auto const at = executor.classes.find(i);
        columns += (i == 0 ? "" : ", ") + (at != executor.classes.end()
                                               ? at->second
                                               : "CAST(" + warehouse::identifier(shape.name) +
                                                     " AS " + warehouse::sql_type(shape) + ")");
    }
    warehouse::BatchWorker const work = function.make_worker();
    struct Memory {
        std::vector<base::Int128> data = std::vector<base::Int128>(base::batch_rows_max);
        std::vector<uint64_t> validity = std::vector<uint64_t>(base::batch_rows_max / 64);
    };
    std::vector<Memory> held(function.outputs.size());
    std::vector<base::BatchColumn> outputs;
    for (size_t i = 0; i < held.size(); ++i)
        outputs.push_back({function.outputs[i].kind, function.outputs[i].scale, held[i].data.data(),
                           held[i].validity.data()});
    double spent = 0;
    must(connection.query("SELECT " + columns + " FROM " + from,
                          [&](base::Batch const& batch) -> base::Result<void> {
                              double const before = seconds(CLOCK_THREAD_CPUTIME_ID);
                              work(batch, {outputs, batch.rows});
                              spent += seconds(CLOCK_THREAD_CPUTIME_ID) - before;
                              return {};
                          }));
    return spent;
}

}  // namespace bench
