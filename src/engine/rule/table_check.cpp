// Decision tables: gaps, overlaps and unreachable rows, proved over classes of input values; tests.
#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "engine/rule/bind.hpp"
#include "engine/rule/testing.hpp"

namespace rule {
namespace {

/// A set of rows, 64 to a word.
using RowSet = std::vector<uint64_t>;

/// One class of values of an input: a representative and the rows whose cell it passes.
struct ValueClass {
    Scalar value;
    std::string shown;
    RowSet passes;
};

RowSet passes_of(Table const& table, size_t input, Scalar const& value) {
    RowSet out((table.rows.size() + 63) / 64, 0);
    for (size_t r = 0; r < table.rows.size(); ++r)
        if (test_cell(table.rows[r][input], value) == true) out[r / 64] |= uint64_t(1) << (r % 64);
    return out;
}

/// Representatives of every class that the cells of a column can tell apart.
class Classes {
public:
    Classes(pack::Book const& book, Table const& table, size_t input, Type const& type)
        : table_(table), input_(input), type_(type) {
        if (type.kind == Kind::text)
            add_codes(book);
        else
            add_numbers();
        bool const asks_missing =
            std::any_of(table.rows.begin(), table.rows.end(),
                        [&](auto const& row) { return row[input].test == Cell::Test::missing; });
        if (asks_missing) add({}, "?");
    }
    std::vector<ValueClass> out;

private:
    void add(Scalar const& value, std::string shown) {
        auto passes = passes_of(table_, input_, value);
        for (ValueClass const& known : out)
            if (known.passes == passes) return;
        out.push_back({value, std::move(shown), std::move(passes)});
    }

    void add_codes(pack::Book const& book) {
        pack::CodeList const* const list = pack::find(book.codes, type_.codes);
        if (list == nullptr) {
            for (auto const& row : table_.rows)
                for (std::string const& code : row[input_].set.yes) add({true, 0, code}, code);
            return;
        }
        std::set<std::string> parents;
        for (pack::Code const& code : list->codes) parents.insert(code.parent);
        for (pack::Code const& code : list->codes)
            if (!parents.contains(code.code)) add({true, 0, code.code}, code.code);
    }

    void add_numbers() {
        std::set<base::Int128> points{0};
        for (auto const& row : table_.rows) {
            for (auto const& bound : {row[input_].low, row[input_].high}) {
                if (!bound) continue;
                points.insert({*bound - 1, *bound, *bound + 1});
            }
        }
        for (base::Int128 point : points) {
            if (type_.kind == Kind::number && point < 0) continue;  // Counts and amounts of firms.
            Scalar const value{true, point, {}};
            add(value, show(type_, value));
        }
    }

    Table const& table_;
    size_t input_;
    Type const& type_;
};

struct CompiledTable {
    Table table;
    std::vector<Type> inputs;
    Type output;
};

base::Result<CompiledTable> compile_alone(pack::Book const& book,
                                          pack::DecisionTable const& table) {
    CompiledTable out;
    auto const grain = book.grains.find(table.grain);
    if (grain == book.grains.end())
        return base::invalid("grain_not_found", table.place, {{"name", table.grain}});
    for (auto const& column : table.inputs) {
        auto const& items = grain->second.items;
        auto const item = std::find_if(items.begin(), items.end(),
                                       [&](auto const& i) { return i.name == column.item; });
        if (item == items.end())
            return base::invalid("expr_unknown_item", table.place,
                                 {{"name", column.item}, {"grain", table.grain}, {"near", ""}});
        out.inputs.push_back(type_of(item->type));
    }
    out.output = type_of(table.output);
    out.table = TRY(compile_table(book, table, out.inputs, out.output));
    return out;
}

/// Walks every combination of classes and counts the rows that match each.
class BoxWalk {
public:
    BoxWalk(pack::DecisionTable const& source, CompiledTable const& compiled,
            std::vector<Classes> const& classes, std::vector<base::Error>& errors)
        : source_(source),
          compiled_(compiled),
          classes_(classes),
          errors_(errors),
          words_((compiled.table.rows.size() + 63) / 64),
          alive_(classes.size() + 1, RowSet(words_, ~uint64_t(0))),
          reached_(words_, 0),
          chosen_(classes.size(), 0) {}

