// Lines are looked up in the files of the month's folder by their numbers.
#include "service/refused_book.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "base/csv.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "service/book.hpp"
#include "service/run_table.hpp"
#include "warehouse/inbox.hpp"
#include "warehouse/workbook.hpp"
#include "warehouse/zip.hpp"

namespace service {
namespace {

constexpr size_t lines_max = 100'000;  // Of a file.
constexpr int number_width = 8, text_width = 48, cell_width = 18;
constexpr size_t cells_before = 2;  // Number and text.

struct Fault {
    std::string field, value, text;
};

/// Line number → what is wrong in it.
using Faults = std::map<int64_t, std::vector<Fault>>;

/// Lines of a file that were refused, with the heads of its cells.
struct RefusedFile {
    std::string name;
    Faults faults;
    std::vector<std::string> heads;
    std::map<int64_t, std::vector<std::string>> lines;
};

base::Result<std::map<std::string, Faults>> faults_of(FinishedRun const& run,
                                                      RefusedWish const& wish, Language language) {
    auto const tables = run_tables();
    auto const table = std::find_if(tables.begin(), tables.end(),
                                    [](RunTable const& one) { return one.name == "refused"; });
    auto const rows = TRY(read_run_table(run, *table));
    std::map<std::string_view, size_t> at;
    for (size_t i = 0; i < table->record->columns.size(); ++i)
        at[table->record->columns[i].name] = i;
    std::map<std::string, Faults> out;
    for (auto const& row : rows) {
        auto const text = [&](std::string_view name) { return base::to_text(row[at.at(name)]); };
        std::string const file = text("file");
        if (!wish.file.empty() && file != wish.file) continue;
        int64_t const line = base::parse_integer(text("file_line")).value_or(0);
        Faults& faults = out[file];
        if (faults.size() >= lines_max && !faults.contains(line)) continue;
        std::string const value = text("value");
        faults[line].push_back(
            {text("field"), value, label("refusal." + text("code"), language, {{"value", value}})});
    }
    return out;
}

/// The bytes of a sent file, mapped, or out of the .zip of its name; "" when it is gone.
struct SentText {
    std::optional<base::MappedFile> file;
    std::string unpacked;

    std::string_view view() const { return file ? file->bytes() : std::string_view(unpacked); }
};

base::Result<SentText> sent_text(std::string const& folder, std::string const& name) {
    SentText out;
    std::string const file = folder + "/" + name;
    std::string const zip = file.substr(0, file.rfind('.')) + ".zip";
    if (base::is_file(file)) {
        out.file = TRY(base::MappedFile::open(file));
    } else if (base::is_file(zip)) {
        out.unpacked = TRY(warehouse::read_zip_entry(zip, name));
    }
    return out;
}

/// The heads of an official file by its layout.
std::vector<std::string> heads_of(pack::Book const& book, std::string const& name, base::Day day) {
    std::vector<std::string> out;
    auto const sent = warehouse::parse_sent_name(name);
    if (!sent) return out;
    for (auto const& [id, layout] : book.layouts) {
        pack::LayoutVersion const* const version = pack::version_on(layout, day);
        if (version == nullptr || version->message != sent->table) continue;
        domain::Layout const fields = pack::reader_layout(layout, *version);
        for (domain::Field const& field : fields.fields) out.push_back(field.zh);
        return out;
    }
    return out;
}

void read_lines(RefusedFile& file, std::string_view text) {
    int64_t number = 0;
    for (std::string_view const line : base::split(text, '\n')) {
        if (!file.faults.contains(++number)) continue;
        auto& cells = file.lines[number];
        if (base::find_malformed_utf8(line) != std::string_view::npos) continue;
        for (std::string_view const cell : base::split(line, '|')) cells.emplace_back(cell);
    }
}

/// A CSV whose head cannot be read has no cells to show.
void read_csv(RefusedFile& file, std::string_view text) {
    auto const table = base::parse_csv_table(text, file.name);
    if (!table) return;
    file.heads = table->columns;
    for (auto const& row : table->rows)
        if (file.faults.contains(row.line)) file.lines[row.line] = row.cells;
}

/// Whether the line still says what was refused.
bool is_same(RefusedFile const& file, std::vector<std::string> const& cells,
             std::vector<Fault> const& faults) {
    return std::all_of(faults.begin(), faults.end(), [&](Fault const& fault) {
        auto const head = std::find(file.heads.begin(), file.heads.end(), fault.field);
        size_t const at = size_t(head - file.heads.begin());
        return head == file.heads.end() || (at < cells.size() && cells[at] == fault.value);
    });
}

class RefusedSheet {
public:
    RefusedSheet(warehouse::Workbook& workbook, RefusedFile const& file, Language language)
        : workbook_(workbook), file_(file), language_(language) {}

