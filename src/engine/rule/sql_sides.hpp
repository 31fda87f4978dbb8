// Side tables of emitted SQL: large sets and look-ups become joins instead of long IN lists.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/rule/plan.hpp"
#include "engine/rule/sql_dialect.hpp"

namespace rule {

/// Side tables of a plan: one per argument (or pair of arguments), a column per set or look-up.
class Sides {
public:
    Sides(Program const& program, Dialect dialect, std::string prefix)
        : program_(program), dialect_(dialect), prefix_(std::move(prefix)) {}

    /// Takes a node over when a side table can answer it.
    void offer(NodeId id);

    bool has(NodeId id) const { return columns_.contains(id); }

    /// A node's value: its column, no for keys that are not in the table, null for a null argument.
    std::string expression(NodeId id) const;

    /// `from` with every side table joined to it.
    std::string joined(std::string const& from) const;

    std::vector<SideTable> tables() const;

private:
    struct Table {
        std::vector<bool> is_text;
        std::map<std::string, std::vector<std::string>> rows;
    };

    std::string alias(std::vector<int32_t> const& inputs) const;

    std::string key_of(std::vector<int32_t> const& inputs, std::string const& table = "") const;

    Program const& program_;
    Dialect dialect_;
    std::string prefix_;
    std::map<std::vector<int32_t>, Table> tables_;
    std::map<NodeId, std::pair<std::vector<int32_t>, std::string>> columns_;
};

}  // namespace rule
