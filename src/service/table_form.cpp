// Writing: the marked workbook, the empty form, and what columns and faults are called.
#include <algorithm>

#include "base/text.hpp"
#include "service/table_file.hpp"
#include "warehouse/workbook.hpp"
#include "warehouse/xlsx_reader.hpp"

namespace service {
namespace {

constexpr int64_t form_rows = 10'000;
constexpr int64_t heads_above = 2;  // Title and heads of every sheet that we write.
constexpr int width_least = 12, width_most = 40;
constexpr base::Day made_day{};  // 1970-01-01: the same rows give the same bytes.

std::string type_note(base::Column const& column, Language language) {
    constexpr std::string_view keys[] = {"",
                                         "text.table_note_flag",
                                         "text.table_note_integer",
                                         "text.table_note_number",
                                         "text.table_note_day",
                                         "text.table_note_text"};
    std::string out = label(keys[size_t(column.type)], language);
    if (!column.doc.unit.empty()) out += " (" + std::string(column.doc.unit) + ")";
    return out + "\n" +
           label(column.nullable ? "text.table_note_optional" : "text.table_note_required",
                 language);
}

warehouse::SheetColumn head_of(base::Record const& record, base::Column const& column,
                               Language language) {
    warehouse::SheetColumn out;
    out.head = column_title(record, column, language) + (column.nullable ? "" : "*");
    out.width = std::clamp(int(base::display_width(out.head)) + 4, width_least, width_most);
    out.note = type_note(column, language);
    return out;
}

/// Faults of one row, as marks on its cells.
class RowMarks {
public:
    RowMarks(SentTable const& file, Language language) : file_(file), language_(language) {}

    /// Rows must be asked for in the file's order.
    std::span<warehouse::CellMark const> of(int64_t row,
                                            std::vector<std::string_view> const& shown) {
        marks_.clear();
        notes_.clear();
        while (next_ < file_.faults.size() && file_.faults[next_].row < row) ++next_;
        size_t end = next_;
        while (end < file_.faults.size() && file_.faults[end].row == row) ++end;
        notes_.reserve(end - next_);
        for (; next_ < end; ++next_) {
            TableFault const& fault = file_.faults[next_];
            notes_.push_back(label("error." + fault.code, language_, fault.args));
            auto const at = std::find(shown.begin(), shown.end(), fault.field);
            // What concerns the whole row stands on its first cell.
            size_t const column = at == shown.end() ? 0 : size_t(at - shown.begin());
            marks_.push_back({column, notes_.back()});
        }
        std::stable_sort(marks_.begin(), marks_.end(),
                         [](auto const& a, auto const& b) { return a.column < b.column; });
        marks_.erase(std::unique(marks_.begin(), marks_.end(),
                                 [](auto const& a, auto const& b) { return a.column == b.column; }),
                     marks_.end());
        return marks_;
    }

private:
    SentTable const& file_;
    Language language_;
    size_t next_ = 0;
    std::vector<std::string> notes_;
    std::vector<warehouse::CellMark> marks_;
};

std::string field_title(SentTable const& file, TableFault const& fault, Language language) {
    std::string const key = "column." + file.record + "." + fault.field;
    return has_label(key) ? label(key, language) : fault.field;
}

std::string cell_of(TableFault const& fault) {
    return fault.column > 0 && fault.row > 0
               ? warehouse::cell_name(size_t(fault.column) - 1, fault.row)
               : "";
}

/// The second sheet: every fault, with the row here and the row in the file that was sent.
base::Result<void> put_faults(warehouse::Workbook& workbook, SentTable const& file,
                              Language language) {
    warehouse::SheetShape shape;
    shape.name = label("text.table_fault_sheet", language);
    shape.title =
        label("text.table_fault_title", language,
              {{"file", file.file},
               {"faults", std::to_string(int64_t(file.faults.size()) + file.faults_left_out)},
               {"shown", std::to_string(file.faults.size())}});
    std::string const all = label("text.table_fault_heads", language);
    auto const heads = base::split(all, '|');
    constexpr int widths[] = {10, 10, 10, 24, 80};
    for (size_t i = 0; i < heads.size() && i < std::size(widths); ++i)
        shape.columns.push_back({.head = std::string(heads[i]), .width = widths[i]});
    TRY_VOID(workbook.begin(shape));
    size_t row = 0;
    for (TableFault const& fault : file.faults) {
        while (row < file.rows.size() && file.rows[row].row < fault.row) ++row;
        bool const is_here = row < file.rows.size() && file.rows[row].row == fault.row;
        std::string const here = is_here ? std::to_string(int64_t(row) + heads_above + 1) : "";
        std::string const there = fault.row > 0 ? std::to_string(fault.row) : "";
        std::string const cell = cell_of(fault), field = field_title(file, fault, language);
        std::string const reason = label("error." + fault.code, language, fault.args);
        warehouse::Cell const cells[] = {std::string_view(here), std::string_view(there),
                                         std::string_view(cell), std::string_view(field),
                                         std::string_view(reason)};
        TRY_VOID(workbook.add(cells));
    }
    return {};
}

/// A sheet of the words for each drop-down; sets the columns' ranges.
struct ChoiceSheet {
    std::vector<std::pair<std::string, std::vector<std::string>>> columns;  // Title and words.
    std::string name;

