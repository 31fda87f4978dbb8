// One rule in full, and the rows of tables.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "service/rule_view.hpp"
#include "service/rule_words.hpp"

namespace service {
namespace {

using Json = nlohmann::ordered_json;

/// Rows of a decision table that its detail shows; the rest is paged.
constexpr size_t rows_shown_max = 100;

Json law_json(std::vector<pack::Citation> const& law, Language language) {
    Json out = Json::array();
    for (pack::Citation const& one : law) {
        std::string const state = state_of(one.mark);
        out.push_back({{"document", one.doc},
                       {"clause", one.at},
                       {"quote", one.quote},
                       {"mark", std::string(1, char(one.mark))},
                       {"state", state},
                       {"status", state_words(state, language)}});
    }
    return out;
}

/// Numbers that differ from the version before, and a repeal.
Json changes_json(pack::Version const* before, pack::Version const& version) {
    Json out = Json::array();
    if (before == nullptr) return out;
    auto const add = [&](std::string const& what, std::string const& a, std::string const& b) {
        if (a != b) out.push_back({{"what", what}, {"before", a}, {"after", b}});
    };
    auto const value = [](pack::Version const& of, std::string const& name) {
        auto const at = of.params.find(name);
        return at == of.params.end() ? std::string() : at->second.text;
    };
    add("repealed", before->repealed ? "true" : "false", version.repealed ? "true" : "false");
    std::set<std::string> names;
    for (auto const& [name, source] : before->params) names.insert(name);
    for (auto const& [name, source] : version.params) names.insert(name);
    for (std::string const& name : names) add(name, value(*before, name), value(version, name));
    auto const documents = [](pack::Version const& of) {
        std::string text;
        for (pack::Citation const& law : of.law)
            text += (text.empty() ? "" : "; ") + law.doc + " " + law.at;
        return text;
    };
    add("law", documents(*before), documents(version));
    return out;
}

Json versions_json(pack::Rule const& rule, Language language) {
    Json out = Json::array();
    for (size_t i = 0; i < rule.versions.size(); ++i) {
        pack::Version const& version = rule.versions[i];
        Json one = {{"from", base::to_text(version.from)}, {"to", nullptr}};
        if (i + 1 < rule.versions.size())
            one["to"] = base::to_text(base::Day{rule.versions[i + 1].from.days - 1});
        one["repealed"] = version.repealed;
        one["parameters"] = Json::object();
        for (auto const& [name, source] : version.params) one["parameters"][name] = source.text;
        one["law"] = law_json(version.law, language);
        one["changes"] = changes_json(i == 0 ? nullptr : &rule.versions[i - 1], version);
        out.push_back(std::move(one));
    }
    return out;
}

Json conditions_json(WordBook const& words, pack::Rule const& rule) {
    Json out = Json::array();
    for (pack::Condition const& condition : rule.conditions)
        out.push_back({{"name", condition.name},
                       {"words", expression_words(words, condition.expression)},
                       {"expression", rule::term_text(condition.expression)},
                       {"why", condition.why}});
    return out;
}

std::string cell_text(base::YamlNode const& cell) {
    if (cell.kind == base::YamlKind::null) return "~";
    if (cell.kind != base::YamlKind::sequence) return cell.text;
    std::vector<std::string> out;
    for (base::YamlNode const& item : cell.items) out.push_back(item.text);
    return "[" + base::join(out, ", ") + "]";
}

/// Every test with what running it now gives; faults that are of no row stand beside.
Json tests_json(pack::TestTable const& tests, rule::TestReport const& report, Language language) {
    Json columns = Json::array(), rows = Json::array(), faults = Json::array();
    for (pack::Source const& column : tests.columns) columns.push_back(column.text);
    auto const failure_of = [&](base::Place const& at) {
        return std::find_if(report.failures.begin(), report.failures.end(),
                            [&](base::Error const& error) {
                                return error.code == "test_failed" && error.at.line == at.line;
                            });
    };
    bool const ran = have_run(report, tests.rows.size());
    for (size_t i = 0; i < tests.rows.size(); ++i) {
        Json cells = Json::array();
        for (base::YamlNode const& cell : tests.rows[i].cells) cells.push_back(cell_text(cell));
        auto const failed = failure_of(tests.rows[i].at);
        bool const passed = ran && failed == report.failures.end();
        rows.push_back({{"number", i + 1}, {"cells", cells}, {"passed", passed}});
        rows.back()["message"] =
            failed == report.failures.end() ? Json(nullptr) : Json(error_text(*failed, language));
    }
    for (base::Error const& error : report.failures)
        if (error.code != "test_failed") faults.push_back(error_text(error, language));
    return {{"columns", columns},
            {"passed", passed_of(report, tests.rows.size())},
            {"count", tests.rows.size()},
            {"rows", rows},
            {"faults", faults}};
}

Json node_json(ShelvedBook const& shelved, RuleNode const& node, Language language) {
    return {{"kind", node.kind}, {"name", node.name}, {"title", title_of(shelved, node, language)}};
}

Json inputs_json(ShelvedBook const& shelved, WordBook const& words, RuleNode const& node) {
    Json out = Json::array();
    auto const grain = shelved.book.grains.find(words.grain);
    if (grain == shelved.book.grains.end()) return out;
    auto const& uses = shelved.graph.uses(node);
    for (pack::Item const& item : grain->second.items) {
        if (!uses.contains({"item", item.name})) continue;
        out.push_back({{"item", item.name},
                       {"label", label_of(item.label, words.language)},
                       {"type", type_text(item.type)},
                       {"codes", item.type.codes},
                       {"unit", item.type.unit},
                       {"column", item.column},
                       {"expression", item.expression.text}});
    }
    return out;
}

/// Shared numbers that it rests on, and the numbers of its own versions.
Json parameters_json(ShelvedBook const& shelved, RuleNode const& node, Language language) {
    auto const below = shelved.graph.below(node);
    Json out = Json::array();
    for (ParameterLine const& line : parameter_lines(shelved, language)) {
        bool const own = !line.rule.empty() && line.rule == node.name;
        bool const shared = line.rule.empty() && below.contains({"param", line.parameter});
        if (!own && !shared) continue;
        Json one = Json::object();
        for (base::Column const& column : base::record_of<ParameterLine>.columns) {
            base::Value const value = column.get(&line);
            std::string const name(column.name);
            one[name] = base::is_null(value) ? Json(nullptr) : Json(base::to_text(value));
        }
        out.push_back(std::move(one));
    }
    return out;
}

/// Official rows above a node; those that name it themselves are direct.
Json feeds_json(ShelvedBook const& shelved, RuleNode const& node, Language language) {
    Json out = Json::array();
    auto const& direct = shelved.graph.used_by(node);
    for (RuleNode const& above : shelved.graph.above(node)) {
        if (above.kind != "row") continue;
        size_t const blank = above.name.find(' ');
        pack::LayoutPack const& layout = shelved.book.layouts.at(above.name.substr(0, blank));
        if (layout.number.starts_with("bridge.")) continue;  // To other returns.
        std::string const code = above.name.substr(blank + 1);
        for (pack::OutputRow const& row : layout.versions.back().rows)
            if (row.code == code)
                out.push_back({{"table", layout.number},
                               {"title", label_of(layout.label, language)},
                               {"relation", layout.relation},
                               {"row", code},
                               {"label", label_of(row.label, language)},
                               {"direct", direct.contains(above)}});
    }
    return out;
}

void add_neighbours(Json& out, ShelvedBook const& shelved, RuleNode const& node,
                    Language language) {
    out["uses"] = Json::array();
    for (RuleNode const& one : shelved.graph.uses(node))
        if (one.kind != "item") out["uses"].push_back(node_json(shelved, one, language));
    // What stands behind a computed item is used through it.
    for (RuleNode const& item : shelved.graph.uses(node))
        if (item.kind == "item")
            for (RuleNode const& one : shelved.graph.uses(item))
                if (one.kind != "item") {
                    Json through = node_json(shelved, one, language);
                    through["through"] = title_of(shelved, item, language);
                    out["uses"].push_back(std::move(through));
                }
    out["used_by"] = Json::array();
    for (RuleNode const& one : shelved.graph.used_by(node))
        if (one.kind != "row") out["used_by"].push_back(node_json(shelved, one, language));
    out["feeds"] = feeds_json(shelved, node, language);
}

Json table_json(WordBook const& words, pack::DecisionTable const& table) {
    Json inputs = Json::array(), rows = Json::array();
    for (pack::DecisionTable::Column const& column : table.inputs)
        inputs.push_back({{"item", column.item},
                          {"label", item_words(words, column.item)},
                          {"unit", column.unit}});
    for (pack::DecisionTable::Row const& row : table.rows) {
        if (rows.size() == rows_shown_max) break;
        Json cells = Json::array();
        for (pack::Source const& cell : row.cells) cells.push_back(cell.text);
        rows.push_back({{"cells", cells}, {"output", row.output}, {"line", row.at.line}});
    }
    return {{"inputs", inputs},
            {"output", type_text(table.output)},
            {"count", table.rows.size()},
            {"rows", rows}};
}

/// What every kind has; `T` is a rule, a decision table or a metric.
template <typename T>
Json head_of(RuleLine const& line, WordBook const& words, T const& of) {
    Json out = Json::object();
    for (base::Column const& column : base::record_of<RuleLine>.columns) {
        base::Value const value = column.get(&line);
        std::string const name(column.name);
        if (auto const* number = std::get_if<int64_t>(&value))
            out[name] = *number;
        else
            out[name] = base::is_null(value) ? Json(nullptr) : Json(base::to_text(value));
    }
    out["title"] = label_of(of.label, words.language);
    out["statement"] = statement_of(words, of);
    return out;
}

Json rule_json(WordBook const& words, RuleLine const& line, pack::Rule const& rule) {
    Json out = head_of(line, words, rule);
    out["clock"] = {{"item", rule.by}, {"label", item_words(words, rule.by)}};
    out["combine"] = rule.combine == pack::Combine::any ? "any" : "all";
    if (rule.is_check) {
        out["severity"] = rule.severity == pack::Severity::hard ? "hard" : "soft";
        out["relation"] = rule.relation;
    }
    out["condition_list"] = conditions_json(words, rule);
    out["version_list"] = versions_json(rule, words.language);
    return out;
}

}  // namespace

base::Result<std::string> rule_detail(ShelvedBook const& shelved, std::string const& name,
                                      Language language) {
    auto const lines = rule_lines(shelved, language);
    auto const line = std::find_if(lines.begin(), lines.end(),
                                   [&](RuleLine const& one) { return one.rule == name; });
    if (line == lines.end())
        return base::fail(base::ErrorKind::not_found, "rule_not_found", {}, {{"name", name}});
    pack::Book const& book = shelved.book;
    auto const found = book.rules.find(name);
    WordBook const words{book, line->grain, language,
                         found == book.rules.end() ? nullptr : &found->second};
    RuleNode node{"rule", name};
    Json out;
    pack::TestTable const* tests = nullptr;
    if (words.rule != nullptr) {
        out = rule_json(words, *line, *words.rule);
        tests = &words.rule->tests;
    } else if (auto const table = book.tables.find(name); table != book.tables.end()) {
        node.kind = "table";
        out = head_of(*line, words, table->second);
        out["law_list"] = law_json(table->second.law, language);
        out["table"] = table_json(words, table->second);
        tests = &table->second.tests;
    } else {
        pack::Metric const& metric = book.metrics.at(name);
        node.kind = "metric";
        out = head_of(*line, words, metric);
        out["law_list"] = law_json(metric.law, language);
        out["expression"] = metric.expression.text;
        out["where"] = metric.where.text;
        tests = &metric.tests;
    }
    out["inputs"] = inputs_json(shelved, words, node);
    out["parameters"] = parameters_json(shelved, node, language);
    add_neighbours(out, shelved, node, language);
    out["test_list"] = tests_json(*tests, shelved.tests.at(name), language);
    return out.dump();
}

base::Result<std::vector<TableLine>> decision_rows(ShelvedBook const& shelved,
                                                   std::string const& rule, Language language) {
    auto const table = shelved.book.tables.find(rule);
    if (table == shelved.book.tables.end())
        return base::fail(base::ErrorKind::not_found, "rule_not_found", {}, {{"name", rule}});
    WordBook const words{shelved.book, table->second.grain, language};
    std::vector<TableLine> out;
    for (pack::DecisionTable::Row const& row : table->second.rows) {
        TableLine line;
        line.number = int64_t(out.size()) + 1;
        line.code = row.output;
        for (size_t i = 0; i < row.cells.size(); ++i) {
            if (row.cells[i].text == "-") continue;
            pack::DecisionTable::Column const& column = table->second.inputs[i];
            line.words += (line.words.empty() ? "" : "; ") + item_words(words, column.item) + " " +
                          row.cells[i].text +
                          (column.unit.empty() ? std::string() : " " + column.unit);
        }
        line.line = row.at.line;
        out.push_back(std::move(line));
    }
    return out;
}

base::Result<std::vector<TableLine>> code_rows(ShelvedBook const& shelved, std::string const& table,
                                               Language language) {
    pack::Book const& book = shelved.book;
    std::vector<TableLine> out;
    auto const add = [&](TableLine line) {
        line.number = int64_t(out.size()) + 1;
        out.push_back(std::move(line));
    };
    auto const words_of = [&](std::string const& list, std::string const& code) {
        pack::CodeList const* const codes = pack::find(book.codes, list);
        int const at = codes == nullptr ? -1 : codes->find(code);
        return at < 0 ? std::string() : label_of(codes->codes[size_t(at)].label, language);
    };
    if (auto const list = book.codes.find(table); list != book.codes.end()) {
        for (pack::Code const& code : list->second.codes)
            add({0, code.code, label_of(code.label, language), code.parent, "", "", {}, 0});
        return out;
    }
    if (auto const set = book.sets.find(table); set != book.sets.end()) {
        for (pack::CodeSetVersion const& version : set->second.versions)
            for (std::string const& code : version.members)
                add({0, code, words_of(set->second.of, code), "", "", "", version.from, 0});
        return out;
    }
    if (auto const map = book.maps.find(table); map != book.maps.end()) {
        for (pack::MapRow const& row : map->second.rows)
            add({0,
                 row.code,
                 words_of(map->second.of, row.code),
                 "",
                 row.category,
                 row.flag,
                 {},
                 row.line});
        return out;
    }
    return base::fail(base::ErrorKind::not_found, "rule_not_found", {}, {{"name", table}});
}

}  // namespace service