    base::Result<void> write() {
        warehouse::SheetShape shape;
        auto const sent = warehouse::parse_sent_name(file_.name);
        shape.name = base::shorten(sent ? sent->table : file_.name, 26);
        shape.title = label("text.refused_title", language_, {{"file", file_.name}});
        shape.columns.push_back({.head = label("column.refused_line.file_line", language_),
                                 .format = warehouse::ColumnFormat::ordinal,
                                 .width = number_width});
        shape.columns.push_back({.head = label("column.refused_line.text", language_),
                                 .format = warehouse::ColumnFormat::note,
                                 .width = text_width});
        for (std::string const& head : file_.heads)
            shape.columns.push_back({.head = head, .width = cell_width});
        TRY_VOID(workbook_.begin(shape));
        for (auto const& [line, faults] : file_.faults) TRY_VOID(add(line, faults));
        return {};
    }

private:
    base::Result<void> add(int64_t line, std::vector<Fault> const& faults) {
        std::string text;
        for (Fault const& fault : faults)
            text += (text.empty() ? "" : "\n") +
                    (fault.field.empty() ? fault.text : fault.field + ": " + fault.text);
        std::vector<warehouse::Cell> cells(cells_before + file_.heads.size());
        cells[0] = base::Decimal{line, 0};
        cells[1] = std::string_view(text);
        std::vector<warehouse::CellMark> marks;
        auto const found = file_.lines.find(line);
        if (found != file_.lines.end() && is_same(file_, found->second, faults)) {
            for (size_t i = 0; i < file_.heads.size() && i < found->second.size(); ++i)
                cells[cells_before + i] = std::string_view(found->second[i]);
            marks = marks_of(faults);
        }
        return workbook_.add(cells, marks);
    }

    /// In order of columns, one for a cell.
    std::vector<warehouse::CellMark> marks_of(std::vector<Fault> const& faults) const {
        std::map<size_t, std::string_view> at;
        for (Fault const& fault : faults) {
            auto const head = std::find(file_.heads.begin(), file_.heads.end(), fault.field);
            if (head != file_.heads.end())
                at.emplace(cells_before + size_t(head - file_.heads.begin()), fault.text);
        }
        std::vector<warehouse::CellMark> out;
        for (auto const& [column, note] : at) out.push_back({column, note});
        return out;
    }

    warehouse::Workbook& workbook_;
    RefusedFile const& file_;
    Language language_;
};

}  // namespace

base::Result<void> write_refused_book(Place const& place, Caller const& caller,
                                      RefusedWish const& wish) {
    auto const month = TRY(whole_month(place, caller, wish.month, "submission.read"));
    auto const run = TRY(chosen_run(month, wish.run));
    auto files = TRY(faults_of(run, wish, caller.language));
    if (files.empty()) return base::fail(base::ErrorKind::not_found, "refused_none", {});
    auto const book = TRY(load_book(run.folder + "/pack"));
    auto const made = base::parse_day(wish.made);
    auto workbook =
        TRY(warehouse::Workbook::create({.path = wish.out, .made = made.value_or(base::Day())}));
    std::string const folder = inbox_folder(month.root, month.day) + "/" + month.uscc;
    for (auto& [name, faults] : files) {
        RefusedFile file{name, std::move(faults), heads_of(book, name, month.day), {}};
        auto const text = TRY(sent_text(folder, name));
        if (name.ends_with(".dat"))
            read_lines(file, text.view());
        else
            read_csv(file, text.view());
        TRY_VOID(RefusedSheet(workbook, file, caller.language).write());
    }
    return workbook.close();
}

}  // namespace service
