// Rules in words: expressions with the labels of what they name, and what a rule says as a whole.
#pragma once

#include <string>

#include "engine/rule/rule.hpp"
#include "service/label.hpp"

namespace service {

/// Whose words: labels of the items of this grain and of everything else in the book.
struct WordBook {
    pack::Book const& book;
    std::string grain;
    Language language;
    pack::Rule const* rule = nullptr;  // Whose own numbers are named; null: nobody's.
};

/// The label in the language; the Chinese one where there is no other.
std::string label_of(pack::Label const& label, Language language);

/// An item as people name it; its own name when it has no label.
std::string item_words(WordBook const& words, std::string const& item);

/// `borrower.size in ('CS03')` as 企业规模是下列之一：小型; the text itself when it cannot be read.
std::string expression_words(WordBook const& words, pack::Source const& source);

/// What a rule or check, a decision table, a metric says, in one sentence.
std::string statement_of(WordBook const& words, pack::Rule const& rule);
std::string statement_of(WordBook const& words, pack::DecisionTable const& table);
std::string statement_of(WordBook const& words, pack::Metric const& metric);

/// int 人, decimal(18,2) 元, code(size): as pack files write it.
std::string type_text(pack::Type const& type);

}  // namespace service
