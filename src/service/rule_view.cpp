// Lists of rules, parameters and codes.
#include "service/rule_view.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "service/rule_words.hpp"
#include "service/rules.hpp"

namespace service {
namespace {

constexpr std::string_view states[] = {"official", "known", "trial", "proposal", "unset"};

size_t rank_of(std::string_view state) {
    return size_t(std::find(std::begin(states), std::end(states), state) - std::begin(states));
}

std::string chapter_of(std::string const& name) { return name.substr(0, name.find('.')); }

std::string joined(std::vector<pack::Citation> const& law, std::string pack::Citation::* part) {
    std::vector<std::string> out;
    for (pack::Citation const& one : law)
        if (std::find(out.begin(), out.end(), one.*part) == out.end()) out.push_back(one.*part);
    return base::join(out, "; ");
}

/// Citations of the newest version, and the first days of all.
template <typename Versions>
void add_versions(Versions const& versions, RuleLine& line) {
    std::vector<std::string> days;
    for (auto const& version : versions) days.push_back(base::to_text(version.from));
    line.versions = base::join(days, " ");
    if (versions.empty()) return;
    line.from = versions.back().from;
    line.law = joined(versions.back().law, &pack::Citation::doc);
    line.clause = joined(versions.back().law, &pack::Citation::at);
}

void add_law(std::vector<pack::Citation> const& law, RuleLine& line) {
    line.law = joined(law, &pack::Citation::doc);
    line.clause = joined(law, &pack::Citation::at);
}

RuleLine line_of(ShelvedBook const& shelved, RuleRow const& row, Language language) {
    pack::Book const& book = shelved.book;
    RuleLine out;
    out.rule = row.name;
    out.kind = row.kind;
    out.chapter = chapter_of(row.name);
    out.zh = row.zh;
    out.en = row.en;
    out.grain = row.grain;
    out.marks = row.marks;
    out.conditions = row.conditions;
    out.tests = row.tests;
    out.passed = passed_of(shelved.tests.at(row.name), size_t(row.tests));
    RuleNode node{"rule", row.name};
    if (auto const rule = book.rules.find(row.name); rule != book.rules.end()) {
        add_versions(rule->second.versions, out);
        out.file = rule->second.place.file;
    } else if (auto const table = book.tables.find(row.name); table != book.tables.end()) {
        add_law(table->second.law, out);
        out.file = table->second.place.file;
        node.kind = "table";
    } else if (auto const metric = book.metrics.find(row.name); metric != book.metrics.end()) {
        add_law(metric->second.law, out);
        out.file = metric->second.place.file;
        node.kind = "metric";
    }
    out.state = weakest_state(shelved, node);
    out.status = state_words(out.state, language);
    return out;
}

ParameterLine parameter_of(pack::ParamRow const& row, Language language) {
    ParameterLine out;
    out.parameter = row.name;
    out.region = row.region;
    out.from = row.from;
    out.to = row.to;
    out.value = row.value;
    out.unit = row.unit;
    out.state = row.value ? state_of(row.law.mark) : "unset";
    out.status = state_words(out.state, language);
    out.mark = std::string(1, char(row.law.mark));
    out.law = row.law.doc;
    out.clause = row.law.at;
    out.quote = row.law.quote;
    out.file = row.law.place.file;
    return out;
}

/// The numbers of a rule's versions: each rests on what the version cites.
void add_own(pack::Rule const& rule, Language language, std::vector<ParameterLine>& out) {
    for (size_t i = 0; i < rule.versions.size(); ++i) {
        pack::Version const& version = rule.versions[i];
        for (auto const& [name, source] : version.params) {
            ParameterLine line;
            line.parameter = name;
            line.rule = rule.name;
            line.from = version.from;
            if (i + 1 < rule.versions.size())
                line.to = base::Day{rule.versions[i + 1].from.days - 1};
            size_t const blank = source.text.find(' ');
            line.value = source.text.substr(0, blank);
            if (blank != std::string::npos) line.unit = source.text.substr(blank + 1);
            for (pack::Citation const& law : version.law)
                if (rank_of(state_of(law.mark)) >= rank_of(line.state) || line.state.empty()) {
                    line.state = state_of(law.mark);
                    line.mark = std::string(1, char(law.mark));
                    line.quote = law.quote;
                }
            line.status = state_words(line.state, language);
            line.law = joined(version.law, &pack::Citation::doc);
            line.clause = joined(version.law, &pack::Citation::at);
            line.file = rule.place.file;
            out.push_back(std::move(line));
        }
    }
}

std::vector<pack::Citation> law_of(ShelvedBook const& shelved, RuleNode const& node) {
    pack::Book const& book = shelved.book;
    std::vector<pack::Citation> out;
    auto const add = [&](std::vector<pack::Citation> const& law) {
        out.insert(out.end(), law.begin(), law.end());
    };
    auto const rule = node.kind == "rule" ? book.rules.find(node.name) : book.rules.end();
    if (rule != book.rules.end())
        for (pack::Version const& version : rule->second.versions) add(version.law);
    if (auto const* at = node.kind == "table" ? pack::find(book.tables, node.name) : nullptr)
        add(at->law);
    if (auto const* at = node.kind == "metric" ? pack::find(book.metrics, node.name) : nullptr)
        add(at->law);
    if (auto const* at = node.kind == "map" ? pack::find(book.maps, node.name) : nullptr)
        add(at->law);
    if (auto const* at = node.kind == "codes" ? pack::find(book.sets, node.name) : nullptr)
        for (pack::CodeSetVersion const& version : at->versions) add(version.law);
    return out;
}

}  // namespace

bool have_run(rule::TestReport const& report, size_t rows) {
    bool const failed =
        std::any_of(report.failures.begin(), report.failures.end(),
                    [](base::Error const& error) { return error.code == "test_failed"; });
    return report.passed > 0 || rows == 0 || failed;
}

int64_t passed_of(rule::TestReport const& report, size_t rows) {
    if (!have_run(report, rows)) return 0;
    // Rows of a metric that only bring data pass with the group that they are in.
    return int64_t(rows) -
           std::count_if(report.failures.begin(), report.failures.end(),
                         [](base::Error const& error) { return error.code == "test_failed"; });
}

std::string state_of(pack::Mark mark) {
    switch (mark) {
        case pack::Mark::source: return "official";
        case pack::Mark::known: return "known";
        case pack::Mark::uncertain: return "trial";
        case pack::Mark::proposal: return "proposal";
    }
    return "trial";
}

std::string state_words(std::string const& state, Language language) {
    return label("text.rule_state_" + state, language);
}

std::string weakest_state(ShelvedBook const& shelved, RuleNode const& node) {
    auto nodes = shelved.graph.below(node);
    nodes.insert(node);
    std::string out = "official";
    auto const weaken = [&](std::string const& state) {
        if (rank_of(state) > rank_of(out)) out = state;
    };
    for (RuleNode const& one : nodes) {
        for (pack::Citation const& law : law_of(shelved, one)) weaken(state_of(law.mark));
        auto const rows =
            one.kind == "param" ? shelved.book.params.find(one.name) : shelved.book.params.end();
        if (rows == shelved.book.params.end()) continue;
        for (pack::ParamRow const& row : rows->second)
            weaken(row.value ? state_of(row.law.mark) : "unset");
    }
    return out;
}

std::string title_of(ShelvedBook const& shelved, RuleNode const& node, Language language) {
    pack::Book const& book = shelved.book;
    auto const in = [&](auto const& all) {
        auto const at = all.find(node.name);
        return at == all.end() ? node.name : label_of(at->second.label, language);
    };
    if (node.kind == "rule") return in(book.rules);
    if (node.kind == "metric") return in(book.metrics);
    if (node.kind == "table") return in(book.tables);
    if (node.kind == "map") return in(book.maps);
    if (node.kind == "list") return in(book.lists);
    if (node.kind == "codes") return book.sets.contains(node.name) ? in(book.sets) : in(book.codes);
    if (node.kind == "item")
        for (auto const& [name, grain] : book.grains)
            for (pack::Item const& item : grain.items)
                if (item.name == node.name) return label_of(item.label, language);
    return node.name;
}

std::vector<RuleLine> rule_lines(ShelvedBook const& shelved, Language language) {
    std::vector<RuleLine> out;
    for (RuleRow const& row : list_rules(shelved.book))
        out.push_back(line_of(shelved, row, language));
    return out;
}

std::vector<ParameterLine> parameter_lines(ShelvedBook const& shelved, Language language) {
    std::vector<ParameterLine> out;
    for (auto const& [name, rows] : shelved.book.params)
        for (pack::ParamRow const& row : rows) out.push_back(parameter_of(row, language));
    for (auto const& [name, rule] : shelved.book.rules) add_own(rule, language, out);
    return out;
}

std::vector<CodeTableLine> code_table_lines(ShelvedBook const& shelved) {
    std::vector<CodeTableLine> out;
    for (auto const& [name, list] : shelved.book.codes)
        out.push_back({name, "codes", list.label.zh, list.label.en, list.derived_from, "", "",
                       int64_t(list.codes.size()), joined(list.law, &pack::Citation::doc),
                       list.place.file});
    for (auto const& [name, set] : shelved.book.sets) {
        std::vector<std::string> days;
        for (pack::CodeSetVersion const& version : set.versions)
            days.push_back(base::to_text(version.from));
        auto const& newest = set.versions.back();
        out.push_back({name, "set", set.label.zh, set.label.en, set.of, "", base::join(days, " "),
                       int64_t(newest.members.size()), joined(newest.law, &pack::Citation::doc),
                       set.place.file});
    }
    for (auto const& [name, map] : shelved.book.maps)
        out.push_back({name, "map", map.label.zh, map.label.en, map.of, map.to, "",
                       int64_t(map.rows.size()), joined(map.law, &pack::Citation::doc),
                       map.place.file});
    return out;
}

}  // namespace service