    void run() {
        size_t const rows = compiled_.table.rows.size();
        if (rows % 64 != 0) alive_[0].back() = (uint64_t(1) << (rows % 64)) - 1;
        visit(0);
        for (size_t r = 0; r < rows; ++r)
            if (((reached_[r / 64] >> (r % 64)) & 1) == 0) fault("table_unreachable", r, "");
    }

private:
    void visit(size_t input) {
        if (gap_ && overlap_) return;
        if (input == classes_.size()) return leaf(alive_[input]);
        for (size_t k = 0; k < classes_[input].out.size(); ++k) {
            chosen_[input] = k;
            RowSet const& passes = classes_[input].out[k].passes;
            uint64_t any = 0;
            for (size_t w = 0; w < words_; ++w) {
                alive_[input + 1][w] = alive_[input][w] & passes[w];
                any |= alive_[input + 1][w];
            }
            if (any != 0)
                visit(input + 1);
            else
                leaf(alive_[input + 1]);  // One gap, with the first classes of the inputs behind.
            for (size_t i = input + 1; i < chosen_.size(); ++i) chosen_[i] = 0;
        }
    }

    void leaf(RowSet const& alive) {
        size_t matches = 0, first = 0, second = 0;
        for (size_t w = 0; w < words_; ++w) {
            reached_[w] |= alive[w];
            for (uint64_t rest = alive[w]; rest != 0; rest &= rest - 1)
                (matches++ == 0 ? first : second) = w * 64 + size_t(__builtin_ctzll(rest));
        }
        if (matches == 0 && !gap_) {
            gap_ = true;
            errors_.push_back({base::ErrorKind::invalid,
                               "table_gap",
                               source_.place,
                               {{"table", source_.name}, {"example", example()}}});
        }
        if (matches > 1 && !overlap_) {
            overlap_ = true;
            fault("table_overlap", second, std::to_string(compiled_.table.lines[first]));
        }
    }

    std::string example() const {
        std::string out;
        for (size_t i = 0; i < classes_.size(); ++i)
            out += (i > 0 ? ", " : "") + source_.inputs[i].item + " = " +
                   classes_[i].out[chosen_[i]].shown;
        return out;
    }

    void fault(std::string_view code, size_t row, std::string other) {
        base::Place at = source_.rows[row].at;
        errors_.push_back({base::ErrorKind::invalid,
                           std::string(code),
                           at,
                           {{"table", source_.name},
                            {"example", other.empty() ? "" : example()},
                            {"other", other}}});
    }

