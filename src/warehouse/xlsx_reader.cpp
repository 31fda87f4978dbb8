// The parts of a workbook: which sheets there are, shared texts, styles of days, one sheet's rows.
#include "warehouse/xlsx_reader.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "warehouse/xlsx_number.hpp"
#include "warehouse/xlsx_part.hpp"

namespace warehouse {
namespace {

constexpr size_t columns_max = 16384;  // Excel's own limits.
constexpr int64_t sheet_row_max = 1048576;
constexpr size_t cell_bytes_max = 32767 * 4;
constexpr size_t row_bytes_max = 16 << 20;
constexpr size_t merged_max = 10'000;
constexpr size_t sheets_max = 1'000;
constexpr size_t styles_max = 65'536;

struct Relation {
    std::string id, type, target;
};

/// A .rels part: what a part refers to.
class Relations : public PartReader {
public:
    std::vector<Relation> all;

    void begin(std::string_view name, char const** attributes) override {
        if (name != "Relationship") return;
        std::string_view const type = attribute(attributes, "Type");
        if (std::string_view const refused = refused_relationship(type); !refused.empty())
            return stop({base::ErrorKind::invalid, std::string(refused), {}, {}});
        if (all.size() >= 2 * sheets_max) return stop_unreadable("relationships");
        all.push_back({std::string(attribute(attributes, "Id")),
                       std::string(type.substr(type.rfind('/') + 1)),
                       std::string(attribute(attributes, "Target"))});
    }
    Relation const* find(std::string_view type, std::string_view id = "") const {
        for (Relation const& one : all)
            if (one.type == type && (id.empty() || one.id == id)) return &one;
        return nullptr;
    }
};

struct SheetEntry {
    std::string name;
    std::string relation;
    std::string part;
    bool is_hidden = false;
};

/// The workbook: names of the sheets, their relation ids, where days begin.
class SheetList : public PartReader {
public:
    std::vector<SheetEntry> sheets;
    bool is_1904 = false;

    void begin(std::string_view name, char const** attributes) override {
        if (name == "sheet") {
            if (sheets.size() >= sheets_max) return stop_unreadable("sheets");
            std::string_view const state = attribute(attributes, "state");
            sheets.push_back({std::string(attribute(attributes, "name")),
                              std::string(local_attribute(attributes, "id")), "",
                              !state.empty() && state != "visible"});
        }
        if (name != "workbookPr") return;
        std::string_view const flag = attribute(attributes, "date1904");
        is_1904 = flag == "1" || flag == "true" || flag == "on";
    }
};

/// Texts that cells refer to by number, one behind another. Phonetic hints (rPh) are no part of a
/// text.
class SharedTexts : public PartReader {
public:
    explicit SharedTexts(XlsxLimits const& limits) : limits_(limits) {}

    std::optional<std::string_view> find(std::string_view number) const {
        auto const at = base::parse_integer(number);
        if (!at || *at < 0 || size_t(*at) >= begins_.size()) return std::nullopt;
        size_t const from = begins_[size_t(*at)];
        size_t const to =
            size_t(*at) + 1 < begins_.size() ? begins_[size_t(*at) + 1] : bytes_.size();
        return std::string_view(bytes_).substr(from, to - from);
    }

    void begin(std::string_view name, char const**) override {
        if (name == "si") {
            begins_.push_back(uint32_t(bytes_.size()));
            if (int64_t(begins_.size()) > limits_.shared_texts) too_large();
        }
        if (name == "rPh") ++hints_;
        in_text_ = name == "t" && hints_ == 0;
    }
    void end(std::string_view name) override {
        if (name == "rPh") --hints_;
        if (name == "t") in_text_ = false;
    }
    void text(std::string_view piece) override {
        if (!in_text_ || begins_.empty()) return;
        if (int64_t(bytes_.size() + piece.size()) > limits_.shared_bytes) return too_large();
        bytes_ += piece;
    }

private:
    void too_large() {
        stop({base::ErrorKind::limit,
              "xlsx_texts_large",
              {},
              {{"texts", std::to_string(limits_.shared_texts)},
               {"bytes", std::to_string(limits_.shared_bytes)}}});
    }
    XlsxLimits const& limits_;
    std::string bytes_;
    std::vector<uint32_t> begins_;
    bool in_text_ = false;
    int hints_ = 0;
};

/// Which styles of cells show a day.
class DayStyles : public PartReader {
public:
    bool is_day(std::string_view style) const {
        auto const at = base::parse_integer(style);
        return at && *at >= 0 && size_t(*at) < days_.size() && days_[size_t(*at)];
    }

