// A small rulebook for tests, and expressions run by both executors at once.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "base/folder_for_test.hpp"
#include "engine/rule/rule.hpp"

namespace rule {

/// Files of a pack by path.
using Files = std::map<std::string, std::string>;

inline constexpr char const* law_line = "law: [{doc: 试, at: 一, mark: P}]\n";

/// The dictionary that every test book has: one grain with an item of each type.
inline Files dictionary() {
    Files out;
    out["common/t/fact/row.yaml"] =
        "fact: common.row\nkind: fact\nname: {zh: 行, en: Row}\ngrain: row\nrelations: [loan]\n"
        "items:\n"
        "  report_date: {type: date, column: report_date, zh: 日, en: Day}\n"
        "  d: {type: date, column: d, zh: 日, en: Day}\n"
        "  e: {type: date, column: e, zh: 日, en: Day}\n"
        "  m: {type: money, column: m, zh: 额, en: Amount}\n"
        "  n: {type: money, column: n, zh: 额, en: Amount}\n"
        "  r: {type: rate, column: r, zh: 率, en: Rate}\n"
        "  i: {type: int, column: i, zh: 数, en: Count}\n"
        "  staff: {type: int 人, column: staff, zh: 人, en: Staff}\n"
        "  x: {type: bool, column: x, zh: 甲, en: X}\n"
        "  y: {type: bool, column: y, zh: 乙, en: Y}\n"
        "  t: {type: text, column: t, zh: 文, en: Text}\n"
        "  u: {type: text, column: u, zh: 文, en: Text}\n"
        "  c: {type: code(industry), column: c, zh: 业, en: Industry}\n"
        "  f: {type: code(flat), column: f, zh: 码, en: Code}\n"
        "  region: {type: text, column: region, zh: 地, en: Region}\n"
        "  party: {type: text, column: party, zh: 户, en: Party, territory: region}\n"
        "  twice: {type: \"decimal(20,2) 元\", expr: \"m + m\", zh: 倍, en: Twice}\n";
    out["common/t/fact/industry.csv"] =
        "code,parent,level,zh\nA,,section,农\nA01,A,division,农\nA011,A01,class,谷\nA012,A01,class,豆\n"
        "B,,section,矿\nB06,B,division,煤\nB061,B06,class,煤\n";
    out["common/t/fact/industry.yaml"] =
        "fact: common.industry\nkind: fact\nname: {zh: 业, en: Industry}\n"
        "codes: {file: industry.csv}\n" +
        std::string(law_line);
    out["common/t/fact/flat.yaml"] =
        "fact: common.flat\nkind: fact\nname: {zh: 码, en: Flat}\n" + std::string(law_line) +
        "codes: {values: {P: {zh: 甲, en: P}, Q: {zh: 乙, en: Q}, R: {zh: 丙, en: R}}}\n";
    out["common/t/fact/grains.yaml"] =
        "fact: common.grains\nkind: fact\nname: {zh: 集, en: Set}\nset_of: industry\nversions:\n"
        "  - {from: 2020-01-01, members: [A011], law: [{doc: 试, at: 一, mark: P}]}\n"
        "  - {from: 2025-01-01, members: [A01], law: [{doc: 试, at: 一, mark: P}]}\n";
    out["common/t/fact/lists.yaml"] =
        "fact: common.lists\nkind: fact\nname: {zh: 名单, en: Lists}\n"
        "lists: {common.good: {zh: 好, en: Good, owner: 甲}}\n";
    out["common/t/eligibility/good.yaml"] =
        "rule: common.good\nkind: eligibility\nname: {zh: 好, en: Good}\ngrain: row\n"
        "by: report_date\nwhen: {名单内: \"party in list('common.good')\"}\n"
        "versions:\n  - {from: 2020-01-01, law: [{doc: 试, at: 一, mark: P}]}\n"
        "tests: {cols: [report_date, \"list('common.good')\", expect], rows: "
        "[[2026-01-01, Y, Y], [2026-01-01, N, N], [2026-01-01, U, U]]}\n";
    out["common/t/param/p.csv"] =
        "name,region,from,to,value,unit,doc,at,quote,mark\n"
        "common.p,,2020-01-01,,1.00,元,试,一,,P\n"
        "common.p,,2026-01-01,,2.00,元,试,一,,P\n"
        "common.p,14,2020-01-01,2025-12-31,14.00,元,试,一,,P\n"
        "common.p,1401,2020-01-01,2025-12-31,14.01,元,试,一,,P\n"
        "common.p,140105,2020-01-01,2025-12-31,,元,试,一,,P\n";
    out["common/t/table/map.yaml"] =
        "table: common.map\nkind: table\nname: {zh: 表, en: Map}\nhit: collect\n"
        "of: industry\nto: flat\n"
        "file: map.csv\n" +
        std::string(law_line);
    out["common/t/table/map.csv"] = "code,category,flag\nA011,P,U\nA012,P,*\nA012,Q,U\nB061,R,*\n";
    return out;
}

inline pack::Loaded load_files(Files const& files) {
    base::FolderForTest folder;
    for (auto const& [path, text] : files) folder.write(path, text);
    return pack::load(folder.path());
}

/// The dictionary with more files; it must load.
inline pack::Book book_with(Files const& more = {}) {
    Files files = dictionary();
    for (auto const& [path, text] : more) files[path] = text;
    pack::Loaded loaded = load_files(files);
    for (base::Error const& error : loaded.errors)
        ADD_FAILURE() << error.code << " " << error.at.file << ":" << error.at.line << " "
                      << error.at.field;
    return std::move(loaded.book);
}

inline pack::Book const& plain_book() {
    static pack::Book const book = book_with();
    return book;
}

/// "code" and where: "expr_unexpected 1:5".
inline std::string where(base::Error const& error) {
    return error.code + " " + std::to_string(error.at.line) + ":" + std::to_string(error.at.column);
}

/// One column of 64 rows, enough for any kind.
struct ColumnForTest {
    std::vector<base::Int128> memory = std::vector<base::Int128>(64);
    uint64_t validity = 0;
};

inline void put_value(base::BatchColumn const& column, base::Value const& value) {
    if (base::is_null(value)) return;
    column.set_valid(0);
    if (auto const* flag = std::get_if<bool>(&value)) column.values<bool>()[0] = *flag;
    if (auto const* day = std::get_if<base::Day>(&value)) column.values<int32_t>()[0] = day->days;
    if (auto const* text = std::get_if<std::string>(&value))
        column.values<base::TextView>()[0] = base::TextView(*text);
    std::optional<base::Decimal> number;
    if (auto const* whole = std::get_if<int64_t>(&value)) number = base::Decimal{*whole, 0};
    if (auto const* decimal = std::get_if<base::Decimal>(&value)) number = *decimal;
    if (number) {
        auto const units = base::rescale_half_up(*number, column.scale)->units;
        if (column.kind == base::ColumnKind::int128)
            column.values<base::Int128>()[0] = units;
        else
            column.values<int64_t>()[0] = int64_t(units);
    }
}

inline std::string get_value(base::BatchColumn const& column) {
    if (!column.is_valid(0)) return "null";
    switch (column.kind) {
        case base::ColumnKind::boolean: return column.values<bool>()[0] ? "true" : "false";
        case base::ColumnKind::uint8: return std::to_string(column.values<uint8_t>()[0]);
        case base::ColumnKind::uint16: return std::to_string(column.values<uint16_t>()[0]);
        case base::ColumnKind::int32: return std::to_string(column.values<int32_t>()[0]);
        case base::ColumnKind::day: return base::to_text(base::Day{column.values<int32_t>()[0]});
        case base::ColumnKind::text: return std::string(column.values<base::TextView>()[0].view());
        case base::ColumnKind::int64:
            return base::to_text(base::Decimal{column.values<int64_t>()[0], column.scale});
        case base::ColumnKind::int128:
            return base::to_text(base::Decimal{column.values<base::Int128>()[0], column.scale});
    }
    return "";
}

/// What the column executor gives for one row: outputs by name.
inline std::map<std::string, std::string> run_columns(Plan const& plan, Facts const& facts,
                                                      Lists const& lists) {
    ColumnPlan const columns(plan, lists);
    auto const in_shapes = columns.inputs(), out_shapes = columns.outputs();
    auto const make = [](auto const& shapes, std::vector<ColumnForTest>& held, uint64_t validity) {
        std::vector<base::BatchColumn> out;
        held.resize(shapes.size());
        for (size_t i = 0; i < shapes.size(); ++i) {
            held[i].validity = validity;
            out.push_back(
                {shapes[i].kind, shapes[i].scale, held[i].memory.data(), &held[i].validity});
        }
        return out;
    };
    std::vector<ColumnForTest> held_in, held_out;
    auto const in = make(in_shapes, held_in, 0);
    auto const out = make(out_shapes, held_out, ~uint64_t(0));
    auto const names = plan.inputs();
    for (size_t i = 0; i < names.size(); ++i)
        if (auto const at = facts.find(names[i].first); at != facts.end())
            put_value(in[i], at->second);
    ColumnRun(columns).run({in, 1}, {out, 1});
    std::map<std::string, std::string> values;
    for (size_t i = 0; i < out.size(); ++i) values[out_shapes[i].name] = get_value(out[i]);
    return values;
}

/// The value of an expression over one record, or the error's code and place. Both executors must
/// agree, else the text says how they differ.
inline std::string value_of(std::string const& expression, Facts const& facts = {},
                            Lists const& lists = {}, pack::Book const& book = plain_book()) {
    CompileOptions options;
    options.grain = "row";
    options.rules = {};
    for (auto const& [name, rule] : book.rules) options.stubs.push_back("rule('" + name + "')");
    options.outputs = {{expression, {.line = 1, .column = 1}}};
    auto const plan = compile(book, options);
    if (!plan) return where(plan.error());
    auto const record = evaluate(*plan, facts, lists);
    if (!record) return record.error().code;
    base::Value const& value = record->outputs[0];
    std::string const one = base::is_null(value) ? "null" : base::to_text(value);
    std::string const two = run_columns(*plan, facts, lists)["out_0"];
    return one == two ? one : "record " + one + ", columns " + two;
}

/// A verdict by both executors: Y, N, U.
inline std::string verdict_of(pack::Book const& book, std::string const& rule, Facts const& facts,
                              Lists const& lists = {}) {
    CompileOptions options;
    options.grain = "row";
    options.rules = {rule};
    auto const plan = compile(book, options);
    if (!plan) return where(plan.error());
    auto const record = evaluate(*plan, facts, lists);
    if (!record) return record.error().code;
    std::string const letters = "NYU";
    char const one = letters[size_t(record->verdicts.at(rule))];
    auto const masks = run_columns(*plan, facts, lists);
    char const two = letters[size_t(std::stoi(masks.at("y_0")) + 2 * std::stoi(masks.at("q_0")))];
    return one == two ? std::string(1, one) : std::string("record ") + one + ", columns " + two;
}

inline base::Value dec(std::string_view text) { return *base::parse_decimal(text); }
inline base::Value day(std::string_view text) { return *base::parse_day(text); }

/// An eligibility rule as a file: conditions and versions as YAML, a law in every version.
inline std::string rule_file(std::string const& name, std::string const& body) {
    return "rule: common." + name +
           "\nkind: eligibility\nname: {zh: 规则, en: Rule}\ngrain: row\n" + body;
}

}  // namespace rule
