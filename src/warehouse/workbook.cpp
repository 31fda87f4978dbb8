// The package round the sheets: a zip written as the sheets come, through minizip at its fastest.
#include "warehouse/workbook.hpp"

#include <minizip/zip.h>

#include <optional>
#include <set>

#include "base/check.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "warehouse/sheet_xml.hpp"

namespace warehouse {
namespace {

constexpr size_t chunk_bytes = 1 << 18;
constexpr int deflate_level = 1;  // A third of the time of level 6 for a sixth more bytes.
constexpr std::string_view xml_head =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr std::string_view office = "http://schemas.openxmlformats.org/officeDocument/2006";
constexpr std::string_view package = "http://schemas.openxmlformats.org/package/2006";
constexpr std::string_view sheet_type =
    "application/vnd.openxmlformats-officedocument.spreadsheetml";

struct CloseZip {
    void operator()(void* zip) const { (void)zipClose(zip, nullptr); }
};

/// A sheet that stands in the package.
struct DoneSheet {
    std::string name;
    std::string filter;  // Its filtered range, $A$2:$F$10; "" without one.
    bool has_notes = false;
};

std::string relationship(size_t id, std::string_view kind, std::string const& target) {
    return "<Relationship Id=\"rId" + std::to_string(id) + "\" Type=\"" + std::string(office) +
           "/relationships/" + std::string(kind) + "\" Target=\"" + target + "\"/>";
}

std::string override_of(std::string const& part, std::string const& type) {
    return "<Override PartName=\"" + part + "\" ContentType=\"" + type + "\"/>";
}

}  // namespace

struct Workbook::State {
    WorkbookOptions options;
    std::unique_ptr<void, CloseZip> zip;
    SharedTexts shared;
    std::vector<DoneSheet> sheets;
    std::set<std::string> names;
    SheetShape shape;
    std::optional<SheetXml> sheet;
    int part = 1;

    ~State() {
        if (zip == nullptr) return;
        zip.reset();
        (void)base::remove_all(options.path + ".part");
    }

    std::unexpected<base::Error> failed(std::string const& reason) const {
        return base::fail(base::ErrorKind::unavailable, "workbook_failed", {.file = options.path},
                          {{"reason", reason}});
    }

    /// Starts a part of the package. Its time is the book's, so that the same input gives the same
    /// bytes.
    base::Result<void> open_part(std::string const& name) {
        auto const date = base::to_year_month_day(options.made);
        zip_fileinfo info{};
        info.tmz_date = {0, 0, 0, uInt(date.day), uInt(date.month - 1), uInt(date.year)};
        int const opened = zipOpenNewFileInZip64(zip.get(), name.c_str(), &info, nullptr, 0,
                                                 nullptr, 0, nullptr, Z_DEFLATED, deflate_level, 0);
        if (opened != ZIP_OK) return failed(name);
        return {};
    }

    base::Result<void> write(std::string_view bytes) {
        if (zipWriteInFileInZip(zip.get(), bytes.data(), unsigned(bytes.size())) != ZIP_OK)
            return failed("write");
        return {};
    }

    base::Result<void> close_part() {
        if (zipCloseFileInZip(zip.get()) != ZIP_OK) return failed("write");
        return {};
    }

    base::Result<void> put_part(std::string const& name, std::string_view text) {
        TRY_VOID(open_part(name));
        TRY_VOID(write(text));
        return close_part();
    }

    base::Result<void> open_sheet() {
        std::string const name =
            part == 1 ? shape.name : shape.name + "(" + std::to_string(part) + ")";
        if (!names.insert(name).second) return failed("sheet name " + name);
        sheets.push_back({name, ""});
        TRY_VOID(open_part("xl/worksheets/sheet" + std::to_string(sheets.size()) + ".xml"));
        sheet.emplace(shape, shared);
        sheet->begin();
        return {};
    }

    base::Result<void> flush() {
        TRY_VOID(write(sheet->xml));
        sheet->xml.clear();
        return {};
    }

    base::Result<void> end_sheet() {
        if (!sheet) return {};
        sheet->end();
        if (shape.filter && !shape.columns.empty())
            sheets.back().filter = "$A$2:$" + column_letters(shape.columns.size() - 1) + "$" +
                                   std::to_string(std::max<int64_t>(sheet->rows, 3));
        TRY_VOID(flush());
        auto const notes = std::move(sheet->notes);
        sheet.reset();
        TRY_VOID(close_part());
        return notes.empty() ? base::Result<void>() : put_notes(notes);
    }

    /// Comments stand in three parts beside their sheet: texts, where they are drawn, and the
    /// links.
    base::Result<void> put_notes(std::vector<SheetNote> const& notes) {
        sheets.back().has_notes = true;
        std::string const number = std::to_string(sheets.size());
        TRY_VOID(
            put_part("xl/comments" + number + ".xml", std::string(xml_head) + notes_xml(notes)));
        TRY_VOID(put_part("xl/drawings/vmlDrawing" + number + ".vml", note_shapes_xml(notes)));
        return put_part(
            "xl/worksheets/_rels/sheet" + number + ".xml.rels",
            std::string(xml_head) + "<Relationships xmlns=\"" + std::string(package) +
                "/relationships\">" +
                relationship(1, "vmlDrawing", "../drawings/vmlDrawing" + number + ".vml") +
                relationship(2, "comments", "../comments" + number + ".xml") + "</Relationships>");
    }

