// Findings beside their closings, matched by the finding's own columns.
#include "service/closing.hpp"

#include <map>
#include <set>

#include "base/csv.hpp"

namespace service {
namespace {

constexpr size_t key_columns = 8;

std::string key_of(Closing const& closing) {
    std::string out;
    for (size_t i = 0; i < key_columns; ++i)
        out += base::to_text(closing_columns[i].get(&closing)) + '\n';
    return out;
}

base::Result<std::vector<Closing>> parse(std::string const& csv, std::string const& file) {
    std::vector<Closing> out;
    if (csv.empty()) return out;
    auto rows = TRY(base::parse_csv_rows(base::record_of<Closing>, csv, file));
    static std::set<std::string> const states = {"open", "corrected", "explained", "left_out"};
    int32_t line = 1;
    for (auto& row : rows) {
        ++line;
        base::assign(base::record_of<Closing>, &out.emplace_back(), std::move(row));
        if (!states.contains(out.back().state))
            return base::invalid("closing_state", {.file = file, .line = line, .field = "state"},
                                 {{"value", out.back().state}});
    }
    return out;
}

}  // namespace

base::Result<std::string> close_findings(std::string const& finding_csv,
                                         std::string const& closings, std::string const& file) {
    auto const given = TRY(parse(closings, file));
    std::map<std::string, Closing const*> by_key;
    for (Closing const& closing : given) by_key[key_of(closing)] = &closing;
    // A run of a mapped book has one column more, so the columns are found by name.
    auto const findings = TRY(base::parse_csv_table(finding_csv, "finding.csv"));
    std::string out = base::csv_header(base::record_of<Closing>) + "\n";
    std::set<std::string> found;
    for (auto const& row : findings.rows) {
        Closing closing;
        for (size_t i = 0; i < key_columns; ++i)
            if (int const at = findings.find(closing_columns[i].name); at >= 0)
                closing_columns[i].set(&closing, row.cells[size_t(at)]);
        closing.state = "open";
        std::string const key = key_of(closing);
        if (auto const at = by_key.find(key); at != by_key.end()) closing = *at->second;
        found.insert(key);
        base::append_csv_row(out, base::record_of<Closing>, &closing);
    }
    for (Closing const& closing : given)
        if (!found.contains(key_of(closing)))
            base::append_csv_row(out, base::record_of<Closing>, &closing);
    return out;
}

}  // namespace service
