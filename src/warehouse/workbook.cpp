// Sheets through libxlsxwriter in its constant-memory mode: rows leave memory as they come.
#include "warehouse/workbook.hpp"

#include <xlsxwriter.h>

#include "base/check.hpp"
#include "base/file.hpp"
#include "base/text.hpp"

namespace warehouse {
namespace {

constexpr lxw_row_t first_data_row = 2;
constexpr int64_t exact_units_max = 999'999'999'999'999;
constexpr size_t text_characters_max = 32767;

char const* number_format(ColumnFormat format) {
    switch (format) {
        case ColumnFormat::text: return "@";
        case ColumnFormat::amount: return "#,##0.00";
        case ColumnFormat::rate: return "0.00000";
        case ColumnFormat::count: return "#,##0";
        case ColumnFormat::share: return "0.00";
    }
    return "General";
}

}  // namespace

std::optional<double> sheet_number(base::Decimal value) {
    while (value.scale > 0 && value.units % 10 == 0) {
        value.units /= 10;
        --value.scale;
    }
    // Up to 15 digits over a power of ten below 10^22: one correctly rounded division.
    if (value.units > exact_units_max || value.units < -exact_units_max || value.scale > 15)
        return std::nullopt;
    return double(int64_t(value.units)) / double(int64_t(base::power_of_ten(value.scale)));
}

struct Workbook::State {
    WorkbookOptions options;
    lxw_workbook* book = nullptr;
    lxw_worksheet* sheet = nullptr;
    lxw_format* title = nullptr;
    lxw_format* head = nullptr;
    lxw_format* formats[5] = {};
    SheetShape shape;
    int part = 1;
    lxw_row_t row = 0;  // Next data row.
    std::string text;   // A cell with its closing zero byte.

    ~State() {
        if (book == nullptr) return;
        (void)workbook_close(book);  // Given up: what was written is of no use.
        (void)base::remove_all(options.path + ".part");
    }

    base::Result<void> failed(lxw_error error) const {
        return base::fail(base::ErrorKind::unavailable, "workbook_failed", {.file = options.path},
                          {{"reason", lxw_strerror(error)}});
    }

    base::Result<void> open_sheet() {
        std::string const name =
            part == 1 ? shape.name : shape.name + "(" + std::to_string(part) + ")";
        sheet = workbook_add_worksheet(book, name.c_str());
        if (sheet == nullptr)
            return base::fail(base::ErrorKind::unavailable, "workbook_failed",
                              {.file = options.path, .field = name}, {{"reason", "sheet name"}});
        for (size_t c = 0; c < shape.columns.size(); ++c)
            worksheet_set_column(sheet, lxw_col_t(c), lxw_col_t(c), shape.columns[c].width,
                                 nullptr);
        worksheet_freeze_panes(sheet, first_data_row, 0);
        worksheet_write_string(sheet, 0, 0, shape.title.c_str(), title);
        for (size_t c = 0; c < shape.columns.size(); ++c)
            worksheet_write_string(sheet, 1, lxw_col_t(c), shape.columns[c].head.c_str(), head);
        row = first_data_row;
        return {};
    }

    /// What a sheet says of its whole range, known when its last row is.
    base::Result<void> end_sheet() {
        if (sheet == nullptr || shape.columns.empty()) return {};
        lxw_row_t const last = row > first_data_row ? row - 1 : first_data_row;
        if (shape.filter)
            worksheet_autofilter(sheet, 1, 0, last, lxw_col_t(shape.columns.size() - 1));
        for (size_t c = 0; c < shape.columns.size(); ++c) {
            std::vector<char*> list;  // The library's interface is not const; it only reads.
            for (std::string& choice : shape.columns[c].choices) list.push_back(choice.data());
            if (list.empty()) continue;
            list.push_back(nullptr);
            lxw_data_validation validation{};
            validation.validate = LXW_VALIDATION_TYPE_LIST;
            validation.value_list = list.data();
            lxw_error const error = worksheet_data_validation_range(
                sheet, first_data_row, lxw_col_t(c), last, lxw_col_t(c), &validation);
            if (error != LXW_NO_ERROR) return failed(error);
        }
        sheet = nullptr;
        return {};
    }

