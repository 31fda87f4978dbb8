// Table files: a list that a person filled in (CSV or xlsx) as rows of a record, every fault with
// its cell; the same rows back as a marked workbook; and an empty form to fill in.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/record.hpp"
#include "base/result.hpp"
#include "service/record_label.hpp"

namespace service {

/// What is wrong, and where. Its text is the label `error.<code>` with `args`.
struct TableFault {
    int64_t row = 0;    // Line of a CSV, row of a sheet, from 1; 0: the whole file.
    int column = 0;     // Of the file, from 1; 0: the whole row.
    std::string field;  // Column of the record, or the head as it stands in the file.
    std::string code;
    base::Args args;
};

/// A row as it stood in the file, and what it says.
struct TableRow {
    int64_t row = 0;                  // As in TableFault.
    std::vector<base::Value> values;  // In the record's order; empty when the row has a fault.
    std::vector<std::string> cells;   // Of a row with a fault: its texts in the same order.

    bool is_good() const { return !values.empty(); }
};

/// A file that could be read, with all that is wrong in it.
struct SentTable {
    std::string file;  // Its name, for people.
    std::string record;
    std::string sheet;               // "" for a CSV.
    std::string sm3;                 // Of the bytes, hexadecimal.
    std::vector<int> columns;        // By column of the record: where it stands; 0: nowhere.
    std::vector<TableRow> rows;      // Good and faulty, in the file's order, without blank ones.
    std::vector<TableFault> faults;  // By row, then column; at most TableOptions::faults.
    int64_t faults_left_out = 0;     // More of them.

    bool is_good() const { return faults.empty(); }
    int64_t good_rows() const;
};

struct TableOptions {
    std::string name = {};   // Shown for the file; "": the path's last part.
    std::string sheet = {};  // xlsx: "" is the first that is not hidden.
    /// The columns of the record that the file has; empty: all. Others are null in `values`.
    std::vector<std::string> columns = {};
    int64_t rows = 200'000;        // At the most.
    int64_t faults = 10'000;       // Kept at the most.
    bool cached_formulas = false;  // True: a formula counts as the value stored with it.
    /// The words that a column may hold (they become drop-downs of a form); others are faults.
    std::map<std::string, std::vector<std::string>> choices = {};
};

/// Reads a table. It is xlsx when it begins as a zip does, else CSV in UTF-8 or GB18030. The head
/// is the row, among the first ten, that names most columns: by their names or by their labels
/// (service/record_label.hpp), in any order. A column that may be null may be absent; a head that
/// is not known is a fault. Blanks round a cell do not count. In an xlsx numbers are what the
/// workbook shows, days are days where their style says so; formulas and merged cells are faults.
/// Errors, when nothing can be read: `file_unreadable`, `sent_encoding`, `sent_no_head`,
/// `sent_too_long` (limit), `file_too_large`, `xlsx_*`, `zip_unreadable`.
base::Result<SentTable> read_table_file(base::Record const& record, std::string const& path,
                                        TableOptions const& options = {});

/// The text of a fault: file, sheet, row, cell, column, reason, next step.
std::string fault_text(SentTable const& file, TableFault const& fault, Language language);

/// Writes the rows back as xlsx: faulty cells are coloured and carry a comment, and a second sheet
/// lists all faults. `read_table_file` reads it again once it is corrected.
/// Errors: `workbook_failed`.
base::Result<void> write_marked_table(base::Record const& record, SentTable const& file,
                                      std::string const& path, Language language);

/// Writes an empty form: heads with comments that say what to write, drop-downs of `choices`.
/// Errors: `workbook_failed`.
base::Result<void> write_table_form(base::Record const& record, TableOptions const& options,
                                    std::string const& path, Language language);

}  // namespace service
