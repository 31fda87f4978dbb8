// The rulebook of a deployment, read once for as long as its files stay the same.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "engine/rule/rule.hpp"
#include "service/rule_graph.hpp"

namespace service {

/// A book with the results of its tests and who uses what. Never changes.
struct ShelvedBook {
    pack::Book book;
    RuleGraph graph;
    std::map<std::string, rule::TestReport> tests;  // By rule, check, table, metric.
};

/// Thread-safe.
class RuleShelf {
public:
    /// Reads the folder anew when a file of it differs. Errors: the first fault of the book.
    /// Cost: some 5 ms, and 0.3 s for a book that was not read before.
    base::Result<std::shared_ptr<ShelvedBook const>> find(std::string const& folder);

private:
    std::mutex mutex_;
    std::string folder_, digest_;
    std::shared_ptr<ShelvedBook const> book_;
};

}  // namespace service
