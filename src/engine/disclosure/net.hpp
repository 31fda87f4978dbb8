// Cells and relations as a net that grows by unions while a plan is made. Private to the engine.
#pragma once

#include "engine/disclosure/disclosure.hpp"
#include "engine/disclosure/field.hpp"

namespace disclosure {

struct Link {
    size_t relation;
    int32_t factor;
};

/// What several cells are together, at least as few borrowers and at most as large a one as the
/// relations (by index) that they are parts of allow. Alone they may share their borrowers.
Cell together(Tables const& tables, std::vector<size_t> const& cells,
              std::vector<size_t> const& relations);

/// Cents that a cell must be movable by, up and down.
int64_t interval_of(int64_t amount, Rules const& rules);

class Net {
public:
    explicit Net(Tables const& tables);

    size_t size() const { return links_.size(); }
    std::vector<Link> const& links(size_t cell) const { return links_[cell]; }
    std::vector<Term> const& terms(size_t relation) const { return relations_[relation]; }

    /// The cell as a column: its factors by relation.
    Sparse column(size_t cell) const;

    /// Adds a cell that is the sum of others; returns its index.
    size_t add_sum(std::vector<size_t> const& cells);

    /// Relations of the tables that both are parts of.
    std::vector<size_t> shared(size_t one, size_t other) const;

private:
    std::vector<std::vector<Link>> links_;
    std::vector<std::vector<Term>> relations_;
    size_t own_;  // Relations from here on are those of added sums.
};

/// The smallest proportions in which the target and some of `candidates` can move together while
/// every relation holds; greedy: earlier candidates are preferred. Steps of the target are > 0.
/// None when there is none.
std::optional<std::vector<std::pair<size_t, int64_t>>> find_circuit(
    Net const& net, size_t target, std::vector<size_t> const& candidates);

/// Sums that the hidden cells leave in a relation when its shown terms are known: two cells or
/// more of one sign.
std::vector<size_t> remainder_of(Relation const& relation, std::vector<bool> const& hidden);

/// Pairs of hidden cells that are moved, whose sum no move may change. None is left out.
std::vector<std::pair<size_t, size_t>> unmoved_pairs(std::vector<Move> const& moves,
                                                     std::vector<bool> const& hidden);

/// Cents by which a move changes a sum of cells.
base::Int128 moved_by(Move const& move, std::vector<size_t> const& cells);

}  // namespace disclosure
