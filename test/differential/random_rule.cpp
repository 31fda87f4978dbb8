// The generator writes expressions as text, so that the parser and the binder are tested too.
#include "random_rule.hpp"

namespace differential {
namespace {

pack::Item item(std::string name, pack::Type type) {
    pack::Item out;
    out.column = name;
    out.name = std::move(name);
    out.type = std::move(type);
    return out;
}

pack::Item computed(std::string name, pack::Type type, std::string expression) {
    pack::Item out;
    out.name = std::move(name);
    out.type = std::move(type);
    out.expression.text = std::move(expression);
    return out;
}

pack::Type code_type(std::string codes) {
    return {pack::TypeKind::code, 0, 0, "", std::move(codes)};
}

base::Day day(char const* text) { return *base::parse_day(text); }

pack::Grain make_grain() {
    pack::Type const money{pack::TypeKind::decimal, 18, 2, "元", ""},
        rate{pack::TypeKind::decimal, 10, 5, "%", ""};
    pack::Type const count{pack::TypeKind::integer, 9, 0, "人", ""},
        yes_no{pack::TypeKind::boolean, 0, 0, "", ""};
    pack::Type const text{pack::TypeKind::text, 0, 0, "", ""},
        date{pack::TypeKind::date, 0, 0, "", ""};
    pack::Grain grain;
    grain.name = "row";
    grain.items = {item("report_date", date),
                   item("d1", date),
                   item("d2", date),
                   item("m1", money),
                   item("m2", money),
                   item("r1", rate),
                   item("n1", count),
                   item("b1", yes_no),
                   item("b2", yes_no),
                   item("t1", text),
                   item("c1", code_type("common.tree")),
                   item("k1", text),
                   item("region", text),
                   item("party", text),
                   computed("x1", money, "m1 + m2"),
                   computed("x2", yes_no, "coalesce(b1, not b2)"),
                   computed("x3", date, "case when b1 then d1 else d2 end")};
    grain.items[13].territory = "region";
    return grain;
}

void add_codes(pack::Book& book) {
    pack::CodeList tree;
    tree.name = "common.tree";
    tree.is_tree = true;
    for (auto const& [code, parent] :
         std::initializer_list<std::pair<char const*, char const*>>{{"A", ""},
                                                                    {"A1", "A"},
                                                                    {"A11", "A1"},
                                                                    {"A12", "A1"},
                                                                    {"A2", "A"},
                                                                    {"A21", "A2"},
                                                                    {"B", ""},
                                                                    {"B1", "B"},
                                                                    {"B11", "B1"},
                                                                    {"B12", "B1"}})
        tree.codes.push_back({code, {code, code}, parent, ""});
    pack::index_codes(tree);
    book.codes["common.tree"] = tree;
    pack::CodeList kinds;
    kinds.name = "common.kinds";
    for (char const* code : {"K1", "K2", "K3"}) kinds.codes.push_back({code, {code, code}, "", ""});
    pack::index_codes(kinds);
    book.codes["common.kinds"] = kinds;
    book.sets["common.some"] = {
        "common.some",
        {},
        "common.tree",
        {{day("2000-01-01"), {"A1", "B12"}, {}}, {day("2024-06-01"), {"A", "B11"}, {}}},
        {}};
    pack::CodeMap map;
    map.name = "common.map";
    map.of = "common.tree";
    map.to = "common.kinds";
    map.rows = {{"A11", "K1", "U", 1}, {"A11", "K2", "*", 2}, {"A12", "K1", "*", 3},
                {"A21", "K2", "U", 4}, {"B11", "K3", "U", 5}, {"B12", "K3", "U", 6}};
    book.maps["common.map"] = map;
}

void add_lists_and_params(pack::Book& book) {
    for (char const* name : {"common.list", "common.open", "common.none"})
        book.lists[name].name = name;

    auto const param = [](char const* region, char const* from, std::optional<std::string> value,
                          char const* unit) {
        pack::ParamRow row;
        row.region = region;
        row.from = day(from);
        row.value = std::move(value);
        row.unit = unit;
        return row;
    };
    book.params["common.cap"] = {param("", "2000-01-01", "1000.00", "元"),
                                 param("", "2024-06-01", "2000.00", "元"),
                                 param("14", "2024-01-01", "1500.00", "元"),
                                 param("1401", "2024-03-01", std::nullopt, "元")};
    book.params["common.word"] = {param("", "2000-01-01", "新", "text"),
                                  param("", "2024-06-01", std::nullopt, "text")};
    book.params["common.day"] = {param("", "2000-01-01", "2024-02-29", "date")};
}

pack::DecisionTable make_table() {
    pack::DecisionTable table;
    table.name = "common.band";
    table.grain = "row";
    table.inputs = {{"c1", ""}, {"m1", "万元"}, {"d1", ""}};
    table.output = {pack::TypeKind::decimal, 9, 2, "%", ""};
    auto const row = [](std::vector<char const*> cells, char const* output) {
        pack::DecisionTable::Row out;
        for (char const* cell : cells) out.cells.push_back({cell, {}});
        out.output = output;
        return out;
    };
    table.rows = {row({"A1", "<0.1", "-"}, "1.25"),
                  row({"A1", ">=0.1", "-"}, "2.50"),
                  row({"A2|B", "[0..0.05]", "<2024-03-01"}, "3.00"),
                  row({"A2|B", "(0.05..1)", "<2024-03-01"}, "4.00"),
                  row({"A2|B", "-", ">=2024-03-01"}, "5.75"),
                  row({"B except B11", "?", "-"}, "")};
    return table;
}

}  // namespace

pack::Book make_book() {
    pack::Book book;
    book.grains["row"] = make_grain();
    add_codes(book);
    add_lists_and_params(book);
    book.tables["common.band"] = make_table();
    return book;
}

rule::Lists make_lists() {
    rule::Lists lists;
    domain::ListSet& list = lists["common.list"];
    list.id = "common.list";
    list.coverage = {{"14", {day("2024-01-01"), day("2024-12-31")}},
                     {"", {day("2025-01-01"), std::nullopt}}};
    list.entries = {{"P1", "", {day("2024-01-01"), day("2024-05-31")}},
                    {"P1", "", {day("2024-06-02"), std::nullopt}},
                    {"P2", "", {day("2023-01-01"), day("2024-03-01")}}};
    domain::ListSet& open = lists["common.open"];
    open.id = "common.open";
    open.entries = {{"P2", "", {day("2024-03-01"), std::nullopt}}};
    return lists;
}

rule::Facts RuleMaker::row() {
    static char const* const days[] = {"2023-12-31", "2024-01-01", "2024-01-31",
                                       "2024-02-29", "2024-03-01", "2024-05-31",
                                       "2024-06-01", "2024-06-02", "2025-02-28"};
    static char const* const codes[] = {"A", "A1", "A11", "A12", "A2", "A21",
                                        "B", "B1", "B11", "B12", "ZZ"};
    static char const* const words[] = {"", "新", "新晋贷", "abc", "aXc", "K1", "K2", "太原市"};
    static char const* const kinds[] = {"K1", "K2", "K3", "?"};
    static char const* const regions[] = {"140105", "140200", "110000", "000840"};
    static char const* const parties[] = {"P1", "P2", "P3"};
    static int64_t const amounts[] = {-250,   -1,     0,      1,      5,      99999,  100000,
                                      100001, 149999, 150000, 150001, 200000, 1000000};
    static int64_t const rates[] = {-1, 0, 1, 50000, 99999, 100000, 250000, 312345};
    rule::Facts out;
    auto const maybe = [&](char const* name, base::Value value) {
        if (pick(6) != 0) out.emplace(name, std::move(value));
    };
    for (char const* name : {"report_date", "d1", "d2"})
        maybe(name, day(days[pick(std::size(days))]));
    for (char const* name : {"m1", "m2"})
        maybe(name, base::Decimal{amounts[pick(std::size(amounts))], 2});
    maybe("r1", base::Decimal{rates[pick(std::size(rates))], 5});
    maybe("n1", base::Decimal{base::Int128(pick(5)), 0});
    for (char const* name : {"b1", "b2"}) maybe(name, pick(2) == 0);
    maybe("t1", std::string(words[pick(std::size(words))]));
    maybe("c1", std::string(codes[pick(std::size(codes))]));
    maybe("k1", std::string(kinds[pick(std::size(kinds))]));
    maybe("region", std::string(regions[pick(std::size(regions))]));
    maybe("party", std::string(parties[pick(std::size(parties))]));
    return out;
}

std::string RuleMaker::number_literal(std::string const& unit) {
    if (unit == "元")
        return choose({"0.00 元", "0.01 元", "999.99 元", "1000.00 元", "1000.01 元", "1500.00 元",
                       "2.5 元", "1000 元"});
    if (unit == "%") return choose({"0.00001 %", "0.5 %", "1.00000 %", "2.5 %", "3.12345 %"});
    if (unit == "天") return choose({"0 天", "1 天", "29 天", "31 天", "366 天"});
    if (unit == "月") return choose({"0 月", "1 月", "2 月", "12 月"});
    if (unit == "人") return choose({"0 人", "1 人", "2 人", "4 人"});
    return choose({"0", "1", "2", "3", "2024", "31", "0.5"});
}

std::string RuleMaker::number(int depth, std::string const& unit) {
    if (depth <= 0 || pick(4) == 0) {
        if (pick(3) == 0) return number_literal(unit);
        if (unit == "元")
            return choose({"m1", "m2", "x1", "param('common.cap')", "param('common.cap', region)"});
        if (unit == "%") return choose({"r1", "table('common.band')"});
        if (unit == "人") return "n1";
        if (unit == "天") return "days_between(" + date(0) + ", " + date(0) + ")";
        if (unit == "月") return "months_between(" + date(0) + ", " + date(0) + ")";
        return choose({"length(t1)", "year(d1)", "month(d2)", "day(d1)"});
    }
    std::string const a = number(depth - 1, unit);
    switch (pick(unit == "元" || unit == "%" ? 8 : 6)) {
        case 0: return "(" + a + " + " + number(depth - 1, unit) + ")";
        case 1: return "(" + a + " - " + number(depth - 1, unit) + ")";
        case 2: return "-(" + a + ")";
        case 3: return "abs(" + a + ")";
        case 4: return "coalesce(" + a + ", " + number(depth - 1, unit) + ")";
        case 5:
            return "case when " + boolean(depth - 1) + " then " + a + " when " + boolean(0) +
                   " then null else " + number(0, unit) + " end";
        case 6: return "round_half_up(" + a + (unit == "%" ? ", 1)" : ", 0)");
        default: return unit == "%" ? "div0(r1 * m1, m2, 3)" : "(2 * " + a + ")";
    }
}

std::string RuleMaker::date(int depth) {
    if (depth <= 0 || pick(3) == 0)
        return choose({"d1", "d2", "report_date", "x3", "date '2024-02-29'", "date '2024-06-01'",
                       "param('common.day')"});
    switch (pick(5)) {
        case 0:
            return "add_days(" + date(depth - 1) + ", " + choose({"1", "-30", "length(t1)"}) + ")";
        case 1:
            return "add_months(" + date(depth - 1) + ", " +
                   choose({"1", "-13", "6", "length(t1)"}) + ")";
        case 2: return "month_end(" + date(depth - 1) + ")";
        case 3: return "coalesce(" + date(depth - 1) + ", " + date(0) + ")";
        default:
            return "case when " + boolean(depth - 1) + " then " + date(0) + " else " + date(0) +
                   " end";
    }
}

std::string RuleMaker::text(int depth) {
    if (depth <= 0 || pick(3) == 0)
        return choose({"t1", "k1", "party", "'新'", "'abc'", "param('common.word')",
                       "(first('common.map', c1) || '')"});
    switch (pick(4)) {
        case 0: return "(" + text(depth - 1) + " || " + text(depth - 1) + ")";
        case 1:
            return "substr(" + text(depth - 1) + ", " + choose({"1", "2", "3"}) + ", " +
                   choose({"1", "2"}) + ")";
        case 2: return "coalesce(" + text(depth - 1) + ", " + text(0) + ")";
        default:
            return "case when " + boolean(depth - 1) + " then " + text(0) + " else " + text(0) +
                   " end";
    }
}

std::string RuleMaker::membership() {
    std::string const no = pick(3) == 0 ? " not" : "";
    switch (pick(7)) {
        case 0: return "c1" + no + " in code('common.some')";
        case 1: return "k1" + no + " in code('kinds')";
        case 2:
            return "c1" + no + " in map('common.map'" +
                   choose({"", ", 'U'", ", '*'", ", 'any', k1", ", 'U', k1", ", '*', t1"}) + ")";
        case 3:
            return "party" + no + " in list('" +
                   choose({"common.list", "common.open", "common.none"}) + "')";
        case 4: return "party in list('common.list', " + date(0) + ")";
        case 5: return "t1" + no + " in ('新', 'abc', '')";
        default: return "n1" + no + " in (1 人, 3 人)";
    }
}

std::string RuleMaker::boolean_leaf() {
    std::string const op = choose({" = ", " <> ", " < ", " <= ", " > ", " >= "});
    switch (pick(10)) {
        case 0: return choose({"b1", "b2", "x2", "true", "false"});
        case 1: return number(2, "元") + op + number(1, "元");
        case 2: return number(2, "%") + op + number(1, "%");
        case 3: return date(2) + op + date(1);
        case 4: return text(2) + choose({" = ", " <> "}) + text(1);
        case 5:
            return text(1) + (pick(3) == 0 ? " not" : "") + " like '" +
                   choose({"%", "新%", "_b%", "%c", "a_c", "", "%晋_"}) + "'";
        case 6:
            return choose({"m1", "d1", "t1", "b1", "c1", "x1"}) + " is" +
                   (pick(2) == 0 ? " not" : "") + " null";
        case 7: return number(1, "天") + op + number_literal("天");
        case 8: return number(1, choose({"月", "人", ""})) + op + "0";
        default: return membership();
    }
}

std::string RuleMaker::boolean(int depth) {
    if (depth <= 0) return "(" + boolean_leaf() + ")";
    switch (pick(8)) {
        case 0:
        case 1: return "(" + boolean(depth - 1) + " and " + boolean(depth - 1) + ")";
        case 2:
        case 3: return "(" + boolean(depth - 1) + " or " + boolean(depth - 1) + ")";
        case 4: return "(not " + boolean(depth - 1) + ")";
        case 5:
            return "(" + number(1, "元") + (pick(2) == 0 ? " not" : "") + " between " +
                   number(0, "元") + " and " + number(0, "元") + ")";
        case 6:
            if (in_rule_ && !others_.empty())
                return "rule('" + others_[pick(others_.size())] + "')";
            return "(case when " + boolean(depth - 1) + " then " + boolean(0) + " else " +
                   boolean(0) + " end)";
        default: return "(" + boolean_leaf() + ")";
    }
}

void RuleMaker::add_rule(pack::Book& book, std::string const& name,
                         std::vector<std::string> const& others) {
    static char const* const clocks[] = {"report_date", "d1", "x3"};
    others_ = others;
    in_rule_ = true;
    pack::Rule rule;
    rule.name = "common." + name;
    rule.grain = "row";
    rule.by = clocks[pick(std::size(clocks))];
    rule.combine = pick(3) == 0 ? pack::Combine::any : pack::Combine::all;
    size_t const conditions = 1 + pick(4);
    for (size_t i = 0; i < conditions; ++i) {
        std::string expression = boolean(3);
        if (pick(4) == 0) expression = "(m1 <= cap and " + expression + ")";
        rule.conditions.push_back({"c" + std::to_string(i), {expression, {}}, "random"});
    }
    size_t const versions = 1 + pick(3);
    static char const* const froms[] = {"2000-01-01", "2024-02-29", "2024-06-01"};
    static char const* const caps[] = {"999.99 元", "1000.00 元", "1500.01 元"};
    for (size_t i = 0; i < versions; ++i) {
        pack::Version version;
        version.from = day(froms[i]);
        version.repealed = i == 2 && pick(2) == 0;
        version.params["cap"] = {caps[pick(3)], {}};
        rule.versions.push_back(std::move(version));
    }
    book.rules[rule.name] = std::move(rule);
    in_rule_ = false;
}

std::string RuleMaker::output() {
    switch (pick(5)) {
        case 0: return number(3, "元");
        case 1: return number(3, "%");
        case 2: return date(2);
        case 3: return text(3);
        default: return boolean(3);
    }
}

}  // namespace differential
