// Disclosure control: which cells of additive tables are hidden so that nothing published gives
// away a cell of few borrowers, or one that a single borrower dominates. Pure; exact integers only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/decimal.hpp"
#include "base/result.hpp"

namespace disclosure {

enum class Standing : uint8_t {
    publishable,
    withheld,  // Never shown, yet a sum of relations may tell it: an overlap, a change.
    released,  // Known from an earlier release; it cannot be hidden any more.
};

/// One figure of a table.
struct Cell {
    std::string id;                  // Unique; breaks ties.
    int64_t amount = 0;              // Cents; >= 0 unless `is_signed`.
    int64_t borrowers = 0;           // Distinct; where unknown the most there can be.
    std::optional<int64_t> largest;  // Cents of the largest borrower; none: unknown.
    Standing standing = Standing::publishable;
    bool is_grand_total = false;  // Hidden only when nothing else serves.
    bool is_signed = false;       // A difference; nobody knows that it is not negative.
    bool stays_hidden = false;    // Was hidden by an earlier decision.
};

struct Term {
    size_t cell;
    int32_t factor;  // Not 0. 1 for parts, -1 for their total.
};

/// Σ factor × amount = 0.
struct Relation {
    std::string id;
    std::vector<Term> terms;
    bool is_disjoint = false;  // A borrower stands in one part only: borrowers of parts add up.
    bool is_union = false;     // Borrowers of the total are exactly those of its parts, each once.
};

struct Tables {
    std::vector<Cell> cells;
    std::vector<Relation> relations;
};

/// Percentages in 1/10000.
struct Rules {
    int64_t borrowers_min = 3;
    int64_t dominance_e4 = 8000;     // Above it the largest borrower dominates.
    int64_t protection_e4 = 2500;    // At most 10000. 25 % = 100/80 - 1: docs/limits.md.
    int64_t trivial_max = 0;         // Cells without borrowers up to this many cents stay shown.
    bool unknown_dominates = false;  // An unknown largest borrower counts as dominant.
};

enum class Reason : uint8_t { none, few_borrowers, dominated, largest_unknown };

/// Why a cell, or several together, may not be told; none when they may.
Reason reason_of(Cell const& cell, Rules const& rules);

enum class Mark : uint8_t { published, primary, complement };

struct Decision {
    Mark mark = Mark::published;
    Reason reason = Reason::none;  // Of a primary.
    size_t protects = 0;           // Of a complement: index of a cell, or cells + index of a union.
    bool is_exposed = false;       // Nothing could be hidden that protects it.
};

/// Cells whose sum must not be told either.
struct Union {
    std::vector<size_t> cells;
    Reason reason = Reason::none;
    bool is_exposed = false;
};

struct Step {
    size_t cell;
    base::Int128 cents;
};

/// Another set of amounts that fits all that is published: the true ones plus these steps, and
/// minus them. It proves that what it moves cannot be told, nor bounded within the steps.
struct Move {
    size_t protects;          // As in Decision.
    std::vector<Step> steps;  // By cell; hidden cells only; Σ factor × cents = 0 in each relation.
};

struct Plan {
    std::vector<Decision> decisions;  // By cell.
    std::vector<Union> unions;
    std::vector<Move> moves;  // The certificate; `check_plan` proves the plan by it.

    bool is_safe() const;  // Nothing is exposed.
};

/// Chooses what is hidden: deterministic, ties by id; small amounts and few cells first.
/// Errors: `disclosure_relation_broken`, `disclosure_cell_unknown`, `disclosure_amount_negative`,
/// `disclosure_rules_malformed`.
/// Cost: docs/performance.md, "Release". Source: docs/sources.md, "cell suppression".
base::Result<Plan> make_plan(Tables const& tables, Rules const& rules);

/// Proves a plan by its moves alone, with additions and comparisons: each primary cell, and what
/// the hidden cells of a relation are together if that may not be told, is moved by its whole
/// interval; each hidden cell, and each pair that may not be told together, is moved at all.
/// Returns what is not proved: ids of cells and relations, ids of a pair with " + ".
std::vector<std::string> check_plan(Tables const& tables, Rules const& rules, Plan const& plan);

/// What an attacker finds.
struct Finding {
    std::vector<size_t> cells;  // Whose sum is told, or the one that is bounded.
    bool is_exact = false;
    base::Int128 low = 0;  // Cents; the sum itself when exact.
    std::optional<base::Int128> high;
    struct Multiple {
        size_t relation;
        int64_t factor;
    };
    std::vector<Multiple> combination;  // Σ factor × relation, divided by `divisor`.
    int64_t divisor = 1;
};

/// Attacks what is published: `known[release][cell]` are the cells that each release showed. Finds
/// every cell, and every pair that may not be told, which a linear combination tells; and bounds
/// of cells that may not be told by carrying amounts >= 0 from relation to relation (what
/// `check_plan` proves is stronger: no bound of any kind).
std::vector<Finding> audit(Tables const& tables, Rules const& rules,
                           std::vector<std::vector<bool>> const& known);

}  // namespace disclosure
