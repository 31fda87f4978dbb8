// Metrics: one aggregate expression over rows of a grain, compiled to aggregates and a formula.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/rule/plan.hpp"

namespace rule {

enum class Aggregate : uint8_t { sum, count, count_distinct };

/// One aggregate of a metric: over the rows where the filter is true.
struct BoundAggregate {
    Aggregate kind;
    NodeId value = -1;  // -1 for count(*).
    Type type;          // Of the result.
};

/// The formula over aggregates.
struct Formula {
    enum class Kind : uint8_t { aggregate, number, add, subtract, multiply, div0 } kind;
    int aggregate = -1;
    base::Decimal number;
    int scale = 0;  // div0.
    std::vector<Formula> args;
    std::string unit;
};

struct BoundMetric {
    Program program;
    std::vector<BoundAggregate> aggregates;
    NodeId where = -1;  // -1: all rows.
    Formula formula;
};

base::Result<BoundMetric> compile_metric(pack::Book const& book, pack::Metric const& metric,
                                         std::vector<std::string> const& stubs);

/// The formula over aggregate results; null when a divisor is 0 or a number does not fit.
std::optional<base::Decimal> evaluate_formula(Formula const& formula,
                                              std::vector<base::Decimal> const& aggregates);

}  // namespace rule
