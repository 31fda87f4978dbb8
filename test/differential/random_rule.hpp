// Random rules and random rows for the differential test: every operator, every function, many
// nulls.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "engine/pack/pack.hpp"
#include "engine/rule/rule.hpp"

namespace differential {

/// A book with one grain `row`, code trees, maps, dated sets, parameters by region, a decision
/// table and lists; rules are added by `add_rule`.
pack::Book make_book();

/// The lists that the book declares: with and without coverage, periods that end and begin.
rule::Lists make_lists();

class RuleMaker {
public:
    explicit RuleMaker(uint64_t seed) : random_(seed) {}

    /// Adds a random rule `common.<name>` to the book; it may refer to the rules named in `others`.
    void add_rule(pack::Book& book, std::string const& name,
                  std::vector<std::string> const& others);

    /// A random expression of any type, as an output column.
    std::string output();

    /// A random row; every item is missing in about a sixth of them.
    rule::Facts row();

private:
    size_t pick(size_t count) { return size_t(random_() % count); }
    template <size_t N>
    std::string choose(char const* const (&all)[N]) {
        return all[pick(N)];
    }
    std::string boolean(int depth);
    std::string boolean_leaf();
    std::string number(int depth, std::string const& unit);
    std::string number_literal(std::string const& unit);
    std::string date(int depth);
    std::string text(int depth);
    std::string code();
    std::string membership();

    std::mt19937_64 random_;
    std::vector<std::string> others_;
    bool in_rule_ = false;
};

}  // namespace differential
