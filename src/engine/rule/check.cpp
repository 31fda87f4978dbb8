// The whole book: everything compiles, tables are sound, rules can be met, tests pass and pin.
#include "engine/rule/bind.hpp"
#include "engine/rule/metric.hpp"
#include "engine/rule/testing.hpp"

namespace rule {
namespace {

void append(std::vector<base::Error>& errors, base::Error error, std::string const& file) {
    if (error.at.file.empty()) error.at.file = file;
    errors.push_back(std::move(error));
}

/// Computed items and the expressions of written layouts, by grain.
std::map<std::string, std::vector<pack::Source>> expressions_of(pack::Book const& book) {
    std::map<std::string, std::vector<pack::Source>> out;
    for (auto const& [name, grain] : book.grains)
        for (pack::Item const& item : grain.items)
            if (!item.expression.text.empty()) out[name].push_back({item.name, item.place});
    for (auto const& [name, layout] : book.layouts) {
        if (layout.grain.empty()) continue;
        for (pack::LayoutVersion const& version : layout.versions) {
            for (pack::OutputField const& field : version.fields)
                if (field.put == pack::Put::value) out[layout.grain].push_back(field.value);
            for (pack::OutputRow const& row : version.rows)
                if (!row.where.text.empty()) out[layout.grain].push_back(row.where);
            out[layout.grain].push_back(version.detail.where);
        }
    }
    return out;
}

void check_expressions(pack::Book const& book, std::vector<base::Error>& errors) {
    for (auto const& [grain, sources] : expressions_of(book)) {
        CompileOptions options;
        options.grain = grain;
        options.outputs = sources;
        if (compile(book, options)) continue;
        // Something is wrong: name every expression that is.
        for (pack::Source const& source : sources) {
            options.outputs = {source};
            auto const plan = compile(book, options);
            if (!plan) append(errors, plan.error(), source.at.file);
        }
    }
}

void check_lists(pack::Book const& book, std::vector<base::Error>& errors) {
    auto const fault = [&](pack::ListDeclaration const& list, char const* code,
                           std::string const& name) {
        errors.push_back({base::ErrorKind::invalid, code, list.place, {{"name", name}}});
    };
    for (auto const& [name, list] : book.lists) {
        if (!book.rules.contains(list.rule)) fault(list, "rule_not_found", list.rule);
        for (std::string const& other : list.with)
            if (!book.lists.contains(other)) fault(list, "expr_unknown_list", other);
    }
}

}  // namespace

std::vector<base::Error> check(pack::Book const& book) {
    std::vector<base::Error> errors;
    for (auto const& [name, rows] : book.params)
        if (auto const compiled = compile_param(name, rows); !compiled)
            errors.push_back(compiled.error());
    for (auto const& [name, rule] : book.rules) {
        CompileOptions options;
        options.grain = rule.grain;
        options.rules = {name};
        if (auto const plan = compile(book, options); !plan)
            append(errors, plan.error(), rule.file);
    }
    check_lists(book, errors);
    if (!errors.empty()) return errors;
    check_expressions(book, errors);
    if (!errors.empty()) return errors;
    for (auto const& [name, table] : book.tables) check_table(book, table, errors);
    for (auto const& [name, rule] : book.rules) check_satisfiable(book, rule, errors);
    for (auto const& [name, rule] : book.rules) test_rule(book, rule, errors);
    for (auto const& [name, table] : book.tables) test_table(book, table, errors);
    for (auto const& [name, metric] : book.metrics) test_metric(book, metric, errors);
    return errors;
}

std::vector<std::vector<std::string>> function_reference() {
    std::vector<std::vector<std::string>> out;
    for (FunctionDoc const& doc : function_docs())
        out.push_back({std::string(doc.name), std::string(doc.arguments), std::string(doc.result),
                       std::string(doc.example), std::string(doc.doc)});
    return out;
}

}  // namespace rule