    void begin(std::string_view name, char const** attributes) override {
        if (name == "cellXfs") in_cells_ = true;
        if (days_.size() >= styles_max || own_.size() >= styles_max)
            return stop_unreadable("styles");
        auto const format = base::parse_integer(attribute(attributes, "numFmtId"));
        if (name == "numFmt" && format && shows_day(attribute(attributes, "formatCode")))
            own_.push_back(*format);
        if (name == "xf" && in_cells_)
            days_.push_back(format && (shows_day(*format) ||
                                       std::find(own_.begin(), own_.end(), *format) != own_.end()));
    }
    void end(std::string_view name) override {
        if (name == "cellXfs") in_cells_ = false;
    }

private:
    std::vector<int64_t> own_;
    std::vector<bool> days_;
    bool in_cells_ = false;
};

/// Where a sheet reader looks things up.
struct SheetContext {
    XlsxOptions const& options;
    SharedTexts const& shared;
    DayStyles const& styles;
    XlsxRow const& take;
};

/// A sheet: rows go out as they end.
class SheetRows : public PartReader {
public:
    SheetRows(SheetContext const& context, XlsxReport& report)
        : context_(context), report_(report) {}

    void begin(std::string_view name, char const** attributes) override {
        if (name == "row")
            begin_row(attribute(attributes, "r"));
        else if (name == "c")
            begin_cell(attributes);
        else if (name == "f")
            begin_formula();
        else if (name == "rPh")
            ++hints_;
        else if (name == "mergeCell" && report_.merged.size() < merged_max)
            report_.merged.push_back(base::shorten(attribute(attributes, "ref"), 40));
        in_value_ = in_cell_ && hints_ == 0 && (name == "v" || name == "t");
    }

    void end(std::string_view name) override {
        if (name == "v" || name == "t") in_value_ = false;
        if (name == "rPh") --hints_;
        if (name == "c") end_cell();
        if (name == "row") end_row();
    }

    void text(std::string_view piece) override {
        if (!in_value_) return;
        if (value_.size() + piece.size() > cell_bytes_max) return large(cell_bytes_max);
        value_ += piece;
    }

private:
    /// A cell whose texts stand in `bytes_`, or are shared.
    struct Held {
        XlsxCell cell;
        size_t text_at = 0, text_size = 0, exact_at = 0, exact_size = 0;
        bool is_shared = false;
    };

    std::string place() const { return report_.sheet + "!" + cell_name(column_ - 1, row_); }
    base::Place at() const { return {.line = int32_t(row_), .field = place()}; }
    void large(size_t limit) {
        stop({base::ErrorKind::limit, "xlsx_cell_large", at(), {{"limit", std::to_string(limit)}}});
    }

    void begin_row(std::string_view number) {
        auto const given = number.empty() ? std::optional(row_ + 1) : base::parse_integer(number);
        if (!given || *given <= row_) return stop_unreadable("row " + base::shorten(number, 20));
        row_ = *given;
        column_ = 0;
        if (row_ > sheet_row_max) outside();
        held_.clear();
        bytes_.clear();
        in_row_ = true;
    }

