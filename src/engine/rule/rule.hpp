// Rules: the meaning of packs. Compiles a book into plans of one grain, runs one record with a
// trace, emits the same plan as SQL text, checks and tests a book, and compares two. Pure: no
// clock, no I/O.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/batch.hpp"
#include "base/day.hpp"
#include "base/result.hpp"
#include "base/value.hpp"
#include "domain/list.hpp"
#include "engine/pack/pack.hpp"
#include "engine/rule/reading.hpp"
#include "engine/rule/trace.hpp"

namespace rule {

/// Bits in one word of a mask: a signed BIGINT holds them exactly in every executor.
inline constexpr int mask_bits = 62;

/// Loaded lists by name.
using Lists = std::map<std::string, domain::ListSet, std::less<>>;

struct CompileOptions {
    std::string grain;
    std::vector<std::string>
        rules;  // Rules and checks by name; empty: every eligibility of the grain.
    std::vector<pack::Source>
        outputs;  // Expressions whose values become columns, named out_0, out_1, …
    std::vector<pack::Source> cells;  // Conditions that become bits of the cell masks, for totals.
    std::string region = "140000";    // The deployment's own region.
    std::optional<base::Day> clock_from, clock_to;  // Span of report_date that the rows can have.
    std::vector<std::string>
        stubs;  // Items, rule('…'), list('…') that become inputs (tests, eval).
};

/// What a plan says of itself: the content of plan.json.
struct ConditionInfo {
    int bit;           // Word bit / 62, position bit % 62.
    std::string rule;  // First rule that uses it.
    std::string name;
    base::Day from;                  // Version of that rule.
    std::string text;                // Normalised expression.
    std::vector<std::string> items;  // Items it reads, directly or through computed items.
};

struct RuleInfo {
    std::string name;
    pack::Label label;
    bool is_check = false;
    bool any = false;  // Conditions joined by or.
    struct Version {
        base::Day from;
        bool repealed = false;
        std::vector<int> conditions;     // Bits, in the rule's order.
        std::vector<std::string> names;  // Condition names, in the same order.
    };
    std::vector<Version> versions;
    std::vector<std::string> items;  // All items it reads.
    std::vector<pack::Mark> marks;   // Marks of every citation, set and parameter it rests on.
    int bit = -1;                    // Of the verdict words y_<w> and q_<w>; -1 for checks.
};

struct OutputInfo {
    std::string expression;
    std::string type;  // SQL type of the column: BOOLEAN, DATE, VARCHAR, DECIMAL(18,2).
};

/// A list that a condition asks itself, not through another condition. It is what leaves the
/// condition open when the condition is in doubt, none of `inputs` is missing and none of
/// `conditions` is in doubt.
struct ListUse {
    std::string call;             // list('…')
    std::vector<int> inputs;      // What the condition reads beside the list's day.
    std::vector<int> conditions;  // Conditions that it is made of.
};

struct PlanData;

/// A compiled grain. Cheap to copy; immutable; usable from many threads.
class Plan {
public:
    std::vector<ConditionInfo> const& conditions() const;
    std::vector<RuleInfo> const& rules() const;
    std::vector<OutputInfo> const& outputs() const;
    /// Condition bits that decide a cell, by cell, in cell order.
    std::vector<std::vector<int>> const& cells() const;
    int cell_words() const;
    /// Inputs that a condition reads, as bits of the missing mask.
    std::vector<int> inputs_of_condition(int bit) const;
    std::vector<ListUse> lists_of_condition(int bit) const;
    /// Input items in the order of the missing mask's bits, with their columns ("" for stubs).
    std::vector<std::pair<std::string, std::string>> inputs() const;
    std::vector<std::string> const& lists() const;
    int words() const;          // Words of each of the true and unknown masks.
    int rule_words() const;     // Words of each of the verdict masks.
    int missing_words() const;  // Words of the missing mask.
    PlanData const& data() const { return *data_; }
    std::shared_ptr<PlanData const> share() const { return data_; }

