// Plans tables that are read as lines from standard input, for tests in other languages.
//   cell <id> <cents> <borrowers> <largest or -> <flags: g grand total, w withheld, r released, ->
//   relation <flags: d disjoint, u union, -> <factor>:<id> …
// Prints `<id> published|primary|complement [exposed]` for each cell; `audit` as the last word of
// the input prints what the attacker finds in what is published then: `told <id>` or `bound <id>`.
#include <fmt/core.h>

#include <cstdlib>
#include <iostream>
#include <map>
#include <sstream>

#include "engine/disclosure/disclosure.hpp"

namespace {

struct Input {
    disclosure::Tables tables;
    std::map<std::string, size_t> cells;
    std::vector<bool> known;  // For `audit`: cells with the flag r.
    bool audit = false;
};

void read_cell(std::istringstream& line, Input& input) {
    disclosure::Cell cell;
    std::string largest, flags;
    line >> cell.id >> cell.amount >> cell.borrowers >> largest >> flags;
    if (largest != "-") cell.largest = std::atoll(largest.c_str());
    cell.is_grand_total = flags.find('g') != std::string::npos;
    if (flags.find('w') != std::string::npos) cell.standing = disclosure::Standing::withheld;
    bool const released = flags.find('r') != std::string::npos;
    if (released) cell.standing = disclosure::Standing::released;
    input.known.push_back(released);
    input.cells.emplace(cell.id, input.tables.cells.size());
    input.tables.cells.push_back(std::move(cell));
}

void read_relation(std::istringstream& line, Input& input) {
    disclosure::Relation relation;
    std::string flags, term;
    line >> flags;
    relation.id = fmt::format("relation {}", input.tables.relations.size());
    relation.is_disjoint = flags.find('d') != std::string::npos;
    relation.is_union = flags.find('u') != std::string::npos;
    while (line >> term) {
        size_t const colon = term.find(':');
        relation.terms.push_back(
            {input.cells.at(term.substr(colon + 1)), std::atoi(term.substr(0, colon).c_str())});
    }
    input.tables.relations.push_back(std::move(relation));
}

Input read_input() {
    Input input;
    std::string text, word;
    while (std::getline(std::cin, text)) {
        std::istringstream line(text);
        line >> word;
        if (word == "cell") read_cell(line, input);
        if (word == "relation") read_relation(line, input);
        if (word == "audit") input.audit = true;
    }
    return input;
}

}  // namespace

int main() {
    Input const input = read_input();
    auto const& cells = input.tables.cells;
    if (input.audit) {
        for (auto const& finding : disclosure::audit(input.tables, {}, {input.known}))
            if (finding.cells.size() == 1)
                fmt::print("{} {}\n", finding.is_exact ? "told" : "bound",
                           cells[finding.cells[0]].id);
        return 0;
    }
    auto const plan = disclosure::make_plan(input.tables, {});
    if (!plan) {
        fmt::print("error {} {}\n", plan.error().code, plan.error().at.field);
        return 1;
    }
    constexpr char const* marks[] = {"published", "primary", "complement"};
    for (size_t i = 0; i < cells.size(); ++i)
        fmt::print("{} {}{}\n", cells[i].id, marks[size_t(plan->decisions[i].mark)],
                   plan->decisions[i].is_exposed ? " exposed" : "");
    for (auto const& sum : plan->unions)
        if (sum.is_exposed) fmt::print("union exposed\n");
    for (std::string const& id : disclosure::check_plan(input.tables, {}, *plan))
        fmt::print("unproved {}\n", id);
    return 0;
}