    void outside() {
        stop({base::ErrorKind::limit,
              "xlsx_outside",
              {.line = int32_t(std::min<int64_t>(row_, INT32_MAX)), .field = report_.sheet},
              {{"rows", std::to_string(sheet_row_max)}, {"columns", std::to_string(columns_max)}}});
    }

    void begin_cell(char const** attributes) {
        if (!in_row_ || in_cell_) return stop_unreadable("cell");
        std::string_view const reference = attribute(attributes, "r");
        size_t const column = reference.empty() ? column_ + 1 : column_of(reference);
        if (column <= column_) return stop_unreadable("cell " + base::shorten(reference, 20));
        column_ = column;
        if (column_ > columns_max) return outside();
        type_ = attribute(attributes, "t");
        is_day_ = context_.options.days == DayForm::day && (type_.empty() || type_ == "n") &&
                  context_.styles.is_day(attribute(attributes, "s"));
        value_.clear();
        in_cell_ = true;
        is_formula_ = false;
    }

    void begin_formula() {
        if (!in_cell_) return;
        is_formula_ = true;
        if (context_.options.formulas == FormulaPolicy::refuse)
            stop({base::ErrorKind::invalid, "xlsx_formula", at(), {}});
    }

    void end_cell() {
        if (!in_cell_) return;
        in_cell_ = false;
        if (value_.empty() && !is_formula_) return;
        Held held;
        held.cell.column = column_ - 1;
        held.cell.is_formula = is_formula_;
        if (type_ == "s") {
            auto const text = context_.shared.find(value_);
            if (!text) return stop_unreadable(place());
            if (text->empty() && !is_formula_) return;
            held.cell.text = held.cell.exact = *text;
            held.is_shared = true;
        } else {
            held.exact_at = bytes_.size();
            held.exact_size = value_.size();
            bytes_ += value_;
            std::string const shown = shown_text(held.cell.kind);
            held.text_at = bytes_.size();
            held.text_size = shown.size();
            bytes_ += shown;
            if (bytes_.size() > row_bytes_max) return large(row_bytes_max);
        }
        held_.push_back(held);
    }

    std::string shown_text(XlsxKind& kind) const {
        if (type_ == "b") {
            kind = XlsxKind::flag;
            return value_ == "1" || value_ == "true" ? "1" : "0";
        }
        if (type_ == "e") kind = XlsxKind::error;
        if (type_ == "d") {
            kind = XlsxKind::day;
            std::string out = base::replace_all(value_, "T", " ");
            return out.ends_with(" 00:00:00") ? out.substr(0, 10) : out;
        }
        if (!type_.empty() && type_ != "n") return value_;
        if (is_day_) {
            if (auto const day = day_of_serial(value_)) {
                kind = XlsxKind::day;
                return *day;
            }
        }
        std::string out = plain_number(value_);
        bool const is_number = out.find_first_not_of("0123456789.-") == std::string::npos;
        if (is_number && !out.empty()) kind = XlsxKind::number;
        return out;
    }

    void end_row() {
        in_row_ = false;
        if (held_.empty()) return;
        cells_.clear();
        for (Held& held : held_) {
            if (!held.is_shared) {
                std::string_view const bytes = bytes_;
                held.cell.text = bytes.substr(held.text_at, held.text_size);
                held.cell.exact = bytes.substr(held.exact_at, held.exact_size);
            }
            cells_.push_back(held.cell);
        }
        ++report_.rows;
        auto const done = context_.take(row_, cells_);
        if (!done) stop(done.error());
        held_.clear();
    }

    /// "AB12" is column 28, and must be of this row; 0 for what is no reference.
    size_t column_of(std::string_view reference) const {
        size_t column = 0, at = 0;
        for (; at < reference.size() && reference[at] >= 'A' && reference[at] <= 'Z'; ++at) {
            if (at > 3) return 0;
            column = column * 26 + size_t(reference[at] - 'A' + 1);
        }
        return base::parse_integer(reference.substr(at)) == row_ ? column : 0;
    }

