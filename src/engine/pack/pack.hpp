// Packs: dated, cited data that anyone who knows Excel and SQL can read and change. This engine
// reads the files of a pack folder into one Book; expressions stay text, their meaning is
// engine/rule's.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/day.hpp"
#include "base/decimal.hpp"
#include "base/result.hpp"
#include "base/yaml.hpp"
#include "domain/layout.hpp"
#include "engine/pack/dictionary.hpp"

namespace pack {

struct ParamRow {
    std::string name;
    std::string region;  // GB/T 2260 prefix; empty: the whole country.
    base::Day from;
    std::optional<base::Day> to;       // Last day; none: until the next row.
    std::optional<std::string> value;  // None: unset, unknown.
    std::string unit;                  // 元, %, 人, …, or date, text.
    Citation law;
};

/// One version of a rule or a check: what changes from `from` on.
struct Version {
    base::Day from;
    bool repealed = false;
    std::map<std::string, Source> params;  // Local parameters: name, "10000000.00 元".
    std::vector<Citation> law;
    base::Place place;
};

/// A named condition, the unit of explanation.
struct Condition {
    std::string name;
    Source expression;
    std::string why;  // Required where the expression uses `is null` or `coalesce`.
};

/// Inline tests: a table of item values and what is expected.
struct TestTable {
    std::vector<Source> columns;
    struct Row {
        std::vector<base::YamlNode> cells;
        base::Place at;
    };
    std::vector<Row> rows;
};

enum class Combine : uint8_t { all, any };
enum class Severity : uint8_t { hard, soft };

/// kind: eligibility (a verdict) or check (a requirement that a row meets or fails).
struct Rule {
    std::string name;
    Label label;
    bool is_check = false;
    Severity severity = Severity::hard;  // Checks only.
    std::string relation;                // Checks only: one relation of the grain; empty: all.
    Source detail;  // Checks only: what a finding shows; empty: failed conditions.
    std::string grain;
    std::string by;  // The rule's clock: an item of type date.
    Combine combine = Combine::all;
    std::vector<Condition> conditions;
    std::vector<Version> versions;
    TestTable tests;
    std::string file;
    base::Place place;
};

/// kind: table with hit unique: input columns of unary tests and one output.
struct DecisionTable {
    struct Column {
        std::string item;
        std::string unit;  // Unit of the column's numbers, when it differs from the item's: 万元.
    };
    struct Row {
        std::vector<Source> cells;
        std::string output;
        base::Place at;
    };
    std::string name;
    Label label;
    std::string grain;
    std::vector<Column> inputs;
    Type output;
    std::vector<Row> rows;
    std::vector<Citation> law;
    TestTable tests;
    base::Place place;
};

/// kind: metric: one aggregate expression over rows of a grain.
struct Metric {
    std::string name;
    Label label;
    std::string grain;
    Source expression;  // sum(loan.amount)
    Source where;       // Optional filter.
    std::vector<Citation> law;
    TestTable tests;
    base::Place place;
};

/// What a field of a written table holds.
enum class Put : uint8_t { value, blank, category, amount, rate, customers };

struct OutputField {
    domain::Field field;
    Put put = Put::value;
    Source value;  // For Put::value.
};

/// What a row of a bridge does between our figure and another return's.
enum class Step : uint8_t { none, start, plus, minus, memo, absent, end };

struct OutputRow {
    std::string code;  // 字段类别.
    Label label;
    Source where;            // Empty only for Step::absent: the month does not hold it.
    Step step = Step::none;  // Bridges only.
    Label why;               // Bridges: the cause of the difference; required for Step::absent.
    std::vector<std::string> series;  // As LayoutPack::series, for this row alone.
    base::Place place;
};

struct LayoutVersion {
    base::Day from;
    std::string message;
    bool unverified = false;
    std::vector<std::string> gaps;
    std::vector<OutputField> fields;
    std::vector<OutputRow> rows;  // Summary rows, written tables only.
    OutputRow detail;             // Written tables only.
    std::vector<Citation> law;
};

/// kind: layout: a file that is read, or a table that is written from a grain.
struct LayoutPack {
    std::string name;
    Label label;
    domain::FileFormat format = domain::FileFormat::dat;
    std::string number;    // Official number of a written table: 3.1; bridge.<item> of a bridge.
    std::string grain;     // Written tables only.
    std::string relation;  // Written: the relation it is drawn from. Read: the relation it fills.
    // Parameters (text) that name the definition its figures follow: where one changes, the series
    // of figures breaks and no growth may be computed over it.
    std::vector<std::string> series;
    std::vector<LayoutVersion> versions;
    base::Place place;
};

/// Everything that the pack folder holds. Maps are keyed by full name.
struct Book {
    std::map<std::string, Grain> grains;
    std::map<std::string, CodeList> codes;
    std::map<std::string, CodeSet> sets;
    std::map<std::string, CodeMap> maps;
    std::map<std::string, ListDeclaration> lists;
    std::map<std::string, std::vector<ParamRow>> params;  // Rows sorted by (region, from).
    std::map<std::string, Rule> rules;
    std::map<std::string, DecisionTable> tables;
    std::map<std::string, Metric> metrics;
    std::map<std::string, LayoutPack> layouts;
    std::map<std::string, std::string> law;  // Held texts by document title.
    std::string hash;                        // SHA-256 over paths and contents.
    int file_count = 0;
};

struct Loaded {
    Book book;
    std::vector<base::Error> errors;  // Every fault found, in file order; empty: usable.
};

/// Reads every file below `folder` (<chapter>/<system>/<kind>/<name>.yaml|csv, law/<title>.txt).
/// Errors (in `errors`): pack_* codes, each with file, line and field; docs/packs.md lists them.
/// Cost: about 60 ms for the packs of the month.
Loaded load(std::string const& folder);

/// The layout version in force on a day, with its code checks; nullptr when none is.
LayoutVersion const* version_on(LayoutPack const& layout, base::Day day);

/// The reader's view of a layout version.
domain::Layout reader_layout(LayoutPack const& layout, LayoutVersion const& version);

/// Finds by full name, else by the last part when that is unique: f5_products is
/// common.f5_products.
template <typename T>
T const* find(std::map<std::string, T> const& all, std::string_view name) {
    if (auto const exact = all.find(std::string(name)); exact != all.end()) return &exact->second;
    T const* found = nullptr;
    for (auto const& [key, value] : all) {
        if (!key.ends_with(name) || key.size() <= name.size()) continue;
        if (key[key.size() - name.size() - 1] != '.') continue;
        if (found != nullptr) return nullptr;
        found = &value;
    }
    return found;
}

/// "money" and the like, as pack files write types: bool, int, int 人, money, rate, decimal(20,2)
/// 元, text, date, code(size). Returns nullopt for anything else.
std::optional<Type> parse_type(std::string_view text);

}  // namespace pack
