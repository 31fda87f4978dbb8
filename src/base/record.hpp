// Record: the one runtime description of a row, shared by built-in structs and user-defined tables.
// JSON, CSV, SQL and forms are loops over it: ordinary functions, not a template per struct.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/value.hpp"

namespace base {

/// What a text is besides text, for whoever shows or edits it.
enum class Editor : uint8_t { plain, long_text, instant, month, region, organisation, account };

struct Doc {
    std::string_view text;  // One sentence.
    std::string_view unit = "";
    bool key = false;               // Part of the primary key.
    bool secret = false;            // Stays in the store: never in JSON, lists or exports.
    std::string_view choices = "";  // All values that there are, one blank between; "": any.
    Editor editor = Editor::plain;
};

/// Whether a column may hold this text: any where it names no choices.
bool is_choice(Doc const& doc, std::string_view text);

struct Column {
    std::string_view name;
    ValueType type;
    bool nullable;
    Doc doc;
    Value (*get)(void const* row);
    void (*set)(void* row, Value&& value);  // Precondition: holds `type`, or null if nullable.
};

struct Record {
    std::string_view name;
    std::span<Column const> columns;
};

namespace detail {

template <auto Member>
consteval std::string_view member_name() {
    std::string_view text = __PRETTY_FUNCTION__;
    text.remove_prefix(text.find("Member = ") + 9);
    text = text.substr(0, text.find_first_of(";]"));
    return text.substr(text.rfind(':') + 1);
}

template <typename T>
struct Plain {
    using type = T;
    static constexpr bool nullable = false;
};
template <typename T>
struct Plain<std::optional<T>> {
    using type = T;
    static constexpr bool nullable = true;
};

template <typename T>
inline constexpr ValueType type_of = ValueType(0);
template <>
inline constexpr ValueType type_of<bool> = ValueType::boolean;
template <>
inline constexpr ValueType type_of<int64_t> = ValueType::integer;
template <>
inline constexpr ValueType type_of<Decimal> = ValueType::decimal;
template <>
inline constexpr ValueType type_of<Day> = ValueType::day;
template <>
inline constexpr ValueType type_of<std::string> = ValueType::text;

struct Anything {
    template <typename T>
    operator T() const;
};

template <typename T, typename... Args>
consteval size_t arity() {
    if constexpr (requires { T{Args{}..., Anything{}}; })
        return arity<T, Args..., Anything>();
    else
        return sizeof...(Args);
}

template <auto Member, typename Row, typename T>
constexpr Column column_of(T Row::*, Doc doc) {
    using P = Plain<T>;
    return {member_name<Member>(),
            type_of<typename P::type>,
            P::nullable,
            doc,
            [](void const* row) -> Value {
                auto const& field = static_cast<Row const*>(row)->*Member;
                if constexpr (P::nullable) {
                    if (field) return *field;
                    return {};
                } else {
                    return field;
                }
            },
            [](void* row, Value&& value) {
                auto& field = static_cast<Row*>(row)->*Member;
                if constexpr (P::nullable) {
                    if (value.index() == 0) {
                        field.reset();
                        return;
                    }
                }
                field = std::get<typename P::type>(std::move(value));
            }};
}

}  // namespace detail

/// Describes one member: `column<&Loan::id>({.text = "Identifier.", .key = true})`.
template <auto Member>
constexpr Column column(Doc doc) {
    return detail::column_of<Member>(Member, doc);
}

/// The columns of a struct; does not compile when a member is missing.
template <typename Row, size_t N>
constexpr std::array<Column, N> columns(Column const (&list)[N]) {
    static_assert(N == detail::arity<Row>(), "a member of Row is missing from its columns");
    return std::to_array(list);
}

/// Specialised beside each struct.
template <typename Row>
extern Record const record_of;

/// The header row, without LF.
std::string csv_header(Record const& record);

/// Appends one CSV row with LF.
void append_csv_row(std::string& out, Record const& record, void const* row);

/// Parses a cell of a column; "" is null. Errors: `value_missing`, `value_malformed`.
Result<Value> parse_value(Column const& column, std::string_view text);

/// Reads a CSV whose header is exactly the record's columns in any order, unknown columns refused.
/// Calls `row(line, values)` with values in the record's order.
/// Errors: those of parse_csv_table, `csv_unknown_column`, `csv_missing_column`, and of
/// parse_value, each with file, line and field.
Result<std::vector<std::vector<Value>>> parse_csv_rows(Record const& record, std::string_view text,
                                                       std::string const& file);

/// The values of a struct in the record's order.
std::vector<Value> values_of(Record const& record, void const* row);

/// Fills a struct from values in the record's order.
void assign(Record const& record, void* row, std::vector<Value> values);

}  // namespace base
