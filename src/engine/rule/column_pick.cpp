// Steps that choose: decision tables, dated parameters, lists. Branches depend on few rows only.
#include "engine/rule/column_run.hpp"

namespace rule {
namespace {

void set_bit(Bits& bits, size_t row) { bits[row / 64] |= uint64_t(1) << (row % 64); }

/// Rows whose day lies in the period.
Bits covered_days(int32_t const* days, size_t rows, base::Day from, std::optional<base::Day> to) {
    int32_t const first = from.days, last = to ? to->days : INT32_MAX;
    Bits out{};
    test_rows(rows, out, [=](size_t row) { return first <= days[row] && days[row] <= last; });
    return out;
}

}  // namespace

/// Gives every row its choice of the pool; unknown where it is not asked.
void ColumnMachine::pick(NodeId id, Pool const& pool, Bits const& asked) {
    uint32_t const* const choices = choices_.data();
    Bits is_known{};
    test_rows(rows_, is_known, [&](size_t row) { return pool.known[choices[row]]; });
    for (size_t w = 0; w < slice_words; ++w) is_known[w] &= asked[w];
    Store const store = store_of(node(id).type);
    if (store == Store::truth) {
        Truth& out = truth(id);
        out.yes.fill(0);
        test_rows(rows_, out.yes, [&](size_t row) { return pool.yes[choices[row]]; });
        for (size_t w = 0; w < slice_words; ++w) {
            out.no[w] = is_known[w] & ~out.yes[w];
            out.yes[w] &= is_known[w];
        }
        return;
    }
    column(id).valid = is_known;
    auto const copy = [&](auto* to, auto const& from) {
        for (size_t row = 0; row < rows_; ++row)
            to[row] = std::remove_pointer_t<decltype(to)>(from[choices[row]]);
    };
    if (store == Store::day) copy(values<int32_t>(id), pool.narrow);
    if (store == Store::narrow) copy(values<int64_t>(id), pool.narrow);
    if (store == Store::wide) copy(values<base::Int128>(id), pool.wide);
    if (store == Store::text) copy(values<base::TextView>(id), pool.texts);
}

/// Classes of a number or day that a table asks for; 0 is null.
void ColumnMachine::classify_column(TableColumns::Column const& tested, uint16_t* classes) {
    switch (store_of(node(tested.input).type)) {
        case Store::day:
            tested.cuts.classify(values<int32_t>(tested.input), rows_, 1, classes);
            break;
        case Store::narrow:
            tested.cuts.classify(values<int64_t>(tested.input), rows_, 1, classes);
            break;
        default:
            for_each_bit(column(tested.input).valid, words_, [&](size_t row) {
                classes[row] =
                    uint16_t(1 + tested.cuts.class_of(values<base::Int128>(tested.input)[row]));
            });
    }
    Bits missing;
    for (size_t w = 0; w < slice_words; ++w) missing[w] = live_[w] & ~column(tested.input).valid[w];
    for_each_bit(missing, words_, [&](size_t row) { classes[row] = 0; });
}

void ColumnMachine::table(NodeId id) {
    TableColumns const& table = program_.tables[size_t(program_.detail_of[size_t(id)])];
    auto const classes_of = [&](size_t c) {
        int const source = table.columns[c].source;
        return source >= 0 ? class_at_[size_t(source)] : table_classes_[c].data();
    };
    for (size_t c = 0; c < table.columns.size(); ++c)
        if (table.columns[c].source < 0)
            classify_column(table.columns[c], table_classes_[c].data());
    if (table.stages.empty()) {
        intersect_rows(table);
        return pick(id, table.pool, live_);
    }
    choices_.fill(0);
    for (TableColumns::Stage const& stage : table.stages) {
        uint16_t const* const classes = classes_of(stage.column);
        uint16_t const* const next = stage.next.data();
        uint32_t const width = uint32_t(table.columns[stage.column].classes);
        for (size_t row = 0; row < rows_; ++row)
            choices_[row] = next[choices_[row] * width + classes[row]];
    }
    pick(id, table.pool, live_);
}

/// The first row that every input lets pass, word by word.
void ColumnMachine::intersect_rows(TableColumns const& table) {
    choices_.fill(0);
    Bits open = live_;
    for (size_t w = 0; w < table.words; ++w) {
        for_each_bit(Bits(open), words_, [&](size_t row) {
            uint64_t all = UINT64_MAX;
            for (size_t c = 0; c < table.columns.size(); ++c) {
                TableColumns::Column const& tested = table.columns[c];
                size_t const value = tested.source >= 0 ? class_at_[size_t(tested.source)][row]
                                                        : table_classes_[c][row];
                all &= tested.rows[value * table.words + w];
            }
            if (all == 0) return;
            choices_[row] = uint32_t(64 * w + size_t(__builtin_ctzll(all)) + 1);
            open[row / 64] &= ~(uint64_t(1) << (row % 64));
        });
    }
    for (size_t row = 0; row < rows_; ++row)
        if (choices_[row] >= table.pool.known.size()) choices_[row] = 0;  // Beyond the last row.
}

/// Rows whose text is known and begins so.
Bits ColumnMachine::within(NodeId text, RegionTest const& region) const {
    if (!region.holds.empty()) {
        uint16_t const* const classes = class_at_[size_t(program_.source_of[size_t(text)])];
        uint8_t const* const holds = region.holds.data();
        Bits out{};
        test_rows(rows_, out, [=](size_t row) { return holds[classes[row]] != 0; });
        return out;
    }
    TextPrefix const& prefix = region.prefix;
    base::TextView const* const texts = values<base::TextView>(text);
    Bits const& valid = column(text).valid;
    Bits out{};
    test_rows(rows_, out, [&](size_t row) { return prefix.starts_short(texts[row]); });
    for (size_t w = 0; w < slice_words; ++w) out[w] &= valid[w];
    if (prefix.is_short()) return out;
    for_each_bit(Bits(out), words_, [&](size_t row) {
        if (!prefix.starts(texts[row])) out[row / 64] &= ~(uint64_t(1) << (row % 64));
    });
    return out;
}

void ColumnMachine::parameter(NodeId id, Node const& n) {
    ParamPeriods const& periods = program_.params[size_t(program_.detail_of[size_t(id)])];
    NodeId const day = arg(n, 0), region = n.arg_count > 1 ? arg(n, 1) : -1;
    int32_t const* const days = values<int32_t>(day);
    std::array<uint16_t, slice_rows_max> classes;
    periods.cuts.classify(days, rows_, 0, classes.data());
    for (size_t row = 0; row < rows_; ++row) choices_[row] = periods.choices[classes[row]];
    Bits asked = column(day).valid;
    for (ParamPeriods::Regional const& regional : periods.regional) {
        Bits holds = covered_days(days, rows_, regional.from, regional.to);
        Bits here{};
        if (region >= 0) here = within(region, regional.region);
        for (size_t w = 0; w < slice_words; ++w) {
            // It might apply where the region is missing: unknown.
            asked[w] &= ~holds[w] | (region >= 0 ? column(region).valid[w] : 0);
            holds[w] &= here[w] & column(day).valid[w];
        }
        for_each_bit(holds, words_, [&](size_t row) { choices_[row] = regional.choice; });
    }
    pick(id, periods.pool, asked);
}

void ColumnMachine::in_list(NodeId id, Node const& n) {
    ListAsked const& asked_of = program_.lists[size_t(program_.detail_of[size_t(id)])];
    ListIndexData const& index = program_.index.data();
    Truth& out = truth(id);
    out = {};
    if (asked_of.list == nullptr) return;
    NodeId const region = n.arg_count > 2 ? arg(n, 2) : -1;
    int32_t const* const days = values<int32_t>(arg(n, 1));
    uint32_t const* const numbers = parties_[asked_of.party].numbers.data();
    Bits asked = column(arg(n, 0)).valid;
    for (size_t w = 0; w < slice_words; ++w) asked[w] &= column(arg(n, 1)).valid[w];
    Bits listed = parties_[asked_of.party].listed;
    for (size_t w = 0; w < slice_words; ++w) listed[w] &= asked[w];
    for_each_bit(listed, words_, [&](size_t row) {
        for (uint32_t at = index.first[numbers[row]]; at < index.first[numbers[row] + 1]; ++at) {
            ListIndexData::Listed const& listed_on = index.listed[at];
            if (listed_on.list == asked_of.number && listed_on.period.covers(base::Day{days[row]}))
                return set_bit(out.yes, row);
        }
    });
    for (size_t i = 0; i < asked_of.regions.size(); ++i) {
        domain::ListCoverage const& coverage = asked_of.list->coverage[i];
        if (!coverage.region.empty() && region < 0) continue;
        Bits covered = covered_days(days, rows_, coverage.period.from, coverage.period.to);
        Bits here = asked;
        if (!coverage.region.empty()) here = within(region, asked_of.regions[i]);
        for (size_t w = 0; w < slice_words; ++w)
            out.no[w] |= covered[w] & here[w] & asked[w] & ~out.yes[w];
    }
}

}  // namespace rule
