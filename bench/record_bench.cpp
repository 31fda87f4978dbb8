// One record through all rules of the month: its verdicts, and its verdicts with the whole trace.
#include <benchmark/benchmark.h>

#include <cstdlib>

#include "engine/pack/pack.hpp"
#include "engine/rule/rule.hpp"

namespace {

/// A plain loan to a small firm: most items are known, some are missing, as in a month.
rule::Facts make_facts() {
    rule::Facts facts;
    auto const text = [&](char const* item, char const* value) {
        facts.emplace(item, base::Value(std::string(value)));
    };
    facts.emplace("report_date", base::Value(*base::parse_day("2026-09-30")));
    facts.emplace("loan.start", base::Value(*base::parse_day("2025-03-14")));
    text("loan.class", "C01");
    text("loan.product", "F022");
    text("loan.currency", "CNY");
    facts.emplace("loan.amount", base::Value(*base::parse_decimal("5053289.98")));
    text("borrower.id_type", "A01");
    text("borrower.id", "91140181MAXM2X0P26");
    text("borrower.sector", "C01");
    text("borrower.industry", "I64");
    text("borrower.region", "140181");
    text("borrower.ownership", "B01");
    text("borrower.size", "CS03");
    facts.emplace("borrower.credit_line", base::Value(*base::parse_decimal("7680000.00")));
    text("use.industry", "I6421");
    return facts;
}

struct Month {
    pack::Book book;
    rule::Plan plan;
    rule::Facts facts = make_facts();
    rule::Lists lists;
};

Month const& month() {
    static Month const one = [] {
        char const* const folder = std::getenv("WUPIAN_PACK");
        pack::Loaded loaded = pack::load(folder != nullptr ? folder : "pack");
        rule::CompileOptions options;
        options.grain = "loan";
        for (auto const& [name, rule] : loaded.book.rules)
            if (rule.grain == "loan" && !rule.is_check) options.rules.push_back(name);
        auto plan = rule::compile(loaded.book, options);
        if (!loaded.errors.empty() || !plan) std::abort();
        return Month{std::move(loaded.book), *plan, make_facts(), {}};
    }();
    return one;
}

void verdicts_of_one_record(benchmark::State& state) {
    Month const& m = month();
    for (auto _ : state) benchmark::DoNotOptimize(rule::evaluate(m.plan, m.facts, m.lists));
    state.SetLabel(std::to_string(m.plan.rules().size()) + " rules");
}
BENCHMARK(verdicts_of_one_record)->Unit(benchmark::kMicrosecond);

void trace_of_one_record(benchmark::State& state) {
    Month const& m = month();
    for (auto _ : state) benchmark::DoNotOptimize(rule::explain_all(m.plan, m.facts, m.lists));
    state.SetLabel(std::to_string(m.plan.rules().size()) + " rules");
}
BENCHMARK(trace_of_one_record)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
