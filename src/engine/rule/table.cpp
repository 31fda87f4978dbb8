// Compiling decision tables: cells become typed tests over their input.
#include <algorithm>

#include "base/text.hpp"
#include "engine/rule/bind.hpp"
#include "engine/rule/codes.hpp"

namespace rule {
namespace {

/// Units of the table's column against the item's: 万元 cells over an item in 元 grow by 10,000.
std::optional<int> unit_shift(std::string_view from, std::string_view to) {
    if (from.empty() || from == to) return 0;
    if (to == "元" && from == "万元") return 4;
    if (to == "元" && from == "亿元") return 8;
    return std::nullopt;
}

class CellReader {
public:
    CellReader(pack::Book const& book, Type const& input, pack::DecisionTable::Column const& column)
        : book_(book), input_(input), column_(column) {}

    base::Result<Cell> read(pack::Source const& source) {
        Cell cell;
        std::string_view const text = base::trim(source.text);
        if (text == "-" || text.empty()) return cell;
        if (text == "?") {
            cell.test = Cell::Test::missing;
            return cell;
        }
        if (input_.kind == Kind::text) return read_codes(text, source.at);
        return read_range(text, source.at);
    }

private:
    /// `C`, `I63|I64`, `G59 except G591`.
    base::Result<Cell> read_codes(std::string_view text, base::Place const& at) {
        Cell cell;
        cell.test = Cell::Test::set;
        std::string_view excluded;
        if (size_t const except = text.find(" except "); except != std::string_view::npos) {
            excluded = text.substr(except + 8);
            text = text.substr(0, except);
        }
        std::vector<std::string> members;
        for (std::string_view part : base::split(text, '|')) members.emplace_back(base::trim(part));
        if (input_.codes.empty()) {
            cell.set = {"", members, {}};
            std::sort(cell.set.yes.begin(), cell.set.yes.end());
            return cell;
        }
        pack::CodeList const* const list = pack::find(book_.codes, input_.codes);
        if (list == nullptr)
            return base::invalid("expr_unknown_codes", at, {{"name", input_.codes}});
        for (std::string const& member : members) TRY_VOID(check(*list, member, at));
        std::vector<std::string> leaves = leaves_below(*list, members);
        if (!excluded.empty()) {
            TRY_VOID(check(*list, std::string(excluded), at));
            std::vector<std::string> const out = leaves_below(*list, {std::string(excluded)});
            std::erase_if(leaves, [&](auto const& leaf) {
                return std::find(out.begin(), out.end(), leaf) != out.end();
            });
        }
        cell.set = expand_set(*list, leaves, "");
        return cell;
    }

    static base::Result<void> check(pack::CodeList const& list, std::string const& code,
                                    base::Place const& at) {
        if (list.find(code) >= 0) return {};
        return base::invalid("expr_unknown_code", at, {{"value", code}, {"codes", list.name}});
    }

    base::Result<base::Int128> bound(std::string_view text, base::Place const& at) {
        text = base::trim(text);
        if (input_.kind == Kind::date) {
            auto const day = base::parse_day(text);
            if (!day) return base::invalid("expr_bad_date", at, {{"value", std::string(text)}});
            return base::Int128(day->days);
        }
        auto number = base::parse_decimal(text);
        if (!number) return base::invalid("expr_bad_number", at, {{"value", std::string(text)}});
        auto const shift = unit_shift(column_.unit, input_.unit);
        if (!shift)
            return base::invalid("expr_unit_mismatch", at,
                                 {{"left", column_.unit}, {"right", input_.unit}});
        auto const grown = base::multiply(*number, base::Decimal{base::power_of_ten(*shift), 0});
        if (!grown || !base::fits_scale(*grown, input_.scale))
            return base::invalid("expr_too_wide", at);
        return base::rescale_half_up(*grown, input_.scale)->units;
    }

    /// `>=1000`, `<300`, `[300..1000)`, `300`.
    base::Result<Cell> read_range(std::string_view text, base::Place const& at) {
        Cell cell;
        cell.test = Cell::Test::range;
        if (text.starts_with("[") || text.starts_with("(")) {
            size_t const dots = text.find("..");
            if (dots == std::string_view::npos || !(text.ends_with("]") || text.ends_with(")")))
                return base::invalid("expr_bad_cell", at, {{"value", std::string(text)}});
            cell.low_open = text.front() == '(';
            cell.high_open = text.back() == ')';
            cell.low = TRY(bound(text.substr(1, dots - 1), at));
            cell.high = TRY(bound(text.substr(dots + 2, text.size() - dots - 3), at));
            bool const empty = *cell.low > *cell.high ||
                               (*cell.low == *cell.high && (cell.low_open || cell.high_open));
            if (empty) return base::invalid("expr_bad_cell", at, {{"value", std::string(text)}});
            return cell;
        }
        for (std::string_view op : {">=", "<=", ">", "<"}) {
            if (!text.starts_with(op)) continue;
            auto const value = TRY(bound(text.substr(op.size()), at));
            if (op[0] == '>') {
                cell.low = value;
                cell.low_open = op.size() == 1;
            } else {
                cell.high = value;
                cell.high_open = op.size() == 1;
            }
            return cell;
        }
        cell.low = TRY(bound(text, at));
        cell.high = cell.low;
        return cell;
    }

    pack::Book const& book_;
    Type const& input_;
    pack::DecisionTable::Column const& column_;
};

base::Result<Literal> output_literal(pack::Book const& book, Type const& type,
                                     std::string const& text, base::Place const& at) {
    Literal out;
    if (text.empty()) return out;  // A row that says: no answer here.
    out.known = true;
    if (type.kind == Kind::text) {
        out.text = text;
        if (type.codes.empty()) return out;
        pack::CodeList const* const list = pack::find(book.codes, type.codes);
        if (list == nullptr) return base::invalid("expr_unknown_codes", at, {{"name", type.codes}});
        for (pack::Code const& code : list->codes)
            if (code.code == text) return out;
        return base::invalid("expr_unknown_code", at, {{"value", text}, {"codes", type.codes}});
    }
    auto const number = base::parse_decimal(text);
    if (type.kind != Kind::number || !number || !base::fits_scale(*number, type.scale))
        return base::invalid("expr_bad_number", at, {{"value", text}});
    out.number = base::rescale_half_up(*number, type.scale)->units;
    return out;
}

}  // namespace

base::Result<Table> compile_table(pack::Book const& book, pack::DecisionTable const& table,
                                  std::vector<Type> const& inputs, Type const& output) {
    Table out;
    out.name = table.name;
    for (pack::DecisionTable::Row const& row : table.rows) {
        std::vector<Cell> cells;
        for (size_t i = 0; i < row.cells.size(); ++i) {
            auto cell = TRY(CellReader(book, inputs[i], table.inputs[i]).read(row.cells[i]));
            cells.push_back(std::move(cell));
        }
        base::Place at = row.at;
        at.field = "=>";
        auto value = TRY(output_literal(book, output, row.output, at));
        out.rows.push_back(std::move(cells));
        out.outputs.push_back(std::move(value));
        out.lines.push_back(row.at.line);
    }
    return out;
}

}  // namespace rule
