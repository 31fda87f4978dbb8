// Goal: a month adds up by union, customers count once, rates round half up at five decimals, and
// doubt stands beside the figure with the item missing most. Expected values by hand.
#include "engine/statistic/statistic.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <random>
#include <set>

#include "base/seed_for_test.hpp"

namespace statistic {
namespace {

/// Cells: 0 and 1 are chapters (in the union, by dimension, over all), 2 is a table row.
Spec spec_of(int32_t customers_a, int32_t customers_b, int32_t borrowers) {
    Spec spec;
    spec.cells = {{true, true, true, {0, 1}}, {true, true, true, {2}}, {false, false, false, {0}}};
    spec.condition_inputs = {{0}, {1, 2}, {2}};
    spec.institutions = {{"A", customers_a}, {"B", customers_b}};
    spec.borrowers = borrowers;
    spec.columns = {0, 1, 2, 3, 4, {{5, {}}}, {6}, {7}, {8}, {9}};
    return spec;
}

struct Row {
    std::string legal;
    int32_t customer, borrower;
    int64_t cents, rate_e5;
    std::string city;  // "" is null.
    int64_t in, doubt, unknown, missing;
};

/// A batch over rows; owns its memory.
class Rows {
public:
    explicit Rows(std::vector<Row> const& rows) {
        for (Row const& row : rows) {
            legal_.emplace_back(held_.emplace_back(row.legal));
            customer_.push_back(row.customer);
            borrower_.push_back(row.borrower);
            city_.emplace_back(held_.emplace_back(row.city));
            if (!row.city.empty()) valid_ |= uint64_t(1) << (city_.size() - 1);
            int64_t const numbers[] = {row.cents, row.rate_e5, row.in,
                                       row.doubt, row.unknown, row.missing};
            for (size_t i = 0; i < 6; ++i) numbers_[i].push_back(numbers[i]);
        }
        using base::ColumnKind;
        columns_ = {{ColumnKind::text, 0, legal_.data(), nullptr},
                    {ColumnKind::int32, 0, customer_.data(), nullptr},
                    {ColumnKind::int32, 0, borrower_.data(), nullptr},
                    {ColumnKind::int64, 2, numbers_[0].data(), nullptr},
                    {ColumnKind::int64, 5, numbers_[1].data(), nullptr},
                    {ColumnKind::text, 0, city_.data(), &valid_}};
        for (size_t i = 2; i < 6; ++i)
            columns_.push_back({ColumnKind::int64, 0, numbers_[i].data(), nullptr});
    }
    base::Batch batch() const { return {columns_, legal_.size()}; }

private:
    std::deque<std::string> held_;
    std::vector<base::TextView> legal_, city_;
    std::vector<int32_t> customer_, borrower_;
    std::vector<int64_t> numbers_[6];
    uint64_t valid_ = 0;
    std::vector<base::BatchColumn> columns_;
};

// Cell bits: 1, 2, 4. Borrower 0 is customer 0 of A and customer 0 of B.
std::vector<Row> const month = {
    {"A", 0, 0, 10000, 300000, "太原", 1 | 2 | 4, 0, 0, 0},  // Both chapters: once in the union.
    {"A", 0, 0, 5000, 450000, "太原", 1, 0, 0, 0},
    {"A", 1, 1, 2500, 400000, "大同", 2, 1, 1, 1},  // In one, in doubt in the other.
    {"B", 0, 0, 100, 100000, "", 2, 0, 0, 0},
    {"B", 1, 2, 700, 999999, "大同", 0, 1 | 2, 2 | 4, 2 | 4},
    {"B", 1, 2, 300, 999999, "大同", 0, 1, 2, 4},
    {"B", 2, 3, 9, 1, "大同", 0, 0, 0, 0},  // In nothing.
};

Cube added() {
    Accumulator out(spec_of(2, 3, 4));
    out.add(Rows(month).batch());
    return out.finish(2);
}

TEST(Statistic, SumsByInstitution) {
    Cube const all = added();
    Totals const first = all.total(0, 0);
    EXPECT_TRUE(first.amount == 15000);
    EXPECT_EQ(first.receipts, 2);
    EXPECT_EQ(first.customers, 1);  // Two receipts of one customer.
    // (100.00 × 3 + 50.00 × 4.5) ÷ 150.00 = 3.5.
    EXPECT_EQ(first.rate_e5(), 350000);
    EXPECT_TRUE(first.pending_amount == 2500);
    EXPECT_EQ(first.pending_receipts, 1);
    EXPECT_EQ(first.pending_item, 0);
    Totals const none = all.total(1, 2);
    EXPECT_TRUE(none.amount == 0);
    EXPECT_EQ(none.rate_e5(), 0);  // An empty chapter: zero rows, nothing divided by zero.
    EXPECT_EQ(none.customers, 0);
    EXPECT_EQ(none.pending_item, -1);
}

TEST(Statistic, UnionNotSum) {
    Cube const all = added();
    Totals const a = all.total(0, all.union_cell());
    EXPECT_TRUE(a.amount == 17500);  // Not 15000 + 12500.
    EXPECT_EQ(a.receipts, 3);
    EXPECT_EQ(a.customers, 2);
    EXPECT_EQ(a.pending_receipts, 0);  // In doubt in one chapter, but counted by the other.
    Totals const b = all.total(1, all.union_cell());
    EXPECT_TRUE(b.amount == 100);
    EXPECT_TRUE(b.pending_amount == 1000);
    EXPECT_EQ(b.pending_receipts, 2);
    Totals const both = all.total(everywhere, all.union_cell());
    EXPECT_TRUE(both.amount == 17600);
    EXPECT_EQ(both.customers, 2);  // Borrowers 0 and 1; borrower 0 has loans at A and at B.
}

TEST(Statistic, CustomersOnceOverAllInstitutions) {
    Cube const all = added();
    EXPECT_EQ(all.total(0, 1).customers + all.total(1, 1).customers, 3);
    EXPECT_EQ(all.total(everywhere, 1).customers, 2);
    EXPECT_TRUE(all.total(everywhere, 1).amount == 12600);
}

TEST(Statistic, TheItemMissingMost) {
    // B, cell 0: conditions 0 and 1; both rows lack condition 1's inputs 1 and 2 (2) and 2 (1).
    Totals const doubt = added().total(1, 0);
    EXPECT_EQ(doubt.pending_receipts, 2);
    EXPECT_EQ(doubt.pending_item, 2);
    EXPECT_EQ(added().total(1, 1).pending_item, 2);
}

TEST(Statistic, ByDimension) {
    Cube const all = added();
    EXPECT_EQ(all.values(everywhere, 0, 0), (std::vector<std::string>{"大同", "太原"}));
    EXPECT_EQ(all.values(everywhere, 0, 1), (std::vector<std::string>{"-", "大同", "太原"}));
    EXPECT_TRUE(all.by_value(everywhere, 0, "太原", 0).amount == 15000);
    EXPECT_EQ(all.by_value(everywhere, 0, "太原", 0).customers, 1);
    EXPECT_EQ(all.by_value(everywhere, 0, "大同", 0).pending_receipts, 3);
    EXPECT_TRUE(all.by_value(everywhere, 0, "大同", all.union_cell()).amount == 2500);
    EXPECT_EQ(all.by_value(everywhere, 0, "大同", all.union_cell()).pending_receipts, 2);
    EXPECT_EQ(all.by_value(everywhere, 0, "运城", 0).receipts, 0);
}

TEST(Statistic, RatesRoundHalfUpAtTheFifthDecimal) {
    struct {
        int64_t cents_a, rate_a, cents_b, rate_b, want;
    } const cases[] = {
        {100, 300000, 100, 300001, 300001},  // 3.000005 → 3.00001.
        {300, 300000, 100, 300001, 300000},  // 3.0000025.
        {100, 300000, 300, 300001, 300001},  // 3.0000075.
        {1, 435000, 0, 0, 435000},
        {999999999999999999, 2400000, 999999999999999999, 2400000, 2400000},  // 128 bits.
        {100, -300000, 100, -300001, -300001},                                // Away from zero.
    };
    for (auto const& c : cases) {
        Accumulator one(spec_of(1, 0, 1));
        one.add(Rows({{"A", 0, 0, c.cents_a, c.rate_a, "", 1, 0, 0, 0},
                      {"A", 0, 0, c.cents_b, c.rate_b, "", 1, 0, 0, 0}})
                    .batch());
        EXPECT_EQ(one.finish(2).total(0, 0).rate_e5(), c.want);
    }
}

TEST(Statistic, MergingIsTheSameAsOnePass) {
    Cube const whole = added();
    for (size_t cut = 0; cut <= month.size(); ++cut) {
        Accumulator left(spec_of(2, 3, 4)), right(spec_of(2, 3, 4));
        left.add(Rows({month.begin(), month.begin() + std::ptrdiff_t(cut)}).batch());
        right.add(Rows({month.begin() + std::ptrdiff_t(cut), month.end()}).batch());
        left.merge(std::move(right));
        Cube const both = left.finish(2);
        for (size_t cell : {size_t(0), size_t(1), both.union_cell()})
            for (size_t institution : {size_t(0), size_t(1), everywhere}) {
                Totals const& got = both.total(institution, cell);
                Totals const& want = whole.total(institution, cell);
                EXPECT_TRUE(got.amount == want.amount && got.weighted == want.weighted);
                EXPECT_TRUE(got.pending_amount == want.pending_amount);
                EXPECT_EQ(got.customers, want.customers);
                EXPECT_EQ(got.pending_item, want.pending_item);
                for (std::string const& value : whole.values(institution, 0, 1))
                    EXPECT_EQ(both.by_value(institution, 0, value, cell).customers,
                              whole.by_value(institution, 0, value, cell).customers);
            }
        EXPECT_EQ(both.values(everywhere, 0, 1), whole.values(everywhere, 0, 1));
        EXPECT_EQ(both.by_value(everywhere, 0, "大同", both.union_cell()).pending_receipts, 2);
    }
}

TEST(Statistic, OneInstitutionByDimension) {
    Cube const all = added();
    // A in 太原: both receipts of customer 0; in 大同 one in cell 1 and in doubt in cell 0.
    EXPECT_EQ(all.values(0, 0, 0), (std::vector<std::string>{"大同", "太原"}));
    EXPECT_TRUE(all.by_value(0, 0, "太原", 0).amount == 15000);
    EXPECT_EQ(all.by_value(0, 0, "太原", 0).customers, 1);
    EXPECT_EQ(all.by_value(0, 0, "大同", 1).customers, 1);
    EXPECT_EQ(all.by_value(0, 0, "大同", 0).pending_receipts, 1);
    EXPECT_EQ(all.values(1, 0, 1), (std::vector<std::string>{"-", "大同"}));
}

TEST(Statistic, APartyInTwoCitiesCountsInEachOnce) {
    // One borrower, customer of A and of B, in three cities; cell 0 in all, cell 1 in one.
    Accumulator sums(spec_of(1, 1, 1));
    sums.add(Rows({{"A", 0, 0, 1, 0, "太原", 1, 0, 0, 0},
                   {"A", 0, 0, 2, 0, "大同", 1, 0, 0, 0},
                   {"A", 0, 0, 4, 0, "大同", 1 | 2, 0, 0, 0},
                   {"B", 0, 0, 8, 0, "大同", 1, 0, 0, 0},
                   {"B", 0, 0, 16, 0, "运城", 1, 0, 0, 0}})
                 .batch());
    Cube const cube = sums.finish(2);
    for (char const* city : {"太原", "大同", "运城"})
        EXPECT_EQ(cube.by_value(everywhere, 0, city, 0).customers, 1) << city;
    EXPECT_TRUE(cube.by_value(everywhere, 0, "大同", 0).amount == 14);
    EXPECT_EQ(cube.by_value(everywhere, 0, "大同", 1).customers, 1);
    EXPECT_EQ(cube.by_value(everywhere, 0, "太原", 1).customers, 0);
    EXPECT_EQ(cube.by_value(1, 0, "大同", 0).customers, 1);
    EXPECT_EQ(cube.total(everywhere, 0).customers, 1);
}

/// Many rows of every kind against sets: another way to count.
TEST(Statistic, ManyRowsAgreeWithSets) {
    uint64_t const seed = base::test_seed();
    SCOPED_TRACE("SEED=" + std::to_string(seed));
    std::mt19937_64 random(seed);
    auto const below = [&](uint64_t n) { return int64_t(random() % n); };
    std::vector<Row> rows;
    std::vector<std::vector<int32_t>> borrower_of(2, std::vector<int32_t>(40));
    for (auto& institution : borrower_of)
        for (int32_t& borrower : institution) borrower = int32_t(below(60));
    std::vector<std::string> const cities = {"", "太原", "大同", "朔州", "一个超过十二字节的城市"};
    for (int i = 0; i < 3000; ++i) {
        size_t const legal = size_t(below(2)), customer = size_t(below(40));
        int64_t const in = below(8), doubt = below(8) & ~in, unknown = below(8);
        rows.push_back({legal == 0 ? "A" : "B", int32_t(customer), borrower_of[legal][customer],
                        below(1'000'000), below(900'000), cities[size_t(below(5))], in, doubt,
                        unknown, below(8)});
    }
    Accumulator sums(spec_of(40, 40, 60)), rest(spec_of(40, 40, 60));
    for (size_t begin = 0; begin < rows.size(); begin += 50) {
        auto const first = rows.begin() + std::ptrdiff_t(begin);
        (begin % 150 == 0 ? rest : sums).add(Rows({first, first + 50}).batch());
    }
    sums.merge(std::move(rest));
    Cube const cube = sums.finish(2);
    for (size_t cell = 0; cell < 2; ++cell)
        for (size_t institution : {size_t(0), size_t(1), everywhere})
            for (std::string const& city : cities) {
                base::Int128 amount = 0, weighted = 0, pending = 0;
                std::set<int32_t> parties, parties_anywhere;
                for (Row const& row : rows) {
                    bool const here =
                        institution == everywhere || row.legal == (institution == 0 ? "A" : "B");
                    int32_t const party = institution == everywhere ? row.borrower : row.customer;
                    if (!here) continue;
                    if ((row.in >> cell) & 1) parties_anywhere.insert(party);
                    if (row.city != city) continue;
                    if ((row.doubt >> cell) & 1) pending += row.cents;
                    if (!((row.in >> cell) & 1)) continue;
                    amount += row.cents;
                    weighted += base::Int128(row.cents) * row.rate_e5;
                    parties.insert(party);
                }
                Totals const got = cube.by_value(institution, 0, city.empty() ? "-" : city, cell);
                EXPECT_TRUE(got.amount == amount && got.weighted == weighted &&
                            got.pending_amount == pending);
                EXPECT_EQ(got.customers, int64_t(parties.size()));
                EXPECT_EQ(cube.total(institution, cell).customers,
                          int64_t(parties_anywhere.size()));
            }
}

/// Totals counted row by row, with sets of parties.
struct PlainTotals {
    void add(Row const& row, int32_t party, bool in, bool doubt, int64_t lacking) {
        if (in) {
            amount += row.cents;
            weighted += base::Int128(row.cents) * row.rate_e5;
            ++receipts;
            parties.insert(party);
        } else if (doubt) {
            pending += row.cents;
            ++pending_receipts;
            for (int item = 0; item < 3; ++item) missing[item] += (lacking >> item) & 1;
        }
    }
    bool is(Totals const& got) const {
        return got.amount == amount && got.weighted == weighted && got.receipts == receipts &&
               got.customers == int64_t(parties.size()) && got.pending_amount == pending &&
               got.pending_receipts == pending_receipts;
    }
    int pending_item() const {
        auto const most = std::max_element(std::begin(missing), std::end(missing));
        return *most == 0 ? -1 : int(most - std::begin(missing));
    }

    base::Int128 amount = 0, weighted = 0, pending = 0;
    int64_t receipts = 0, pending_receipts = 0, missing[3] = {};
    std::set<int32_t> parties;
};

using PlainKey =
    std::tuple<size_t, int, std::string, size_t>;  // Institution, dimension, value, cell.

/// `month`'s spec with the institution's code as a second dimension; dimension -1 is the total.
std::map<PlainKey, PlainTotals> plain_cube(std::vector<Row> const& rows, size_t union_cell) {
    std::map<PlainKey, PlainTotals> out;
    for (Row const& row : rows) {
        // Condition 0 of cell 0 reads input 0, its condition 1 inputs 1 and 2; cell 1's reads 2.
        int64_t const lacks[] = {
            ((row.unknown & 1) != 0 ? 1 : 0) | ((row.unknown & 2) != 0 ? 6 : 0),
            (row.unknown & 4) != 0 ? 4 : 0};
        for (size_t cell : {size_t(0), size_t(1), union_cell}) {
            bool const both = cell == union_cell;
            bool const in = ((row.in >> (both ? 0 : cell)) & (both ? 3 : 1)) != 0;
            bool const doubt = ((row.doubt >> (both ? 0 : cell)) & (both ? 3 : 1)) != 0;
            int64_t const lacking = both ? 0 : lacks[cell] & row.missing;
            for (size_t institution : {size_t(row.legal[0] - 'A'), everywhere}) {
                int32_t const party = institution == everywhere ? row.borrower : row.customer;
                auto const add = [&](int dimension, std::string const& value) {
                    out[{institution, dimension, value, cell}].add(row, party, in, doubt, lacking);
                };
                add(-1, "");
                add(0, row.city.empty() ? "-" : row.city);
                add(1, row.legal);
            }
        }
    }
    return out;
}

/// Rows of three institutions; A's customers are in two blocks, and a fifth of the borrowers are
/// customers several times, of one institution and of several.
std::vector<Row> rows_of_many(std::mt19937_64& random) {
    auto const below = [&](uint64_t n) { return int64_t(random() % n); };
    std::vector<std::string> const cities = {"", "太原", "大同", "朔州", "一个超过十二字节的城市"};
    std::map<std::pair<int64_t, int32_t>, int32_t> borrowers;
    std::vector<Row> out;
    for (int i = 0; i < 5000; ++i) {
        int64_t const legal = below(3);
        int32_t const customer = int32_t((legal == 0 ? 65'000 : 0) + below(1'000));
        auto const [at, fresh] =
            borrowers.try_emplace({legal, customer}, int32_t(borrowers.size()));
        if (fresh && below(5) == 0) at->second = int32_t(below(100));
        int64_t const in = below(8) & below(8), doubt = below(8) & ~in;
        out.push_back({std::string(1, char('A' + legal)), customer, at->second, below(1'000'000),
                       below(900'000), cities[size_t(below(5))], in, doubt, below(8), below(8)});
    }
    return out;
}

TEST(Statistic, ThreadsAndPartsGiveWhatAPlainCountGives) {
    uint64_t const seed = base::test_seed();
    SCOPED_TRACE("SEED=" + std::to_string(seed));
    std::mt19937_64 random(seed);
    std::vector<Row> const rows = rows_of_many(random);
    Spec spec = spec_of(66'000, 1'000, 3'000);
    spec.institutions.push_back({"C", 1'000});
    spec.institutions.push_back({"D", 7});  // Without rows.
    spec.columns.dimensions.push_back({0, {}});
    for (auto const& [parts, threads] :
         {std::pair{1, 1}, std::pair{1, 2}, std::pair{3, 1}, std::pair{3, 2}, std::pair{3, 5}}) {
        SCOPED_TRACE(std::to_string(parts) + " parts, " + std::to_string(threads) + " threads");
        std::deque<Accumulator> sums;
        for (int part = 0; part < parts; ++part) sums.emplace_back(spec);
        for (size_t begin = 0; begin < rows.size(); begin += 50) {
            auto const first = rows.begin() + std::ptrdiff_t(begin);
            sums[random() % sums.size()].add(Rows({first, first + 50}).batch());
        }
        for (; sums.size() > 1; sums.pop_back()) sums.front().merge(std::move(sums.back()));
        Cube const cube = sums.front().finish(threads);
        auto const plain = plain_cube(rows, cube.union_cell());
        ASSERT_GT(plain.size(), 60U);
        std::map<std::tuple<size_t, int, size_t>, std::vector<std::string>> values;
        for (auto const& [key, want] : plain) {
            auto const& [institution, d, value, cell] = key;
            if (d >= 0 && want.receipts + want.pending_receipts > 0)
                values[{institution, d, cell}].push_back(value);
            Totals const got = d < 0 ? cube.total(institution, cell)
                                     : cube.by_value(institution, size_t(d), value, cell);
            EXPECT_TRUE(want.is(got)) << institution << " " << d << value << " " << cell;
            EXPECT_EQ(got.pending_item, d < 0 ? want.pending_item() : -1);
        }
        for (auto const& [key, want] : values)
            EXPECT_EQ(cube.values(std::get<0>(key), size_t(std::get<1>(key)), std::get<2>(key)),
                      want);
        EXPECT_EQ(cube.total(3, 0).receipts, 0);
        EXPECT_EQ(cube.total(3, 0).customers, 0);
        EXPECT_TRUE(cube.values(3, 0, 0).empty());
    }
}

TEST(Statistic, CountsEveryColumnByItself) {
    // Two text columns over `month`: the city, and the institution as a second one.
    Counts whole({0, {5, 0}, 3}), left({0, {5, 0}, 3}), right({0, {5, 0}, 3});
    whole.add(Rows(month).batch());
    left.add(Rows({month.begin(), month.begin() + 3}).batch());
    right.add(Rows({month.begin() + 3, month.end()}).batch());
    left.merge(right);
    for (Counts const* counts : {&whole, &left}) {
        std::map<std::string, std::pair<int64_t, int64_t>> got;
        for (Counts::Line const& line : counts->lines())
            got[line.legal_uscc + std::to_string(line.text) + line.value] = {line.receipts,
                                                                             int64_t(line.amount)};
        EXPECT_EQ(got, (std::map<std::string, std::pair<int64_t, int64_t>>{
                           {"A0太原", {2, 15000}},
                           {"A0大同", {1, 2500}},
                           {"B0大同", {3, 1009}},  // The row without a city is not counted.
                           {"A1A", {3, 17500}},
                           {"B1B", {4, 1109}}}));
    }
}

TEST(Statistic, TalliesByTextsAndWords) {
    Tally whole({{{0, {}}, {5, {}}}, {6}, 3}), left({{{0, {}}, {5, {}}}, {6}, 3}),
        right({{{0, {}}, {5, {}}}, {6}, 3});
    whole.add(Rows(month).batch());
    left.add(Rows({month.begin(), month.begin() + 4}).batch());
    right.add(Rows({month.begin() + 4, month.end()}).batch());
    right.merge(left);
    for (Tally const* tally : {&whole, &right}) {
        std::map<std::tuple<std::string, std::string, uint64_t>, std::pair<int64_t, int64_t>> got;
        for (Tally::Group const& g : tally->groups())
            got[{g.texts[0], g.texts[1], g.words[0]}] = {g.receipts, int64_t(g.amount)};
        EXPECT_EQ(got.size(), 5U);
        EXPECT_EQ((got[{"A", "太原", 7}]), (std::pair<int64_t, int64_t>(1, 10000)));
        EXPECT_EQ((got[{"B", "大同", 0}]), (std::pair<int64_t, int64_t>(3, 1009)));
        EXPECT_EQ((got[{"B", "-", 2}]), (std::pair<int64_t, int64_t>(1, 100)));
    }
}

}  // namespace
}  // namespace statistic
