// What codes of figures are called: measures, tables and their rows, values of dimensions, rules,
// items and lists, in the reader's language; and where the definition of a measure changed.
#pragma once

#include <string>

#include "base/day.hpp"
#include "engine/pack/pack.hpp"
#include "service/label.hpp"

namespace service {

/// JSON: {measures: [{code, name, breaks: [{from, before, after, doc, at, mark}]}], dimensions:
/// [{code, name, values: {code: name}}], tables: [{number, name, chapter, relation, unverified,
/// heads: {category, amount, rate, customers}, rows: [{code, name}], law: [{doc, at}]}], rules,
/// items, lists, notes (of comparisons): {code: name}}. Tables are those in force on `day`.
std::string names_json(pack::Book const& book, base::Day day, Language language);

}  // namespace service