    lxw_error put(lxw_col_t column, ColumnFormat format, Cell const& cell) {
        if (auto const* const value = std::get_if<base::Decimal>(&cell)) {
            if (auto const number = sheet_number(*value))
                return worksheet_write_number(sheet, row, column, *number, formats[size_t(format)]);
            text = base::to_text(*value);
            return worksheet_write_string(sheet, row, column, text.c_str(), formats[0]);
        }
        auto const* const value = std::get_if<std::string_view>(&cell);
        if (value == nullptr || value->empty()) return LXW_NO_ERROR;
        text = value->size() <= text_characters_max
                   ? std::string(*value)
                   : base::shorten(*value, text_characters_max - 1);
        return worksheet_write_string(sheet, row, column, text.c_str(), formats[0]);
    }
};

Workbook::Workbook(std::unique_ptr<State> state) : state_(std::move(state)) {}
Workbook::Workbook(Workbook&&) noexcept = default;
Workbook& Workbook::operator=(Workbook&&) noexcept = default;
Workbook::~Workbook() = default;

base::Result<Workbook> Workbook::create(WorkbookOptions const& options) {
    auto state = std::make_unique<State>();
    state->options = options;
    std::string const part = options.path + ".part";
    lxw_workbook_options settings{};
    settings.constant_memory = LXW_TRUE;
    settings.tmpdir = state->options.temporary_folder.data();
    state->book = workbook_new_opt(part.c_str(), &settings);
    if (state->book == nullptr)
        return std::unexpected(state->failed(LXW_ERROR_MEMORY_MALLOC_FAILED).error());
    lxw_doc_properties properties{};
    properties.created = time_t(options.made.days) * 86400;
    workbook_set_properties(state->book, &properties);
    state->title = workbook_add_format(state->book);
    format_set_bold(state->title);
    state->head = workbook_add_format(state->book);
    format_set_bold(state->head);
    format_set_text_wrap(state->head);
    format_set_align(state->head, LXW_ALIGN_VERTICAL_CENTER);
    format_set_bg_color(state->head, 0xDDEBF7);
    format_set_border(state->head, LXW_BORDER_THIN);
    for (size_t i = 0; i < std::size(state->formats); ++i) {
        state->formats[i] = workbook_add_format(state->book);
        format_set_num_format(state->formats[i], number_format(ColumnFormat(i)));
    }
    return Workbook(std::move(state));
}

base::Result<void> Workbook::begin(SheetShape const& shape) {
    TRY_VOID(state_->end_sheet());
    state_->shape = shape;
    state_->part = 1;
    return state_->open_sheet();
}

base::Result<void> Workbook::add(std::span<Cell const> cells) {
    State& s = *state_;
    CHECK(s.sheet != nullptr && cells.size() == s.shape.columns.size());
    if (int64_t(s.row) >= s.options.rows_max) {
        TRY_VOID(s.end_sheet());
        ++s.part;
        TRY_VOID(s.open_sheet());
    }
    for (size_t c = 0; c < cells.size(); ++c) {
        lxw_error const error = s.put(lxw_col_t(c), s.shape.columns[c].format, cells[c]);
        if (error != LXW_NO_ERROR) return s.failed(error);
    }
    ++s.row;
    return {};
}

base::Result<void> Workbook::close() {
    State& s = *state_;
    TRY_VOID(s.end_sheet());
    lxw_error const error = workbook_close(s.book);
    s.book = nullptr;
    if (error != LXW_NO_ERROR) return s.failed(error);
    return base::rename_path(s.options.path + ".part", s.options.path);
}

}  // namespace warehouse
