// Reading: rows of texts from CSV or xlsx, one head among them, then cell by cell.
#include "service/table_file.hpp"

#include <algorithm>
#include <optional>
#include <span>

#include "base/csv.hpp"
#include "base/digest.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "warehouse/xlsx_reader.hpp"

namespace service {
namespace {

constexpr int64_t table_bytes_max = int64_t(1) << 30;
constexpr size_t table_cell_bytes_max = 4096;
constexpr size_t head_rows_max = 10;  // Titles may stand above the head.
constexpr size_t heads_max = 1'000;
constexpr size_t number_digits_max = 15;  // What a spreadsheet keeps of a number.
constexpr std::string_view full_width_blank = "\xE3\x80\x80";

/// A cell of either format.
struct Cell {
    int column = 0;  // From 1.
    std::string_view text;
    std::string_view fault;    // What the format itself says against it.
    bool is_number = false;    // An xlsx number.
    std::string_view written;  // As it stands in the xlsx.
};

std::string_view trimmed(std::string_view text) {
    for (size_t before = text.size() + 1; before != text.size();) {
        before = text.size();
        text = base::trim(text);
        if (text.starts_with(full_width_blank)) text.remove_prefix(full_width_blank.size());
        if (text.ends_with(full_width_blank)) text.remove_suffix(full_width_blank.size());
    }
    return text;
}

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return uint8_t(c) < 0x20 || c == 0x7F; });
}

size_t digits_of(std::string_view number) {
    size_t count = 0;
    for (char c : number.substr(0, number.find_first_of("eE")))
        if (c >= '0' && c <= '9' && (count > 0 || c != '0')) ++count;
    return count;
}

/// What a value of the type should look like, when it does not.
std::string_view code_of(base::ValueType type) {
    switch (type) {
        case base::ValueType::boolean: return "sent_flag";
        case base::ValueType::integer: return "sent_integer";
        case base::ValueType::decimal: return "sent_number";
        case base::ValueType::day: return "sent_day";
        case base::ValueType::text: return "value_malformed";
    }
    return "value_malformed";
}

class TableReading {
public:
    TableReading(base::Record const& record, TableOptions const& options, SentTable& out)
        : record_(record), options_(options), out_(out) {
        out_.record = record.name;
        out_.columns.assign(record.columns.size(), 0);
    }

    /// Takes a row; blank ones are passed over.
    base::Result<void> take(int64_t row, std::span<Cell const> cells) {
        bool const is_blank = std::all_of(cells.begin(), cells.end(), [](Cell const& cell) {
            return trimmed(cell.text).empty() && cell.fault.empty();
        });
        if (is_blank) return {};
        if (has_head_) return add(row, cells);
        hold(row, cells);
        return held_.size() < head_rows_max ? base::Result<void>() : choose_head();
    }

    /// A fault of a whole row that could not be split into cells.
    void refuse_row(int64_t row, std::string const& code) { fault({row, 0, "", code, {}}); }

    base::Result<void> finish() {
        if (!has_head_) TRY_VOID(choose_head());
        std::stable_sort(out_.faults.begin(), out_.faults.end(), [](auto const& a, auto const& b) {
            return std::pair(a.row, a.column) < std::pair(b.row, b.column);
        });
        return {};
    }

    void fault(TableFault one) {
        ++row_faults_;
        if (int64_t(out_.faults.size()) < options_.faults)
            out_.faults.push_back(std::move(one));
        else
            ++out_.faults_left_out;
    }

private:
    /// A row kept until the head is known, with its texts.
    struct HeldRow {
        int64_t row;
        std::vector<std::string> texts, written;
        std::vector<Cell> cells;
    };

    void hold(int64_t row, std::span<Cell const> cells) {
        HeldRow held{row, {}, {}, {cells.begin(), cells.end()}};
        for (Cell const& cell : cells) {
            held.texts.emplace_back(cell.text);
            held.written.emplace_back(cell.written);
        }
        held_.push_back(std::move(held));
    }

    bool is_wanted(base::Column const& column) const {
        return options_.columns.empty() ||
               std::find(options_.columns.begin(), options_.columns.end(), column.name) !=
                   options_.columns.end();
    }

    /// The column of the record that a head names, or its size.
    size_t named(std::string_view head) const {
        head = trimmed(head);
        if (head.ends_with('*')) head = trimmed(head.substr(0, head.size() - 1));
        for (size_t i = 0; i < record_.columns.size(); ++i) {
            base::Column const& column = record_.columns[i];
            if (is_wanted(column) &&
                (head == column.name || head == column_title(record_, column, Language::zh) ||
                 head == column_title(record_, column, Language::en)))
                return i;
        }
        return record_.columns.size();
    }

