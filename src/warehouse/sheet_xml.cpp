// SpreadsheetML by hand: libxlsxwriter spends three times the time on a million receipts.
#include "warehouse/sheet_xml.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"

namespace warehouse {
namespace {

constexpr size_t text_characters_max = 32767;
constexpr size_t share_up_to_bytes = 64;
constexpr uint32_t share_up_to_texts = 256;
constexpr base::Int128 exact_units_max = 999'999'999'999'999;

void append_number(std::string& out, int64_t value) {
    char digits[24];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

bool needs_escape(char c) {
    return c == '&' || c == '<' || c == '>' || c == '"' || uint8_t(c) < 0x20;
}

/// Wider sheets go over several printed pages: A4 across holds 130 characters at full size.
constexpr int page_characters = 300;

constexpr size_t line_height = 15;  // Points.

/// Lines that a wrapped text takes; a substitute font is a little wider.
size_t lines_of(std::string_view text, SheetColumn const& column) {
    return base::display_width(text) * 10 / (size_t(column.width) * 9) + 1;
}

/// Does a spreadsheet, which keeps 15 significant digits, hold the number as it is?
bool is_exact(base::Decimal value) {
    while (value.scale > 0 && value.units % 10 == 0) {
        value.units /= 10;
        --value.scale;
    }
    return value.units <= exact_units_max && value.units >= -exact_units_max && value.scale <= 15;
}

bool is_empty(Cell const& cell) {
    auto const* const text = std::get_if<std::string_view>(&cell);
    return cell.index() == 0 || (text != nullptr && text->empty());
}

constexpr std::string_view plain = "fontId=\"0\" fillId=\"0\" borderId=\"0\"";

std::string cell_style(int format, std::string_view look, std::string_view alignment) {
    std::string out = "<xf numFmtId=\"" + std::to_string(format) + "\" " + std::string(look) +
                      " xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\" applyFill=\"1\""
                      " applyBorder=\"1\"";
    if (alignment.empty()) return out + "/>";
    return out + " applyAlignment=\"1\"><alignment " + std::string(alignment) + "/></xf>";
}

SheetStyle style_of(ColumnFormat format) {
    return SheetStyle(uint8_t(SheetStyle::text) + uint8_t(format));
}

}  // namespace

uint32_t SharedTexts::number(std::string_view text) {
    auto const at = numbers_.find(text);
    if (at != numbers_.end()) return at->second;
    uint32_t const number = uint32_t(numbers_.size());
    numbers_.emplace(text, number);
    items_ += "<si><t xml:space=\"preserve\">";
    append_escaped(items_, text);
    items_ += "</t></si>";
    return number;
}

std::string SharedTexts::xml() const {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
           "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
           " uniqueCount=\"" +
           std::to_string(numbers_.size()) + "\">" + items_ + "</sst>";
}

std::string styles_xml() {
    // In the order of SheetStyle. An indent keeps a number off the text to its right.
    constexpr std::string_view middle = "vertical=\"center\"";
    constexpr std::string_view right = "horizontal=\"right\" vertical=\"center\" indent=\"1\"";
    constexpr std::string_view wrapped = "vertical=\"center\" wrapText=\"1\"";
    std::string const cells =
        cell_style(0, plain, "") + cell_style(0, "fontId=\"1\" fillId=\"0\" borderId=\"0\"", "") +
        cell_style(0, "fontId=\"1\" fillId=\"2\" borderId=\"1\"", wrapped) +
        cell_style(49, plain, middle) + cell_style(4, plain, right) +
        cell_style(164, plain, right) + cell_style(3, plain, right) + cell_style(2, plain, right) +
        cell_style(1, plain, right) + cell_style(49, plain, wrapped) +
        cell_style(49, "fontId=\"0\" fillId=\"3\" borderId=\"1\"", middle);
    return "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
           "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
           "<numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"0.00000\"/></numFmts>"
           "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/>"
           "<family val=\"2\"/></font>"
           "<font><b/><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font></fonts>"
           "<fills count=\"4\"><fill><patternFill patternType=\"none\"/></fill>"
           "<fill><patternFill patternType=\"gray125\"/></fill><fill><patternFill"
           " patternType=\"solid\"><fgColor rgb=\"FFDDEBF7\"/><bgColor indexed=\"64\"/>"
           "</patternFill></fill><fill><patternFill patternType=\"solid\">"
           "<fgColor rgb=\"FFFFC7CE\"/><bgColor indexed=\"64\"/></patternFill>"
           "</fill></fills><borders count=\"2\"><border><left/><right/><top/><bottom/><diagonal/>"
           "</border><border><left style=\"thin\"><color auto=\"1\"/></left><right style=\"thin\">"
           "<color auto=\"1\"/></right><top style=\"thin\"><color auto=\"1\"/></top>"
           "<bottom style=\"thin\"><color auto=\"1\"/></bottom><diagonal/></border></borders>"
           "<cellStyleXfs count=\"1\">"
           "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>"
           "<cellXfs count=\"11\">" +
           cells +
           "</cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\""
           " builtinId=\"0\"/></cellStyles></styleSheet>";
}

void append_escaped(std::string& out, std::string_view text) {
    for (char c : text) {
        if (!needs_escape(c)) {
            out += c;
        } else {
            out += c == '&'    ? "&amp;"
                   : c == '<'  ? "&lt;"
                   : c == '>'  ? "&gt;"
                   : c == '"'  ? "&quot;"
                   : c == '\n' ? "\n"
                               : "\xEF\xBF\xBD";  // XML has no other sign below a blank.
        }
    }
}

std::string column_letters(size_t column) {
    std::string out;
    for (size_t rest = column + 1; rest > 0; rest = (rest - 1) / 26)
        out.insert(out.begin(), char('A' + (rest - 1) % 26));
    return out;
}

SheetXml::SheetXml(SheetShape const& shape, SharedTexts& shared)
    : shape_(shape),
      shared_(shared),
      distinct_(shape.columns.size()),
      known_(shape.columns.size()) {
    for (size_t c = 0; c < std::max<size_t>(shape.columns.size(), 1); ++c)
        letters_.push_back(column_letters(c));
    for (size_t c = 0; c < shape.columns.size(); ++c)
        if (shape.columns[c].format == ColumnFormat::note) wrapped_.push_back(c);
}

void SheetXml::begin() {
    xml +=
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
        "<sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr>"
        "<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"2\" topLeftCell=\"A3\""
        " activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>"
        "<sheetFormatPr defaultRowHeight=\"15\"/>";
    if (!shape_.columns.empty()) xml += "<cols>";
    for (size_t c = 0; c < shape_.columns.size(); ++c) {
        std::string const number = std::to_string(c + 1);
        xml += "<col min=\"" + number + "\" max=\"" + number + "\" width=\"" +
               std::to_string(shape_.columns[c].width) + ".7109375\" customWidth=\"1\"" +
               (shape_.entry_rows > 0 ? " style=\"3\"/>" : "/>");
    }
    if (!shape_.columns.empty()) xml += "</cols>";
    xml += "<sheetData><row r=\"1\">";
    row_text_ = "1";
    put_text(0, SheetStyle::title, shape_.title);
    // Programs do not agree on the height of a row that none is given for.
    size_t lines = 1;
    for (SheetColumn const& column : shape_.columns)
        lines = std::max(lines, lines_of(column.head, column));
    xml +=
        "</row><row r=\"2\" ht=\"" + std::to_string(lines * line_height) + "\" customHeight=\"1\">";
    row_text_ = "2";
    for (size_t c = 0; c < shape_.columns.size(); ++c)
        put_text(c, SheetStyle::head, shape_.columns[c].head);
    xml += "</row>";
    rows = 2;
    for (size_t c = 0; c < shape_.columns.size(); ++c)
        if (!shape_.columns[c].note.empty()) notes.push_back({rows, c, shape_.columns[c].note});
}

void SheetXml::open_cell(size_t column, SheetStyle style) {
    xml += "<c r=\"";
    xml += letters_[column];
    xml += row_text_;
    xml += "\" s=\"";
    append_number(xml, uint8_t(style));
}

void SheetXml::put_text(size_t column, SheetStyle style, std::string_view text) {
    if (text.empty()) return;
    open_cell(column, style);
    bool const blank = text.front() == ' ' || text.back() == ' ';
    xml +=
        blank ? "\" t=\"inlineStr\"><is><t xml:space=\"preserve\">" : "\" t=\"inlineStr\"><is><t>";
    append_escaped(xml, text);
    xml += "</t></is></c>";
}

void SheetXml::put_shared(size_t column, SheetStyle style, std::string_view text) {
    // Codes repeat; numbers of receipts do not, and a column of them soon stops sharing.
    if (text.size() > share_up_to_bytes || distinct_[column] > share_up_to_texts)
        return put_text(column, style, text);
    row_key_.assign(text);
    auto [at, is_new] = known_[column].try_emplace(row_key_, 0);
    if (is_new) {
        if (++distinct_[column] > share_up_to_texts) return put_text(column, style, text);
        at->second = shared_.number(text);
    }
    open_cell(column, style);
    xml += "\" t=\"s\"><v>";
    append_number(xml, at->second);
    xml += "</v></c>";
}

void SheetXml::add(std::span<Cell const> cells, std::span<CellMark const> marks) {
    ++rows;
    for (CellMark const& mark : marks)
        if (!mark.note.empty() && notes.size() < sheet_notes_max)
            notes.push_back({rows, mark.column, std::string(mark.note)});
    auto const is_marked = [&](size_t column) {
        for (CellMark const& mark : marks)
            if (mark.column == column) return true;
        return false;
    };
    row_text_.clear();
    append_number(row_text_, rows);
    xml += "<row r=\"";
    xml += row_text_;
    if (size_t const lines = note_lines(cells); lines > 1)
        xml += "\" customHeight=\"1\" ht=\"" + std::to_string(lines * line_height);
    xml += "\">";
    for (size_t c = 0; c < cells.size(); ++c) {
        if (!marks.empty() && is_marked(c)) {
            put_marked(c, cells[c]);
            continue;
        }
        if (auto const* const text = std::get_if<std::string_view>(&cells[c])) {
            if (text->empty()) continue;
            SheetStyle const style = shape_.columns[c].format == ColumnFormat::note
                                         ? SheetStyle::note
                                         : SheetStyle::text;
            if (text->size() <= text_characters_max)
                put_shared(c, style, *text);
            else
                put_text(c, style, base::shorten(*text, text_characters_max - 1));
            continue;
        }
        auto const* const number = std::get_if<base::Decimal>(&cells[c]);
        if (number == nullptr) continue;
        if (!is_exact(*number)) {
            put_text(c, SheetStyle::text, base::to_text(*number));
            continue;
        }
        open_cell(c, style_of(shape_.columns[c].format));
        xml += "\"><v>";
        xml += base::to_text(*number);
        xml += "</v></c>";
    }
    // Every row reaches the last column, so that readers without a dimension see one width.
    if (!cells.empty() && is_empty(cells.back()) && !is_marked(cells.size() - 1)) {
        open_cell(cells.size() - 1, SheetStyle::text);
        xml += "\"/>";
    }
    xml += "</row>";
}

/// Marked cells are text, whatever the column is, and stand even when they are empty.
void SheetXml::put_marked(size_t column, Cell const& cell) {
    std::string_view text;
    std::string digits;
    if (auto const* const given = std::get_if<std::string_view>(&cell)) text = *given;
    if (auto const* const number = std::get_if<base::Decimal>(&cell))
        text = digits = base::to_text(*number);
    if (!text.empty())
        return put_text(column, SheetStyle::marked, base::shorten(text, text_characters_max - 1));
    open_cell(column, SheetStyle::marked);
    xml += "\"/>";
}

size_t SheetXml::note_lines(std::span<Cell const> cells) const {
    size_t lines = 1;
    for (size_t c : wrapped_)
        if (auto const* const text = std::get_if<std::string_view>(&cells[c]))
            lines = std::max(lines, lines_of(*text, shape_.columns[c]));
    return lines;
}

void SheetXml::put_drop_downs(int64_t last) {
    std::string all;
    size_t count = 0;
    for (size_t c = 0; c < shape_.columns.size(); ++c) {
        SheetColumn const& column = shape_.columns[c];
        if (column.choices.empty() && column.choice_range.empty()) continue;
        ++count;
        all +=
            "<dataValidation type=\"list\" allowBlank=\"1\" showInputMessage=\"1\""
            " showErrorMessage=\"1\" sqref=\"" +
            letters_[c] + "3:" + letters_[c] + std::to_string(last) + "\"><formula1>";
        if (column.choice_range.empty()) all += '"';
        append_escaped(all, column.choice_range.empty() ? base::join(column.choices, ",")
                                                        : column.choice_range);
        if (column.choice_range.empty()) all += '"';
        all += "</formula1></dataValidation>";
    }
    if (count > 0)
        xml += "<dataValidations count=\"" + std::to_string(count) + "\">" + all +
               "</dataValidations>";
}

void SheetXml::end() {
    xml += "</sheetData>";
    int64_t const last = std::max<int64_t>({rows, 3, 2 + shape_.entry_rows});
    if (shape_.filter && !shape_.columns.empty())
        xml += "<autoFilter ref=\"A2:" + letters_.back() +
               std::to_string(std::max<int64_t>(rows, 3)) + "\"/>";
    put_drop_downs(last);
    int width = 0;
    for (SheetColumn const& column : shape_.columns) width += column.width;
    std::string const pages = std::to_string(width / page_characters + 1);
    xml +=
        "<pageMargins left=\"0.4\" right=\"0.4\" top=\"0.5\" bottom=\"0.6\" header=\"0.3\""
        " footer=\"0.3\"/><pageSetup paperSize=\"9\" orientation=\"landscape\" fitToWidth=\"" +
        pages +
        "\" fitToHeight=\"0\"/><headerFooter><oddFooter>&amp;C&amp;A　&amp;P/&amp;N</oddFooter>"
        "</headerFooter>";
    if (!notes.empty())
        xml +=
            "<legacyDrawing xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/"
            "relationships\" r:id=\"rId1\"/>";
    xml += "</worksheet>";
}

}  // namespace warehouse
