// The spellings of DuckDB and of Spark, side by side.
#include "engine/rule/sql_dialect.hpp"

#include "base/check.hpp"
#include "base/text.hpp"
#include "engine/rule/plan.hpp"

namespace rule {
namespace {

std::string covers(std::string const& day) {
    return "e -> e.f <= " + day + " AND (e.t IS NULL OR " + day + " <= e.t)";
}

}  // namespace

std::string quoted(Dialect dialect, std::string_view text) {
    std::string const given(text);
    if (dialect == Dialect::duckdb) return "'" + base::replace_all(given, "'", "''") + "'";
    // Spark reads escapes; '' is one quote or none, by version and setting.
    return "'" + base::replace_all(base::replace_all(given, "\\", "\\\\"), "'", "\\'") + "'";
}

std::string identifier(Dialect dialect, std::string_view name) {
    std::string const mark = dialect == Dialect::duckdb ? "\"" : "`";
    return mark + base::replace_all(std::string(name), mark, mark + mark) + mark;
}

std::string decimal_type(int digits, int scale) {
    return "DECIMAL(" + std::to_string(digits) + "," + std::to_string(scale) + ")";
}

std::string type_name(Dialect dialect, Type const& type) {
    if (dialect == Dialect::spark && type.kind == Kind::text) return "STRING";
    return sql_type(type);
}

std::string whole_type(Dialect dialect) {
    return dialect == Dialect::duckdb ? "HUGEINT" : decimal_type(38, 0);
}

std::string count_type(Dialect dialect) { return dialect == Dialect::duckdb ? "BIGINT" : "INT"; }

std::string whole_quotient(Dialect dialect, std::string const& a, std::string const& b) {
    if (dialect == Dialect::duckdb) return "(" + a + " // " + b + ")";
    // DIV gives BIGINT, and / rounds. What is left after taking the rest away divides exactly.
    std::string const divisor = "NULLIF(" + b + ", 0)";
    return "((" + a + " - " + a + " % " + divisor + ") / " + divisor + ")";
}

std::string pattern(Dialect dialect, std::string_view text) {
    if (dialect == Dialect::duckdb) return quoted(dialect, text);
    return quoted(dialect, base::replace_all(std::string(text), "\\", "\\\\"));
}

std::string days_between(Dialect dialect, std::string const& from, std::string const& to) {
    return dialect == Dialect::duckdb ? "(" + to + " - " + from + ")"
                                      : "DATEDIFF(" + to + ", " + from + ")";
}

std::string add_days(Dialect dialect, std::string const& day, std::string const& count) {
    std::string const whole = "CAST(" + count + " AS INTEGER)";
    return dialect == Dialect::duckdb ? "(" + day + " + " + whole + ")"
                                      : "DATE_ADD(" + day + ", " + whole + ")";
}

std::string add_months(Dialect dialect, std::string const& day, std::string const& count) {
    return dialect == Dialect::duckdb ? "CAST(" + day + " + TO_MONTHS(" + count + ") AS DATE)"
                                      : "ADD_MONTHS(" + day + ", " + count + ")";
}

std::string select_broadcast(Dialect dialect, std::vector<std::string> const& tables) {
    if (dialect == Dialect::duckdb) return "SELECT";
    return "SELECT /*+ BROADCAST(" + base::join(tables, ", ") + ") */";
}

std::string periods_table(Dialect dialect, std::string const& name, std::string const& list_table,
                          std::vector<std::pair<int32_t, std::string>> const& lists) {
    bool const is_duckdb = dialect == Dialect::duckdb;
    std::string sql = std::string("CREATE OR REPLACE ") +
                      (is_duckdb ? "TEMP TABLE " : "TEMP VIEW ") + name + " AS SELECT id";
    for (auto const& [index, list] : lists)
        sql += std::string(", ") +
               (is_duckdb ? "list({f: valid_from, t: valid_to})"
                          : "collect_list(named_struct('f', valid_from, 't', valid_to))") +
               " FILTER (WHERE list = " + quoted(dialect, list) + ") AS p" + std::to_string(index);
    return sql + " FROM " + list_table + " GROUP BY id";
}

std::string any_covers(Dialect dialect, std::string const& periods, std::string const& day) {
    return dialect == Dialect::duckdb ? "len(list_filter(" + periods + ", " + covers(day) + ")) > 0"
                                      : "exists(" + periods + ", " + covers(day) + ")";
}

}  // namespace rule