    std::string book_xml() const {
        std::string out(xml_head);
        out +=
            "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
            " xmlns:r=\"" +
            std::string(office) + "/relationships\"><bookViews><workbookView/></bookViews><sheets>";
        std::string names_xml;
        for (size_t i = 0; i < sheets.size(); ++i) {
            out += "<sheet name=\"";
            append_escaped(out, sheets[i].name);
            std::string const id = std::to_string(i + 1);
            out += "\" sheetId=\"" + id + "\" r:id=\"rId" + id + "\"/>";
            auto const name_range = [&](std::string const& what, std::string const& range) {
                names_xml += "<definedName name=\"_xlnm." + what + "\" localSheetId=\"" +
                             std::to_string(i) + "\"" + (what[0] == '_' ? " hidden=\"1\"" : "") +
                             ">'";
                append_escaped(names_xml, base::replace_all(sheets[i].name, "'", "''"));
                names_xml += "'!" + range + "</definedName>";
            };
            if (!sheets[i].filter.empty()) name_range("_FilterDatabase", sheets[i].filter);
            name_range("Print_Titles", "$1:$2");  // On every printed page.
        }
        out += "</sheets>";
        if (!names_xml.empty()) out += "<definedNames>" + names_xml + "</definedNames>";
        return out + "</workbook>";
    }

    std::string book_relations() const {
        std::string out(xml_head);
        out += "<Relationships xmlns=\"" + std::string(package) + "/relationships\">";
        for (size_t i = 0; i < sheets.size(); ++i)
            out += relationship(i + 1, "worksheet",
                                "worksheets/sheet" + std::to_string(i + 1) + ".xml");
        out += relationship(sheets.size() + 1, "styles", "styles.xml");
        out += relationship(sheets.size() + 2, "sharedStrings", "sharedStrings.xml");
        return out + "</Relationships>";
    }

    std::string content_types() const {
        std::string const type(sheet_type);
        std::string out(xml_head);
        out +=
            "<Types xmlns=\"" + std::string(package) + "/content-types\">" +
            "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package"
            ".relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>" +
            override_of("/xl/workbook.xml", type + ".sheet.main+xml") +
            override_of("/xl/styles.xml", type + ".styles+xml") +
            override_of("/xl/sharedStrings.xml", type + ".sharedStrings+xml") +
            override_of("/docProps/core.xml",
                        "application/vnd.openxmlformats-package.core-properties+xml");
        bool has_notes = false;
        for (size_t i = 0; i < sheets.size(); ++i) {
            std::string const number = std::to_string(i + 1);
            out += override_of("/xl/worksheets/sheet" + number + ".xml", type + ".worksheet+xml");
            if (sheets[i].has_notes)
                out += override_of("/xl/comments" + number + ".xml", type + ".comments+xml");
            has_notes = has_notes || sheets[i].has_notes;
        }
        if (has_notes)
            out +=
                "<Default Extension=\"vml\" ContentType=\"application/vnd.openxmlformats-"
                "officedocument.vmlDrawing\"/>";
        return out + "</Types>";
    }

    std::string package_relations() const {
        return std::string(xml_head) + "<Relationships xmlns=\"" + std::string(package) +
               "/relationships\">" + relationship(1, "officeDocument", "xl/workbook.xml") +
               "<Relationship Id=\"rId2\" Type=\"" + std::string(package) +
               "/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>"
               "</Relationships>";
    }

    std::string properties() const {
        return std::string(xml_head) + "<cp:coreProperties xmlns:cp=\"" + std::string(package) +
               "/metadata/core-properties\" xmlns:dcterms=\"http://purl.org/dc/terms/\""
               " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dcterms:created"
               " xsi:type=\"dcterms:W3CDTF\">" +
               base::to_text(options.made) + "T00:00:00Z</dcterms:created></cp:coreProperties>";
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
    state->zip.reset(zipOpen64(part.c_str(), APPEND_STATUS_CREATE));
    if (state->zip == nullptr) return state->failed("open");
    return Workbook(std::move(state));
}

base::Result<void> Workbook::begin(SheetShape const& shape) {
    TRY_VOID(state_->end_sheet());
    state_->shape = shape;
    state_->part = 1;
    return state_->open_sheet();
}

base::Result<void> Workbook::add(std::span<Cell const> cells, std::span<CellMark const> marks) {
    State& s = *state_;
    CHECK(s.sheet.has_value() && cells.size() == s.shape.columns.size());
    if (s.sheet->rows >= s.options.rows_max) {
        TRY_VOID(s.end_sheet());
        ++s.part;
        TRY_VOID(s.open_sheet());
    }
    s.sheet->add(cells, marks);
    return s.sheet->xml.size() < chunk_bytes ? base::Result<void>() : s.flush();
}

base::Result<void> Workbook::close() {
    State& s = *state_;
    TRY_VOID(s.end_sheet());
    TRY_VOID(s.put_part("xl/workbook.xml", s.book_xml()));
    TRY_VOID(s.put_part("xl/_rels/workbook.xml.rels", s.book_relations()));
    TRY_VOID(s.put_part("xl/styles.xml", styles_xml()));
    TRY_VOID(s.put_part("xl/sharedStrings.xml", s.shared.xml()));
    TRY_VOID(s.put_part("docProps/core.xml", s.properties()));
    TRY_VOID(s.put_part("_rels/.rels", s.package_relations()));
    TRY_VOID(s.put_part("[Content_Types].xml", s.content_types()));
    if (zipClose(s.zip.release(), nullptr) != ZIP_OK) return s.failed("write");
    return base::rename_path(s.options.path + ".part", s.options.path);
}

}  // namespace warehouse
