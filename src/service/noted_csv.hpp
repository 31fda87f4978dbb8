// CSV outputs that say on every row what book they are of.
#pragma once

#include <string>
#include <vector>

#include "base/csv.hpp"
#include "base/record.hpp"
#include "base/text.hpp"

namespace service {

/// A CSV output; the notes of the mappings stand in its last column, on every row.
class NotedCsv {
public:
    explicit NotedCsv(std::vector<std::string> const& notes) : note_(base::join(notes, "; ")) {}

    void add(std::vector<std::string> row) {
        if (!note_.empty()) row.push_back(text_.empty() ? "note" : note_);
        base::append_csv_row(text_, row);
    }
    std::string const& text() const { return text_; }

    template <typename Row>
    void add_records(std::vector<Row> const& rows) {
        base::Record const& record = base::record_of<Row>;
        text_ += base::csv_header(record) + (note_.empty() ? "\n" : ",note\n");
        for (Row const& row : rows) {
            base::append_csv_row(text_, record, &row);
            if (note_.empty()) continue;
            text_.back() = ',';
            base::append_csv_field(text_, note_);
            text_ += '\n';
        }
    }

private:
    std::string note_;
    std::string text_;
};

}  // namespace service
