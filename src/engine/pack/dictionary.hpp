// The dictionary of packs: grains with their items, code lists, dated code sets, lists of parties,
// maps from codes to categories.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/day.hpp"
#include "base/result.hpp"

namespace pack {

struct Label {
    std::string zh;
    std::string en;
};

/// A piece of text with the place where it stands.
struct Source {
    std::string text;
    base::Place at;
};

/// S: in a held or named source. K: well known. U: uncertain, shown as 试算，参数待核实. P: our own
/// proposal, off by default.
enum class Mark : char { source = 'S', known = 'K', uncertain = 'U', proposal = 'P' };

struct Citation {
    std::string doc;    // Title and number as docs/sources.md lists it.
    std::string at;     // Article, section, table.
    std::string quote;  // Only where the text is held under law/; then it occurs there.
    Mark mark = Mark::source;
    base::Place place;
};

enum class TypeKind : uint8_t { boolean, integer, decimal, text, code, date };

struct Type {
    TypeKind kind = TypeKind::text;
    int32_t digits = 0;  // Decimals and integers: digits in all.
    int32_t scale = 0;   // Decimals.
    std::string unit;    // 元, %, 人, …; empty for a bare number.
    std::string codes;   // Codes: the code list.
};

/// One entry of the data dictionary: the only map from a name to a column or an expression.
struct Item {
    std::string name;  // borrower.size
    Label label;
    Type type;
    std::string column;     // Column of the grain's relations; empty when computed.
    Source expression;      // Empty when read from a column.
    std::string territory;  // Item with the region that decides whether a list speaks for this id.
    base::Place place;
};

/// A grain: what one row is, the relations that hold such rows, and its items in the file's order.
struct Grain {
    std::string name;
    Label label;
    std::vector<std::string> relations;
    std::vector<Item> items;
    base::Place place;
};

struct Code {
    std::string code;
    Label label;
    std::string parent = {};  // Empty at the top or in a flat list.
    std::string level = {};   // As the standard names it: section, division, …; may be empty.
};

/// Leaves below a code: [first, last) of CodeList::leaves.
struct LeafSpan {
    int32_t first = 0, last = 0;
};

struct CodeList {
    std::string name;
    Label label;
    bool is_tree = false;
    std::string derived_from;  // Another list, of which this one takes some levels.
    std::vector<std::string> levels;
    std::vector<Code> codes;
    std::vector<Citation> law;
    base::Place place;
    // Made by `index_codes`: a walk down the tree numbers the leaves.
    std::vector<int32_t> by_code = {};  // Positions of the codes, sorted by code.
    std::vector<int32_t> leaves = {};   // Positions of the leaves in the order of the walk.
    std::vector<LeafSpan> spans = {};   // By position of the code; a leaf spans itself.

    /// Position of a code, or -1.
    int32_t find(std::string_view code) const;
};

/// Fills a list's index. Of a code that stands twice the first counts.
void index_codes(CodeList& list);

struct CodeSetVersion {
    base::Day from;
    std::vector<std::string> members;
    std::vector<Citation> law;
};

/// A dated set of codes of one list, for `x in code('name')`.
struct CodeSet {
    std::string name;
    Label label;
    std::string of;
    std::vector<CodeSetVersion> versions;
    base::Place place;
};

/// A list of parties kept by a department, for `x in list('name')`; its entries come with the
/// month.
struct ListDeclaration {
    std::string name;
    Label label;
    std::string owner;
    std::string rule;               // Says who of the list counts; the list's own name by default.
    std::vector<std::string> with;  // Lists whose parties are on this one too.
    base::Place place;
};

struct MapRow {
    std::string code;
    std::string category;
    std::string flag;  // U: the whole code counts. *: only part of it.
    int32_t line;
};

/// A code-to-category table with `hit: collect`, for `x in map('name', 'U')`.
struct CodeMap {
    std::string name;
    Label label;
    std::string of;  // Code list of the code column.
    std::string to;  // Code list of the category column.
    std::vector<MapRow> rows;
    std::vector<Citation> law;
    base::Place place;
};

}  // namespace pack
