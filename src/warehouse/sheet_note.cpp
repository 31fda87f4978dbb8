// Two fixed forms with a few numbers in them.
#include "warehouse/sheet_note.hpp"

#include "base/text.hpp"
#include "warehouse/sheet_xml.hpp"

namespace warehouse {

std::string notes_xml(std::vector<SheetNote> const& notes) {
    std::string out =
        "<comments xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
        "<authors><author>Wupian</author></authors><commentList>";
    for (SheetNote const& note : notes) {
        out += "<comment ref=\"" + column_letters(note.column) + std::to_string(note.row) +
               "\" authorId=\"0\"><text><t xml:space=\"preserve\">";
        append_escaped(out, note.text);
        out += "</t></text></comment>";
    }
    return out + "</commentList></comments>";
}

std::string note_shapes_xml(std::vector<SheetNote> const& notes) {
    std::string out =
        "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\""
        " xmlns:o=\"urn:schemas-microsoft-com:office:office\""
        " xmlns:x=\"urn:schemas-microsoft-com:office:excel\">"
        "<o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"1\"/></o:shapelayout>"
        "<v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\""
        " path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/>"
        "<v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>";
    constexpr size_t characters_per_line = 36, line_points = 14, first_shape = 1025;
    for (size_t i = 0; i < notes.size(); ++i) {
        size_t const lines = base::display_width(notes[i].text) / characters_per_line + 2;
        out += "<v:shape id=\"_x0000_s" + std::to_string(first_shape + i) +
               "\" type=\"#_x0000_t202\" style=\"position:absolute;width:220pt;height:" +
               std::to_string(lines * line_points) +
               "pt;visibility:hidden\" fillcolor=\"#ffffe1\" o:insetmode=\"auto\">"
               "<v:fill color2=\"#ffffe1\"/><v:shadow color=\"black\" obscured=\"t\"/>"
               "<v:textbox style=\"mso-direction-alt:auto\"/><x:ClientData ObjectType=\"Note\">"
               "<x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill><x:Row>" +
               std::to_string(notes[i].row - 1) + "</x:Row><x:Column>" +
               std::to_string(notes[i].column) + "</x:Column></x:ClientData></v:shape>";
    }
    return out + "</xml>";
}

}  // namespace warehouse