    SheetContext const& context_;
    XlsxReport& report_;
    std::vector<Held> held_;
    std::vector<XlsxCell> cells_;
    std::string bytes_;
    int64_t row_ = 0;
    size_t column_ = 0;  // From 1.
    std::string type_, value_;
    int hints_ = 0;
    bool is_day_ = false, is_formula_ = false, in_row_ = false, in_cell_ = false, in_value_ = false;
};

}  // namespace

struct XlsxFile::State {
    State(XlsxPackage opened, XlsxLimits const& given)
        : limits(given), package(std::move(opened)), shared(limits) {}
    XlsxLimits limits;
    XlsxPackage package;
    SharedTexts shared;
    DayStyles styles;
    std::vector<SheetEntry> sheets;
    std::vector<std::string> names;

    /// The part of a relation of the workbook, "" without it.
    base::Result<void> read_parts() {
        std::string book = "xl/workbook.xml";
        if (package.has("_rels/.rels")) {
            Relations roots;
            TRY_VOID(package.parse("_rels/.rels", roots));
            if (Relation const* const root = roots.find("officeDocument"))
                book = resolve_part("", root->target);
        }
        SheetList list;
        TRY_VOID(package.parse(book, list));
        if (list.is_1904) return base::invalid("xlsx_date_1904", {.file = package.path()});
        size_t const name_at = book.rfind('/') + 1;
        Relations relations;
        TRY_VOID(package.parse(book.substr(0, name_at) + "_rels/" + book.substr(name_at) + ".rels",
                               relations));
        if (Relation const* const one = relations.find("sharedStrings"))
            TRY_VOID(package.parse(resolve_part(book, one->target), shared));
        if (Relation const* const one = relations.find("styles"))
            TRY_VOID(package.parse(resolve_part(book, one->target), styles));
        for (SheetEntry& sheet : list.sheets) {
            Relation const* const one = relations.find("worksheet", sheet.relation);
            if (one == nullptr || sheet.relation.empty()) continue;  // A chart, for example.
            sheet.part = resolve_part(book, one->target);
            names.push_back(sheet.name);
            sheets.push_back(sheet);
        }
        return {};
    }

    SheetEntry const* find(std::string const& name) const {
        for (SheetEntry const& sheet : sheets)
            if (name.empty() ? !sheet.is_hidden : sheet.name == name) return &sheet;
        return nullptr;
    }
};

XlsxFile::XlsxFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
XlsxFile::XlsxFile(XlsxFile&&) noexcept = default;
XlsxFile& XlsxFile::operator=(XlsxFile&&) noexcept = default;
XlsxFile::~XlsxFile() = default;

base::Result<XlsxFile> XlsxFile::open(std::string const& path, XlsxLimits const& limits) {
    auto package = TRY(XlsxPackage::open(path, limits));
    auto state = std::make_unique<State>(std::move(package), limits);
    TRY_VOID(state->read_parts());
    return XlsxFile(std::move(state));
}

std::vector<std::string> const& XlsxFile::sheets() const { return state_->names; }

base::Result<XlsxReport> XlsxFile::read(XlsxOptions const& options, XlsxRow const& take) {
    SheetEntry const* const sheet = state_->find(options.sheet);
    if (sheet == nullptr)
        return base::invalid("xlsx_sheet_missing", {.file = state_->package.path()},
                             {{"sheet", options.sheet},
                              {"names", base::shorten(base::join(state_->names, ", "), 200)}});
    XlsxReport report{sheet->name, 0, {}};
    SheetContext const context{options, state_->shared, state_->styles, take};
    SheetRows rows(context, report);
    TRY_VOID(state_->package.parse(sheet->part, rows));
    return report;
}

std::string cell_name(size_t column, int64_t row) {
    std::string out;
    for (size_t rest = column + 1; rest > 0; rest = (rest - 1) / 26)
        out.insert(out.begin(), char('A' + (rest - 1) % 26));
    return out + std::to_string(row);
}

}  // namespace warehouse
