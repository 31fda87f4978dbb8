// The bulk reader: one pass over the bytes, batches of 2,048 rows to DuckDB's appender.
#include "warehouse/table_reader.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cstring>

#include "base/check.hpp"
#include "base/csv.hpp"
#include "base/text.hpp"
#include "warehouse/cell.hpp"

namespace warehouse {
namespace {

constexpr size_t fixed_columns = 2;  // line_no, text_fault.

LineTraits traits_of(std::string_view line) {
    LineTraits traits;
    for (char c : line) {
        traits.has_control |= uint8_t(c) < 0x20 || c == 0x7F;
        traits.has_high |= uint8_t(c) > 0x7F;
    }
    return traits;
}

/// Fills rows of one staging table.
class RowWriter {
public:
    RowWriter(Connection::Appender& appender, domain::Layout const& layout,
              ReadOptions const& options, std::vector<domain::Refusal>& refusals)
        : appender_(appender), layout_(layout), options_(options), refusals_(refusals) {
        size_t column = fixed_columns;
        for (domain::Field const& field : layout.fields)
            columns_.push_back(field.kind == domain::FieldKind::blank ? 0 : column++);
        for (std::string const& id : options.key) {
            int const index = layout.find(id);
            CHECK(index >= 0);
            key_fields_.push_back(size_t(index));
        }
    }

    /// Parses the cells of one line; refuses it or keeps it.
    base::Result<void> add(int64_t line, Cells cells, LineTraits traits) {
        ++counts.lines;
        auto const& columns = appender_.columns();
        std::string faults;
        for (size_t i = 0; i < layout_.fields.size(); ++i) {
            domain::Field const& field = layout_.fields[i];
            CellFault const fault = parse_cell(field, cells[i], traits, columns[columns_[i]], row_);
            if (fault == CellFault::none) continue;
            if (fault == CellFault::text_character) {
                faults += (faults.empty() ? "" : ";") + field.zh;
                continue;
            }
            undo(i + 1);
            refuse(line, {head_of(i), std::string(fault_code(fault)), std::string(cells[i])});
            return {};
        }
        if (options_.check) {
            if (auto const fault = options_.check(cells)) {
                undo(layout_.fields.size());
                refuse(line, *fault);
                return {};
            }
        }
        if (!unique(cells)) {
            undo(layout_.fields.size());
            refuse(line, {"", "duplicate_key", key_text(cells)});
            return {};
        }
        columns[0].values<int64_t>()[row_] = line;
        columns[0].set_valid(row_);
        if (!faults.empty()) {
            columns[1].values<base::TextView>()[row_] =
                base::TextView(remarks_.emplace_back(std::move(faults)));
            columns[1].set_valid(row_);
        }
        ++counts.accepted;
        if (++row_ == base::batch_rows_max) return flush();
        return {};
    }

    void refuse(int64_t line, LineFault fault) {
        ++counts.refused;
        refusals_.push_back({options_.legal_uscc, options_.file, line, std::move(fault.field),
                             std::move(fault.code), show_value(fault.value)});
    }

    base::Result<void> flush() {
        TRY_VOID(appender_.flush(row_));
        row_ = 0;
        remarks_.clear();
        return {};
    }

    size_t waiting() const { return row_; }

    ReadCounts counts;

private:
    std::string head_of(size_t field) const {
        if (!options_.heads.empty()) return options_.heads[field];
        domain::Field const& f = layout_.fields[field];
        return layout_.format == domain::FileFormat::csv ? f.id : f.zh;
    }

    /// Makes the first `count` fields of the current row null again.
    void undo(size_t count) {
        for (size_t i = 0; i < count; ++i)
            if (columns_[i] != 0) appender_.columns()[columns_[i]].set_null(row_);
    }

    bool unique(Cells cells) {
        if (options_.keys == nullptr || key_fields_.empty()) return true;
        KeySet::Key key{};
        for (size_t i = 0; i < key_fields_.size(); ++i) key[i] = cells[key_fields_[i]];
        return options_.keys->insert(key);
    }

    std::string key_text(Cells cells) const {
        std::string out;
        for (size_t i = 0; i < key_fields_.size(); ++i)
            out += (i > 0 ? "|" : "") + std::string(cells[key_fields_[i]]);
        return out;
    }