    base::Result<void> choose_head() {
        size_t best = 0, most = 0;
        for (size_t i = 0; i < held_.size(); ++i) {
            size_t count = 0;
            for (std::string const& text : held_[i].texts)
                if (named(text) < record_.columns.size()) ++count;
            if (count > most) {
                most = count;
                best = i;
            }
        }
        std::vector<std::string> names;
        for (base::Column const& column : record_.columns)
            if (is_wanted(column)) names.push_back(column_title(record_, column, Language::zh));
        if (most == 0)
            return base::invalid("sent_no_head", {.file = out_.file, .field = out_.sheet},
                                 {{"columns", base::shorten(base::join(names, ", "), 300)}});
        take_head(held_[best]);
        has_head_ = true;
        auto const held = std::move(held_);
        for (size_t i = best + 1; i < held.size(); ++i) {
            auto cells = held[i].cells;
            for (size_t c = 0; c < cells.size(); ++c) {
                cells[c].text = held[i].texts[c];
                cells[c].written = held[i].written[c];
            }
            TRY_VOID(add(held[i].row, cells));
        }
        return {};
    }

    void take_head(HeldRow const& head) {
        for (size_t c = 0; c < head.cells.size() && c < heads_max; ++c) {
            int const at = head.cells[c].column;
            std::string const text(trimmed(head.texts[c]));
            if (text.empty()) continue;
            if (at > int(heads_.size())) heads_.resize(size_t(at));
            heads_[size_t(at) - 1] = text;
            size_t const column = named(text);
            std::string const shown = base::shorten(text, 60);
            if (column == record_.columns.size())
                fault({head.row, at, shown, "csv_unknown_column", {}});
            else if (out_.columns[column] > 0)
                fault({head.row, at, shown, "csv_duplicate_column", {}});
            else
                out_.columns[column] = at;
        }
        for (size_t i = 0; i < record_.columns.size(); ++i) {
            base::Column const& column = record_.columns[i];
            if (out_.columns[i] > 0 || column.nullable || !is_wanted(column)) continue;
            fault({head.row, 0, std::string(column.name), "csv_missing_column", {}});
            misses_column_ = true;
        }
    }

    bool has_head_at(int column) const {
        return column <= int(heads_.size()) && !heads_[size_t(column) - 1].empty();
    }

    base::Result<void> add(int64_t row, std::span<Cell const> cells) {
        if (int64_t(out_.rows.size()) >= options_.rows)
            return base::fail(base::ErrorKind::limit, "sent_too_long", {.file = out_.file},
                              {{"rows", std::to_string(options_.rows)}});
        row_faults_ = 0;
        TableRow made{row, {}, {}};
        by_column_.assign(record_.columns.size(), nullptr);
        for (Cell const& cell : cells) {
            if (trimmed(cell.text).empty() && cell.fault.empty()) continue;
            auto const at = std::find(out_.columns.begin(), out_.columns.end(), cell.column);
            if (at != out_.columns.end())
                by_column_[size_t(at - out_.columns.begin())] = &cell;
            else if (!has_head_at(cell.column))
                fault({row, cell.column, "", "sent_cell_without_head", {}});
        }
        for (size_t i = 0; i < record_.columns.size(); ++i) made.values.push_back(value_of(row, i));
        if (row_faults_ > 0 || misses_column_) {
            made.values.clear();
            for (Cell const* cell : by_column_)
                made.cells.emplace_back(cell == nullptr ? ""
                                                        : base::shorten(trimmed(cell->text), 1000));
        }
        out_.rows.push_back(std::move(made));
        return {};
    }

    base::Value value_of(int64_t row, size_t index) {
        base::Column const& column = record_.columns[index];
        int const at = out_.columns[index];
        if (at == 0) return {};
        Cell const* const cell = by_column_[index];
        std::string_view text = cell == nullptr ? std::string_view() : trimmed(cell->text);
        auto const refuse = [&](std::string_view code, base::Args args = {}) {
            fault({row, at, std::string(column.name), std::string(code), std::move(args)});
            return base::Value();
        };
        if (cell != nullptr && !cell->fault.empty()) return refuse(cell->fault);
        if (text.size() > table_cell_bytes_max)
            return refuse("sent_cell_long", {{"bytes", std::to_string(table_cell_bytes_max)}});
        if (has_control(text)) return refuse("sent_control");
        if (text.empty()) return column.nullable ? base::Value() : refuse("value_missing");
        // A spreadsheet has already lost the rest of a long number: 110101199003071234 shows as
        // 110101199003071000.
        bool const is_cut = cell->is_number && digits_of(cell->written) > number_digits_max &&
                            cell->text.find('.') == std::string_view::npos;
        if (is_cut) return refuse("sent_number_cut");
        if (column.type == base::ValueType::boolean) text = flag_of(text);
        auto value = base::parse_value(column, text);
        if (!value) return refuse(code_of(column.type), {{"value", base::shorten(text, 60)}});
        return checked_choice(column, std::move(*value), refuse);
    }

