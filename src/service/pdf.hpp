// PDF by Pango and Cairo: headings, paragraphs, tables over pages. The same input, the same bytes.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"

namespace service {

/// How a column of a table stands. The parts of all columns share the width of the page.
struct PdfColumn {
    std::string head;
    int part = 1;
    bool is_number = false;  // To the right.
};

/// A document that is written when `finish` is called. A4, 20 mm margins, Noto Serif and Sans CJK.
/// Every page has the title, the running note (for example 合成数据) and its number of all.
class Pdf {
public:
    /// `notes` stand at the head of every page, in red.
    Pdf(std::string title, std::vector<std::string> notes);
    ~Pdf();
    Pdf(Pdf const&) = delete;
    Pdf& operator=(Pdf const&) = delete;

    void heading(std::string const& text);
    void paragraph(std::string const& text);
    /// Rows go on over the page's end; the heads are repeated there. A row is never cut.
    void table(std::vector<PdfColumn> const& columns,
               std::vector<std::vector<std::string>> const& rows);
    /// Lines to sign on: a word and a rule beside it, in two columns.
    void signatures(std::vector<std::string> const& words);

    /// The document's bytes. `made_on` (YYYY-MM-DD) is its date. Errors: `pdf_failed`.
    base::Result<std::string> finish(std::string const& made_on);

private:
    struct Block;
    struct Writer;
    std::string title_;
    std::vector<std::string> notes_;
    std::vector<Block> blocks_;
};

}  // namespace service