    std::string add(std::string title, std::vector<std::string> words) {
        std::string const letters = warehouse::cell_name(columns.size(), 0);
        std::string const column = letters.substr(0, letters.size() - 1);
        std::string const range = "'" + name + "'!$" + column + "$" +
                                  std::to_string(heads_above + 1) + ":$" + column + "$" +
                                  std::to_string(heads_above + int64_t(words.size()));
        columns.emplace_back(std::move(title), std::move(words));
        return range;
    }

    base::Result<void> write(warehouse::Workbook& workbook, Language language) const {
        if (columns.empty()) return {};
        warehouse::SheetShape shape;
        shape.name = name;
        shape.title = label("text.table_choice_title", language);
        shape.filter = false;
        size_t most = 0;
        for (auto const& [title, words] : columns) {
            shape.columns.push_back({.head = title, .width = 24});
            most = std::max(most, words.size());
        }
        TRY_VOID(workbook.begin(shape));
        for (size_t row = 0; row < most; ++row) {
            std::vector<warehouse::Cell> cells(columns.size());
            for (size_t c = 0; c < columns.size(); ++c)
                if (row < columns[c].second.size())
                    cells[c] = std::string_view(columns[c].second[row]);
            TRY_VOID(workbook.add(cells));
        }
        return {};
    }
};

}  // namespace

std::string fault_text(SentTable const& file, TableFault const& fault, Language language) {
    std::string field = file.sheet;
    std::string const cell = cell_of(fault);
    if (!cell.empty() && !field.empty()) field += "!" + cell;
    std::string const title = field_title(file, fault, language);
    if (!title.empty()) field += (field.empty() ? "" : " ") + title;
    return placed_text({file.file, int32_t(fault.row), fault.column, field},
                       label("error." + fault.code, language, fault.args), fault.code);
}

base::Result<void> write_marked_table(base::Record const& record, SentTable const& file,
                                      std::string const& path, Language language) {
    auto workbook = TRY(warehouse::Workbook::create({.path = path, .made = made_day}));
    warehouse::SheetShape shape;
    shape.name = label("text.table_sheet", language);
    shape.title = label("text.table_marked_title", language,
                        {{"file", file.file},
                         {"rows", std::to_string(file.rows.size())},
                         {"good", std::to_string(file.good_rows())}});
    std::vector<size_t> shown;
    std::vector<std::string_view> names;
    for (size_t i = 0; i < record.columns.size(); ++i) {
        if (file.columns[i] == 0) continue;
        shown.push_back(i);
        names.push_back(record.columns[i].name);
        shape.columns.push_back(head_of(record, record.columns[i], language));
    }
    TRY_VOID(workbook.begin(shape));
    RowMarks marks(file, language);
    for (TableRow const& row : file.rows) {
        std::vector<std::string> texts;
        std::vector<warehouse::Cell> cells;
        for (size_t i : shown)
            texts.push_back(row.is_good() ? base::to_text(row.values[i]) : row.cells[i]);
        for (std::string const& text : texts) cells.emplace_back(std::string_view(text));
        TRY_VOID(workbook.add(cells, marks.of(row.row, names)));
    }
    if (!file.faults.empty()) TRY_VOID(put_faults(workbook, file, language));
    return workbook.close();
}

base::Result<void> write_table_form(base::Record const& record, TableOptions const& options,
                                    std::string const& path, Language language) {
    auto workbook = TRY(warehouse::Workbook::create({.path = path, .made = made_day}));
    warehouse::SheetShape shape;
    shape.name = label("text.table_sheet", language);
    shape.title = label("text.table_form_title", language);
    shape.filter = false;
    shape.entry_rows = form_rows;
    ChoiceSheet choices{{}, label("text.table_choice_sheet", language)};
    for (base::Column const& column : record.columns) {
        std::string const name(column.name);
        bool const is_wanted = options.columns.empty() ||
                               std::find(options.columns.begin(), options.columns.end(), name) !=
                                   options.columns.end();
        if (!is_wanted) continue;
        auto head = head_of(record, column, language);
        std::vector<std::string> words;
        if (auto const given = options.choices.find(name); given != options.choices.end())
            words = given->second;
        else if (column.type == base::ValueType::boolean)
            words = {label("text.table_true", language), label("text.table_false", language)};
        if (!words.empty()) head.choice_range = choices.add(head.head, std::move(words));
        shape.columns.push_back(std::move(head));
    }
    TRY_VOID(workbook.begin(shape));
    TRY_VOID(choices.write(workbook, language));
    return workbook.close();
}

}  // namespace service
