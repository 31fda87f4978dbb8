// Writing xlsx workbooks row by row in constant memory; what goes in is the caller's.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/day.hpp"
#include "base/decimal.hpp"
#include "base/result.hpp"

namespace warehouse {

enum class ColumnFormat : uint8_t {
    text,     // Codes, numbers of receipts, dates in the official form: never a number.
    amount,   // #,##0.00
    rate,     // 0.00000
    count,    // #,##0
    share,    // 0.00
    ordinal,  // 0: the number of a line or a row.
    note,     // Text over several lines; for sheets of few rows.
};

struct SheetColumn {
    std::string head;
    ColumnFormat format = ColumnFormat::text;
    int width = 12;                         // Characters.
    std::vector<std::string> choices = {};  // Not empty: a drop-down on the data rows.
    std::string choice_range = {};  // As `choices`, when those stand in cells: 'A'!$B$3:$B$9.
    std::string note = {};          // A comment on the head.
};

struct SheetShape {
    std::string name;                  // At most 26 characters, none of []:*?/\.
    std::string title;                 // Row 1, above the heads; stamps stand here.
    std::vector<SheetColumn> columns;  // Heads in row 2; data from row 3.
    bool filter = true;                // An autofilter on the heads.
    int64_t entry_rows = 0;            // Rows left to be filled in, under the drop-downs, as text.
};

/// A cell: nothing, text, or an exact number. Text must live until `add` returns.
using Cell = std::variant<std::monostate, std::string_view, base::Decimal>;

/// A cell of a row that is coloured and, unless the note is empty, has a comment.
struct CellMark {
    size_t column;
    std::string_view note;
};

/// The most rows of a sheet in the file format, title and heads included.
inline constexpr int64_t sheet_rows_max = 1048576;

struct WorkbookOptions {
    std::string path;
    base::Day made;                         // Shown as the day of making: same input, same bytes.
    int64_t rows_max = sheet_rows_max - 1;  // Rows of one sheet; more start `name(2)`.
};

/// A workbook being written. One thread; different workbooks may be written at the same time.
class Workbook {
public:
    /// Errors: `workbook_failed`.
    static base::Result<Workbook> create(WorkbookOptions const& options);
    Workbook(Workbook&&) noexcept;
    Workbook& operator=(Workbook&&) noexcept;
    ~Workbook();

    /// Begins a sheet; the one before is done. Errors: `workbook_failed`.
    base::Result<void> begin(SheetShape const& shape);

    /// Appends a row to the current sheet, one cell per column. A number is exact as it stands when
    /// it has at most 15 significant digits; a longer one is written as text with all its digits.
    /// Text over 32,767 characters is cut. Of the marked cells of a sheet the first 10,000 get
    /// their comment. Errors: `workbook_failed`.
    base::Result<void> add(std::span<Cell const> cells, std::span<CellMark const> marks = {});

    /// Writes the file under its name. Errors: `workbook_failed`.
    base::Result<void> close();

private:
    struct State;
    explicit Workbook(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace warehouse
