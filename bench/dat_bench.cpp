// Reading an official .dat with every check, beside DuckDB's own CSV reader on the same bytes.
// WUPIAN_DAT names the file: a CLDWDK of at least some megabytes.
#include <benchmark/benchmark.h>

#include <cstdlib>

#include "base/file.hpp"
#include "engine/pack/pack.hpp"
#include "warehouse/cell.hpp"
#include "warehouse/database.hpp"
#include "warehouse/table_reader.hpp"

namespace {

std::string dat_path() {
    char const* const path = std::getenv("WUPIAN_DAT");
    if (path == nullptr) std::abort();
    return path;
}

domain::Layout const& layout() {
    static domain::Layout const one = [] {
        char const* const folder = std::getenv("WUPIAN_PACK");
        pack::Loaded const loaded = pack::load(folder != nullptr ? folder : "pack");
        pack::LayoutPack const& found = loaded.book.layouts.at("common.cldwdk");
        return pack::reader_layout(found, found.versions.back());
    }();
    return one;
}

/// Our reader: UTF-8, lengths, numbers, dates, codes and the unique key, into a table.
void wupian_reader(benchmark::State& state) {
    auto const bytes = *base::read_file(dat_path());
    auto database = *warehouse::Database::open({1, "4GB", ""});
    auto connection = *database.connect();
    int64_t lines = 0;
    for (auto _ : state) {
        state.PauseTiming();
        if (!connection.run("DROP TABLE IF EXISTS t")) std::abort();
        warehouse::KeySet keys;
        std::vector<domain::Refusal> refusals;
        warehouse::ReadOptions options{"", "bench.dat", {"contract", "receipt"}, &keys, {}, {}};
        state.ResumeTiming();
        if (!warehouse::create_staging(connection, "t", layout())) std::abort();
        auto const counts =
            warehouse::read_dat(connection, "t", layout(), bytes, options, refusals);
        if (!counts) std::abort();
        lines = counts->accepted;
    }
    state.SetBytesProcessed(state.iterations() * int64_t(bytes.size()));
    state.SetLabel(std::to_string(lines) + " lines");
}
BENCHMARK(wupian_reader)->Unit(benchmark::kMillisecond)->UseRealTime();

/// DuckDB's reader with the same column types and no check beyond them.
void duckdb_csv_reader(benchmark::State& state) {
    auto const bytes = *base::read_file(dat_path());
    auto database = *warehouse::Database::open({1, "4GB", ""});
    auto connection = *database.connect();
    std::string columns;
    for (domain::Field const& field : layout().fields) {
        std::string type(field.kind == domain::FieldKind::blank ? "VARCHAR"
                                                                : warehouse::staging_type(field));
        columns += (columns.empty() ? "'" : ", '") + field.id + std::to_string(columns.size()) +
                   "': '" + type + "'";
    }
    std::string const sql =
        "CREATE TABLE t AS SELECT * FROM read_csv(" + warehouse::quote(dat_path()) +
        ", delim = '|', header = false, quote = '', escape = '', auto_detect = false, columns = {" +
        columns + "})";
    for (auto _ : state) {
        state.PauseTiming();
        if (!connection.run("DROP TABLE IF EXISTS t")) std::abort();
        state.ResumeTiming();
        auto const done = connection.run(sql);
        if (!done) {
            state.SkipWithError(done.error().args.begin()->second.c_str());
            return;
        }
    }
    state.SetBytesProcessed(state.iterations() * int64_t(bytes.size()));
}
BENCHMARK(duckdb_csv_reader)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
