// Terms are the syntax tree under public names; tests are run one rule at a time.
#include "engine/rule/reading.hpp"

#include "engine/rule/syntax.hpp"
#include "engine/rule/testing.hpp"

namespace rule {
namespace {

constexpr char const* kind_names[] = {
    "number", "text",    "date",    "boolean", "null",    "name",     "call",
    "not",    "and",     "or",      "compare", "add",     "multiply", "negate",
    "concat", "in_list", "in_call", "between", "is_null", "like",     "case"};

Term term_of(Syntax const& syntax) {
    Term out{kind_names[size_t(syntax.kind)], syntax.text, syntax.unit, syntax.negated, {}};
    if (syntax.kind == SyntaxKind::number) out.text = base::to_text(syntax.number);
    for (Syntax const& arg : syntax.args) out.args.push_back(term_of(arg));
    return out;
}

}  // namespace

base::Result<Term> parse_term(pack::Source const& source) {
    auto const syntax = TRY(parse_expression(source.text, source.at));
    return term_of(syntax);
}

std::string term_text(pack::Source const& source) {
    auto const syntax = parse_expression(source.text, source.at);
    return syntax ? to_text(*syntax) : source.text;
}

TestReport run_tests(pack::Book const& book) {
    TestReport report;
    std::vector<base::Error> errors;
    for (auto const& [name, rule] : book.rules) report.passed += test_rule(book, rule, errors);
    for (auto const& [name, table] : book.tables) report.passed += test_table(book, table, errors);
    for (auto const& [name, metric] : book.metrics)
        report.passed += test_metric(book, metric, errors);
    report.failures = std::move(errors);
    return report;
}

TestReport run_tests(pack::Book const& book, std::string const& name) {
    TestReport report;
    if (auto const at = book.rules.find(name); at != book.rules.end())
        report.passed += test_rule(book, at->second, report.failures);
    if (auto const at = book.tables.find(name); at != book.tables.end())
        report.passed += test_table(book, at->second, report.failures);
    if (auto const at = book.metrics.find(name); at != book.metrics.end())
        report.passed += test_metric(book, at->second, report.failures);
    return report;
}

}  // namespace rule
