// Parts of a column program that need no other part of it: the rows of a table by class,
// booleans in words.
#include <algorithm>
#include <set>

#include "base/check.hpp"
#include "engine/rule/column_plan.hpp"

namespace rule {
namespace {

/// Smallest values of each interval between bounds, ascending.
std::vector<base::Int128> cuts_of(Table const& table, size_t column) {
    std::set<base::Int128> cuts;
    for (auto const& row : table.rows) {
        Cell const& cell = row[column];
        if (cell.low) cuts.insert(*cell.low + (cell.low_open ? 1 : 0));
        if (cell.high) cuts.insert(*cell.high + (cell.high_open ? 0 : 1));
    }
    return {cuts.begin(), cuts.end()};
}

/// A region's code is of digits: it stands for itself.
std::string region_pattern(std::string_view region) { return std::string(region) + "%"; }

}  // namespace

LaneMasks make_masks(std::vector<LaneTest> const& tests, size_t values, LaneAnswer const& answer) {
    LaneMasks out;
    for (LaneTest const& test : tests)
        if (out.lanes.empty() || out.lanes.back() != test.lane) out.lanes.push_back(test.lane);
    out.words.assign(values * out.lanes.size(), 0);
    for (LaneTest const& test : tests) {
        auto const at =
            std::find(out.lanes.begin(), out.lanes.end(), test.lane) - out.lanes.begin();
        for (size_t value = 0; value < values; ++value) {
            std::optional<bool> const said = answer(test, value);
            uint64_t& word = out.words[value * out.lanes.size() + size_t(at)];
            if (!said)
                word |= uint64_t(1) << test.maybe_bit;
            else if (*said)
                word |= uint64_t(1) << test.yes_bit;
        }
    }
    return out;
}

Store store_of(Type const& type) {
    switch (type.kind) {
        case Kind::boolean: return Store::truth;
        case Kind::date: return Store::day;
        case Kind::text: return Store::text;
        case Kind::number: return type.digits <= 18 ? Store::narrow : Store::wide;
    }
    CHECK(false);
}

bool TextSource::is_like(std::string_view pattern, size_t value) const {
    auto const at = std::find(likes.begin(), likes.end(), pattern);
    return (((value - first_like + 1) >> (at - likes.begin())) & 1) != 0;
}

uint16_t TextSource::class_of(std::string_view text) const {
    base::TextView const view(text);
    uint64_t const valid = 1;
    uint16_t out;
    classify(&view, &valid, 1, &out);
    return out;
}

std::vector<uint8_t> TextSource::holding(std::string_view region) const {
    std::vector<uint8_t> out(value_of.size(), 0);
    for (size_t value = other_class + 1; value < out.size(); ++value)
        out[value] = value < first_like ? value_of[value].starts_with(region)
                                        : is_like(region_pattern(region), value);
    return out;
}

std::vector<std::string> region_patterns(Program const& program, Lists const& lists,
                                         Node const& node) {
    std::vector<std::string> out;
    auto const add = [&](std::string_view region) {
        if (!region.empty()) out.push_back(region_pattern(region));
    };
    if (node.op == Op::param)
        for (ParamRow const& row : program.params[size_t(node.payload)].rows) add(row.region);
    else if (auto const at = lists.find(program.lists[size_t(node.payload)]); at != lists.end())
        for (domain::ListCoverage const& coverage : at->second.coverage) add(coverage.region);
    return out;
}

void add_table_rows(TableColumns::Column& column, Table const& table, size_t index,
                    std::vector<std::string> const* members) {
    size_t const words = (table.rows.size() + 63) / 64;
    std::vector<Scalar> values{{}};  // Class 0 is null.
    if (members != nullptr) {
        std::string_view const no_member("\x01");
        values.push_back({true, 0, no_member});
        for (size_t c = 2; c < members->size(); ++c) values.push_back({true, 0, (*members)[c]});
    } else {
        column.cuts = Cuts(cuts_of(table, index));
        auto const& bounds = column.cuts.bounds();
        values.push_back({true, bounds.empty() ? 0 : bounds.front() - 1, {}});
        for (base::Int128 bound : bounds) values.push_back({true, bound, {}});
    }
    column.classes = values.size();
    column.rows.assign(values.size() * words, 0);
    for (size_t value = 0; value < values.size(); ++value)
        for (size_t r = 0; r < table.rows.size(); ++r)
            if (test_cell(table.rows[r][index], values[value]) == true)
                column.rows[value * words + r / 64] |= uint64_t(1) << (r % 64);
}

void place_flags(ColumnProgram& program, std::vector<base::FlagWord> const& words) {
    for (base::FlagWord const& word : words) {
        CHECK(word.flags.size() <= base::FlagWord::flags_max);
        FlagColumn column{word.column, {}};
        for (int32_t i : program.inputs) {
            Input const& input = program.plan->program.inputs[size_t(i)];
            auto const at = std::find(word.flags.begin(), word.flags.end(), input.column);
            if (at == word.flags.end() || input.type.kind != Kind::boolean) continue;
            column.flags.push_back({size_t(i), 2 * size_t(at - word.flags.begin())});
            program.in_word[size_t(i)] = true;
        }
        if (!column.flags.empty()) program.flag_columns.push_back(std::move(column));
    }
    std::erase_if(program.columns, [&](InputColumn const& from) {
        return bool(program.in_word[size_t(from.input)]);
    });
}

}  // namespace rule
