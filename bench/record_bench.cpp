// One record through all rules of the month: its verdicts; its verdicts with the whole trace; the
// trace read to the last value; and the trace written out as text.
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

/// Looks at each state, value, both sides of each comparison, clause and parameter, without words.
size_t read(rule::Trace const& trace) {
    size_t known = 0;
    for (rule::RuleTrace const& rule : trace.rules()) {
        known += size_t(rule.verdict) + rule.missing.size() + rule.params.size();
        for (pack::Citation const& law : rule.law) known += law.doc.size();
        for (rule::ConditionTrace const& condition : rule.conditions) {
            known += size_t(condition.state) + condition.name.size() + condition.rules.size();
            for (rule::ItemValue const& item : condition.items) known += item.value.known();
            for (rule::ItemValue const& item : condition.named) known += item.value.known();
            for (rule::Comparison const& c : condition.comparisons)
                known += size_t(c.left_value.known()) + size_t(c.right_value.known());
        }
    }
    return known;
}

void trace_of_one_record_read(benchmark::State& state) {
    Month const& m = month();
    for (auto _ : state)
        benchmark::DoNotOptimize(read(*rule::explain_all(m.plan, m.facts, m.lists)));
}
BENCHMARK(trace_of_one_record_read)->Unit(benchmark::kMicrosecond);

void add(std::string& out, std::span<rule::ItemValue const> items) {
    for (rule::ItemValue const& item : items)
        out.append(item.item).append(" = ").append(item.value.text()).append("; ");
}

/// Everything that a trace can show, in words.
std::string text_of(rule::Trace const& trace) {
    std::string out;
    for (rule::RuleTrace const& rule : trace.rules()) {
        out.append(rule.rule).append(" ").append(rule.label->zh).append(" ");
        out.append(std::to_string(int(rule.verdict))).append(" ");
        out.append(rule.version ? base::to_text(*rule.version) : "-").append("\n");
        for (std::string_view item : rule.missing) out.append(" lacks ").append(item);
        for (auto const& [name, value] : rule.params) out.append(name).append(value);
        for (pack::Citation const& law : rule.law)
            out.append(law.doc).append(law.at).append(law.quote).append("\n");
        for (rule::ConditionTrace const& condition : rule.conditions) {
            out.append(condition.name).append(": ").append(condition.text).append(condition.why);
            out.append(std::to_string(int(condition.state))).append(" ");
            add(out, condition.items);
            add(out, condition.named);
            for (rule::Comparison const& c : condition.comparisons)
                out.append(c.left)
                    .append(c.left_value.text())
                    .append(c.op)
                    .append(c.right)
                    .append(c.right_value.text())
                    .append(c.difference());
            for (std::string const& below : condition.rules) out.append(below).append(" ");
            out.append("\n");
        }
    }
    return out;
}

void trace_of_one_record_as_text(benchmark::State& state) {
    Month const& m = month();
    size_t bytes = 0;
    for (auto _ : state) {
        std::string const text = text_of(*rule::explain_all(m.plan, m.facts, m.lists));
        bytes = text.size();
        benchmark::DoNotOptimize(text.data());
    }
    state.SetLabel(std::to_string(bytes) + " bytes");
}
BENCHMARK(trace_of_one_record_as_text)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
