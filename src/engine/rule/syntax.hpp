// Syntax: the expression language as a tree, before names and types are known.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.hpp"
#include "base/result.hpp"

namespace rule {

enum class SyntaxKind : uint8_t {
    number,   // 12.50 or 12.50 元
    text,     // 'CS03'
    date,     // date '2026-09-30'
    boolean,  // true, false
    null,     // only as a branch of case
    name,     // borrower.size
    call,     // fn(…): text is the function's name
    op_not,
    op_and,
    op_or,
    compare,  // text is = <> < <= > >=
    add,      // text is + or -
    multiply,
    negate,
    concat,   // ||
    in_list,  // args[0] in (args[1], …)
    in_call,  // args[0] in code(…) | list(…) | map(…): args[1] is the call
    between,  // args: value, low, high
    is_null,
    like,       // args: value; text is the pattern
    case_when,  // args: when, then, when, then, …, [else]
};

struct Syntax {
    SyntaxKind kind;
    std::string text;
    base::Decimal number;
    std::string unit;
    bool negated = false;  // not in, not between, not like, is not null.
    std::vector<Syntax> args;
    base::Place at;
};

/// Functions and keywords that introduce a unit after a number: 10000000.00 元.
inline constexpr int syntax_depth_max = 64;
inline constexpr int syntax_operators_max = 500;  // and, or, +, -, ||, * in one expression.
inline constexpr size_t expression_bytes_max = 16 * 1024;

/// Parses one expression. `at` is where its first character stands; errors point into it.
/// Errors: `expr_unexpected`, `expr_misplaced`, `expr_incomplete`,
/// `expr_bad_number`, `expr_bad_date`, `expr_unclosed_text`,
/// `expr_too_deep`, `expr_too_long`, `expr_empty`.
base::Result<Syntax> parse_expression(std::string_view text, base::Place const& at);

/// A Syntax tree as text again, normalised: what explanations and plan.json show.
std::string to_text(Syntax const& syntax);

/// True when `word` may follow a number as its unit.
bool is_unit(std::string_view word);

}  // namespace rule