    Connection::Appender& appender_;
    domain::Layout const& layout_;
    ReadOptions const& options_;
    std::vector<domain::Refusal>& refusals_;
    std::vector<size_t> columns_;  // Staging column of each field; 0 for blanks.
    std::vector<size_t> key_fields_;
    std::deque<std::string> remarks_;
    size_t row_ = 0;
};

/// Splits a line at `|` into exactly `cells.size()` cells; returns how many there were.
size_t split_line(std::string_view line, std::vector<std::string_view>& cells) {
    size_t count = 0;
    char const* at = line.data();
    char const* const end = at + line.size();
    while (true) {
        auto const* bar = static_cast<char const*>(std::memchr(at, '|', size_t(end - at)));
        char const* const stop = bar != nullptr ? bar : end;
        if (count < cells.size()) cells[count] = {at, size_t(stop - at)};
        ++count;
        if (bar == nullptr) return count;
        at = bar + 1;
    }
}

/// The field of every CSV column, or -1; a column that cannot be used is refused.
std::vector<int> header_targets(std::vector<std::string_view> const& fields,
                                domain::Layout const& layout, ReadOptions const& options,
                                RowWriter& writer, std::vector<bool>& seen) {
    std::vector<int> target(fields.size(), -1);
    for (size_t i = 0; i < fields.size(); ++i) {
        std::string const name(base::trim(fields[i]));
        int const index = layout.find(name);
        if (index < 0) {
            if (options.derived.contains(name)) continue;
            writer.refuse(1, {show_value(name), "code_unknown", name});
        } else if (seen[size_t(index)]) {
            writer.refuse(1, {name, "duplicate_key", name});
        } else {
            target[i] = index;
            seen[size_t(index)] = true;
        }
    }
    return target;
}

}  // namespace

namespace {

/// The first malformed byte from a position on, in the whole text.
size_t next_malformed(std::string_view text, size_t from) {
    size_t const at = base::find_malformed_utf8(text.substr(from));
    return at == std::string_view::npos ? at : from + at;
}

}  // namespace

std::string show_value(std::string_view value) {
    std::string out;
    bool const good = base::find_malformed_utf8(value) == std::string_view::npos;
    std::string const cut = good ? base::shorten(value, 60) : std::string(value.substr(0, 60));
    size_t malformed = next_malformed(cut, 0);
    for (size_t i = 0; i < cut.size(); ++i) {
        char const c = cut[i];
        bool const broken = i == malformed;
        if (broken) malformed = next_malformed(cut, i + 1);
        if (broken || uint8_t(c) < 0x20 || c == 0x7F)
            out += fmt::format("\\x{:02X}", uint8_t(c));
        else
            out += c;
    }
    return out;
}

base::Result<void> create_staging(Connection& connection, std::string const& table,
                                  domain::Layout const& layout) {
    std::string sql = "CREATE TABLE " + identifier(table) + " (line_no BIGINT, text_fault VARCHAR";
    for (domain::Field const& field : layout.fields)
        if (field.kind != domain::FieldKind::blank)
            sql += ", " + identifier(field.id) + " " + std::string(staging_type(field));
    return connection.run(sql + ")");
}

base::Result<ReadCounts> read_dat(Connection& connection, std::string const& table,
                                  domain::Layout const& layout, std::string_view bytes,
                                  ReadOptions const& options,
                                  std::vector<domain::Refusal>& refusals) {
    auto appender = TRY(connection.appender(table));
    RowWriter writer(appender, layout, options, refusals);
    std::vector<std::string_view> cells(layout.fields.size());
    if (bytes.starts_with(base::utf8_bom)) bytes.remove_prefix(base::utf8_bom.size());
    int64_t line_number = 0;
    while (!bytes.empty()) {
        ++line_number;
        size_t const end = bytes.find('\n');
        std::string_view const line = bytes.substr(0, end);
        bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
        LineTraits const traits = traits_of(line);
        LineFault fault;
        if (traits.has_high && base::find_malformed_utf8(line) != std::string_view::npos) {
            fault.code = "not_utf8";
        } else if (end == std::string_view::npos) {
            fault.code = "record_cut";
        } else if (size_t const count = split_line(line, cells); count != cells.size()) {
            fault.code = "column_count";
            fault.value = std::to_string(count);
        }
        if (!fault.code.empty()) {
            ++writer.counts.lines;
            writer.refuse(line_number, std::move(fault));
            continue;
        }
        TRY_VOID(writer.add(line_number, cells, traits));
    }
    TRY_VOID(writer.flush());
    TRY_VOID(appender.close());
    return writer.counts;
}

struct RowSink::State {
    Connection::Appender appender;
    RowWriter writer;
    ReadOptions const& options;
    std::vector<bool> is_key;
    std::vector<std::string_view> cells;
    std::deque<std::string> batch;  // Text of the rows that wait for the appender.

