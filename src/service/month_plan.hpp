// What a month asks of each relation: the compiled plan, the tables drawn from it, and its checks.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/rule/rule.hpp"
#include "warehouse/load.hpp"

namespace service {

/// The cell of a row that the month does not hold.
inline constexpr size_t no_cell = size_t(-1);

/// A table of figures: a layout's version in force, its rows as cells of the plan.
struct TablePlan {
    pack::LayoutPack const* layout = nullptr;
    pack::LayoutVersion const* version = nullptr;
    std::vector<size_t> row_cells;  // One per summary row; `no_cell` for an absent step.
    size_t detail_cell = 0;
    std::vector<int> field_outputs;  // Output of each field, -1 for fields that are no values.

    std::string const& number() const { return layout->number; }
    bool is_filed() const { return layout->format == domain::FileFormat::dat; }
    bool is_summary() const { return layout->number == "summary"; }
    bool is_bridge() const { return layout->number.starts_with("bridge."); }
};

/// The five chapters' codes.
inline constexpr std::string_view chapters[] = {"tech", "green", "inclusive", "pension", "digital"};

struct CheckPlan {
    pack::Rule const* rule = nullptr;
    std::string id;               // filled, undecided, …: the finding's name.
    size_t cell = 0;              // Cell that is true where the check fails.
    int detail_output = -1;       // Output whose value a finding shows, or -1.
    std::vector<int> conditions;  // Bits, in the rule's order.
    std::vector<std::string> names;
};

/// The row of the summary that stands for a chapter.
struct ChapterCell {
    std::string chapter;
    size_t cell;
};

/// One relation's plan. `plan` is empty when nothing is asked of the relation.
struct RelationPlan {
    std::string relation;
    std::optional<rule::Plan> plan;
    std::vector<TablePlan> tables;
    std::vector<CheckPlan> checks;
    size_t figure_cells = 0;                   // The first cells: rows of tables, and rules.
    std::map<std::string, size_t> rule_cells;  // Eligibility rules.
    std::vector<size_t> list_cells;            // Those of them that say who of a list counts.

    /// What the verdicts and figures need of the plan: no outputs, no checks.
    rule::ColumnScope verdicts() const { return rule::verdicts_of(*plan, figure_cells); }
    bool has_rules() const { return !rule_cells.empty(); }
    /// The five chapters; none in relations without tables.
    std::vector<ChapterCell> chapter_cells() const;
};

/// Plans of loan, flow, gone and reported. `book` must outlive them.
/// Errors: those of rule::compile.
base::Result<std::vector<RelationPlan>> plan_month(pack::Book const& book, base::Day report_date);

/// A layout as it stands on a day.
domain::Layout layout_on(pack::Book const& book, std::string const& name, base::Day day);

/// The layouts that a month's files are read by, as the warehouse wants them.
void reading_layouts(pack::Book const& book, base::Day report_date,
                     warehouse::LoadRequest& request);

/// The tables that a mapping can fill, with the layouts of `request`, which must outlive them.
warehouse::MappingTargets mapping_targets(warehouse::LoadRequest const& request);

/// Names of the declared lists.
std::vector<std::string> list_names(pack::Book const& book);

/// Rules of the grain whose marks hold U, with what they rest on: shown as 参数待核实.
std::vector<std::string> uncertain_rules(rule::Plan const& plan);

}  // namespace service
