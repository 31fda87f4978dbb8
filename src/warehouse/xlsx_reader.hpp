// Reading xlsx workbooks from outside: sheet by sheet, row by row, in bounded memory. What could
// act (macros, links to elsewhere) or hide (encryption, a document type) is refused unread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace warehouse {

enum class XlsxKind : uint8_t { text, number, day, flag, error };

/// A cell that holds something. Views hold during the call.
struct XlsxCell {
    size_t column = 0;  // From 0.
    XlsxKind kind = XlsxKind::text;
    bool is_formula = false;
    /// What the workbook shows: text as it is, a flag as 1 or 0, an error as `#N/A`, a number as
    /// plain_number writes it, a day as 2026-09-30, with its time where it has one.
    std::string_view text;
    std::string_view exact;  // As it stands in the file: 0.56999999999999995, 1E-3, 46295.
};

/// Cells in the order of their columns; a row without any cell that holds something is left out.
using XlsxRow = std::function<base::Result<void>(int64_t row, std::span<XlsxCell const> cells)>;

/// What a workbook may be at the most (docs/limits.md).
struct XlsxLimits {
    int64_t file_bytes = int64_t(1) << 30;
    int64_t members = 10'000;
    int64_t unpacked_bytes = int64_t(4) << 30;  // All members.
    int64_t ratio = 200;                        // Unpacked to packed, each member.
    int64_t shared_texts = 8'000'000;
    int64_t shared_bytes = int64_t(256) << 20;
};

enum class FormulaPolicy : uint8_t {
    refuse,  // `xlsx_formula` with the place of the cell.
    cached,  // The value stored with it counts.
};

enum class DayForm : uint8_t {
    day,     // XlsxKind::day where the cell's style says so.
    serial,  // Days stay numbers.
};

struct XlsxOptions {
    std::string sheet = {};  // "": the first that is not hidden.
    FormulaPolicy formulas = FormulaPolicy::refuse;
    DayForm days = DayForm::day;
};

struct XlsxReport {
    std::string sheet;
    int64_t rows = 0;                 // Handed on.
    std::vector<std::string> merged;  // Ranges, "B2:C4"; at most 10,000.
};

/// A workbook whose package was checked as a whole; its sheets are unpacked as they are read.
/// One thread. The file must not change meanwhile.
class XlsxFile {
public:
    /// Errors: `file_unreadable`, `zip_unreadable`, `xlsx_unreadable`, `xlsx_macro`,
    /// `xlsx_external`, `xlsx_encrypted`, `xlsx_old_format`, `xlsx_doctype`, `xlsx_date_1904`,
    /// `xlsx_bomb` (limit), `xlsx_texts_large` (limit).
    static base::Result<XlsxFile> open(std::string const& path, XlsxLimits const& limits = {});
    XlsxFile(XlsxFile&&) noexcept;
    XlsxFile& operator=(XlsxFile&&) noexcept;
    ~XlsxFile();

    /// Names in the workbook's order; hidden sheets too.
    std::vector<std::string> const& sheets() const;

    /// Errors: `xlsx_sheet_missing`, `xlsx_unreadable`, `xlsx_formula`, `xlsx_doctype`,
    /// `xlsx_bomb`, `xlsx_outside`, `xlsx_cell_large`, those of `take`. Cost: docs/performance.md.
    base::Result<XlsxReport> read(XlsxOptions const& options, XlsxRow const& take);

private:
    struct State;
    explicit XlsxFile(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// "AB12" for column 27 of row 12.
std::string cell_name(size_t column, int64_t row);

}  // namespace warehouse
