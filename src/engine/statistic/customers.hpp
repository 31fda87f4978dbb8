// Distinct customers of a month, from the rows that accumulators logged. Private to the engine.
#pragma once

#include <atomic>
#include <span>
#include <thread>

#include "engine/statistic/accumulate.hpp"

namespace statistic {

/// Accumulators of one spec; at least one.
using Parts = std::span<std::unique_ptr<AccumulatorState> const>;

/// The values of all dimensions, numbered as places: all parts have their codes in common.
struct PlaceNumbers {
    explicit PlaceNumbers(Spec const& spec);

    size_t count() const { return first.back(); }

    std::vector<std::vector<std::string>> values;  // By dimension and code.
    std::vector<size_t> first;                     // Place of each dimension's first code; the end.
};

struct CustomerCounts {
    std::vector<int64_t> cells;   // By cell, and the union.
    std::vector<int64_t> places;  // By place × measure.
};

struct Customers {
    std::vector<CustomerCounts> institutions;
    CustomerCounts everywhere;  // Borrowers, each once.
};

/// Counts on so many threads.
Customers count_customers(Parts parts, PlaceNumbers const& numbers, size_t threads);

/// Runs `run(task, thread)` for tasks 0 … count - 1 on so many threads; joins them.
template <typename Run>
void run_on_threads(size_t threads, size_t count, Run run) {
    std::atomic<size_t> next = 0;
    auto const work = [&](size_t thread) {
        for (size_t task = next++; task < count; task = next++) run(task, thread);
    };
    std::vector<std::jthread> others;
    for (size_t thread = 1; thread < threads && thread < count; ++thread)
        others.emplace_back(work, thread);
    work(0);
}

}  // namespace statistic
