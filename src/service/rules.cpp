// Rulebook use cases over engine/pack and engine/rule.
#include "service/rules.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.hpp"

namespace service {
namespace {

using Json = nlohmann::json;

std::string mark_letters(std::set<char> const& marks) { return {marks.begin(), marks.end()}; }

void add_marks(std::set<char>& marks, std::vector<pack::Citation> const& law) {
    for (pack::Citation const& citation : law) marks.insert(char(citation.mark));
}

std::string shown(base::Value const& value) { return base::to_text(value); }

}  // namespace

base::Result<base::Value> parse_fact(std::string const& item, pack::Type const& type,
                                     std::string const& text) {
    if (text.empty()) return base::Value();
    auto const wrong = [&] {
        return base::invalid("fact_wrong_type", {.field = item}, {{"value", text}});
    };
    switch (type.kind) {
        case pack::TypeKind::boolean:
            if (text == "true" || text == "1") return base::Value(true);
            if (text == "false" || text == "0") return base::Value(false);
            return wrong();
        case pack::TypeKind::integer:
        case pack::TypeKind::decimal: {
            auto const number = base::parse_decimal(text);
            if (!number || !base::fits_scale(*number, type.scale)) return wrong();
            return base::Value(*number);
        }
        case pack::TypeKind::date: {
            auto const day = base::parse_day(text);
            if (!day) return wrong();
            return base::Value(*day);
        }
        case pack::TypeKind::text:
        case pack::TypeKind::code: return base::Value(text);
    }
    return wrong();
}

CheckReport check_rules(std::string const& folder) {
    CheckReport report;
    pack::Loaded loaded = pack::load(folder);
    report.files = loaded.book.file_count;
    report.rules =
        int(loaded.book.rules.size() + loaded.book.tables.size() + loaded.book.metrics.size());
    report.errors = std::move(loaded.errors);
    if (!report.errors.empty()) return report;
    report.errors = rule::check(loaded.book);
    for (auto const& [name, rule] : loaded.book.rules) report.tests += int(rule.tests.rows.size());
    for (auto const& [name, table] : loaded.book.tables)
        report.tests += int(table.tests.rows.size());
    for (auto const& [name, metric] : loaded.book.metrics)
        report.tests += int(metric.tests.rows.size());
    return report;
}

std::vector<RuleRow> list_rules(pack::Book const& book) {
    std::vector<RuleRow> out;
    for (auto const& [name, rule] : book.rules) {
        RuleRow row{name,
                    rule.is_check ? "check" : "eligibility",
                    rule.label.zh,
                    rule.label.en,
                    rule.grain,
                    "",
                    "",
                    0,
                    0};
        std::set<char> marks;
        for (pack::Version const& version : rule.versions) add_marks(marks, version.law);
        row.from = rule.versions.empty() ? "" : base::to_text(rule.versions.back().from);
        row.marks = mark_letters(marks);
        row.conditions = int(rule.conditions.size());
        row.tests = int(rule.tests.rows.size());
        out.push_back(std::move(row));
    }
    for (auto const& [name, table] : book.tables) {
        std::set<char> marks;
        add_marks(marks, table.law);
        out.push_back({name, "table", table.label.zh, table.label.en, table.grain, "",
                       mark_letters(marks), int(table.rows.size()), int(table.tests.rows.size())});
    }
    for (auto const& [name, metric] : book.metrics) {
        std::set<char> marks;
        add_marks(marks, metric.law);
        out.push_back({name, "metric", metric.label.zh, metric.label.en, metric.grain, "",
                       mark_letters(marks), 0, int(metric.tests.rows.size())});
    }
    std::sort(out.begin(), out.end(),
              [](RuleRow const& a, RuleRow const& b) { return a.name < b.name; });
    return out;
}

base::Result<rule::Facts> decode_facts(pack::Book const& book, std::string const& grain,
                                       std::string const& json) {
    Json const object = Json::parse(json, nullptr, false);
    if (!object.is_object()) return base::invalid("json_malformed", {.field = "facts"});
    auto const found = book.grains.find(grain);
    if (found == book.grains.end()) return base::invalid("grain_not_found", {}, {{"name", grain}});
    auto const& items = found->second.items;
    rule::Facts facts;
    for (auto const& [name, value] : object.items()) {
        auto const item = std::find_if(items.begin(), items.end(),
                                       [&](pack::Item const& i) { return i.name == name; });
        if (item == items.end()) return base::invalid("fact_unknown_item", {.field = name});
        std::string const text = value.is_null()     ? std::string()
                                 : value.is_string() ? value.get<std::string>()
                                                     : value.dump();
        auto decoded = TRY(parse_fact(name, item->type, text));
        facts.emplace(name, std::move(decoded));
    }
    return facts;
}

base::Result<EvalResult> evaluate_record(pack::Book const& book, std::string const& name,
                                         std::string const& as_of, std::string const& facts_json,
                                         rule::Lists const& lists) {
    EvalResult out;
    out.rule = name;
    out.pack_hash = book.hash;
    auto const at = book.rules.find(name);
    auto const* const table = pack::find(book.tables, name);
    auto const* const metric = pack::find(book.metrics, name);
    if (at == book.rules.end() && table == nullptr && metric == nullptr)
        return base::fail(base::ErrorKind::not_found, "rule_not_found", {}, {{"name", name}});
    std::string const grain = at != book.rules.end() ? at->second.grain
                              : table != nullptr     ? table->grain
                                                     : metric->grain;
    auto facts = TRY(decode_facts(book, grain, facts_json));
    if (!as_of.empty()) {
        auto const day = base::parse_day(as_of);
        if (!day) return base::invalid("pack_bad_date", {.field = "as-of"}, {{"value", as_of}});
        facts["report_date"] = *day;
    }
    if (at != book.rules.end()) {
        auto const plan = TRY(rule::compile_for_facts(book, {name}, facts, "140000"));
        out.trace = TRY(rule::explain(plan, name, facts, lists));
        return out;
    }
    out.is_value = true;
    if (metric != nullptr) {
        auto const value = TRY(rule::evaluate_metric(book, *metric, {facts}, lists));
        out.value = shown(value);
        return out;
    }
    rule::CompileOptions options;
    options.grain = grain;
    options.rules = {};
    for (auto const& [rule_name, rule] : book.rules)
        options.stubs.push_back("rule('" + rule_name + "')");
    for (auto const& [item, value] : facts) options.stubs.push_back(item);
    options.outputs = {{"table('" + table->name + "')", table->place}};
    auto const plan = TRY(rule::compile(book, options));
    auto const evaluation = TRY(rule::evaluate(plan, facts, lists));
    out.value = shown(evaluation.outputs[0]);
    return out;
}

}  // namespace service
