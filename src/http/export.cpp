// Pages of rows into sheets, with constant memory for the rows.
#include "http/export.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "http/schema.hpp"
#include "service/record_label.hpp"
#include "store/session.hpp"
#include "warehouse/workbook.hpp"

namespace http {
namespace {

constexpr int width_least = 12, width_most = 40;
constexpr uint8_t cents_scale = 2;

warehouse::ColumnFormat format_of(base::Column const& column) {
    std::string_view const editor = editor_name(column);
    if (editor == "money") return warehouse::ColumnFormat::amount;
    if (editor == "decimal") return warehouse::ColumnFormat::rate;
    if (editor == "integer") return warehouse::ColumnFormat::count;
    return warehouse::ColumnFormat::text;
}

/// The columns asked for, else all that may leave the store.
std::vector<size_t> shown_columns(Call const& call, base::Record const& record) {
    std::vector<size_t> out;
    for (int const column : call.list.columns) out.push_back(size_t(column));
    if (!out.empty()) return out;
    for (size_t i = 0; i < record.columns.size(); ++i)
        if (!record.columns[i].doc.secret) out.push_back(i);
    return out;
}

warehouse::SheetShape shape_of(Call const& call, Route const& route,
                               std::vector<size_t> const& shown) {
    warehouse::SheetShape shape;
    shape.name = service::label("text.table_sheet", call.language);
    shape.title = service::label("text.export_title", call.language,
                                 {{"title", list_title(route, call.language)},
                                  {"time", store::instant_text(call.now_ms).substr(0, 19) + "Z"}});
    for (size_t const i : shown) {
        base::Column const& column = route.reply_record->columns[i];
        warehouse::SheetColumn head;
        head.head = service::column_title(*route.reply_record, column, call.language);
        head.format = format_of(column);
        head.width = std::clamp(int(base::display_width(head.head)) + 4, width_least, width_most);
        shape.columns.push_back(std::move(head));
    }
    return shape;
}

class SheetRows {
public:
    SheetRows(base::Record const& record, std::vector<size_t> shown, service::Language language)
        : record_(record), shown_(std::move(shown)), language_(language) {}

    base::Result<void> put(warehouse::Workbook& workbook, std::vector<base::Value> const& row) {
        texts_.assign(shown_.size(), "");
        cells_.assign(shown_.size(), {});
        for (size_t i = 0; i < shown_.size(); ++i)
            cells_[i] = cell(record_.columns[shown_[i]], row[shown_[i]], texts_[i]);
        return workbook.add(cells_);
    }

private:
    /// `text` keeps what the cell points to.
    warehouse::Cell cell(base::Column const& column, base::Value const& value,
                         std::string& text) const {
        if (base::is_null(value)) return {};
        if (auto const* const number = std::get_if<base::Decimal>(&value)) return *number;
        if (auto const* const number = std::get_if<int64_t>(&value))
            return base::Decimal{*number, column.doc.unit == cents_unit ? cents_scale : uint8_t(0)};
        if (auto const* const flag = std::get_if<bool>(&value))
            text = service::label(*flag ? "text.table_true" : "text.table_false", language_);
        else if (column.doc.choices.empty())
            text = base::to_text(value);
        else
            text = service::choice_title(record_, column, base::to_text(value), language_);
        return std::string_view(text);
    }

    base::Record const& record_;
    std::vector<size_t> shown_;
    service::Language language_;
    std::vector<std::string> texts_;
    std::vector<warehouse::Cell> cells_;
};

base::Result<void> put_pages(Call& call, Route const& route, warehouse::Workbook& workbook) {
    SheetRows sheet(*route.reply_record, shown_columns(call, *route.reply_record), call.language);
    // Handlers over rows in memory give all at once, the others as many as a page of theirs holds.
    call.list.limit = int32_t(export_rows_max) + 1;
    int64_t count = 0;
    while (true) {
        auto const page = TRY(route.handle(call));
        count += int64_t(page.rows.size());
        if (count > export_rows_max || (page.more && page.rows.empty()))
            return base::invalid("export_long", {.field = "filter"},
                                 {{"rows", std::to_string(export_rows_max)}});
        for (auto const& row : page.rows) TRY_VOID(sheet.put(workbook, row));
        if (!page.more) return {};
        call.list.after.clear();
        for (Order const& order : call.list.orders)
            call.list.after.push_back(base::to_text(page.rows.back()[size_t(order.column)]));
    }
}

/// RFC 8187: bytes of UTF-8 with a per cent sign.
std::string encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (char const c : text) {
        bool const plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
        if (plain)
            out += c;
        else
            (out += '%') += {digits[uint8_t(c) >> 4], digits[uint8_t(c) & 15]};
    }
    return out;
}

}  // namespace

SpoolFile::~SpoolFile() {
    // What could not be removed is when the server starts again.
    static_cast<void>(base::remove_all(path_));
}

std::string spool_name(std::string const& folder) {
    return folder + "/made_" + base::random_hex(16) + ".xlsx";
}

Answer workbook_answer(std::string const& file, std::string const& name) {
    Answer answer;
    answer.file = file;
    answer.spool = std::make_unique<SpoolFile>(file);
    answer.type = workbook_type;
    answer.fields.push_back(
        {"Content-Disposition",
         "attachment; filename=\"export.xlsx\"; filename*=UTF-8''" + encoded(name) + ".xlsx"});
    return answer;
}

base::Result<Answer> export_list(Call& call, Route const& route, std::string const& folder) {
    Answer answer = workbook_answer(spool_name(folder), list_title(route, call.language));
    auto const made = base::parse_day(store::instant_text(call.now_ms).substr(0, 10));
    auto workbook =
        TRY(warehouse::Workbook::create({.path = answer.file, .made = made.value_or(base::Day())}));
    TRY_VOID(workbook.begin(shape_of(call, route, shown_columns(call, *route.reply_record))));
    TRY_VOID(put_pages(call, route, workbook));
    TRY_VOID(workbook.close());
    return answer;
}

}  // namespace http
