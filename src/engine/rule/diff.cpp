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

using Side = Change::Side;
using Sides = std::map<std::string, Side>;

Side present(std::string text) { return {Side::State::present, std::move(text)}; }

Side side_of(pack::Version const& version) {
    if (version.repealed) return {Side::State::repealed, ""};
    std::string out;
    for (auto const& [name, value] : version.params)
        out += (out.empty() ? "" : ", ") + name + " = " + value.text;
    return present(out);
}

Side side_of(pack::ParamRow const& row) {
    if (!row.value) return {Side::State::unset, row.unit};
    return present(row.unit.empty() ? *row.value : *row.value + " " + row.unit);
}

std::string law_text(pack::Version const& version) {
    std::string out;
    for (pack::Citation const& law : version.law)
        out += (out.empty() ? "" : "; ") + law.doc + " " + law.at + " [" +
               std::string(1, char(law.mark)) + "]";
    return out;
}

class Differ {
public:
    std::vector<Change> out;

    void add(std::string kind, std::string name, Side before, Side after) {
        if (before != after)
            out.push_back(
                {std::move(kind), std::move(name), "", std::move(before), std::move(after)});
    }

    /// Compares two maps by key under one kind.
    void maps(std::string const& kind, std::string const& name, Sides const& before,
              Sides const& after) {
        std::set<std::string> keys;
        for (auto const& [key, value] : before) keys.insert(key);
        for (auto const& [key, value] : after) keys.insert(key);
        for (std::string const& key : keys) {
            auto const a = before.find(key), b = after.find(key);
            add(kind, name.empty() ? key : name + " " + key, a == before.end() ? Side() : a->second,
                b == after.end() ? Side() : b->second);
        }
    }

    template <typename T, typename Compare>
    void named(std::string const& what, std::map<std::string, T> const& before,
               std::map<std::string, T> const& after, Compare compare) {
        for (auto const& [name, value] : before)
            if (!after.contains(name)) out.push_back({"removed", name, what, present(""), {}});
        for (auto const& [name, value] : after) {
            auto const at = before.find(name);
            if (at == before.end())
                out.push_back({"added", name, what, {}, present("")});
            else
                compare(name, at->second, value);
        }
    }
};

Sides conditions_of(pack::Rule const& rule) {
    Sides out;
    for (pack::Condition const& condition : rule.conditions)
        out[condition.name] = present(normal(condition.expression));
    return out;
}

Side combine_of(pack::Rule const& rule) {
    return present(rule.combine == pack::Combine::any ? "any" : "all");
}

void compare_rules(Differ& d, std::string const& name, pack::Rule const& a, pack::Rule const& b) {
    d.add("clock", name, present(a.by), present(b.by));
    d.add("combine", name, combine_of(a), combine_of(b));
    d.maps("condition", name, conditions_of(a), conditions_of(b));
    Sides versions[2], law[2];
    for (int side = 0; side < 2; ++side)
        for (pack::Version const& version : (side == 0 ? a : b).versions) {
            std::string const from = base::to_text(version.from);
            versions[side][from] = side_of(version);
            law[side][from] = present(law_text(version));
        }
    d.maps("version", name, versions[0], versions[1]);
    d.maps("law", name, law[0], law[1]);
}

Sides rows_of(std::vector<pack::ParamRow> const& rows) {
    Sides out;
    for (pack::ParamRow const& row : rows) {
        std::string const from = base::to_text(row.from);
        out[row.region.empty() ? from : row.region + " " + from] = side_of(row);
    }
    return out;
}

Sides rows_of(pack::CodeSet const& set) {
    Sides out;
    for (auto const& version : set.versions)
        out[base::to_text(version.from)] = present(base::join(version.members, " "));
    return out;
}

Sides rows_of(pack::CodeMap const& map) {
    Sides out;
    for (pack::MapRow const& row : map.rows) out[row.code + " " + row.category] = present(row.flag);
    return out;
}

Sides rows_of(pack::DecisionTable const& table) {
    Sides out;
    for (auto const& row : table.rows) {
        std::string cells;
        for (pack::Source const& cell : row.cells)
            cells += (cells.empty() ? "" : " | ") + cell.text;
        out[cells] = present(row.output);
    }
    return out;
}

Sides items_of(pack::Book const& book) {
    Sides out;
    for (auto const& [name, grain] : book.grains)
        for (pack::Item const& item : grain.items)
            out[item.name] = present(item.column.empty() ? normal(item.expression) : item.column);
    return out;
}

}  // namespace

std::vector<Change> diff(pack::Book const& before, pack::Book const& after) {
    Differ d;
    auto const rows = [&](char const* kind) {
        return [&d, kind](std::string const& name, auto const& a, auto const& b) {
            d.maps(kind, name, rows_of(a), rows_of(b));
        };
    };
    d.named("rule", before.rules, after.rules,
            [&](std::string const& name, pack::Rule const& a, pack::Rule const& b) {
                compare_rules(d, name, a, b);
            });
    d.named("param", before.params, after.params, rows("parameter"));
    d.named("set", before.sets, after.sets, rows("set"));
    d.named("map", before.maps, after.maps, rows("map"));
    d.named("table", before.tables, after.tables, rows("table"));
    d.maps("item", "", items_of(before), items_of(after));
    return d.out;
}

}  // namespace rule
