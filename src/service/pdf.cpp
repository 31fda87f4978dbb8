// Two passes: the first counts pages, the second writes "page n of m".
#include "service/pdf.hpp"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <memory>

#include "base/text.hpp"
#include "service/label.hpp"

namespace service {
namespace {

// Points: 72 an inch. A4 and 20 mm margins; lengths are layout, not money.
using Length = decltype(cairo_matrix_t::xx);
constexpr Length page_width = 595, page_height = 842, margin = 57;
constexpr Length text_width = page_width - 2 * margin;
constexpr Length cell_padding = 3, heading_room = 130;

constexpr char body_font[] = "Noto Serif CJK SC 10.5";
constexpr char cell_font[] = "Noto Sans CJK SC 8.5";
constexpr char cell_head_font[] = "Noto Sans CJK SC Bold 8.5";
constexpr char title_font[] = "Noto Sans CJK SC Bold 16";
constexpr char heading_font[] = "Noto Sans CJK SC Bold 12";
constexpr char small_font[] = "Noto Sans CJK SC 8";

struct FreeObject {
    void operator()(void* object) const { g_object_unref(object); }
};
using Layout = std::unique_ptr<PangoLayout, FreeObject>;

cairo_status_t append(void* out, unsigned char const* bytes, unsigned int size) {
    static_cast<std::string*>(out)->append(reinterpret_cast<char const*>(bytes), size);
    return CAIRO_STATUS_SUCCESS;
}

enum class Align : uint8_t { left, right, centre };

struct Text {
    char const* font;
    Length width;
    Align align = Align::left;
};

Layout make_layout(cairo_t* cairo, std::string const& text, Text const& form) {
    Layout layout(pango_cairo_create_layout(cairo));
    // One unit is a point; Pango would take it for a pixel of 96 to the inch.
    pango_cairo_context_set_resolution(pango_layout_get_context(layout.get()), 72);
    pango_layout_context_changed(layout.get());
    PangoFontDescription* const font = pango_font_description_from_string(form.font);
    pango_layout_set_font_description(layout.get(), font);
    pango_font_description_free(font);
    pango_layout_set_width(layout.get(), int(form.width * PANGO_SCALE));
    pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(layout.get(), form.align == Align::right    ? PANGO_ALIGN_RIGHT
                                             : form.align == Align::centre ? PANGO_ALIGN_CENTER
                                                                           : PANGO_ALIGN_LEFT);
    pango_layout_set_text(layout.get(), text.data(), int(text.size()));
    return layout;
}

Length height_of(PangoLayout* layout) {
    int width = 0, height = 0;
    pango_layout_get_size(layout, &width, &height);
    return Length(height) / PANGO_SCALE;
}

void show(cairo_t* cairo, PangoLayout* layout, Length x, Length y) {
    cairo_move_to(cairo, x, y);
    pango_cairo_show_layout(cairo, layout);
}

}  // namespace

/// One part of the document.
struct Pdf::Block {
    enum class Kind : uint8_t { heading, paragraph, table, signatures } kind;
    std::string text = {};
    std::vector<PdfColumn> columns = {};
    std::vector<std::vector<std::string>> rows = {};
};

/// Draws on one surface, page after page.
struct Pdf::Writer {
    cairo_t* cairo;
    Pdf const& pdf;
    int pages_in_all;
    int pages = 0;
    Length y = 0;

    void begin_page() {
        ++pages;
        std::string const note = base::join(pdf.notes_, "　·　");
        cairo_set_source_rgb(cairo, 0.75, 0, 0);
        auto const head = make_layout(cairo, note, {cell_head_font, text_width, Align::centre});
        show(cairo, head.get(), margin, margin - 24);
        cairo_set_source_rgb(cairo, 0, 0, 0);
        std::string const number =
            label("pdf.page", Language::zh,
                  {{"page", std::to_string(pages)}, {"pages", std::to_string(pages_in_all)}});
        auto const foot =
            make_layout(cairo, pdf.title_ + "　" + number, {small_font, text_width, Align::centre});
        show(cairo, foot.get(), margin, page_height - margin + 6);
        y = margin;
    }

    Length room() const { return page_height - margin - y; }

    void need(Length height) {
        if (height <= room() || y == margin) return;
        cairo_show_page(cairo);
        begin_page();
    }

    void write(std::string const& text, Text const& form, Length before, Length after) {
        auto const layout = make_layout(cairo, text, form);
        Length const height = height_of(layout.get());
        need(before + height + after);
        show(cairo, layout.get(), margin, y + before);
        y += before + height + after;
    }

    std::vector<Length> widths(std::vector<PdfColumn> const& columns) const {
        int parts = 0;
        for (PdfColumn const& column : columns) parts += column.part;
        std::vector<Length> out;
        for (PdfColumn const& column : columns) out.push_back(text_width * column.part / parts);
        return out;
    }

