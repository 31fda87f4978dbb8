// What changed in meaning between two books.
#include <set>

#include "base/text.hpp"
#include "engine/rule/rule.hpp"
#include "engine/rule/syntax.hpp"

namespace rule {
namespace {

/// An expression normalised, so that blanks and brackets are no change.
std::string normal(pack::Source const& source) {
    auto const syntax = parse_expression(source.text, source.at);
    return syntax ? to_text(*syntax) : source.text;
}

std::string version_text(pack::Version const& version) {
    std::string out = version.repealed ? "repealed" : "";
    for (auto const& [name, value] : version.params)
        out += (out.empty() ? "" : ", ") + name + " = " + value.text;
    return out;
}

std::string law_text(pack::Version const& version) {
    std::string out;
    for (pack::Citation const& law : version.law)
        out += law.doc + " " + law.at + " [" + std::string(1, char(law.mark)) + "]; ";
    return out;
}

class Differ {
public:
    std::vector<Change> out;

    void add(std::string kind, std::string name, std::string before, std::string after) {
        if (before != after)
            out.push_back({std::move(kind), std::move(name), std::move(before), std::move(after)});
    }

    /// Compares two maps of text by key under one kind.
    void maps(std::string const& kind, std::string const& name,
              std::map<std::string, std::string> const& before,
              std::map<std::string, std::string> const& after) {
        std::set<std::string> keys;
        for (auto const& [key, value] : before) keys.insert(key);
        for (auto const& [key, value] : after) keys.insert(key);
        for (std::string const& key : keys) {
            auto const a = before.find(key), b = after.find(key);
            add(kind, name.empty() ? key : name + " " + key, a == before.end() ? "" : a->second,
                b == after.end() ? "" : b->second);
        }
    }

    template <typename T, typename Compare>
    void named(std::string const& what, std::map<std::string, T> const& before,
               std::map<std::string, T> const& after, Compare compare) {
        for (auto const& [name, value] : before)
            if (!after.contains(name)) add("removed", name, what, "");
        for (auto const& [name, value] : after) {
            auto const at = before.find(name);
            if (at == before.end())
                add("added", name, "", what);
            else
                compare(name, at->second, value);
        }
    }
};

std::map<std::string, std::string> conditions_of(pack::Rule const& rule) {
    std::map<std::string, std::string> out;
    for (pack::Condition const& condition : rule.conditions)
        out[condition.name] = normal(condition.expression);
    out["(by)"] = rule.by;
    out["(combine)"] = rule.combine == pack::Combine::any ? "any" : "all";
    return out;
}

}  // namespace

std::vector<Change> diff(pack::Book const& before, pack::Book const& after) {
    Differ d;
    d.named("rule", before.rules, after.rules,
            [&](std::string const& name, pack::Rule const& a, pack::Rule const& b) {
                d.maps("condition", name, conditions_of(a), conditions_of(b));
                std::map<std::string, std::string> versions_a, versions_b, law_a, law_b;
                for (auto const& v : a.versions)
                    versions_a[base::to_text(v.from)] = "in force " + version_text(v),
                    law_a[base::to_text(v.from)] = law_text(v);
                for (auto const& v : b.versions)
                    versions_b[base::to_text(v.from)] = "in force " + version_text(v),
                    law_b[base::to_text(v.from)] = law_text(v);
                d.maps("version", name, versions_a, versions_b);
                d.maps("law", name, law_a, law_b);
            });
    auto const param_rows = [](std::vector<pack::ParamRow> const& rows) {
        std::map<std::string, std::string> out;
        for (pack::ParamRow const& row : rows)
            out[row.region + " " + base::to_text(row.from)] =
                row.value.value_or("unset") + " " + row.unit;
        return out;
    };
    d.named("param", before.params, after.params,
            [&](std::string const& name, auto const& a, auto const& b) {
                d.maps("parameter", name, param_rows(a), param_rows(b));
            });
    d.named("set", before.sets, after.sets,
            [&](std::string const& name, pack::CodeSet const& a, pack::CodeSet const& b) {
                std::map<std::string, std::string> x, y;
                for (auto const& v : a.versions)
                    x[base::to_text(v.from)] = base::join(v.members, " ");
                for (auto const& v : b.versions)
                    y[base::to_text(v.from)] = base::join(v.members, " ");
                d.maps("set", name, x, y);
            });
    d.named("map", before.maps, after.maps,
            [&](std::string const& name, pack::CodeMap const& a, pack::CodeMap const& b) {
                std::map<std::string, std::string> x, y;
                for (auto const& row : a.rows) x[row.code + " " + row.category] = row.flag;
                for (auto const& row : b.rows) y[row.code + " " + row.category] = row.flag;
                d.maps("map", name, x, y);
            });
    d.named(
        "table", before.tables, after.tables,
        [&](std::string const& name, pack::DecisionTable const& a, pack::DecisionTable const& b) {
            auto const text = [](pack::DecisionTable const& table) {
                std::map<std::string, std::string> out;
                for (auto const& row : table.rows) {
                    std::string cells;
                    for (auto const& cell : row.cells) cells += cell.text + " | ";
                    out[cells] = row.output;
                }
                return out;
            };
            d.maps("table", name, text(a), text(b));
        });
    std::map<std::string, std::string> items_a, items_b;
    for (auto const* side : {&before, &after})
        for (auto const& [name, grain] : side->grains)
            for (auto const& item : grain.items)
                (side == &before ? items_a : items_b)[item.name] =
                    item.column.empty() ? normal(item.expression) : item.column;
    d.maps("item", "", items_a, items_b);
    return d.out;
}

}  // namespace rule
