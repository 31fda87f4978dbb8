// Cells as the table reader finds them, check digits, periods.
#include "service/list_line.hpp"

#include <map>
#include <set>

#include "base/identifier.hpp"
#include "base/text.hpp"
#include "domain/list.hpp"
#include "service/table_file.hpp"

namespace service {
namespace {

/// The code of the first fault of a row.
std::string fault_of(SentTable const& table, int64_t row) {
    for (TableFault const& fault : table.faults)
        if (fault.row == row) return fault.code;
    return "value_malformed";
}

/// The cell of the first fault of a row; "" for a fault of the whole row.
std::string faulty_cell(SentTable const& table, TableRow const& row) {
    auto const columns = base::record_of<ListLine>.columns;
    for (TableFault const& fault : table.faults)
        for (size_t i = 0; fault.row == row.row && i < columns.size(); ++i)
            if (columns[i].name == fault.field) return row.cells[i];
    return "";
}

/// A fault outside the rows: a head that is not known, or one that is missing.
TableFault const* head_fault(SentTable const& table) {
    std::set<int64_t> rows;
    for (TableRow const& row : table.rows) rows.insert(row.row);
    for (TableFault const& fault : table.faults)
        if (!rows.contains(fault.row)) return &fault;
    return nullptr;
}

class Lines {
public:
    explicit Lines(ListLines& out) : out_(out) {}

    void add(SentTable const& table, TableRow const& row) {
        if (!row.is_good()) {
            out_.refused.push_back({row.row, row.cells[0], row.cells[1],
                                    base::shorten(faulty_cell(table, row), 100),
                                    fault_of(table, row.row)});
            return;
        }
        NumberedLine line{row.row, {}};
        base::assign(base::record_of<ListLine>, &line.row, row.values);
        auto const state = base::check_uscc(line.row.id);
        if (state != base::IdentifierState::valid && state != base::IdentifierState::suspicious)
            return refuse(line, "list_uscc", line.row.id);
        domain::Period const period{line.row.from, line.row.to};
        if (period.to && *period.to < period.from)
            return refuse(line, "list_period", base::to_text(*period.to));
        auto& known = periods_[line.row.id];
        for (domain::Period const& other : known)
            if (other.overlaps(period)) return refuse(line, "list_twice", line.row.id);
        known.push_back(period);
        out_.taken.push_back(std::move(line));
    }

private:
    void refuse(NumberedLine const& line, std::string code, std::string value) {
        out_.refused.push_back(
            {line.line, line.row.id, line.row.name, base::shorten(value, 100), std::move(code)});
    }

    ListLines& out_;
    std::map<std::string, std::vector<domain::Period>> periods_;
};

}  // namespace

base::Result<ListLines> read_list_lines(std::string const& file) {
    TableOptions options;
    options.rows = list_lines_max;
    auto const table = TRY(read_table_file(base::record_of<ListLine>, file, options));
    if (TableFault const* const fault = head_fault(table))
        return base::invalid(fault->code, {.field = fault->field}, fault->args);
    ListLines out;
    out.digest = table.sm3;
    Lines lines(out);
    for (TableRow const& row : table.rows) lines.add(table, row);
    return out;
}

}  // namespace service