    explicit Plan(std::shared_ptr<PlanData const> data) : data_(std::move(data)) {}

private:
    std::shared_ptr<PlanData const> data_;
};

/// Compiles rules of one grain into one plan: distinct computations once.
/// Errors: `expr_*`, `rule_*` with the place in the pack file. Cost: about 10 ms for the month's
/// rules.
base::Result<Plan> compile(pack::Book const& book, CompileOptions const& options);

struct SqlOptions {
    std::string from;               // Relation, as SQL: a table, or read_parquet(…).
    std::vector<std::string> keep;  // Columns passed through, as SQL expressions with alias.
    std::string list_table = "list_entry";  // (list, id, valid_from, valid_to).
    std::string side_prefix = "side_";      // Names of the side tables begin so.
};

/// A small table that the SELECT joins by key: what sets, maps and look-ups say of a code, once per
/// code instead of once per row and set.
struct SideTable {
    std::string name;
    std::vector<std::string> columns;  // The first is the key, VARCHAR, unique.
    std::vector<bool> is_text;         // By column: VARCHAR, else BOOLEAN ("1", "0", "" is null).
    std::vector<std::vector<std::string>> rows;  // Sorted by key.
};

struct SqlPlan {
    std::vector<SideTable> tables;   // To be created first.
    std::vector<std::string> setup;  // Statements to run after that.
    std::string select;
};

/// The plan as one SELECT for DuckDB: kept columns, out_<i>, verdict masks by RuleInfo::bit (是 in
/// y_<w>, 待核 in q_<w>), true masks t_<w>, unknown masks u_<w>, missing-item masks m_<w>, and for
/// the cells true masks c_<w> and unknown masks d_<w>.
SqlPlan emit_duckdb(Plan const& plan, Lists const& lists, SqlOptions const& options);

/// The same columns for Spark 3.4 and later; v_<rule> is TINYINT, decimals may be wider. The list
/// table and the side tables are views, and the setup makes views. Settings: engine/rule's
/// sql_dialect.hpp, which the driver makes.
SqlPlan emit_spark(Plan const& plan, Lists const& lists, SqlOptions const& options);

struct ColumnProgram;
class ColumnMachine;
struct ListIndexData;

/// Lists prepared for column plans: everybody by number. Cheap to copy; immutable; thread-safe.
class ListIndex {
public:
    /// `lists` must outlive the index and the plans made with it; their entries are in order. Cost:
    /// some 0.2 µs an entry, once for all plans.
    ListIndex(Lists const& lists);  // Not explicit: a plan is made of lists as they are, too.

    Lists const& lists() const { return *lists_; }
    ListIndexData const& data() const { return *data_; }

private:
    Lists const* lists_;
    std::shared_ptr<ListIndexData const> data_;
};

/// A part of a plan for the bulk executor: its first conditions and cells, with or without outputs.
/// Bits keep their places; masks end with the last word that the part needs.
struct ColumnScope {
    bool outputs = true;
    size_t conditions = size_t(-1);
    size_t cells = size_t(-1);
};

/// What the verdicts of the eligibility rules need, and the first `cells` cells. The plan must have
/// been compiled with its eligibility rules before its checks.
ColumnScope verdicts_of(Plan const& plan, size_t cells);

/// How a run gets its text inputs: as they stand, or as classes where nothing else is asked of
/// them. Classes can be made once for each entry of a column's dictionary instead of once a row.
enum class TextInputs : uint8_t { whole, classes };

/// In what form inputs reach a run.
struct InputForm {
    TextInputs texts = TextInputs::whole;
    std::vector<base::FlagWord> words;  // Booleans that stand in words are read from there.
};

/// Fills the second column, uint16, with the classes of the first, of text. Safe on many threads.
using Classify =
    std::function<void(base::BatchColumn const& texts, size_t rows, uint16_t* classes)>;

/// The plan prepared for batches: the bulk executor. Cheap to copy; immutable; shared by threads.
class ColumnPlan {
public:
    /// Cost: some 10 ms.
    ColumnPlan(Plan const& plan, ListIndex const& lists, ColumnScope const& scope = {},
               InputForm const& form = {});

