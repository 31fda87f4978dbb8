// A book as its readers see it: expressions as terms, and inline tests rule by rule. Part of the
// façade rule.hpp.
#pragma once

#include <string>
#include <vector>

#include "engine/pack/pack.hpp"

namespace rule {

/// An expression as a tree of words, for whoever shows it or follows what it names.
struct Term {
    /// number, text, date, boolean, null, name, call, not, and, or, compare, add, multiply,
    /// negate, concat, in_list, in_call, between, is_null, like, case.
    std::string kind;
    std::string text;  // A name, a function, an operator, a constant as it is written.
    std::string unit;  // Of a number.
    bool negated = false;
    std::vector<Term> args;
};

/// Errors: `expr_*` of the syntax; names are not looked up.
base::Result<Term> parse_term(pack::Source const& source);

/// A term as text again, normalised.
std::string term_text(pack::Source const& source);

struct TestReport {
    int passed = 0;
    std::vector<base::Error> failures;  // `test_failed` with rule, row, want and got.
};

/// Runs every inline test of a book.
TestReport run_tests(pack::Book const& book);

/// Those of one rule, check, table or metric; nothing runs for a name that is not there.
TestReport run_tests(pack::Book const& book, std::string const& name);

}  // namespace rule
