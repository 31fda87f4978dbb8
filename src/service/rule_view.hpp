// The rulebook for readers: its rules, its policy numbers, its codes, and one rule in full.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/record.hpp"
#include "service/label.hpp"
#include "service/rule_shelf.hpp"

namespace service {

/// A line of the list of rules: the same as `wupian rules list`.
struct RuleLine {
    std::string rule;
    std::string kind;
    std::string chapter;
    std::string zh;
    std::string en;
    std::string grain;
    std::optional<base::Day> from;
    std::string versions;
    std::string marks;
    std::string state;
    std::string status;
    std::string law;
    std::string clause;
    int64_t conditions = 0;
    int64_t tests = 0;
    int64_t passed = 0;
    std::string file;
};

inline constexpr auto rule_line_columns = base::columns<RuleLine>({
    base::column<&RuleLine::rule>({.text = "Name, never used for anything else.", .key = true}),
    base::column<&RuleLine::kind>(
        {.text = "What it is.", .choices = "eligibility check table metric"}),
    base::column<&RuleLine::chapter>({.text = "Chapter that keeps it, or common."}),
    base::column<&RuleLine::zh>({.text = "Chinese title."}),
    base::column<&RuleLine::en>({.text = "English title."}),
    base::column<&RuleLine::grain>({.text = "What one row is."}),
    base::column<&RuleLine::from>({.text = "First day of the newest version."}),
    base::column<&RuleLine::versions>({.text = "First days of all versions, a blank between."}),
    base::column<&RuleLine::marks>({.text = "Marks of its citations: S, K, U, P."}),
    base::column<&RuleLine::state>({.text = "The weakest that it rests on.",
                                    .choices = "official known trial proposal unset"}),
    base::column<&RuleLine::status>({.text = "The state in words."}),
    base::column<&RuleLine::law>({.text = "Documents that the newest version cites."}),
    base::column<&RuleLine::clause>({.text = "Places in them."}),
    base::column<&RuleLine::conditions>({.text = "Conditions; rows of a table."}),
    base::column<&RuleLine::tests>({.text = "Tests that stand beside it."}),
    base::column<&RuleLine::passed>({.text = "Tests that pass now."}),
    base::column<&RuleLine::file>({.text = "File of the pack."}),
});

/// A policy number of one period and region, or of one version of a rule.
struct ParameterLine {
    std::string parameter;
    std::string rule;
    std::string region;
    base::Day from;
    std::optional<base::Day> to;
    std::optional<std::string> value;
    std::string unit;
    std::string state;
    std::string status;
    std::string mark;
    std::string law;
    std::string clause;
    std::string quote;
    std::string file;
};

inline constexpr auto parameter_line_columns = base::columns<ParameterLine>({
    base::column<&ParameterLine::parameter>({.text = "Name.", .key = true}),
    base::column<&ParameterLine::rule>(
        {.text = "Rule whose own it is; empty: shared by all.", .key = true}),
    base::column<&ParameterLine::region>(
        {.text = "Prefix of GB/T 2260; empty: the whole country.", .key = true}),
    base::column<&ParameterLine::from>({.text = "First day.", .key = true}),
    base::column<&ParameterLine::to>({.text = "Last day; absent: until the next."}),
    base::column<&ParameterLine::value>({.text = "Value; absent: not set."}),
    base::column<&ParameterLine::unit>({.text = "Unit, or date, or text."}),
    base::column<&ParameterLine::state>(
        {.text = "How certain it is.", .choices = "official known trial proposal unset"}),
    base::column<&ParameterLine::status>({.text = "The state in words."}),
    base::column<&ParameterLine::mark>({.text = "S, K, U or P."}),
    base::column<&ParameterLine::law>({.text = "Document and number."}),
    base::column<&ParameterLine::clause>({.text = "Place in it."}),
    base::column<&ParameterLine::quote>({.text = "Its words, where the text is held."}),
    base::column<&ParameterLine::file>({.text = "File of the pack."}),
});

/// A code list, a dated set of codes, or a map from codes to categories.
struct CodeTableLine {
    std::string table;
    std::string kind;
    std::string zh;
    std::string en;
    std::string of;
    std::string to;
    std::string versions;
    int64_t rows = 0;
    std::string law;
    std::string file;
};

inline constexpr auto code_table_line_columns = base::columns<CodeTableLine>({
    base::column<&CodeTableLine::table>({.text = "Name.", .key = true}),
    base::column<&CodeTableLine::kind>({.text = "codes, set or map."}),
    base::column<&CodeTableLine::zh>({.text = "Chinese title."}),
    base::column<&CodeTableLine::en>({.text = "English title."}),
    base::column<&CodeTableLine::of>({.text = "Code list that its codes are of."}),
    base::column<&CodeTableLine::to>({.text = "Code list of the categories of a map."}),
    base::column<&CodeTableLine::versions>({.text = "First days of a set, a blank between."}),
    base::column<&CodeTableLine::rows>({.text = "Rows; of a set those of the newest version."}),
    base::column<&CodeTableLine::law>({.text = "Documents that it cites."}),
    base::column<&CodeTableLine::file>({.text = "File of the pack."}),
});

/// A row of a code table, or of a decision table: then `code` is its result and `words` its tests.
struct TableLine {
    int64_t number = 0;
    std::string code;
    std::string words;
    std::string parent;
    std::string category;
    std::string flag;
    std::optional<base::Day> from;
    int64_t line = 0;
};

inline constexpr auto table_line_columns = base::columns<TableLine>({
    base::column<&TableLine::number>({.text = "Place, from 1.", .key = true}),
    base::column<&TableLine::code>({.text = "Code; of a decision table the result."}),
    base::column<&TableLine::words>({.text = "What it stands for; what a row asks."}),
    base::column<&TableLine::parent>({.text = "Code above it."}),
    base::column<&TableLine::category>({.text = "Category of a map."}),
    base::column<&TableLine::flag>({.text = "U: the whole code; *: part of it."}),
    base::column<&TableLine::from>({.text = "First day of a set's version."}),
    base::column<&TableLine::line>({.text = "Line of the file; 0 when not known."}),
});

std::vector<RuleLine> rule_lines(ShelvedBook const& shelved, Language language);
std::vector<ParameterLine> parameter_lines(ShelvedBook const& shelved, Language language);
std::vector<CodeTableLine> code_table_lines(ShelvedBook const& shelved);

/// Errors: `rule_not_found`, also for a rule that is no table.
base::Result<std::vector<TableLine>> decision_rows(ShelvedBook const& shelved,
                                                   std::string const& rule, Language language);
/// Errors: `rule_not_found`.
base::Result<std::vector<TableLine>> code_rows(ShelvedBook const& shelved, std::string const& table,
                                               Language language);

/// One rule in full, as JSON: statement, conditions, inputs, parameters, versions with what changed
/// between them, law, tests with their results, what it uses and who uses it, the official rows
/// that it feeds. Errors: `rule_not_found`.
base::Result<std::string> rule_detail(ShelvedBook const& shelved, std::string const& rule,
                                      Language language);

/// Whether the tests of a rule ran at all, and how many of its rows are as expected.
bool have_run(rule::TestReport const& report, size_t rows);
int64_t passed_of(rule::TestReport const& report, size_t rows);

/// official, known, trial or proposal: what a mark means. In words: `text.rule_state_<state>`.
std::string state_of(pack::Mark mark);
/// The weakest that a node rests on, unset parameters included.
std::string weakest_state(ShelvedBook const& shelved, RuleNode const& node);
std::string state_words(std::string const& state, Language language);
/// A title of anything that the graph names; its name without one.
std::string title_of(ShelvedBook const& shelved, RuleNode const& node, Language language);

}  // namespace service

template <>
inline constexpr base::Record base::record_of<service::RuleLine>{"rule",
                                                                 service::rule_line_columns};
template <>
inline constexpr base::Record base::record_of<service::ParameterLine>{
    "parameter", service::parameter_line_columns};
template <>
inline constexpr base::Record base::record_of<service::CodeTableLine>{
    "code_table", service::code_table_line_columns};
template <>
inline constexpr base::Record base::record_of<service::TableLine>{"table_row",
                                                                  service::table_line_columns};
