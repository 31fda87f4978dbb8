// Parts of a workbook: what every sheet needs, and the sheets by theme. For workbook files only.
#pragma once

#include <deque>
#include <span>

#include "service/workbook.hpp"
#include "warehouse/workbook.hpp"

namespace service {

/// A row under construction; it owns the texts that its cells refer to.
class SheetRow {
public:
    SheetRow& text(std::string value) {
        texts_.push_back(std::move(value));
        cells_.emplace_back(std::string_view(texts_.back()));
        return *this;
    }
    SheetRow& money(base::Int128 cents) { return number({cents, 2}); }
    SheetRow& rate(int64_t percent_e5) { return number({percent_e5, 5}); }
    SheetRow& count(int64_t value) { return number({value, 0}); }
    SheetRow& number(base::Decimal value) {
        cells_.emplace_back(value);
        return *this;
    }
    SheetRow& blank(size_t count = 1) {
        cells_.resize(cells_.size() + count);
        return *this;
    }
    std::span<warehouse::Cell const> cells() const { return cells_; }

private:
    std::vector<warehouse::Cell> cells_;
    std::deque<std::string> texts_;
};

/// Columns of a sheet: their heads in one text, parted by `|`, and their formats and widths.
std::vector<warehouse::SheetColumn> sheet_columns(
    std::string const& heads, std::vector<std::pair<warehouse::ColumnFormat, int>> const& shapes);

/// One workbook being filled: for a legal person, or over all ("*").
class BookPart {
public:
    BookPart(WorkbookRequest const& request, warehouse::Workbook& workbook,
             warehouse::Connection& connection, std::string legal);

    WorkbookRequest const& request;
    warehouse::Workbook& workbook;
    warehouse::Connection& connection;
    std::string const legal_uscc;

    bool over_all() const { return legal_uscc == "*"; }
    ReportResult const& result() const { return request.result; }
    /// The text of `book.<key>`.
    std::string text(std::string const& key, base::Args const& args = {}) const {
        return label("book." + key, request.language, args);
    }
    /// The text of a key of any family.
    std::string any_text(std::string const& key, base::Args const& args = {}) const {
        return label(key, request.language, args);
    }
    std::string const& name(pack::Label const& label) const {
        return request.language == Language::zh ? label.zh : label.en;
    }

    /// Heads of `book.head_<key>` with their formats and widths; the counts must agree.
    std::vector<warehouse::SheetColumn> columns(
        std::string_view key,
        std::vector<std::pair<warehouse::ColumnFormat, int>> const& shapes) const;

    /// Begins the sheet `book.sheet_<key>`; row 1 says what it is, of whom, of when, and its
    /// stamps.
    base::Result<void> begin(std::string_view key, std::vector<warehouse::SheetColumn> columns);
    base::Result<void> begin_named(std::string name, std::string const& what,
                                   std::vector<warehouse::SheetColumn> columns);
    base::Result<void> add(SheetRow const& row) { return workbook.add(row.cells()); }

    /// The name of a code in a list (full or last part of its name), "" when it is not there.
    std::string code_name(std::string const& list, std::string const& code);
    /// The name of a code in any list of a chapter (types of industries and projects).
    std::string type_name(std::string const& code);
    /// The label of a dictionary item, what list('…') lacks when it is open, or the name itself.
    std::string const& item_name(std::string const& item);

private:
    std::string stamps_;
    std::map<std::string, std::map<std::string, std::string>> names_;
    std::map<std::string, std::string> items_;
};

base::Result<void> put_notes(BookPart& part);
base::Result<void> put_summary(BookPart& part);
base::Result<void> put_tables(BookPart& part);      // 3.1 … 3.10 of a legal person.
base::Result<void> put_all_tables(BookPart& part);  // Their summary rows over the run.
base::Result<void> put_central(BookPart& part);     // 4.1, 4.2.
base::Result<void> put_findings(BookPart& part);
base::Result<void> put_finding_counts(BookPart& part);
base::Result<void> put_pending(BookPart& part);
base::Result<void> put_refused(BookPart& part);
base::Result<void> put_check_table(BookPart& part);
base::Result<void> put_bridge(BookPart& part);

}  // namespace service