    /// Columns that a run reads: the inputs of the plan that the scope needs, in their order, but
    /// for those in words; then the words. Classes are columns of uint16 under the name of their
    /// text.
    std::vector<base::ColumnShape> inputs() const;
    /// What makes the classes of an input, by its place; empty for inputs that are no classes.
    Classify classify(size_t input) const;
    /// Columns that it fills: out_<i>, y_<w>, q_<w>, t_<w>, u_<w>, m_<w>, c_<w>, d_<w>, as
    /// emit_duckdb.
    std::vector<base::ColumnShape> outputs() const;
    /// By output: the bits of a mask that the scope can set; all bits for other columns.
    std::vector<uint64_t> bits() const;

private:
    friend class ColumnRun;
    std::shared_ptr<ColumnProgram const> program_;
};

/// One thread's memory for a column plan; it takes some megabytes once and nothing after that.
class ColumnRun {
public:
    explicit ColumnRun(ColumnPlan const& plan);
    ColumnRun(ColumnRun&&) noexcept;
    ~ColumnRun();

    /// Fills `outputs` for the rows of `inputs`. Columns must be readable up to a multiple of 64
    /// rows; text in the outputs refers to the inputs, the plan or this run, until the next call.
    void run(base::Batch const& inputs, base::Batch const& outputs);

private:
    std::shared_ptr<ColumnProgram const> program_;
    std::unique_ptr<ColumnMachine> machine_;
};

/// Facts of one record by item name; absent is null. A computed item may be given directly.
using Facts = std::map<std::string, base::Value, std::less<>>;

struct Evaluation {
    std::map<std::string, Verdict> verdicts;
    std::vector<base::Value> outputs;
    std::vector<uint64_t> true_mask, unknown_mask, missing_mask;
};

/// One record through the plan. Errors: `fact_unknown_item`, `fact_wrong_type`.
base::Result<Evaluation> evaluate(Plan const& plan, Facts const& facts, Lists const& lists);

/// Why: the rule's conditions with their values; a trace of one rule. Errors as `evaluate`,
/// `rule_not_found`.
base::Result<Trace> explain(Plan const& plan, std::string const& rule, Facts const& facts,
                            Lists const& lists);

/// Every rule and check of the plan, in its order, from one pass. Errors as `evaluate`.
base::Result<Trace> explain_all(Plan const& plan, Facts const& facts, Lists const& lists);

/// The names that an evaluation of `rules` reads: inputs of the plan. For `wupian eval`.
base::Result<Plan> compile_for_facts(pack::Book const& book, std::vector<std::string> const& rules,
                                     Facts const& facts, std::string const& region);

/// Static checks of a whole book: types, units, cycles, tables, contradictions, untested
/// conditions, thresholds that no test pins. Every fault found, each with its place. Cost: under 3
/// s.
std::vector<base::Error> check(pack::Book const& book);

/// What changed in meaning between two books: rules, versions, conditions, parameters, tables.
struct Change {
    /// One side, as data: its words in a language are the reader's.
    struct Side {
        enum class State : uint8_t { absent, present, repealed, unset };
        State state = State::absent;
        std::string text;  // An expression, a number, codes, a citation; may be empty.
        bool operator==(Side const&) const = default;
    };

    std::string kind;  // added | removed | condition | clock | combine | parameter | version | set
                       // | map | table | law | item
    std::string name;
    std::string what;  // added, removed: rule | param | set | map | table
    Side before, after;
};
std::vector<Change> diff(pack::Book const& before, pack::Book const& after);

/// A metric over few rows, exactly: for tests and small tables. Errors: `expr_*`, `metric_*`.
base::Result<base::Value> evaluate_metric(pack::Book const& book, pack::Metric const& metric,
                                          std::vector<Facts> const& rows, Lists const& lists);

/// Reference of the language's functions as Markdown table rows (name, arguments, result, example,
/// doc).
std::vector<std::vector<std::string>> function_reference();

}  // namespace rule
