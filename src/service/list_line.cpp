// Cells, check digits, periods.
#include "service/list_line.hpp"

#include <map>

#include "base/csv.hpp"
#include "base/digest.hpp"
#include "base/file.hpp"
#include "base/identifier.hpp"
#include "base/text.hpp"
#include "domain/list.hpp"

namespace service {
namespace {

base::Result<base::CsvTable> read_table(std::string bytes, std::string const& name) {
    if (base::find_malformed_utf8(bytes) != std::string_view::npos)
        if (auto decoded = base::decode_gb18030(bytes)) bytes = std::move(*decoded);
    return base::parse_csv_table(bytes, name);
}

/// Where each column of the record stands in the file; -1 for none.
base::Result<std::vector<int>> find_columns(base::CsvTable const& table) {
    std::vector<int> out;
    for (base::Column const& column : base::record_of<ListLine>.columns) {
        out.push_back(table.find(column.name));
        if (out.back() < 0 && !column.nullable)
            return base::invalid("csv_missing_column",
                                 {.file = table.file, .field = std::string(column.name)});
    }
    return out;
}

class Lines {
public:
    Lines(base::CsvTable const& table, std::vector<int> columns, ListLines& out)
        : table_(table), columns_(std::move(columns)), out_(out) {}

    void read() {
        for (base::CsvTable::Row const& row : table_.rows) add(row);
    }

private:
    std::string_view cell(base::CsvTable::Row const& row, size_t column) const {
        int const at = columns_[column];
        return at < 0 ? std::string_view() : base::trim(row.cells[size_t(at)]);
    }

    void refuse(base::CsvTable::Row const& row, std::string code, std::string_view value) {
        out_.refused.push_back({row.line, std::string(cell(row, 0)), std::string(cell(row, 1)),
                                base::shorten(value, 100), std::move(code)});
    }

    void add(base::CsvTable::Row const& row) {
        auto const columns = base::record_of<ListLine>.columns;
        std::vector<base::Value> values;
        for (size_t i = 0; i < columns.size(); ++i) {
            auto value = base::parse_value(columns[i], cell(row, i));
            if (!value) return refuse(row, value.error().code, cell(row, i));
            values.push_back(std::move(*value));
        }
        NumberedLine line{row.line, {}};
        base::assign(base::record_of<ListLine>, &line.row, std::move(values));
        auto const state = base::check_uscc(line.row.id);
        if (state != base::IdentifierState::valid && state != base::IdentifierState::suspicious)
            return refuse(row, "list_uscc", line.row.id);
        domain::Period const period{line.row.from, line.row.to};
        if (period.to && *period.to < period.from) return refuse(row, "list_period", cell(row, 4));
        auto& known = periods_[line.row.id];
        for (domain::Period const& other : known)
            if (other.overlaps(period)) return refuse(row, "list_twice", line.row.id);
        known.push_back(period);
        out_.taken.push_back(std::move(line));
    }

    base::CsvTable const& table_;
    std::vector<int> columns_;
    ListLines& out_;
    std::map<std::string, std::vector<domain::Period>> periods_;
};

}  // namespace

base::Result<ListLines> read_list_lines(std::string const& file) {
    auto bytes = TRY(base::read_file(file, int64_t(64) << 20));
    ListLines out;
    out.digest = base::digest_hex(base::DigestKind::sm3, bytes);
    auto const table = TRY(read_table(std::move(bytes), std::string(base::file_name(file))));
    if (table.rows.size() > list_lines_max)
        return base::fail(base::ErrorKind::limit, "list_too_large", {.file = table.file},
                          {{"most", std::to_string(list_lines_max)}});
    auto columns = TRY(find_columns(table));
    Lines(table, std::move(columns), out).read();
    return out;
}

}  // namespace service
