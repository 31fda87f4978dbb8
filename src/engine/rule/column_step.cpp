// One node over the rows of a slice. The cases follow record.cpp, which says what each means.
#include "base/check.hpp"
#include "base/text.hpp"
#include "engine/rule/column_run.hpp"

namespace rule {
namespace {

bool bit(Bits const& bits, size_t row) { return ((bits[row / 64] >> (row % 64)) & 1) != 0; }
void set_bit(Bits& bits, size_t row) { bits[row / 64] |= uint64_t(1) << (row % 64); }

}  // namespace

void ColumnMachine::evaluate(NodeId id) {
    Node const& n = node(id);
    switch (n.op) {
        case Op::literal:
        case Op::item:
        case Op::in_set:
        case Op::in_pairs:
        case Op::lookup: CHECK(false);  // Answered elsewhere.
        case Op::op_and:
        case Op::op_or: return junction(n, truth(id));
        case Op::op_not: return invert(n, truth(id));
        case Op::eq:
        case Op::ne:
        case Op::lt:
        case Op::le:
        case Op::gt:
        case Op::ge: return compare(id, n);
        case Op::is_null: return is_null(n, truth(id));
        case Op::in_list: return in_list(id, n);
        case Op::like: return like(id, n);
        case Op::add:
        case Op::subtract:
        case Op::multiply:
        case Op::negate:
        case Op::absolute:
        case Op::div0: return arithmetic(id, n);
        case Op::rescale: return rescale(id, n);
        case Op::coalesce: return coalesce(id, n);
        case Op::choose: return choose(id, n);
        case Op::table: return table(id);
        case Op::param: return parameter(id, n);
        case Op::version: return version(n, truth(id));
        case Op::days_between:
        case Op::months_between:
        case Op::add_days:
        case Op::add_months:
        case Op::year:
        case Op::month:
        case Op::day_of_month:
        case Op::month_end: return dated(id, n);
        case Op::substring:
        case Op::length:
        case Op::concat: return worded(id, n);
    }
}

void ColumnMachine::junction(Node const& n, Truth& out) {
    bool const all = n.op == Op::op_and;
    Truth sum = truth(arg(n, 0));
    for (int i = 1; i < n.arg_count; ++i) {
        Truth const& next = truth(arg(n, i));
        for (size_t w = 0; w < slice_words; ++w) {
            sum.yes[w] = all ? sum.yes[w] & next.yes[w] : sum.yes[w] | next.yes[w];
            sum.no[w] = all ? sum.no[w] | next.no[w] : sum.no[w] & next.no[w];
        }
    }
    out = sum;
}

void ColumnMachine::invert(Node const& n, Truth& out) {
    Truth const& in = truth(arg(n, 0));
    out = {in.no, in.yes};
}

void ColumnMachine::is_null(Node const& n, Truth& out) {
    out.no = known(arg(n, 0));
    for (size_t w = 0; w < slice_words; ++w) out.yes[w] = ~out.no[w];
}

Numbers ColumnMachine::numbers(NodeId id) const {
    Numbers out;
    if (Literal const* const literal = data_.literal_of(id)) out.constant = literal->number;
    out.data = column(id).data;
    out.wide = store_of(node(id).type) == Store::wide;
    return out;
}

void ColumnMachine::compare(NodeId id, Node const& n) {
    NodeId a = arg(n, 0), b = arg(n, 1);
    Op op = n.op;
    if (data_.literal_of(a) != nullptr) {  // The constant goes to the right.
        std::swap(a, b);
        op = op == Op::lt   ? Op::gt
             : op == Op::gt ? Op::lt
             : op == Op::le ? Op::ge
             : op == Op::ge ? Op::le
                            : op;
    }
    Literal const* const constant = data_.literal_of(b);
    Bits holds{};
    switch (node(a).type.kind) {
        case Kind::date:
            compare_values(op, rows_, holds, values<int32_t>(a),
                           constant != nullptr ? nullptr : values<int32_t>(b),
                           constant != nullptr ? int32_t(constant->number) : 0);
            break;
        case Kind::number: {
            Numbers const left = numbers(a), right = numbers(b);
            bool const fits = !left.wide && !right.wide;
            if (fits)
                compare_values(op, rows_, holds, values<int64_t>(a),
                               constant != nullptr ? nullptr : values<int64_t>(b),
                               constant != nullptr ? int64_t(constant->number) : 0);
            else
                compare_rows(
                    op, rows_, holds, [&](size_t row) { return left.at(row); },
                    [&](size_t row) { return right.at(row); });
            break;
        }
        case Kind::text:
            for_each_bit(column(a).valid, words_, [&](size_t row) {
                if (bit(column(b).valid, row) &&
                    values<base::TextView>(a)[row].view() == values<base::TextView>(b)[row].view())
                    set_bit(holds, row);
            });
            break;
        case Kind::boolean:
            for (size_t w = 0; w < slice_words; ++w)
                holds[w] = ~(truth(a).yes[w] ^ truth(b).yes[w]);
            break;
    }
    Bits const left = known(a), right = known(b);
    Truth& out = truth(id);
    for (size_t w = 0; w < slice_words; ++w) {
        uint64_t const both = left[w] & right[w];
        out.yes[w] = (op == Op::ne ? ~holds[w] : holds[w]) & both;
        out.no[w] = (op == Op::ne ? holds[w] : ~holds[w]) & both;
    }
}

void ColumnMachine::like(NodeId id, Node const& n) {
    NodeId const text = arg(n, 0), pattern = arg(n, 1);
    Truth& out = truth(id);
    out = {};
    for_each_bit(column(text).valid, words_, [&](size_t row) {
        if (!bit(column(pattern).valid, row)) return;
        bool const match = base::matches_like(values<base::TextView>(text)[row].view(),
                                              values<base::TextView>(pattern)[row].view());
        set_bit(match ? out.yes : out.no, row);
    });
}

/// Fills a number node row by row where its arguments are known; `compute` gives nullopt for null.
template <typename Compute>
void ColumnMachine::compute_numbers(NodeId id, Compute compute) {
    Node const& n = node(id);
    Bits all = column(arg(n, 0)).valid;
    for (int i = 1; i < n.arg_count; ++i)
        for (size_t w = 0; w < slice_words; ++w) all[w] &= column(arg(n, i)).valid[w];
    Column& out = column(id);
    out.valid.fill(0);
    Store const store = store_of(n.type);
    for_each_bit(all, words_, [&](size_t row) {
        std::optional<base::Int128> const value = compute(row);
        if (!value) return;
        if (store == Store::narrow) static_cast<int64_t*>(out.data)[row] = int64_t(*value);
        if (store == Store::wide) static_cast<base::Int128*>(out.data)[row] = *value;
        if (store == Store::day) static_cast<int32_t*>(out.data)[row] = int32_t(*value);
        set_bit(out.valid, row);
    });
}

/// Values of a node for every row at once where all stands in 64 bits; those of rows with a missing
/// argument are anything, so they wrap around instead of overflowing.
template <typename Compute>
void ColumnMachine::compute_narrow(NodeId id, Compute compute) {
    Node const& n = node(id);
    Column& out = column(id);
    out.valid = column(arg(n, 0)).valid;
    for (int i = 1; i < n.arg_count; ++i)
        for (size_t w = 0; w < slice_words; ++w) out.valid[w] &= column(arg(n, i)).valid[w];
    int64_t* const to = values<int64_t>(id);
    for (size_t row = 0; row < rows_; ++row) to[row] = int64_t(compute(row));
}

bool ColumnMachine::narrow_arithmetic(NodeId id, Node const& n) {
    bool narrow = store_of(n.type) == Store::narrow;
    for (int i = 0; i < n.arg_count; ++i)
        narrow = narrow && store_of(node(arg(n, i)).type) == Store::narrow;
    if (!narrow) return false;
    auto const unsigned_values = [&](int i) { return values<uint64_t>(arg(n, i)); };
    uint64_t const* const a = unsigned_values(0);
    uint64_t const* const b = n.arg_count > 1 ? unsigned_values(1) : a;
    switch (n.op) {
        case Op::add: compute_narrow(id, [=](size_t row) { return a[row] + b[row]; }); return true;
        case Op::subtract:
            compute_narrow(id, [=](size_t row) { return a[row] - b[row]; });
            return true;
        case Op::multiply:
            compute_narrow(id, [=](size_t row) { return a[row] * b[row]; });
            return true;
        default: return false;
    }
}

void ColumnMachine::arithmetic(NodeId id, Node const& n) {
    if (narrow_arithmetic(id, n)) return;
    using Value = std::optional<base::Int128>;
    Numbers const a = numbers(arg(n, 0));
    Numbers const b = n.arg_count > 1 ? numbers(arg(n, 1)) : Numbers{};
    uint8_t const left = uint8_t(node(arg(n, 0)).type.scale);
    uint8_t const right = n.arg_count > 1 ? uint8_t(node(arg(n, 1)).type.scale) : 0;
    switch (n.op) {
        case Op::add:
            return compute_numbers(id, [&](size_t row) -> Value { return a.at(row) + b.at(row); });
        case Op::subtract:
            return compute_numbers(id, [&](size_t row) -> Value { return a.at(row) - b.at(row); });
        case Op::multiply:
            return compute_numbers(id, [&](size_t row) -> Value { return a.at(row) * b.at(row); });
        case Op::negate:
            return compute_numbers(id, [&](size_t row) -> Value { return -a.at(row); });
        case Op::absolute:
            return compute_numbers(
                id, [&](size_t row) -> Value { return a.at(row) < 0 ? -a.at(row) : a.at(row); });
        default:
            return compute_numbers(id, [&](size_t row) -> Value {
                auto const quotient = base::divide_half_up(base::Decimal{a.at(row), left},
                                                           {b.at(row), right}, n.type.scale);
                if (!quotient) return std::nullopt;
                return quotient->units;
            });
    }
}

void ColumnMachine::rescale(NodeId id, Node const& n) {
    Numbers const a = numbers(arg(n, 0));
    int const shift = n.type.scale - node(arg(n, 0)).type.scale;
    base::Int128 const factor = base::power_of_ten(shift < 0 ? -shift : shift);
    bool const narrow = !a.wide && store_of(n.type) == Store::narrow;
    if (shift >= 0 && narrow) {
        uint64_t const* const from = values<uint64_t>(arg(n, 0));
        return compute_narrow(id,
                              [=, by = uint64_t(factor)](size_t row) { return from[row] * by; });
    }
    compute_numbers(id, [&](size_t row) -> std::optional<base::Int128> {
        return shift >= 0 ? a.at(row) * factor : base::divide_half_up(a.at(row), factor);
    });
}

/// Copies a branch's values and knowledge into `to` for the selected rows.
void ColumnMachine::copy_branch(NodeId branch, Bits const& selected, NodeId to) {
    if (node(to).type.kind == Kind::boolean) {
        for (size_t w = 0; w < slice_words; ++w) {
            truth(to).yes[w] |= selected[w] & truth(branch).yes[w];
            truth(to).no[w] |= selected[w] & truth(branch).no[w];
        }
        return;
    }
    for (size_t w = 0; w < slice_words; ++w)
        column(to).valid[w] |= selected[w] & column(branch).valid[w];
    bool const constant = data_.literal_of(branch) != nullptr;
    auto const copy = [&]<typename T>(T*) {
        T const* const from = values<T>(branch);
        copy_selected<T>(selected, words_, from, constant ? from : nullptr, values<T>(to));
    };
    Store const source = store_of(node(branch).type), target = store_of(node(to).type);
    if (source == Store::narrow && target == Store::wide) {
        for_each_bit(selected, words_, [&](size_t row) {
            values<base::Int128>(to)[row] = values<int64_t>(branch)[row];
        });
        return;
    }
    CHECK(source == target);
    if (target == Store::day) copy(static_cast<int32_t*>(nullptr));
    if (target == Store::narrow) copy(static_cast<int64_t*>(nullptr));
    if (target == Store::wide) copy(static_cast<base::Int128*>(nullptr));
    if (target == Store::text) copy(static_cast<base::TextView*>(nullptr));
}

void ColumnMachine::coalesce(NodeId id, Node const& n) {
    if (n.type.kind == Kind::boolean)
        truth(id) = {};
    else
        column(id).valid.fill(0);
    Bits open = live_;
    for (int i = 0; i < n.arg_count; ++i) {
        Bits selected = known(arg(n, i));
        for (size_t w = 0; w < slice_words; ++w) {
            selected[w] &= open[w];
            open[w] &= ~selected[w];
        }
        copy_branch(arg(n, i), selected, id);
    }
}

void ColumnMachine::choose(NodeId id, Node const& n) {
    if (n.type.kind == Kind::boolean)
        truth(id) = {};
    else
        column(id).valid.fill(0);
    Bits open = live_;
    for (int i = 0; i + 1 < n.arg_count; i += 2) {
        Bits selected = truth(arg(n, i)).yes;
        for (size_t w = 0; w < slice_words; ++w) {
            selected[w] &= open[w];
            open[w] &= ~selected[w];
        }
        copy_branch(arg(n, i + 1), selected, id);
    }
    copy_branch(arg(n, n.arg_count - 1), open, id);
}

void ColumnMachine::version(Node const& n, Truth& out) {
    auto const& dates = data_.versions[size_t(n.payload)];
    Column const& day = column(arg(n, 0));
    Truth agreed = truth(arg(n, 2));  // What all versions say: for an unknown day.
    for (int i = 3; i < n.arg_count; ++i) {
        Truth const& next = truth(arg(n, i));
        for (size_t w = 0; w < slice_words; ++w) {
            agreed.yes[w] &= next.yes[w];
            agreed.no[w] &= next.no[w];
        }
    }
    Truth sum = truth(arg(n, 1));
    for (size_t i = 0; i < dates.size(); ++i) {
        Bits reached{};
        compare_values<int32_t>(Op::ge, rows_, reached, static_cast<int32_t const*>(day.data),
                                nullptr, dates[i].days);
        Truth const& next = truth(arg(n, int(i) + 2));
        for (size_t w = 0; w < slice_words; ++w) {
            sum.yes[w] = (next.yes[w] & reached[w]) | (sum.yes[w] & ~reached[w]);
            sum.no[w] = (next.no[w] & reached[w]) | (sum.no[w] & ~reached[w]);
        }
    }
    for (size_t w = 0; w < slice_words; ++w) {
        out.yes[w] = (sum.yes[w] & day.valid[w]) | (agreed.yes[w] & ~day.valid[w]);
        out.no[w] = (sum.no[w] & day.valid[w]) | (agreed.no[w] & ~day.valid[w]);
    }
}

/// `answer(day, other)` where it was not asked before; `other` is the second day or the count.
template <typename Answer>
void ColumnMachine::ask_calendar(NodeId id, Answer answer) {
    Node const& n = node(id);
    int32_t const* const days = values<int32_t>(arg(n, 0));
    bool const between = n.op == Op::months_between;
    int32_t const* const others = between ? values<int32_t>(arg(n, 1)) : nullptr;
    Numbers const counts = n.op == Op::add_months ? numbers(arg(n, 1)) : Numbers{};
    bool const counted = n.op == Op::add_months;
    std::vector<DayAnswer>& known = answers_of_[id];
    known.resize(day_answers);
    compute_numbers(id, [&](size_t row) -> std::optional<base::Int128> {
        int32_t const other = between ? others[row] : counted ? int32_t(counts.at(row)) : 0;
        DayAnswer& one = known[size_t(uint32_t(days[row]) % day_answers)];
        if (one.day != days[row] || one.other != other)
            one = {days[row], other, answer(base::Day{days[row]}, other)};
        return one.answer;
    });
}

void ColumnMachine::dated(NodeId id, Node const& n) {
    using base::Day;
    int32_t const* const days = values<int32_t>(arg(n, 0));
    switch (n.op) {
        case Op::days_between: {
            int32_t const* const others = values<int32_t>(arg(n, 1));
            auto const between = [=](size_t row) { return int64_t(others[row]) - days[row]; };
            if (store_of(n.type) == Store::narrow) return compute_narrow(id, between);
            return compute_numbers(
                id, [&](size_t row) { return std::optional<base::Int128>(between(row)); });
        }
        case Op::add_days: {
            Numbers const counts = numbers(arg(n, 1));
            return compute_numbers(id, [&](size_t row) {
                return std::optional<base::Int128>(days[row] + counts.at(row));
            });
        }
        case Op::months_between:
            return ask_calendar(
                id, [](Day day, int32_t other) { return base::months_between(day, Day{other}); });
        case Op::add_months:
            return ask_calendar(
                id, [](Day day, int32_t count) { return base::add_months(day, count).days; });
        case Op::year:
            return ask_calendar(
                id, [](Day day, int32_t) { return int32_t(base::to_year_month_day(day).year); });
        case Op::month:
            return ask_calendar(
                id, [](Day day, int32_t) { return int32_t(base::to_year_month_day(day).month); });
        case Op::day_of_month:
            return ask_calendar(
                id, [](Day day, int32_t) { return int32_t(base::to_year_month_day(day).day); });
        default:
            return ask_calendar(id, [](Day day, int32_t) { return base::month_end(day).days; });
    }
}

void ColumnMachine::worded(NodeId id, Node const& n) {
    base::TextView const* const texts = values<base::TextView>(arg(n, 0));
    if (n.op == Op::length) {
        compute_numbers(id, [&](size_t row) {
            return std::optional<base::Int128>(base::count_code_points(texts[row].view()));
        });
        return;
    }
    Column& out = column(id);
    out.valid = column(arg(n, 0)).valid;
    for (int i = 1; i < n.arg_count; ++i)
        for (size_t w = 0; w < slice_words; ++w) out.valid[w] &= column(arg(n, i)).valid[w];
    base::TextView* const made = values<base::TextView>(id);
    if (n.op == Op::substring) {
        Numbers const from = numbers(arg(n, 1)), count = numbers(arg(n, 2));
        for_each_bit(out.valid, words_, [&](size_t row) {
            made[row] = base::TextView(base::code_point_range(
                texts[row].view(), size_t(from.at(row)) - 1, size_t(count.at(row))));
        });
        return;
    }
    base::TextView const* const tails = values<base::TextView>(arg(n, 1));
    size_t bytes = 0;
    for_each_bit(out.valid, words_,
                 [&](size_t row) { bytes += texts[row].length + tails[row].length; });
    char* end = text_of_[id].take(bytes);
    for_each_bit(out.valid, words_, [&](size_t row) {
        char* const begin = end;
        for (base::TextView const& part : {texts[row], tails[row]})
            end = std::copy_n(part.view().data(), part.length, end);
        made[row] = base::TextView(std::string_view(begin, size_t(end - begin)));
    });
}

}  // namespace rule