    template <typename Refuse>
    base::Value checked_choice(base::Column const& column, base::Value value, Refuse refuse) const {
        auto const choices = options_.choices.find(std::string(column.name));
        if (choices == options_.choices.end()) return value;
        std::string const text = base::to_text(value);
        auto const& words = choices->second;
        if (std::find(words.begin(), words.end(), text) != words.end()) return value;
        return refuse("sent_choice",
                      base::Args{{"value", base::shorten(text, 60)},
                                 {"choices", base::shorten(base::join(words, ", "), 200)}});
    }

    static std::string_view flag_of(std::string_view text) {
        for (Language language : {Language::zh, Language::en}) {
            if (text == label("text.table_true", language)) return "true";
            if (text == label("text.table_false", language)) return "false";
        }
        return text;
    }

    base::Record const& record_;
    TableOptions const& options_;
    SentTable& out_;
    std::vector<HeldRow> held_;
    std::vector<std::string> heads_;  // By column of the file; "" without one.
    std::vector<Cell const*> by_column_;
    int64_t row_faults_ = 0;
    bool has_head_ = false, misses_column_ = false;
};

base::Result<void> read_csv_table(std::string_view bytes, TableReading& reading,
                                  std::string const& file) {
    std::string decoded;
    if (base::find_malformed_utf8(bytes) != std::string_view::npos) {
        auto text = base::decode_gb18030(bytes);
        if (!text) return base::invalid("sent_encoding", {.file = file});
        decoded = std::move(*text);
        bytes = decoded;
    }
    base::CsvReader reader(bytes, file);
    std::vector<std::string_view> fields;
    std::vector<Cell> cells;
    while (true) {
        auto const more = reader.next(fields);
        if (more && !*more) return {};
        if (!more) {
            reading.refuse_row(reader.line(), more.error().code);
            continue;
        }
        cells.clear();
        for (size_t i = 0; i < fields.size(); ++i)
            cells.push_back({int(i) + 1, fields[i], "", false, ""});
        TRY_VOID(reading.take(reader.line(), cells));
    }
}

base::Result<void> read_xlsx_table(std::string const& path, TableOptions const& options,
                                   TableReading& reading, SentTable& out) {
    auto workbook = TRY(warehouse::XlsxFile::open(path));
    std::vector<Cell> cells;
    auto const take = [&](int64_t row, std::span<warehouse::XlsxCell const> given) {
        cells.clear();
        for (warehouse::XlsxCell const& cell : given) {
            std::string_view fault;
            if (cell.kind == warehouse::XlsxKind::error) fault = "sent_cell_error";
            if (cell.is_formula && !options.cached_formulas) fault = "xlsx_formula";
            cells.push_back({int(cell.column) + 1, cell.text, fault,
                             cell.kind == warehouse::XlsxKind::number, cell.exact});
        }
        return reading.take(row, cells);
    };
    auto const report = TRY(workbook.read(
        {.sheet = options.sheet, .formulas = warehouse::FormulaPolicy::cached}, take));
    out.sheet = report.sheet;
    for (std::string const& range : report.merged) {
        size_t const digit = range.find_first_of("0123456789");
        auto const row = digit == std::string::npos
                             ? std::nullopt
                             : base::parse_integer(range.substr(digit, range.find(':') - digit));
        reading.fault({row.value_or(0), 0, "", "sent_merged", {{"range", range}}});
    }
    return {};
}

}  // namespace

int64_t SentTable::good_rows() const {
    return std::count_if(rows.begin(), rows.end(),
                         [](TableRow const& row) { return row.is_good(); });
}

base::Result<SentTable> read_table_file(base::Record const& record, std::string const& path,
                                        TableOptions const& options) {
    SentTable out;
    out.file = options.name.empty() ? std::string(base::file_name(path)) : options.name;
    out.sheet = options.sheet;
    TableReading reading(record, options, out);
    auto const mapped = TRY(base::MappedFile::open(path));
    std::string_view const bytes = mapped.bytes();
    if (int64_t(bytes.size()) > table_bytes_max)
        return base::fail(
            base::ErrorKind::limit, "file_too_large", {.file = out.file},
            {{"bytes", std::to_string(bytes.size())}, {"limit", std::to_string(table_bytes_max)}});
    out.sm3 = base::digest_hex(base::DigestKind::sm3, bytes);
    bool const is_workbook =
        bytes.starts_with("PK\x03\x04") || bytes.starts_with("\xD0\xCF\x11\xE0");
    auto done = is_workbook ? read_xlsx_table(path, options, reading, out)
                            : read_csv_table(bytes, reading, out.file);
    if (done) done = reading.finish();
    if (!done) {
        // People know the file by its name, not by where it was put.
        if (done.error().at.file.empty() || done.error().at.file == path)
            done.error().at.file = out.file;
        return std::unexpected(std::move(done).error());
    }
    return out;
}

}  // namespace service