    State(Connection::Appender a, domain::Layout const& layout, ReadOptions const& o,
          std::vector<domain::Refusal>& refusals)
        : appender(std::move(a)),
          writer(appender, layout, o, refusals),
          options(o),
          is_key(layout.fields.size(), false) {
        CHECK(o.held != nullptr || o.key.empty());
        for (std::string const& id : o.key) is_key[size_t(layout.find(id))] = true;
    }
};

RowSink::RowSink(std::unique_ptr<State> state) : state_(std::move(state)) {}
RowSink::RowSink(RowSink&&) noexcept = default;
RowSink::~RowSink() = default;

base::Result<RowSink> RowSink::create(Connection& connection, std::string const& table,
                                      domain::Layout const& layout, ReadOptions const& options,
                                      std::vector<domain::Refusal>& refusals) {
    auto appender = TRY(connection.appender(table));
    return RowSink(std::make_unique<State>(std::move(appender), layout, options, refusals));
}

base::Result<void> RowSink::add(int64_t line, Cells cells) {
    LineTraits traits;
    state_->cells.assign(cells.begin(), cells.end());
    for (size_t i = 0; i < cells.size(); ++i) {
        if (cells[i].empty()) continue;
        LineTraits const one = traits_of(cells[i]);
        traits.has_control |= one.has_control;
        traits.has_high |= one.has_high;
        if (one.has_high && base::find_malformed_utf8(cells[i]) != std::string_view::npos) {
            refuse(line, {"", "not_utf8", ""});
            return {};
        }
        auto& held = state_->is_key[i] ? *state_->options.held : state_->batch;
        if (cells[i].size() > 12 || state_->is_key[i])
            state_->cells[i] = held.emplace_back(cells[i]);
    }
    traits.csv = true;
    TRY_VOID(state_->writer.add(line, state_->cells, traits));
    if (state_->writer.waiting() == 0) state_->batch.clear();
    return {};
}

void RowSink::refuse(int64_t line, LineFault fault) {
    ++state_->writer.counts.lines;
    state_->writer.refuse(line, std::move(fault));
}

void RowSink::leave_out() {
    ++state_->writer.counts.lines;
    ++state_->writer.counts.filtered;
}

base::Result<ReadCounts> RowSink::finish() {
    TRY_VOID(state_->writer.flush());
    TRY_VOID(state_->appender.close());
    return state_->writer.counts;
}

base::Result<ReadCounts> read_csv(Connection& connection, std::string const& table,
                                  domain::Layout const& layout, std::string_view text,
                                  ReadOptions const& options,
                                  std::vector<domain::Refusal>& refusals,
                                  std::deque<std::string>& unescaped) {
    auto appender = TRY(connection.appender(table));
    RowWriter writer(appender, layout, options, refusals);
    base::CsvReader reader(text, options.file);
    std::vector<std::string_view> fields;
    auto const has_header = reader.next(fields);
    if (!has_header || !*has_header) {
        writer.refuse(1, {"", "column_count", "0"});
        return writer.counts;
    }
    std::vector<bool> seen(layout.fields.size(), false);
    std::vector<int> const target = header_targets(fields, layout, options, writer, seen);
    for (std::string const& name : options.needed) {
        if (seen[size_t(layout.find(name))]) continue;
        writer.refuse(1, {name, "value_missing", ""});
        return writer.counts;
    }
    std::vector<std::string_view> cells(layout.fields.size());
    while (true) {
        auto const more = reader.next(fields);
        if (more && !*more) break;
        if (!more) {
            ++writer.counts.lines;
            bool const cut = more.error().code == "csv_quote_unclosed";
            writer.refuse(reader.line(), {"", cut ? "record_cut" : "column_count", ""});
            continue;
        }
        if (fields.size() != target.size()) {
            ++writer.counts.lines;
            writer.refuse(reader.line(), {"", "column_count", std::to_string(fields.size())});
            continue;
        }
        std::fill(cells.begin(), cells.end(), std::string_view());
        LineTraits traits;
        bool malformed = false;
        for (size_t i = 0; i < fields.size(); ++i) {
            LineTraits const one = traits_of(fields[i]);
            traits.has_control |= one.has_control;
            traits.has_high |= one.has_high;
            malformed = malformed || (one.has_high && base::find_malformed_utf8(fields[i]) !=
                                                          std::string_view::npos);
            // A field with doubled quotes lives in the reader only until its next row.
            bool const inside =
                std::less_equal<>()(text.data(), fields[i].data()) &&
                std::less_equal<>()(fields[i].data() + fields[i].size(), text.data() + text.size());
            if (target[i] >= 0)
                cells[size_t(target[i])] = inside ? fields[i] : unescaped.emplace_back(fields[i]);
        }
        traits.csv = true;
        if (malformed) {
            ++writer.counts.lines;
            writer.refuse(reader.line(), {"", "not_utf8", ""});
            continue;
        }
        TRY_VOID(writer.add(reader.line(), cells, traits));
    }
    TRY_VOID(writer.flush());
    TRY_VOID(appender.close());
    return writer.counts;
}

}  // namespace warehouse
