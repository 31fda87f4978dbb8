// CSV reading by hand: the state is one position, and every error knows its line and column.
#include "base/csv.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace base {

CsvReader::CsvReader(std::string_view text, std::string file, char separator)
    : text_(text), file_(std::move(file)), separator_(separator) {
    if (text_.starts_with(utf8_bom)) {
        text_.remove_prefix(utf8_bom.size());
    }
}

std::unexpected<Error> CsvReader::refuse(std::string_view code, size_t at) {
    int32_t const column =
        int32_t(count_code_points(text_.substr(line_start_, at - line_start_))) + 1;
    auto error = invalid(code, {.file = file_, .line = int32_t(line_), .column = column});
    size_t const end = text_.find('\n', at);
    at_ = end == std::string_view::npos ? text_.size() : end + 1;
    line_start_ = at_;
    ++line_;
    return error;
}

/// Stands on an opening quote; returns the field and stands after the closing quote.
Result<std::string_view> CsvReader::quoted_field() {
    Place place{.file = file_, .line = int32_t(line_)};
    place.column = int32_t(count_code_points(text_.substr(line_start_, at_ - line_start_))) + 1;
    size_t begin = at_ + 1;
    std::string* own = nullptr;
    for (size_t at = begin;; ++at) {
        if (at >= text_.size()) {
            at_ = text_.size();
            return invalid("csv_quote_unclosed", std::move(place));
        }
        if (text_[at] == '\n') {
            ++line_;
            line_start_ = at + 1;
        }
        if (text_[at] != '"') continue;
        bool const doubled = at + 1 < text_.size() && text_[at + 1] == '"';
        if (doubled || own != nullptr) {
            if (own == nullptr) own = &unescaped_.emplace_back();
            own->append(text_.substr(begin, at - begin + (doubled ? 1 : 0)));
            begin = at + 2;
        }
        if (doubled) {
            ++at;
            continue;
        }
        at_ = at + 1;
        if (own != nullptr) return std::string_view(*own);
        return text_.substr(begin, at - begin);
    }
}

Result<bool> CsvReader::next(std::vector<std::string_view>& fields) {
    fields.clear();
    unescaped_.clear();
    while (at_ < text_.size() && (text_[at_] == '\n' || text_.substr(at_, 2) == "\r\n")) {
        at_ += text_[at_] == '\n' ? 1 : 2;
        line_start_ = at_;
        ++line_;
    }
    row_line_ = line_;
    if (at_ >= text_.size()) return false;
    while (true) {
        if (fields.size() == csv_columns_max) return refuse("csv_too_wide", at_);
        if (at_ < text_.size() && text_[at_] == '"') {
            auto const field = TRY(quoted_field());
            fields.push_back(field);
        } else {
            size_t const begin = at_;
            while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n' &&
                   text_[at_] != '"')
                ++at_;
            if (at_ < text_.size() && text_[at_] == '"') return refuse("csv_quote_misplaced", at_);
            std::string_view field = text_.substr(begin, at_ - begin);
            bool const at_end = at_ == text_.size() || text_[at_] == '\n';
            if (at_end && field.ends_with('\r')) field.remove_suffix(1);
            fields.push_back(field);
        }
        if (at_ < text_.size() && text_[at_] == separator_) {
            ++at_;
            continue;
        }
        if (at_ < text_.size() && text_[at_] == '\r') ++at_;
        if (at_ < text_.size() && text_[at_] != '\n') return refuse("csv_quote_misplaced", at_);
        if (at_ < text_.size()) {
            ++at_;
            ++line_;
            line_start_ = at_;
        }
        return true;
    }
}

int CsvTable::find(std::string_view column) const {
    for (size_t i = 0; i < columns.size(); ++i)
        if (columns[i] == column) return int(i);
    return -1;
}

Result<CsvTable> parse_csv_table(std::string_view text, std::string const& file) {
    if (size_t const at = find_malformed_utf8(text); at != std::string_view::npos) {
        auto const before = std::count(text.begin(), text.begin() + std::ptrdiff_t(at), '\n');
        return invalid("csv_not_utf8", {.file = file, .line = int32_t(before + 1)});
    }
    CsvReader reader(text, file);
    CsvTable table;
    table.file = file;
    std::vector<std::string_view> fields;
    bool const has_header = TRY(reader.next(fields));
    if (!has_header) return invalid("csv_empty", {.file = file});
    for (std::string_view field : fields) {
        if (table.find(field) >= 0)
            return invalid("csv_duplicate_column",
                           {.file = file, .line = 1, .field = std::string(field)});
        table.columns.emplace_back(field);
    }
    while (true) {
        bool const more = TRY(reader.next(fields));
        if (!more) return table;
        if (fields.size() != table.columns.size()) {
            return invalid("csv_wrong_count", {.file = file, .line = int32_t(reader.line())},
                           {{"want", std::to_string(table.columns.size())},
                            {"got", std::to_string(fields.size())}});
        }
        table.rows.push_back({reader.line(), {fields.begin(), fields.end()}});
    }
}

void append_csv_field(std::string& out, std::string_view field) {
    if (field.find_first_of(",\"\r\n") == std::string_view::npos) {
        out += field;
        return;
    }
    out += '"';
    for (char c : field) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

void append_csv_row(std::string& out, std::vector<std::string> const& fields) {
    for (size_t i = 0; i < fields.size(); ++i) {
        if (i > 0) out += ',';
        append_csv_field(out, fields[i]);
    }
    out += '\n';
}

}  // namespace base
