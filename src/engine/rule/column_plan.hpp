// Column plan: a program prepared for batches. Tests over text become bits of a word per value
// class, so that a row is classified once per text column, however many sets and code lists ask
// about it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/rule/column_choice.hpp"
#include "engine/rule/list_index.hpp"
#include "engine/rule/plan.hpp"
#include "engine/rule/text_index.hpp"

namespace rule {

/// How a node's values stand in memory.
enum class Store : uint8_t { truth, day, narrow, wide, text };
Store store_of(Type const& type);

/// A test over one text (or a pair of texts) that a lane answers for every row at once.
struct LaneTest {
    NodeId node = -1;
    bool inverted = false;  // The node is `<>`, the lane holds `=`.
    int lane = -1;
    int yes_bit = -1;
    int maybe_bit = -1;  // -1: never unknown for a known text.
    NodeId text = -1;    // Null text is unknown.
    NodeId second = -1;  // The other text of a pair.
};

/// Words to be or-ed into lanes, by class.
struct LaneMasks {
    std::vector<int> lanes;
    std::vector<uint64_t> words;  // words[value × lanes.size() + i].
};

/// One text node: its values fall into classes that no test tells apart. Values that no test names
/// have one class for each set of patterns that they are like.
struct TextSource {
    static constexpr uint16_t null_class = 0;
    static constexpr uint16_t other_class = 1;  // No member of anything, like nothing.
    static constexpr size_t likes_max = 10;

    NodeId node = -1;
    TextIndex index;                    // To classes.
    std::vector<std::string> value_of;  // One member of each class; nobody's text where none is.
    LaneMasks masks;
    std::vector<std::string> likes;  // Patterns; values outside the index are asked.
    size_t first_like = 0;  // Class of what is like the first pattern only; then by set of them.

    /// Whether a class from `first_like` on is of texts like the pattern, one of `likes`.
    bool is_like(std::string_view pattern, size_t value) const;
    /// By class, whether its texts begin with the region, whose pattern is one of `likes`.
    std::vector<uint8_t> holding(std::string_view region) const;
    uint16_t class_of(std::string_view text) const;
    /// Classes of texts; null where the bit is not set. Safe on many threads.
    void classify(base::TextView const* texts, uint64_t const* valid, size_t rows,
                  uint16_t* classes) const;
};

/// Two text nodes and the tests over pairs of their classes.
struct PairSource {
    size_t first = 0, second = 0;  // Indexes into ColumnPlan::sources.
    LaneMasks masks;               // By class of first × classes of second + class of second.
};

struct LookupValues {
    NodeId node = -1;
    size_t source = 0;
    std::vector<bool> known;             // By class.
    std::vector<base::TextView> values;  // They point into the program.
};

/// A choice among texts of which only classes are asked: it gives classes and no texts.
struct CarriedText {
    enum class From : uint8_t { constant, source, lookup, carried };
    struct Branch {
        NodeId when;  // -1: in all other cases.
        From from;
        size_t at;                       // A class, or an index into sources or carried.
        std::vector<uint16_t> class_of;  // Of a look-up, by class of its source.
    };

    NodeId node = -1;
    size_t source = 0;  // Whose classes it gives.
    std::vector<Branch> branches;
};

/// One list asked of one party column.
struct ListAsked {
    size_t party = 0;                       // Index into ColumnProgram::parties.
    uint32_t number = 0;                    // Of the list in the index.
    domain::ListSet const* list = nullptr;  // Null: not loaded, unknown for everyone.
    std::vector<RegionTest> regions;        // By coverage.
};

/// A column of a run's batch: an input as it stands, or classes of one of its sources: the input
/// itself or a part of its text.
struct InputColumn {
    int32_t input;        // Of the plan.
    int32_t source = -1;  // Index into ColumnProgram::sources.
};

/// A word column of booleans that the program reads.
struct FlagColumn {
    struct Flag {
        size_t input;  // Of the plan.
        size_t bit;    // Known; the next one is the value.
    };
    std::string column;
    std::vector<Flag> flags;
};

struct Step {
    enum class Kind : uint8_t {
        classify,
        masks,
        pair_masks,
        unpack,
        lookup,
        carry,
        party,
        node
    } kind;
    int32_t index;
};

struct ColumnProgram {
    explicit ColumnProgram(ListIndex from) : index(std::move(from)) {}

    ListIndex index;
    std::shared_ptr<PlanData const> plan;
    ColumnScope scope;                 // Counts as they are, not more than the plan has.
    std::vector<bool> needed;          // By node.
    std::vector<int32_t> inputs;       // Of the plan, those that a run reads.
    std::vector<InputColumn> columns;  // Of the batch; then the words of booleans.
    std::vector<FlagColumn> flag_columns;
    std::vector<bool> in_word;               // By input of the plan: it has no column.
    std::vector<BoundRule const*> verdicts;  // Eligibility rules.
    std::vector<Step> steps;
    std::vector<TextSource> sources;
    std::vector<int> source_of;  // By node; -1 none.
    std::vector<PairSource> pairs;
    std::vector<LaneTest> tests;  // Sorted by lane.
    int lanes = 0;
    std::vector<LookupValues> lookups;
    std::vector<CarriedText> carried;
    std::vector<TableColumns> tables;
    std::vector<ParamPeriods> params;
    std::vector<ListAsked> lists;
    std::vector<NodeId> parties;     // Texts that are looked up in the index.
    std::vector<int32_t> detail_of;  // By node: index into its kind's parts; -1 none.
};

/// Prepares a plan.
ColumnProgram make_column_program(std::shared_ptr<PlanData const> plan, ListIndex const& lists,
                                  ColumnScope const& scope, TextInputs texts);

/// What a test says of the texts of a class.
using LaneAnswer = std::function<std::optional<bool>(LaneTest const& test, size_t value)>;
LaneMasks make_masks(std::vector<LaneTest> const& tests, size_t values, LaneAnswer const& answer);

/// Which rows of a table each class of its column `index` lets pass; `members` by class of a text,
/// null for numbers and days, whose cuts are made.
void add_table_rows(TableColumns::Column& column, Table const& table, size_t index,
                    std::vector<std::string> const* members);

/// Patterns of the regions that a parameter or a list tells apart.
std::vector<std::string> region_patterns(Program const& program, Lists const& lists,
                                         Node const& node);

/// Lets the program read booleans from words.
void place_flags(ColumnProgram& program, std::vector<base::FlagWord> const& words);

}  // namespace rule
