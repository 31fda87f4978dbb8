// The record executor: one row through a program, with every node's value kept for explanations.
#pragma once

#include <list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/list.hpp"
#include "engine/rule/ir.hpp"

namespace rule {

/// A value of any kind; `known` false is null. Text points into the program, the inputs or the run.
struct Scalar {
    bool known = false;
    base::Int128 number = 0;
    std::string_view text;
};

/// The loaded lists by name; a list that is not here is unknown for everyone.
using Lists = std::map<std::string, domain::ListSet, std::less<>>;

/// Values of all nodes of one row.
class RecordRun {
public:
    /// `inputs` in the order of program.inputs; they outlive the run. `lists` are read here only.
    RecordRun(Program const& program, std::span<Scalar const> inputs, Lists const& lists);

    Scalar const& operator[](NodeId id) const { return values_[size_t(id)]; }

    /// Op::in_list nodes with a known party and day for which the list declares no coverage.
    std::vector<NodeId> const& open_lists() const { return open_lists_; }

    /// Row of a decision table that decided, or -1. `id` is an Op::table node.
    int table_row(NodeId id) const;

private:
    Scalar evaluate(Node const& node);
    Scalar junction(Node const& node) const;
    Scalar compared(Node const& node) const;
    Scalar arithmetic(Node const& node) const;
    Scalar chosen(Node const& node) const;
    Scalar versioned(Node const& node) const;
    Scalar dated(Node const& node) const;
    Scalar worded(Node const& node);
    Scalar in_list(Node const& node);
    Scalar parameter(Node const& node) const;
    Scalar const& arg(Node const& node, int i) const {
        return values_[size_t(program_.arg(node, i))];
    }

    Program const& program_;
    std::span<Scalar const> inputs_;
    Lists const& lists_;
    std::vector<Scalar> values_;
    std::vector<NodeId> open_lists_;
    std::list<std::string> words_;  // Text made during the run.
};

/// yes, no or nullopt of a cell for a value.
std::optional<bool> test_cell(Cell const& cell, Scalar const& value);

/// yes, no or nullopt of membership.
std::optional<bool> test_set(ThreeSet const& set, std::string_view text);

}  // namespace rule