    pack::DecisionTable const& source_;
    CompiledTable const& compiled_;
    std::vector<Classes> const& classes_;
    std::vector<base::Error>& errors_;
    size_t words_;
    std::vector<RowSet> alive_;  // Rows still matching after each input.
    RowSet reached_;
    std::vector<size_t> chosen_;
    bool gap_ = false;
    bool overlap_ = false;
};

bool has_faults(pack::Book const& book, pack::DecisionTable const& source,
                CompiledTable const& compiled) {
    std::vector<Classes> classes;
    for (size_t i = 0; i < compiled.inputs.size(); ++i)
        classes.emplace_back(book, compiled.table, i, compiled.inputs[i]);
    std::vector<base::Error> errors;
    BoxWalk(source, compiled, classes, errors).run();
    return !errors.empty();
}

struct TableRow {
    std::vector<base::Value> owned;
    std::vector<Scalar> inputs;
    std::string expect;
    base::Place at;
};

std::string output_of(CompiledTable const& compiled, Table const& table, TableRow const& row) {
    for (size_t r = 0; r < table.rows.size(); ++r) {
        bool match = true;
        for (size_t c = 0; c < row.inputs.size() && match; ++c)
            match = test_cell(table.rows[r][c], row.inputs[c]) == true;
        if (match)
            return show(compiled.output,
                        {table.outputs[r].known, table.outputs[r].number, table.outputs[r].text});
    }
    return "";
}

base::Result<std::vector<TableRow>> decode(pack::DecisionTable const& source,
                                           CompiledTable const& compiled) {
    std::vector<TableRow> out;
    for (pack::TestTable::Row const& test : source.tests.rows) {
        TableRow row;
        row.at = test.at;
        row.inputs.resize(compiled.inputs.size());
        row.owned.resize(compiled.inputs.size());
        for (size_t i = 0; i < source.tests.columns.size(); ++i) {
            std::string const& name = source.tests.columns[i].text;
            if (name == "expect") {
                row.expect = test.cells[i].kind == base::YamlKind::null ? "" : test.cells[i].text;
                continue;
            }
            auto const column = std::find_if(source.inputs.begin(), source.inputs.end(),
                                             [&](auto const& c) { return c.item == name; });
            if (column == source.inputs.end())
                return base::invalid("test_unknown_column", test.at, {{"name", name}});
            size_t const index = size_t(column - source.inputs.begin());
            row.owned[index] =
                TRY(read_cell(compiled.inputs[index], false, test.cells[i], test.at));
        }
        for (size_t i = 0; i < row.owned.size(); ++i) {
            base::Value const& value = row.owned[i];
            if (auto const* number = std::get_if<base::Decimal>(&value)) {
                auto const scaled = base::rescale_half_up(*number, compiled.inputs[i].scale);
                row.inputs[i] = {scaled.has_value(), scaled ? scaled->units : 0, {}};
            } else if (auto const* text = std::get_if<std::string>(&value)) {
                row.inputs[i] = {true, 0, *text};
            } else if (auto const* day = std::get_if<base::Day>(&value)) {
                row.inputs[i] = {true, day->days, {}};
            }
        }
        out.push_back(std::move(row));
    }
    return out;
}

/// Whether a bound moved by one moves a value that the check of tables walks over into the cell or
/// out of it. In a table without faults, which covers every value exactly once, that tears an
/// overlap or a gap.
bool moves_a_value(Cell const& cell, bool is_low, int step, Type const& type) {
    base::Int128 const bound = is_low ? *cell.low : *cell.high;
    bool const open = is_low ? cell.low_open : cell.high_open;
    base::Int128 value = bound;  // The one that changes sides.
    if (is_low)
        value += (step > 0 ? 0 : -1) + (open ? 1 : 0);
    else
        value += (step > 0 ? 1 : 0) - (open ? 1 : 0);
    return type.kind != Kind::number || value >= 0;
}

/// True when some test sees the changed table, or the change tears a gap or an overlap.
bool notices(pack::Book const& book, pack::DecisionTable const& source,
             CompiledTable const& compiled, std::vector<TableRow> const& rows) {
    for (TableRow const& row : rows)
        if (output_of(compiled, compiled.table, row) != row.expect) return true;
    return has_faults(book, source, compiled);
}

}  // namespace

void check_table(pack::Book const& book, pack::DecisionTable const& source,
                 std::vector<base::Error>& errors) {
    auto const compiled = compile_alone(book, source);
    if (!compiled) {
        errors.push_back(compiled.error());
        return;
    }
    std::vector<Classes> classes;
    for (size_t i = 0; i < compiled->inputs.size(); ++i)
        classes.emplace_back(book, compiled->table, i, compiled->inputs[i]);
    BoxWalk(source, *compiled, classes, errors).run();
}

int test_table(pack::Book const& book, pack::DecisionTable const& source,
               std::vector<base::Error>& errors) {
    auto compiled = compile_alone(book, source);
    if (!compiled) {
        errors.push_back(compiled.error());
        return 0;
    }
    if (source.tests.rows.empty()) {
        errors.push_back(
            {base::ErrorKind::invalid, "test_none", source.place, {{"rule", source.name}}});
        return 0;
    }
    auto const rows = decode(source, *compiled);
    if (!rows) {
        errors.push_back(rows.error());
        return 0;
    }
    int passed = 0;
    for (TableRow const& row : *rows) {
        std::string const got = output_of(*compiled, compiled->table, row);
        if (got == row.expect) {
            ++passed;
            continue;
        }
        errors.push_back(
            {base::ErrorKind::invalid,
             "test_failed",
             row.at,
             {{"rule", source.name}, {"what", "expect " + row.expect + ", got " + got}}});
    }
    if (passed != int(rows->size())) return passed;
    // Gaps and overlaps come first; until they are mended, a bound says little.
    if (has_faults(book, source, *compiled)) return passed;
    for (size_t r = 0; r < compiled->table.rows.size(); ++r) {
        for (size_t c = 0; c < compiled->table.rows[r].size(); ++c) {
            for (auto bound : {&Cell::low, &Cell::high}) {
                if (!(compiled->table.rows[r][c].*bound)) continue;
                for (int step : {+1, -1}) {
                    Cell const& cell = compiled->table.rows[r][c];
                    if (moves_a_value(cell, bound == &Cell::low, step, compiled->inputs[c]))
                        continue;
                    CompiledTable mutated = *compiled;
                    *(mutated.table.rows[r][c].*bound) += step;
                    if (notices(book, source, mutated, *rows)) continue;
                    errors.push_back({base::ErrorKind::invalid,
                                      "test_threshold_free",
                                      source.rows[r].at,
                                      {{"rule", source.name},
                                       {"threshold", source.inputs[c].item},
                                       {"step", step > 0 ? "+1" : "-1"}}});
                }
            }
        }
    }
    return passed;
}

}  // namespace rule
