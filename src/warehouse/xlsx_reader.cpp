// Expat over the parts of a workbook: the list of sheets, the shared texts, one sheet.
#include "warehouse/xlsx_reader.hpp"

#include <expat.h>

#include <cstring>
#include <memory>
#include <optional>
#include <vector>

#include "base/text.hpp"
#include "warehouse/zip.hpp"

namespace warehouse {
namespace {

constexpr size_t columns_max = 16384;  // Excel's own limit.
constexpr size_t digits_kept = 15;     // What a spreadsheet holds of a number.

struct FreeParser {
    void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

std::string attribute(char const** attributes, std::string_view name) {
    for (; *attributes != nullptr; attributes += 2)
        if (name == attributes[0]) return attributes[1];
    return "";
}

/// Element names without their prefix, which some programs write.
std::string_view local(char const* name) {
    char const* const colon = std::strrchr(name, ':');
    return colon != nullptr ? colon + 1 : name;
}

/// What reads one part. `text` is called with pieces; an error stops the parser.
struct PartReader {
    virtual ~PartReader() = default;
    virtual void begin(std::string_view name, char const** attributes) = 0;
    virtual void end(std::string_view name) = 0;
    virtual void text(std::string_view piece) = 0;
    std::optional<base::Error> error;
    XML_Parser parser = nullptr;

    void stop(base::Error e) {
        error = std::move(e);
        XML_StopParser(parser, XML_FALSE);
    }
};

base::Result<void> parse_part(std::string const& path, std::string const& part,
                              PartReader& reader) {
    auto const bytes = TRY(read_zip_entry(path, part));
    std::unique_ptr<XML_ParserStruct, FreeParser> const parser(XML_ParserCreate("UTF-8"));
    reader.parser = parser.get();
    XML_SetUserData(parser.get(), &reader);
    XML_SetElementHandler(
        parser.get(),
        [](void* r, char const* name, char const** attributes) {
            static_cast<PartReader*>(r)->begin(local(name), attributes);
        },
        [](void* r, char const* name) { static_cast<PartReader*>(r)->end(local(name)); });
    XML_SetCharacterDataHandler(parser.get(), [](void* r, char const* text, int size) {
        static_cast<PartReader*>(r)->text({text, size_t(size)});
    });
    // No workbook needs a document type; without one no entity can grow.
    XML_SetStartDoctypeDeclHandler(
        parser.get(), [](void* r, char const*, char const*, char const*, int) {
            static_cast<PartReader*>(r)->stop(
                {base::ErrorKind::invalid, "xlsx_unreadable", {}, {{"reason", "DOCTYPE"}}});
        });
    constexpr size_t piece = 1 << 26;
    for (size_t at = 0; at <= bytes.size(); at += piece) {
        size_t const size = std::min(piece, bytes.size() - at);
        bool const last = at + piece > bytes.size();
        if (XML_Parse(parser.get(), bytes.data() + at, int(size), last) == XML_STATUS_OK) continue;
        if (reader.error) {
            if (reader.error->at.file.empty()) reader.error->at.file = path;
            return std::unexpected(std::move(*reader.error));
        }
        return base::invalid(
            "xlsx_unreadable", {.file = path},
            {{"reason", part + ":" + std::to_string(XML_GetCurrentLineNumber(parser.get())) + " " +
                            XML_ErrorString(XML_GetErrorCode(parser.get()))}});
    }
    return {};
}

/// xl/workbook.xml: names of the sheets and their relation ids.
struct SheetList : PartReader {
    std::vector<std::pair<std::string, std::string>> sheets;
    bool date_1904 = false;

    void begin(std::string_view name, char const** attributes) override {
        if (name == "sheet")
            sheets.emplace_back(attribute(attributes, "name"), relation(attributes));
        std::string const flag = name == "workbookPr" ? attribute(attributes, "date1904") : "";
        date_1904 = date_1904 || flag == "1" || flag == "true";
    }
    void end(std::string_view) override {}
    void text(std::string_view) override {}

    static std::string relation(char const** attributes) {
        for (; *attributes != nullptr; attributes += 2)
            if (local(attributes[0]) == "id" && std::strchr(attributes[0], ':') != nullptr)
                return attributes[1];
        return "";
    }
};

/// xl/_rels/workbook.xml.rels: the part of every relation id.
struct PartList : PartReader {
    std::vector<std::pair<std::string, std::string>> targets;

    void begin(std::string_view name, char const** attributes) override {
        if (name == "Relationship")
            targets.emplace_back(attribute(attributes, "Id"), attribute(attributes, "Target"));
    }
    void end(std::string_view) override {}
    void text(std::string_view) override {}
};

/// xl/sharedStrings.xml. Phonetic hints (rPh) are no part of the text.
struct SharedTexts : PartReader {
    std::vector<std::string> texts;
    bool in_text = false;
    int hints = 0;

    void begin(std::string_view name, char const**) override {
        if (name == "si") texts.emplace_back();
        if (name == "rPh") ++hints;
        in_text = name == "t" && hints == 0;
    }
    void end(std::string_view name) override {
        if (name == "rPh") --hints;
        if (name == "t") in_text = false;
    }
    void text(std::string_view piece) override {
        if (in_text && !texts.empty()) texts.back() += piece;
    }
};

/// A sheet: rows go out as they end.
struct Sheet : PartReader {
    Sheet(std::vector<std::string> const& shared_texts, SheetRow const& take_row)
        : shared(shared_texts), take(take_row) {}

