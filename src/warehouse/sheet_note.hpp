// Comments on cells of a sheet, as the two parts of a workbook that hold them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace warehouse {

/// Programs draw each comment when they open the file; more than this makes them slow.
inline constexpr size_t sheet_notes_max = 10'000;

struct SheetNote {
    int64_t row;    // From 1.
    size_t column;  // From 0.
    std::string text;
};

/// The texts: xl/comments1.xml.
std::string notes_xml(std::vector<SheetNote> const& notes);

/// Where they are drawn, in the old vector language that Excel still wants: vmlDrawing1.vml.
std::string note_shapes_xml(std::vector<SheetNote> const& notes);

}  // namespace warehouse
