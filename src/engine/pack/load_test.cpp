// Goal: every fault of a pack file is found with its code, file, line and field; good files load.
#include <gtest/gtest.h>

#include <map>

#include "base/folder_for_test.hpp"
#include "engine/pack/pack.hpp"

namespace pack {
namespace {

using Files = std::map<std::string, std::string>;

/// A small pack without faults; cases replace one file.
Files good() {
    return {
        {"common/t/fact/codes.yaml",
         "fact: common.colour\nkind: fact\nname: {zh: 色, en: Colour}\n"
         "codes:\n  values:\n    R: {zh: 红, en: Red}\n    G: {zh: 绿, en: Green}\n"},
        {"common/t/fact/row.yaml",
         "fact: common.row\nkind: fact\nname: {zh: 行, en: Row}\ngrain: row\nrelations: [loan]\n"
         "items:\n  report_date: {type: date, column: report_date, zh: 日, en: Day}\n"
         "  c: {type: code(colour), column: c, zh: 色, en: Colour}\n"},
        {"common/t/eligibility/r.yaml",
         "rule: common.r\nkind: eligibility\nname: {zh: 规则, en: Rule}\ngrain: row\n"
         "by: report_date\n"
         "when: {红: \"c = 'R'\"}\nversions:\n"
         "  - {from: 2020-01-01, law: [{doc: 文, at: 一, mark: P}]}\n"},
        {"common/t/law/已存.txt", "第一条  单户授信\n限额为1000万元。\n"},
    };
}

/// "code file:line [field]" of every fault.
std::vector<std::string> faults(Files const& files) {
    base::FolderForTest folder;
    for (auto const& [path, text] : files) folder.write(path, text);
    std::vector<std::string> out;
    for (base::Error const& e : load(folder.path()).errors)
        out.push_back(e.code + " " + e.at.file.substr(e.at.file.rfind('/') + 1) + ":" +
                      std::to_string(e.at.line) + " [" + e.at.field + "]");
    return out;
}

struct Case {
    char const* path;
    std::string text;
    char const* want;  // The first fault.
};

void expect_all(std::vector<Case> const& cases) {
    for (Case const& c : cases) {
        Files files = good();
        files[c.path] = c.text;
        auto const got = faults(files);
        ASSERT_FALSE(got.empty()) << c.want;
        EXPECT_EQ(got[0], c.want) << c.text;
    }
}

TEST(Load, GoodFilesGiveABook) {
    base::FolderForTest folder;
    for (auto const& [path, text] : good()) folder.write(path, text);
    Loaded const loaded = load(folder.path());
    EXPECT_TRUE(loaded.errors.empty());
    EXPECT_EQ(loaded.book.file_count, 4);
    EXPECT_EQ(loaded.book.codes.at("common.colour").codes[1].label.en, "Green");
    EXPECT_EQ(loaded.book.grains.at("row").items[1].type.codes, "colour");
    EXPECT_EQ(loaded.book.rules.at("common.r").conditions[0].name, "红");
    EXPECT_EQ(loaded.book.hash.size(), 64u);
    EXPECT_EQ(load(folder.path()).book.hash, loaded.book.hash);
    folder.write("common/t/law/二.txt", "x");
    EXPECT_NE(load(folder.path()).book.hash, loaded.book.hash);
}

TEST(Load, FilesInTheirPlaces) {
    std::string const rule = good().at("common/t/eligibility/r.yaml");
    expect_all({
        {"common/t/extra.yaml", "a: b\n", "pack_bad_path extra.yaml:0 []"},
        {"nature/t/fact/x.yaml", "a: b\n", "pack_bad_path x.yaml:0 []"},
        {"common/t/rules/x.yaml", "a: b\n", "pack_bad_path x.yaml:0 []"},
        {"common/t/fact/x.txt", "a: b\n", "pack_bad_path x.txt:0 []"},
        {"common/t/check/r.yaml", rule, "pack_wrong_folder r.yaml:2 [kind]"},
        {"common/t/score/s.yaml", "kind: score\n", "pack_kind_not_built s.yaml:1 [kind]"},
        {"common/t/fact/x.yaml", "fact: common.x\n", "pack_missing_key x.yaml:1 [kind]"},
        {"common/t/fact/x.yaml", "- a\n", "pack_missing_key x.yaml:1 [kind]"},
        {"common/t/fact/x.yaml", "a: &b c\n", "yaml_anchor x.yaml:1 []"},
        {"common/t/fact/x.yaml", "fact: common.x\nkind: fact\nname: {zh: 甲, en: X}\n",
         "pack_missing_key x.yaml:1 [items | codes | set_of | lists]"},
    });
}

TEST(Load, KeysAndShapes) {
    std::string const head =
        "rule: common.q\nkind: eligibility\nname: {zh: 甲, en: Q}\ngrain: row\n";
    std::string const when = "by: report_date\nwhen: {红: \"c = 'R'\"}\n";
    std::string const versions =
        "versions:\n  - {from: 2020-01-01, law: [{doc: 文, at: 一, mark: P}]}\n";
    char const* const path = "common/t/eligibility/q.yaml";
    expect_all({
        {path, head + when + versions + "extra: 1\n", "pack_unknown_key q.yaml:9 [extra]"},
        {path,
         "rule: tech.q\nkind: eligibility\nname: {zh: 甲, en: Q}\ngrain: row\n" + when + versions,
         "pack_bad_name q.yaml:1 [rule]"},
        {path,
         "rule: common.Big\nkind: eligibility\nname: {zh: 甲, en: Q}\ngrain: row\n" + when +
             versions,
         "pack_bad_name q.yaml:1 [rule]"},
        {path,
         "rule: common.r\nkind: eligibility\nname: {zh: 甲, en: Q}\ngrain: row\n" + when + versions,
         "pack_duplicate_name r.yaml:1 []"},
        {path, "rule: common.q\nkind: eligibility\nname: 甲\ngrain: row\n" + when + versions,
         "pack_wrong_shape q.yaml:3 [name]"},
        {path, "rule: common.q\nkind: eligibility\nname: {zh: 甲}\ngrain: row\n" + when + versions,
         "pack_missing_key q.yaml:3 [name.en]"},
        {path, head + "by: report_date\n" + versions, "pack_when_or_any q.yaml:1 [when]"},
        {path, head + when + "any: {绿: \"c = 'G'\"}\n" + versions,
         "pack_when_or_any q.yaml:6 [when]"},
        {path, head + "by: report_date\nwhen: {}\n" + versions, "pack_empty q.yaml:6 [when]"},
        {path, head + "by: report_date\nwhen: {红: [a]}\n" + versions,
         "pack_wrong_shape q.yaml:6 [when.红]"},
        {path, head + "by: report_date\nwhen: {红: {exp: a}}\n" + versions,
         "pack_unknown_key q.yaml:6 [红.exp]"},
        {path, head + when, "pack_missing_key q.yaml:1 [versions]"},
        {path,
         head + when + "versions:\n  - {from: 2020-13-01, law: [{doc: 文, at: 一, mark: P}]}\n",
         "pack_bad_date q.yaml:8 [versions.from]"},
        {path, head + when + "versions:\n  - {from: 2020-01-01}\n",
         "pack_no_law q.yaml:8 [versions.law]"},
        {path,
         head + when + "versions:\n  - {from: 2020-01-01, law: [{doc: 文, at: 一, mark: Z}]}\n",
         "pack_bad_mark q.yaml:8 [versions.law]"},
        {path,
         head + when +
             "versions:\n  - {from: 2021-01-01, law: [{doc: 文, at: 一, mark: P}]}\n"
             "  - {from: 2021-01-01, law: [{doc: 文, at: 一, mark: P}]}\n",
         "pack_version_order q.yaml:9 [versions.from]"},
        {path, head + when + versions + "severity: hard\n",
         "pack_bad_severity q.yaml:9 [severity]"},
        {path, head + when + versions + "relation: loan\n", "pack_unknown_key q.yaml:9 [relation]"},
        {path, head + when + versions + "tests: {cols: [c, expect], rows: [[R, Y], [G]]}\n",
         "pack_test_width q.yaml:9 [tests.rows]"},
        {"common/t/check/k.yaml",
         "rule: common.k\nkind: check\nname: {zh: 甲, en: K}\ngrain: row\n" + when + versions,
         "pack_bad_severity k.yaml:1 [severity]"},
    });
}

TEST(Load, DictionaryFaults) {
    std::string const head = "fact: common.x\nkind: fact\nname: {zh: 甲, en: X}\n";
    std::string const items =
        "fact: common.more\nkind: fact\nname: {zh: 行, en: Row}\ngrain: row\nitems:\n";
    std::string const set = head + "set_of: colour\nversions:\n";
    char const* const path = "common/t/fact/x.yaml";
    Files files = good();
    expect_all({
        {path, items + "  a: {type: int, zh: 甲, en: A}\n", "pack_item_source x.yaml:6 [a]"},
        {path, items + "  a: {type: int, column: a, expr: \"1\", zh: 甲, en: A}\n",
         "pack_item_source x.yaml:6 [a]"},
        {path, items + "  a: {type: float, column: a, zh: 甲, en: A}\n",
         "pack_bad_type x.yaml:6 [a.type]"},
        {path, items + "  a: {type: \"decimal(40,2)\", column: a, zh: 甲, en: A}\n",
         "pack_bad_type x.yaml:6 [a.type]"},
        {path, items + "  c: {type: int, column: a, zh: 甲, en: A}\n",
         "pack_duplicate_name x.yaml:6 [c]"},
        {path, items + "  a: {type: code(none), column: a, zh: 甲, en: A}\n",
         "pack_unknown_codes x.yaml:6 [a]"},
        {path, head + "codes: {file: x.csv}\n", "pack_companion_missing x.yaml:0 []"},
        {path, head + "codes: {file: ../x.csv}\n", "pack_companion_path x.yaml:0 []"},
        {path, head + "codes: {}\n", "pack_empty x.yaml:4 [codes]"},
        {path, head + "codes: {from: none, levels: [a]}\n", "pack_unknown_codes x.yaml:1 []"},
        {path, head + "codes: {from: colour, levels: [a]}\n", "pack_empty x.yaml:1 []"},
        {path, set + "  - {from: 2020-01-01, members: [B], law: []}\n",
         "pack_unknown_code x.yaml:1 []"},
        {path, head + "set_of: none\nversions:\n  - {from: 2020-01-01, members: [R], law: []}\n",
         "pack_unknown_codes x.yaml:1 []"},
        {path, head + "set_of: colour\n", "pack_missing_key x.yaml:1 [versions]"},
        {path, head + "lists: {common.l: {zh: 名单, en: List}}\n",
         "pack_missing_key x.yaml:4 [common.l.owner]"},
    });
    files[path] = head + "codes: {file: x.csv}\n";
    struct {
        char const* csv;
        char const* want;
    } const companions[] = {
        {"code\nA\n", "csv_missing_column x.csv:1 [zh]"},
        {"code,zh\nA,甲\nA,乙\n", "pack_duplicate_code x.csv:3 [code]"},
        {"code,zh\n,甲\n", "pack_duplicate_code x.csv:2 [code]"},
        {"code,zh,parent\nA,甲,B\n", "pack_unknown_parent x.csv:2 [parent]"},
        {"code,zh\nA\n", "csv_wrong_count x.csv:2 []"},
        {"code,zh\nA,\xCC\xCC\n", "csv_not_utf8 x.csv:2 []"},
        {"", "csv_empty x.csv:0 []"},
    };
    for (auto const& c : companions) {
        files["common/t/fact/x.csv"] = c.csv;
        auto const got = faults(files);
        ASSERT_FALSE(got.empty()) << c.want;
        EXPECT_EQ(got[0], c.want);
    }
}

TEST(Load, ParameterRows) {
    std::string const head = "name,region,from,to,value,unit,doc,at,quote,mark\n";
    char const* const path = "common/t/param/p.csv";
    expect_all({
        {path, head + "tech.p,,2020-01-01,,1,元,文,一,,P\n", "pack_bad_name p.csv:2 [name]"},
        {path, head + "common.p,,2020-02-30,,1,元,文,一,,P\n", "pack_bad_date p.csv:2 [from]"},
        {path, head + "common.p,,2020-01-01,2019-01-01,1,元,文,一,,P\n",
         "pack_bad_date p.csv:2 [to]"},
        {path, head + "common.p,,2020-01-01,,1,元,文,一,,X\n", "pack_bad_mark p.csv:2 [mark]"},
        {path, head + "common.p,,2020-01-01,,1,元,,一,,P\n", "pack_no_law p.csv:2 [doc]"},
        {path, head + "common.p,,2020-01-01,,1,元,文,一,,P\ncommon.p,,2020-01-01,,2,元,文,一,,P\n",
         "pack_param_twice p.csv:3 [from]"},
        {path, "name,region\ncommon.p,\n", "csv_missing_column p.csv:1 [from]"},
        {path, head + "common.p,,2020-01-01,,1,元,已存,一,,P\n",
         "pack_quote_missing p.csv:2 [quote]"},
    });
}

TEST(Load, TablesAndMaps) {
    std::string const head = "table: common.x\nkind: table\nname: {zh: 表, en: X}\n";
    std::string const map = head + "hit: collect\nof: colour\nto: colour\nfile: x.csv\n";
    std::string const unique = head + "hit: unique\ngrain: row\noutput: text\nfile: x.csv\n";
    char const* const path = "common/t/table/x.yaml";
    Files files = good();
    struct {
        std::string yaml;
        char const* csv;
        char const* want;
    } const cases[] = {
        {head + "hit: many\n", "", "pack_bad_hit x.yaml:4 [hit]"},
        {head, "", "pack_missing_key x.yaml:1 [hit]"},
        {map, "code,category\nR,G\n", "csv_missing_column x.csv:1 [flag]"},
        {map, "code,category,flag\nR,G,x\n", "pack_bad_flag x.csv:2 [flag]"},
        {map, "code,category,flag\nR,G,U\nB,G,U\n", "pack_unknown_code x.yaml:3 []"},
        {map, "code,category,flag\nR,B,U\n", "pack_unknown_code x.yaml:2 []"},
        {head + "hit: collect\nof: none\nto: colour\nfile: x.csv\n", "code,category,flag\n",
         "pack_unknown_codes x.yaml:1 []"},
        {unique, "c\nR\n", "pack_table_output x.yaml:7 [file]"},
        {head + "hit: unique\ngrain: row\noutput: colour\nfile: x.csv\n", "c,=> o\nR,G\n",
         "pack_bad_type x.yaml:6 [output]"},
    };
    for (auto const& c : cases) {
        files[path] = c.yaml;
        files["common/t/table/x.csv"] = c.csv;
        auto const got = faults(files);
        ASSERT_FALSE(got.empty()) << c.want;
        EXPECT_EQ(got[0], c.want) << c.yaml;
    }
}

TEST(Load, Layouts) {
    std::string const head =
        "layout: common.l\nkind: layout\nname: {zh: 版式, en: L}\nformat: dat\nrelation: loan\n";
    std::string const version =
        "versions:\n  - from: 2020-01-01\n    message: L\n    law: [{doc: 文, at: 一, mark: P}]\n";
    char const* const path = "common/t/layout/l.yaml";
    expect_all({
        {path, head, "pack_missing_key l.yaml:1 [versions]"},
        {path, head + version, "pack_missing_key l.yaml:7 [versions.fields]"},
        {path, head + version + "    fields: [{id: a, zh: 甲, type: X3}]\n",
         "pack_bad_type l.yaml:10 [versions.fields.type]"},
        {path, head + version + "    fields: [{id: a, zh: 甲, type: D20}]\n",
         "pack_bad_type l.yaml:10 [versions.fields.type]"},
        {path, head + version + "    fields: [{zh: 甲, type: C3}]\n",
         "pack_missing_key l.yaml:7 [versions.fields.id]"},
        {path,
         head + version + "    fields: [{id: a, zh: 甲, type: C3}, {id: a, zh: 乙, type: C3}]\n",
         "pack_duplicate_name l.yaml:7 [versions.fields.id]"},
        {path, head + version + "    fields: [{id: a, zh: 甲, type: C3, put: half}]\n",
         "pack_bad_put l.yaml:10 [versions.fields.put]"},
        {path, head + version + "    fields: [{id: a, zh: 甲, type: C3, codes: none}]\n",
         "pack_unknown_codes l.yaml:1 []"},
        {path,
         "layout: common.l\nkind: layout\nname: {zh: 版式, en: L}\nformat: dat\nrelation: loan\n"
         "series: [common.none]\n" +
             version + "    fields: [{id: a, zh: 甲, type: C3}]\n",
         "pack_unknown_series l.yaml:1 []"},
        {path, head + "grain: row\n" + version + "    fields: [{id: a, zh: 甲, type: C3}]\n",
         "pack_layout_detail l.yaml:8 [versions.detail]"},
        {path,
         "layout: common.l\nkind: layout\nname: {zh: 版式, en: L}\nformat: pdf\nrelation: loan\n" +
             version + "    fields: [{id: a, zh: 甲, type: C3}]\n",
         "pack_bad_format l.yaml:4 [format]"},
    });
}

TEST(Load, QuotesMustStandInTheHeldText) {
    auto const with_law = [](std::string const& law) {
        Files files = good();
        files["common/t/eligibility/r.yaml"] =
            "rule: common.r\nkind: eligibility\nname: {zh: 规则, en: Rule}\ngrain: row\n"
            "by: report_date\n"
            "when: {红: \"c = 'R'\"}\nversions:\n"
            "  - {from: 2020-01-01, law: [" +
            law + "]}\n";
        auto const got = faults(files);
        return got.empty() ? std::string("ok") : got[0];
    };
    // Blanks and line ends do not matter, every other character does.
    EXPECT_EQ(with_law("{doc: 已存, at: 一, quote: 单户授信限额为1000万元, mark: S}"), "ok");
    EXPECT_EQ(with_law("{doc: 已存, at: 一, quote: 单户授信限额为2000万元, mark: S}"),
              "pack_quote_not_found r.yaml:8 [versions.law]");
    EXPECT_EQ(with_law("{doc: 已存, at: 一, mark: S}"),
              "pack_quote_missing r.yaml:8 [versions.law]");
    EXPECT_EQ(with_law("{doc: 未存, at: 一, quote: 话, mark: S}"),
              "pack_quote_not_held r.yaml:8 [versions.law]");
    EXPECT_EQ(with_law("{doc: 未存, at: 一, mark: S}"), "ok");
}

TEST(Load, TypesAsTheyAreWritten) {
    struct {
        char const* text;
        TypeKind kind;
        int digits, scale;
        char const* unit;
    } const cases[] = {
        {"money", TypeKind::decimal, 18, 2, "元"},
        {"rate", TypeKind::decimal, 10, 5, "%"},
        {"int", TypeKind::integer, 18, 0, ""},
        {"int 人", TypeKind::integer, 18, 0, "人"},
        {"decimal(20,4) 吨", TypeKind::decimal, 20, 4, "吨"},
        {"bool", TypeKind::boolean, 0, 0, ""},
        {"text", TypeKind::text, 0, 0, ""},
        {"date", TypeKind::date, 0, 0, ""},
        {"code(size)", TypeKind::code, 0, 0, ""},
    };
    for (auto const& c : cases) {
        auto const type = parse_type(c.text);
        ASSERT_TRUE(type) << c.text;
        EXPECT_EQ(type->kind, c.kind) << c.text;
        EXPECT_EQ(type->digits, c.digits) << c.text;
        EXPECT_EQ(type->scale, c.scale) << c.text;
        EXPECT_EQ(type->unit, c.unit) << c.text;
    }
    for (char const* bad : {"", "float", "decimal", "decimal(2)", "decimal(0,0)", "decimal(39,2)",
                            "decimal(2,3)", "decimal(a,b)", "code()", "money(2)", "int(3)"})
        EXPECT_FALSE(parse_type(bad)) << bad;
}

TEST(Load, NamesMayBeCutWhenUnique) {
    std::map<std::string, int> const all = {{"a.x", 1}, {"b.x", 2}, {"b.y", 3}, {"b.xy", 4}};
    EXPECT_EQ(find(all, "x"), nullptr);  // Two of them.
    ASSERT_NE(find(all, "y"), nullptr);
    EXPECT_EQ(*find(all, "y"), 3);
    EXPECT_EQ(*find(all, "a.x"), 1);
    EXPECT_EQ(find(all, "z"), nullptr);
}

}  // namespace
}  // namespace pack
