// The fundamental circuit of a cell: elimination over columns until the cell depends on them.
#include <unordered_map>

#include "engine/disclosure/net.hpp"

namespace disclosure {
namespace {

/// A column, reduced by those before it, and the cells that it is made of.
struct Reduced {
    Sparse rows;
    Sparse cells;
};

class Elimination {
public:
    Elimination(Net const& net, size_t target, std::vector<size_t> const& candidates)
        : net_(net), target_(make(target)) {
        for (size_t const cell : candidates)
            for (Link const& link : net.links(cell)) ++uses_[uint32_t(link.relation)];
    }

    bool is_done() const { return target_.rows.empty(); }
    Sparse const& circuit() const { return target_.cells; }

    void add(size_t cell) {
        Reduced reduced = make(cell);
        while (true) {
            size_t first = basis_.size();
            for (auto const& [row, value] : reduced.rows)
                if (auto const found = pivots_.find(row); found != pivots_.end())
                    first = std::min(first, found->second);
            if (first == basis_.size()) break;
            take(reduced, first);
        }
        if (reduced.rows.empty()) return;
        uint32_t pivot = reduced.rows.front().first;
        for (auto const& [row, value] : reduced.rows)
            if (uses_[row] < uses_[pivot]) pivot = row;  // Keeps later columns short.
        scale(reduced, invert(at(reduced.rows, pivot)));
        pivots_.emplace(pivot, basis_.size());
        pivot_of_.push_back(pivot);
        basis_.push_back(std::move(reduced));
        if (at(target_.rows, pivot) != 0) take(target_, basis_.size() - 1);
    }

private:
    Reduced make(size_t cell) const { return {net_.column(cell), {{uint32_t(cell), 1}}}; }

    static void scale(Reduced& reduced, uint64_t factor) {
        for (auto& [index, value] : reduced.rows) value = multiply(value, factor);
        for (auto& [index, value] : reduced.cells) value = multiply(value, factor);
    }

    void take(Reduced& reduced, size_t basis) {
        uint64_t const factor = at(reduced.rows, pivot_of_[basis]);
        subtract_multiple(reduced.rows, factor, basis_[basis].rows, room_);
        subtract_multiple(reduced.cells, factor, basis_[basis].cells, room_);
    }

    Net const& net_;
    Reduced target_;
    std::vector<Reduced> basis_;
    std::vector<uint32_t> pivot_of_;
    std::unordered_map<uint32_t, size_t> pivots_;
    std::unordered_map<uint32_t, size_t> uses_;  // Candidates in a row.
    Sparse room_;
};

/// The proof in integers: every relation holds.
bool is_balanced(Net const& net, std::vector<std::pair<size_t, int64_t>> const& steps) {
    std::unordered_map<size_t, base::Int128> sums;
    for (auto const& [cell, step] : steps)
        for (Link const& link : net.links(cell))
            sums[link.relation] += base::Int128(step) * link.factor;
    for (auto const& [relation, sum] : sums)
        if (sum != 0) return false;
    return true;
}

}  // namespace

std::optional<std::vector<std::pair<size_t, int64_t>>> find_circuit(
    Net const& net, size_t target, std::vector<size_t> const& candidates) {
    Elimination elimination(net, target, candidates);
    for (size_t const cell : candidates) {
        if (elimination.is_done()) break;
        elimination.add(cell);
    }
    if (!elimination.is_done()) return std::nullopt;
    auto const integers = to_integers(elimination.circuit());
    if (!integers) return std::nullopt;
    std::vector<std::pair<size_t, int64_t>> out;
    for (size_t i = 0; i < integers->values.size(); ++i)
        out.emplace_back(elimination.circuit()[i].first, integers->values[i]);
    if (!is_balanced(net, out)) return std::nullopt;
    return out;
}

}  // namespace disclosure
