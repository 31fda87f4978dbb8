// Times a province's release tables: choosing what is hidden, proving it, attacking it.
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <random>

#include "engine/disclosure/disclosure.hpp"

namespace {

using disclosure::Cell;
using disclosure::Tables;

/// Values of a dimension: each has a parent but the first, which is the total.
struct Dimension {
    std::vector<size_t> parents;
    size_t size() const { return parents.size(); }
    bool is_leaf(size_t value) const {
        return std::find(parents.begin() + 1, parents.end(), value) == parents.end();
    }
};

Dimension flat(size_t values) { return {std::vector<size_t>(values + 1, 0)}; }

/// Two levels below the total.
Dimension nested(size_t groups, size_t each) {
    Dimension out = flat(groups);
    for (size_t g = 1; g <= groups; ++g) out.parents.insert(out.parents.end(), each, g);
    return out;
}

struct Cross {
    std::vector<Dimension> dimensions;
    Tables tables;

    size_t cells() const {
        size_t out = 1;
        for (Dimension const& d : dimensions) out *= d.size();
        return out;
    }
    std::vector<size_t> values(size_t cell) const {
        std::vector<size_t> out;
        for (Dimension const& d : dimensions) {
            out.push_back(cell % d.size());
            cell /= d.size();
        }
        return out;
    }
    size_t index(std::vector<size_t> const& values) const {
        size_t out = 0;
        for (size_t d = dimensions.size(); d-- > 0;) out = out * dimensions[d].size() + values[d];
        return out;
    }
    /// Adds a cell of leaves to itself and to every total above it.
    void add(std::vector<size_t> values, size_t from, Cell const& leaf) {
        if (from == dimensions.size()) {
            Cell& cell = tables.cells[index(values)];
            cell.amount += leaf.amount;
            cell.borrowers += leaf.borrowers;
            cell.largest = std::max(*cell.largest, *leaf.largest);
            return;
        }
        size_t const own = values[from];
        for (size_t at = own;; at = dimensions[from].parents[at]) {
            values[from] = at;
            add(values, from + 1, leaf);
            if (at == 0) break;
        }
    }
};

Cell random_leaf(std::mt19937_64& random) {
    Cell out;
    out.borrowers = random() % 3 == 0 ? int64_t(random() % 4) : int64_t(random() % 200);
    out.largest = 0;
    for (int64_t b = 0; b < out.borrowers; ++b) {
        int64_t const own = int64_t(1000000 + random() % 100000000) *
                            (random() % 50 == 0 ? int64_t(40) : int64_t(1));
        out.amount += own;
        out.largest = std::max(*out.largest, own);
    }
    return out;
}

Cross make_cross(std::vector<Dimension> dimensions) {
    Cross out{std::move(dimensions), {}};
    std::mt19937_64 random(11);
    out.tables.cells.resize(out.cells());
    for (size_t i = 0; i < out.cells(); ++i) {
        out.tables.cells[i].id = fmt::format("{:06}", i);
        out.tables.cells[i].largest = 0;
    }
    out.tables.cells[0].is_grand_total = true;
    for (size_t i = 0; i < out.cells(); ++i) {
        auto const values = out.values(i);
        bool leaf = true;
        for (size_t d = 0; d < values.size(); ++d)
            leaf = leaf && out.dimensions[d].is_leaf(values[d]);
        if (leaf) out.add(values, 0, random_leaf(random));
        for (size_t d = 0; d < values.size(); ++d) {
            if (out.dimensions[d].is_leaf(values[d])) continue;
            disclosure::Relation sum{fmt::format("{:06}/{}", i, d), {{i, -1}}, true};
            for (size_t v = 1; v < out.dimensions[d].size(); ++v) {
                if (out.dimensions[d].parents[v] != values[d]) continue;
                auto part = values;
                part[d] = v;
                sum.terms.push_back({out.index(part), 1});
            }
            out.tables.relations.push_back(std::move(sum));
        }
    }
    return out;
}

double seconds_of(auto const& work) {
    auto const from = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count();
}

void measure(char const* name, std::vector<Dimension> dimensions) {
    Cross const cross = make_cross(std::move(dimensions));
    Tables const& tables = cross.tables;
    std::optional<disclosure::Plan> plan;
    double const made = seconds_of([&] { plan = disclosure::make_plan(tables, {}).value(); });
    std::vector<std::string> unproved;
    double const checked =
        seconds_of([&] { unproved = disclosure::check_plan(tables, {}, *plan); });
    std::vector<bool> known;
    size_t primary = 0, complement = 0, findings = 0;
    for (disclosure::Decision const& decision : plan->decisions) {
        known.push_back(decision.mark == disclosure::Mark::published);
        primary += decision.mark == disclosure::Mark::primary;
        complement += decision.mark == disclosure::Mark::complement;
    }
    double const attacked =
        seconds_of([&] { findings = disclosure::audit(tables, {}, {known}).size(); });
    fmt::print(
        "{}: {} cells, {} relations: {} primary, {} complement; plan {:.2f} s, proof {:.2f} s "
        "({} unproved), attack {:.2f} s ({} findings)\n",
        name, tables.cells.size(), tables.relations.size(), primary, complement, made, checked,
        unproved.size(), attacked, findings);
}

}  // namespace

int main() {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    // City, chapter; city, chapter, size; institution, city, chapter; and four at once, nested.
    measure("two", {flat(11), flat(5)});
    measure("three", {flat(11), flat(5), flat(4)});
    measure("institutions", {flat(60), nested(11, 4), flat(5)});
    measure("four", {flat(11), flat(5), flat(4), nested(19, 2)});
    return 0;
}
