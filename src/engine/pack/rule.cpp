// kinds: eligibility, check, metric — named conditions, versions by date, inline tests.
#include "base/text.hpp"
#include "engine/pack/kinds.hpp"

namespace pack {
namespace {

std::vector<Condition> read_conditions(Decoder& root, std::string_view key) {
    std::vector<Condition> out;
    for (base::YamlNode::Entry const& entry : root.map(key).entries) {
        Condition condition;
        condition.name = entry.key;
        if (entry.value.kind == base::YamlKind::map) {
            Decoder inner = root.at(entry.value, entry.key);
            inner.only({"expr", "why"});
            condition.expression = inner.source("expr");
            condition.why = inner.text_or("why", "");
        } else {
            condition.expression = root.source_of(entry.value, std::string(key) + "." + entry.key);
        }
        out.push_back(std::move(condition));
    }
    return out;
}

std::vector<Version> read_versions(Decoder& root) {
    std::vector<Version> out;
    for (base::YamlNode const& node : root.sequence("versions").items) {
        Decoder decoder = root.at(node, "versions");
        decoder.only({"from", "repealed", "param", "law"});
        Version version;
        version.from = decoder.day("from");
        version.repealed = decoder.yes("repealed");
        version.law = decoder.law("law");
        version.place = decoder.place(node);
        for (base::YamlNode::Entry const& entry : decoder.map("param").entries)
            version.params.emplace(entry.key, decoder.source_of(entry.value, "param." + entry.key));
        if (!out.empty() && version.from <= out.back().from)
            decoder.fault("pack_version_order", node, "from");
        if (version.law.empty()) decoder.fault("pack_no_law", node, "law");
        out.push_back(std::move(version));
    }
    if (out.empty()) root.fault("pack_missing_key", root.node(), "versions");
    return out;
}

}  // namespace

std::string read_name(Reading& reading, Decoder& root, std::string_view key) {
    std::string const name = root.text(key);
    auto const parts = base::split(name, '.');
    bool good = parts.size() == 2;
    for (std::string_view part : parts) {
        good = good && !part.empty();
        for (char c : part)
            good = good && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_');
    }
    if (!name.empty() && (!good || parts[0] != reading.chapter))
        root.fault("pack_bad_name", *root.node().find(key), key,
                   {{"value", name}, {"chapter", reading.chapter}});
    return name;
}

TestTable read_tests(Decoder root) {
    TestTable out;
    if (!root.has("tests")) return out;
    Decoder tests = root.at(root.map("tests"), "tests");
    tests.only({"cols", "rows"});
    for (base::YamlNode const& node : tests.sequence("cols").items)
        out.columns.push_back(tests.source_of(node, "cols"));
    for (base::YamlNode const& node : tests.sequence("rows").items) {
        if (node.kind != base::YamlKind::sequence || node.items.size() != out.columns.size()) {
            tests.fault("pack_test_width", node, "rows",
                        {{"want", std::to_string(out.columns.size())},
                         {"got", std::to_string(node.items.size())}});
            continue;
        }
        out.rows.push_back({node.items, tests.place(node, "rows")});
    }
    return out;
}

void read_rule(Reading& reading, Decoder root) {
    root.only({"rule", "kind", "name", "grain", "by", "when", "any", "versions", "tests",
               "severity", "relation", "detail"});
    Rule rule;
    rule.name = read_name(reading, root, "rule");
    rule.label = root.label("name");
    rule.is_check = root.text("kind") == "check";
    rule.grain = root.text("grain");
    rule.by = root.text("by");
    rule.file = reading.file;
    rule.place = root.place(root.node());
    rule.combine = root.has("any") ? Combine::any : Combine::all;
    if (root.has("any") == root.has("when")) root.fault("pack_when_or_any", root.node(), "when");
    rule.conditions = read_conditions(root, root.has("any") ? "any" : "when");
    if (rule.conditions.empty()) root.fault("pack_empty", root.node(), "when");
    rule.versions = read_versions(root);
    rule.tests = read_tests(root);
    rule.relation = root.text_or("relation", "");
    rule.detail = root.source_or_none("detail");
    std::string const severity = root.text_or("severity", "");
    if (rule.is_check ? severity != "hard" && severity != "soft" : !severity.empty())
        root.fault("pack_bad_severity", root.node(), "severity");
    rule.severity = severity == "soft" ? Severity::soft : Severity::hard;
    if (!rule.is_check && !rule.relation.empty())
        root.fault("pack_unknown_key", root.node(), "relation");
    add(reading, reading.book.rules, std::move(rule));
}

void read_metric(Reading& reading, Decoder root) {
    root.only({"metric", "kind", "name", "grain", "expr", "where", "law", "tests"});
    Metric metric;
    metric.name = read_name(reading, root, "metric");
    metric.label = root.label("name");
    metric.grain = root.text("grain");
    metric.expression = root.source("expr");
    metric.where = root.source_or_none("where");
    metric.law = root.law("law");
    metric.tests = read_tests(root);
    metric.place = root.place(root.node());
    if (metric.law.empty()) root.fault("pack_no_law", root.node(), "law");
    add(reading, reading.book.metrics, std::move(metric));
}

}  // namespace pack