    std::vector<std::string> const& shared;
    SheetRow const& take;
    std::vector<std::string> cells;
    std::vector<std::string_view> views;
    int64_t row = 0;
    size_t column = 0;  // Of the current cell, from 1.
    std::string type, value;
    bool in_value = false;

    void begin(std::string_view name, char const** attributes) override {
        if (name == "row") {
            auto const given = base::parse_integer(attribute(attributes, "r"));
            row = given ? *given : row + 1;
            column = 0;
            cells.clear();
        } else if (name == "c") {
            column = column_of(attribute(attributes, "r")).value_or(column + 1);
            type = attribute(attributes, "t");
            value.clear();
            if (column == 0 || column > columns_max)
                stop({base::ErrorKind::invalid, "xlsx_unreadable", {}, {{"reason", "column"}}});
        }
        in_value = name == "v" || name == "t";
    }

    void end(std::string_view name) override {
        if (name == "v" || name == "t") in_value = false;
        if (name == "c" && !error) {
            if (cells.size() < column) cells.resize(column);
            cells[column - 1] = content();
        }
        if (name != "row" || error) return;
        views.assign(cells.begin(), cells.end());
        bool any = false;
        for (std::string_view cell : views) any = any || !cell.empty();
        if (!any) return;
        auto const done = take(row, views);
        if (!done) stop(done.error());
    }

    void text(std::string_view piece) override {
        if (in_value) value += piece;
    }

    std::string content() {
        if (type == "s") {
            auto const at = base::parse_integer(value);
            if (at && *at >= 0 && size_t(*at) < shared.size()) return shared[size_t(*at)];
            stop(
                {base::ErrorKind::invalid, "xlsx_unreadable", {}, {{"reason", "shared " + value}}});
            return "";
        }
        return type.empty() || type == "n" ? plain_number(value) : value;
    }

    /// "AB12" is column 28.
    static std::optional<size_t> column_of(std::string const& reference) {
        size_t out = 0;
        for (char c : reference) {
            if (c < 'A' || c > 'Z' || out > columns_max) break;
            out = out * 26 + size_t(c - 'A' + 1);
        }
        return out > 0 ? std::optional(out) : std::nullopt;
    }
};

}  // namespace

std::string plain_number(std::string_view text) {
    std::string digits;
    int64_t exponent = 0;  // Value: 0.digits × 10^exponent.
    bool const negative = text.starts_with('-');
    bool point = false, seen = false;
    size_t at = negative ? 1 : 0;
    for (; at < text.size() && (text[at] == '.' || (text[at] >= '0' && text[at] <= '9')); ++at) {
        if (text[at] == '.') {
            if (point) return std::string(text);
            point = true;
            continue;
        }
        seen = true;
        if (text[at] == '0' && digits.empty()) {
            exponent -= point ? 1 : 0;
            continue;
        }
        digits += text[at];
        exponent += point ? 0 : 1;
    }
    if (at < text.size() && (text[at] == 'E' || text[at] == 'e')) {
        std::string_view power = text.substr(at + 1);
        if (power.starts_with('+')) power.remove_prefix(1);
        auto const given = base::parse_integer(power);
        if (!given || *given > 400 || *given < -400) return std::string(text);
        exponent += *given;
        at = text.size();
    }
    if (!seen || at != text.size()) return std::string(text);
    if (digits.size() > digits_kept) {
        bool const up = digits[digits_kept] >= '5';
        digits.resize(digits_kept);
        size_t i = digits_kept;
        while (up && i > 0 && digits[i - 1] == '9') digits[--i] = '0';
        if (up && i > 0) ++digits[i - 1];
        if (up && i == 0) {
            digits.insert(0, "1");
            ++exponent;
        }
    }
    while (!digits.empty() && digits.back() == '0') digits.pop_back();
    if (digits.empty()) return "0";
    std::string out = negative ? "-" : "";
    if (exponent <= 0) return out + "0." + std::string(size_t(-exponent), '0') + digits;
    if (digits.size() <= size_t(exponent))
        return out + digits + std::string(size_t(exponent) - digits.size(), '0');
    return out + digits.substr(0, size_t(exponent)) + "." + digits.substr(size_t(exponent));
}

base::Result<void> read_xlsx(std::string const& path, std::string const& sheet,
                             SheetRow const& take) {
    SheetList list;
    TRY_VOID(parse_part(path, "xl/workbook.xml", list));
    if (list.date_1904) return base::invalid("xlsx_date_1904", {.file = path});
    PartList parts;
    TRY_VOID(parse_part(path, "xl/_rels/workbook.xml.rels", parts));
    std::string names, part;
    for (auto const& [name, relation] : list.sheets) {
        names += (names.empty() ? "" : ", ") + name;
        if (!part.empty() || (!sheet.empty() && name != sheet)) continue;
        for (auto const& [id, target] : parts.targets)
            if (id == relation) part = target.starts_with('/') ? target.substr(1) : "xl/" + target;
    }
    if (part.empty())
        return base::invalid("xlsx_sheet_missing", {.file = path},
                             {{"sheet", sheet}, {"names", base::shorten(names, 200)}});
    SharedTexts shared;
    auto const entries = TRY(list_zip(path));
    for (std::string const& entry : entries)
        if (entry == "xl/sharedStrings.xml") TRY_VOID(parse_part(path, entry, shared));
    Sheet reader(shared.texts, take);
    return parse_part(path, part, reader);
}

}  // namespace warehouse