    std::vector<Layout> cells(Block const& table, std::vector<std::string> const& texts,
                              bool is_head) const {
        auto const all = widths(table.columns);
        std::vector<Layout> out;
        for (size_t i = 0; i < table.columns.size(); ++i)
            out.push_back(
                make_layout(cairo, i < texts.size() ? texts[i] : "",
                            {is_head ? cell_head_font : cell_font, all[i] - 2 * cell_padding,
                             table.columns[i].is_number ? Align::right : Align::left}));
        return out;
    }

    static Length row_height(std::vector<Layout> const& cells) {
        Length height = 0;
        for (Layout const& cell : cells) height = std::max(height, height_of(cell.get()));
        return height + 2 * cell_padding;
    }

    void write_row(Block const& table, std::vector<Layout> const& row, bool is_head) {
        auto const all = widths(table.columns);
        Length const height = row_height(row);
        if (is_head) {
            cairo_set_source_rgb(cairo, 0.92, 0.92, 0.92);
            cairo_rectangle(cairo, margin, y, text_width, height);
            cairo_fill(cairo);
            cairo_set_source_rgb(cairo, 0, 0, 0);
        }
        cairo_set_line_width(cairo, 0.4);
        Length x = margin;
        for (size_t i = 0; i < row.size(); ++i) {
            cairo_rectangle(cairo, x, y, all[i], height);
            cairo_stroke(cairo);
            show(cairo, row[i].get(), x + cell_padding, y + cell_padding);
            x += all[i];
        }
        y += height;
    }

    void write_table(Block const& table) {
        std::vector<std::string> heads;
        for (PdfColumn const& column : table.columns) heads.push_back(column.head);
        auto const head = cells(table, heads, true);
        Length const head_row = row_height(head);
        bool begun = false;
        for (auto const& texts : table.rows) {
            auto const row = cells(table, texts, false);
            Length const height = row_height(row);
            int const page = pages;
            need(height + (begun ? 0 : head_row));
            if (!begun || page != pages) write_row(table, head, true);
            begun = true;
            write_row(table, row, false);
        }
        if (!begun) {
            need(head_row);
            write_row(table, head, true);
        }
        y += 8;
    }

    void write_signatures(std::vector<std::string> const& words) {
        Length const line = 30, half = text_width / 2;
        need(line * Length((words.size() + 1) / 2));
        for (size_t i = 0; i < words.size(); i += 2) {
            need(line);
            for (size_t j = i; j < std::min(i + 2, words.size()); ++j) {
                Length const x = margin + (j == i ? 0 : half);
                auto const word = make_layout(cairo, words[j], {body_font, half});
                show(cairo, word.get(), x, y + 8);
                cairo_set_line_width(cairo, 0.5);
                cairo_move_to(cairo, x + 90, y + 24);
                cairo_line_to(cairo, x + half - 16, y + 24);
                cairo_stroke(cairo);
            }
            y += line;
        }
    }

    void write_all() {
        begin_page();
        write(pdf.title_, {title_font, text_width, Align::centre}, 4, 10);
        for (Block const& block : pdf.blocks_) switch (block.kind) {
                case Block::Kind::heading:
                    // Never alone at the foot of a page.
                    need(heading_room);
                    write(block.text, {heading_font, text_width}, 8, 4);
                    break;
                case Block::Kind::paragraph:
                    write(block.text, {body_font, text_width}, 0, 6);
                    break;
                case Block::Kind::table: write_table(block); break;
                case Block::Kind::signatures: write_signatures(block.rows.front()); break;
            }
        cairo_show_page(cairo);
    }
};

Pdf::Pdf(std::string title, std::vector<std::string> notes)
    : title_(std::move(title)), notes_(std::move(notes)) {}
Pdf::~Pdf() = default;

void Pdf::heading(std::string const& text) { blocks_.push_back({Block::Kind::heading, text}); }

void Pdf::paragraph(std::string const& text) { blocks_.push_back({Block::Kind::paragraph, text}); }

void Pdf::table(std::vector<PdfColumn> const& columns,
                std::vector<std::vector<std::string>> const& rows) {
    blocks_.push_back({Block::Kind::table, "", columns, rows});
}

void Pdf::signatures(std::vector<std::string> const& words) {
    blocks_.push_back({Block::Kind::signatures, "", {}, {words}});
}

base::Result<std::string> Pdf::finish(std::string const& made_on) {
    std::string bytes;
    int pages = 0;
    for (int pass = 0; pass < 2; ++pass) {
        bytes.clear();
        cairo_surface_t* const surface =
            cairo_pdf_surface_create_for_stream(append, &bytes, page_width, page_height);
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title_.c_str());
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Wupian");
        // Else Cairo asks the clock.
        std::string const date = made_on + "T00:00:00Z";
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, date.c_str());
        cairo_t* const cairo = cairo_create(surface);
        Writer writer{cairo, *this, pages};
        writer.write_all();
        pages = writer.pages;
        cairo_destroy(cairo);
        cairo_surface_finish(surface);
        auto const status = cairo_surface_status(surface);
        cairo_surface_destroy(surface);
        if (status != CAIRO_STATUS_SUCCESS)
            return base::fail(base::ErrorKind::internal, "pdf_failed", {},
                              {{"reason", cairo_status_to_string(status)}});
    }
    return bytes;
}

}  // namespace service
