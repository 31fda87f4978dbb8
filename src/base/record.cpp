// CSV codec over Record, and Value to text.
#include "base/record.hpp"

#include "base/csv.hpp"
#include "base/text.hpp"

namespace base {

std::string to_text(Value const& value) {
    switch (value.index()) {
        case 1: return std::get<bool>(value) ? "true" : "false";
        case 2: return std::to_string(std::get<int64_t>(value));
        case 3: return to_text(std::get<Decimal>(value));
        case 4: return to_text(std::get<Day>(value));
        case 5: return std::get<std::string>(value);
        default: return "";
    }
}

bool is_choice(Doc const& doc, std::string_view text) {
    if (doc.choices.empty()) return true;
    for (std::string_view const word : split(doc.choices, ' '))
        if (word == text) return true;
    return false;
}

std::string csv_header(Record const& record) {
    std::string out;
    for (Column const& column : record.columns) {
        if (!out.empty()) out += ',';
        append_csv_field(out, column.name);
    }
    return out;
}

void append_csv_row(std::string& out, Record const& record, void const* row) {
    bool first = true;
    for (Column const& column : record.columns) {
        if (!first) out += ',';
        first = false;
        append_csv_field(out, to_text(column.get(row)));
    }
    out += '\n';
}

Result<Value> parse_value(Column const& column, std::string_view text) {
    Place place{.field = std::string(column.name)};
    if (text.empty()) {
        if (column.nullable) return Value();
        return invalid("value_missing", place);
    }
    Args const args = {{"value", shorten(text, 60)}};
    switch (column.type) {
        case ValueType::boolean:
            if (text == "true" || text == "1") return Value(true);
            if (text == "false" || text == "0") return Value(false);
            return invalid("value_malformed", place, args);
        case ValueType::integer: {
            auto const number = parse_integer(text);
            if (!number) return invalid("value_malformed", place, args);
            return Value(*number);
        }
        case ValueType::decimal: {
            auto const number = parse_decimal(text);
            if (!number) return invalid("value_malformed", place, args);
            return Value(*number);
        }
        case ValueType::day: {
            auto const day = parse_day(text);
            if (!day) return invalid("value_malformed", place, args);
            return Value(*day);
        }
        case ValueType::text: return Value(std::string(text));
    }
    return invalid("value_malformed", place, args);
}

Result<std::vector<std::vector<Value>>> parse_csv_rows(Record const& record, std::string_view text,
                                                       std::string const& file) {
    auto const table = TRY(parse_csv_table(text, file));
    std::vector<int> source(record.columns.size(), -1);
    for (size_t i = 0; i < record.columns.size(); ++i) {
        source[i] = table.find(record.columns[i].name);
        if (source[i] < 0 && !record.columns[i].nullable) {
            return invalid("csv_missing_column",
                           {.file = file, .line = 1, .field = std::string(record.columns[i].name)});
        }
    }
    for (std::string const& name : table.columns) {
        bool known = false;
        for (Column const& column : record.columns) known = known || column.name == name;
        if (!known) return invalid("csv_unknown_column", {.file = file, .line = 1, .field = name});
    }
    std::vector<std::vector<Value>> out;
    for (CsvTable::Row const& row : table.rows) {
        std::vector<Value> values;
        for (size_t i = 0; i < record.columns.size(); ++i) {
            std::string_view const cell =
                source[i] < 0 ? std::string_view() : std::string_view(row.cells[size_t(source[i])]);
            auto value = parse_value(record.columns[i], cell);
            if (!value) {
                value.error().at.file = file;
                value.error().at.line = int32_t(row.line);
                return std::unexpected(std::move(value).error());
            }
            values.push_back(std::move(*value));
        }
        out.push_back(std::move(values));
    }
    return out;
}

std::vector<Value> values_of(Record const& record, void const* row) {
    std::vector<Value> out;
    out.reserve(record.columns.size());
    for (Column const& column : record.columns) out.push_back(column.get(row));
    return out;
}

void assign(Record const& record, void* row, std::vector<Value> values) {
    for (size_t i = 0; i < record.columns.size(); ++i)
        record.columns[i].set(row, std::move(values[i]));
}

}  // namespace base
