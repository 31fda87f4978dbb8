// What DuckDB and Spark spell differently in emitted SQL; all else is one emitter's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/rule/ir.hpp"

namespace rule {

/// Spark's spellings hold with ANSI mode on, allowPrecisionLoss, escapedStringLiterals and variable
/// substitution off: the driver sets them so that no cluster's defaults decide what a value is.
enum class Dialect : uint8_t { duckdb, spark };

/// A text as an SQL literal, a name as an SQL identifier.
std::string quoted(Dialect dialect, std::string_view text);
std::string identifier(Dialect dialect, std::string_view name);

std::string decimal_type(int digits, int scale);
std::string type_name(Dialect dialect, Type const& type);

/// Type of whole numbers of up to 37 digits, and of a small count.
std::string whole_type(Dialect dialect);
std::string count_type(Dialect dialect);

/// The whole part of a quotient of whole numbers, neither negative; null when `b` is 0.
std::string whole_quotient(Dialect dialect, std::string const& a, std::string const& b);

/// A LIKE pattern as a literal. The backslash has no meaning in our patterns.
std::string pattern(Dialect dialect, std::string_view text);

std::string days_between(Dialect dialect, std::string const& from, std::string const& to);
std::string add_days(Dialect dialect, std::string const& day, std::string const& count);
std::string add_months(Dialect dialect, std::string const& day, std::string const& count);

/// SELECT with, where the dialect has it, a hint that sends `tables` to every worker whole.
std::string select_broadcast(Dialect dialect, std::vector<std::string> const& tables);

/// A table of one row for each party: its periods on each of `lists`, as p<index>.
std::string periods_table(Dialect dialect, std::string const& name, std::string const& list_table,
                          std::vector<std::pair<int32_t, std::string>> const& lists);

/// Whether one of a column's periods covers a day.
std::string any_covers(Dialect dialect, std::string const& periods, std::string const& day);

}  // namespace rule
