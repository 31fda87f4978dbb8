// The XML of one sheet as text, row by row; what stands in the rows is the caller's.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "warehouse/sheet_note.hpp"
#include "warehouse/workbook.hpp"

namespace warehouse {

/// Texts that stand in many cells of a workbook are written once and referred to by number.
class SharedTexts {
public:
    /// The number of a text, new or known.
    uint32_t number(std::string_view text);
    /// The part xl/sharedStrings.xml.
    std::string xml() const;
    bool is_empty() const { return numbers_.empty(); }

private:
    struct Hash {
        using is_transparent = void;
        size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>()(text);
        }
    };
    std::unordered_map<std::string, uint32_t, Hash, std::equal_to<>> numbers_;
    std::string items_;
};

/// Styles by their number in styles.xml.
enum class SheetStyle : uint8_t {
    plain,
    title,
    head,
    text,
    amount,
    rate,
    count,
    share,
    ordinal,
    note,
    marked
};

/// The parts of a workbook that are the same in all.
std::string styles_xml();

/// Text as it stands in an element or a quoted attribute; control characters become blanks.
void append_escaped(std::string& out, std::string_view text);

/// A, B, … Z, AA … from 0.
std::string column_letters(size_t column);

/// Builds one sheet: `begin`, rows, `end`; the text so far is taken from `xml` and cleared there.
class SheetXml {
public:
    SheetXml(SheetShape const& shape, SharedTexts& shared);

    /// Everything before the first data row: widths, frozen head, title and heads.
    void begin();
    /// A data row; one cell a column. Rows count from 1 with title and heads.
    void add(std::span<Cell const> cells, std::span<CellMark const> marks = {});
    /// Autofilter and drop-downs over what was added; the page for printing.
    void end();

    std::string xml;
    int64_t rows = 0;  // Written, title and heads included.
    std::vector<SheetNote> notes;

private:
    void put_text(size_t column, SheetStyle style, std::string_view text);
    void put_shared(size_t column, SheetStyle style, std::string_view text);
    void put_marked(size_t column, Cell const& cell);
    void open_cell(size_t column, SheetStyle style);
    void put_drop_downs(int64_t last);
    size_t note_lines(std::span<Cell const> cells) const;

    SheetShape const& shape_;
    SharedTexts& shared_;
    std::vector<std::string> letters_;
    std::vector<size_t> wrapped_;     // Columns of wrapped text.
    std::vector<uint32_t> distinct_;  // By column: texts shared so far.
    std::vector<std::unordered_map<std::string, uint32_t>> known_;
    std::string row_text_;
    std::string row_key_;
};

}  // namespace warehouse
