// Goal: a decision table gives every record the same row in the column executor as in the record
// executor, both by numbered sets and, for tables with too many of them, by intersection.
// Method: random tables whose rows overlap (the first row wins), random records with missing
// values.
#include "engine/rule/column_choice.hpp"

#include <gtest/gtest.h>

#include <random>

#include "base/seed_for_test.hpp"
#include "engine/rule/book_for_test.hpp"
#include "engine/rule/column_plan.hpp"

namespace rule {
namespace {

TEST(Cuts, ClassIsTheNumberOfBoundsNotAbove) {
    for (size_t count : {0, 1, 2, 3, 4, 63, 64, 65}) {
        std::vector<base::Int128> bounds;
        for (size_t i = 0; i < count; ++i) bounds.push_back(base::Int128(i) * 10 - 100);
        Cuts const cuts(bounds);
        std::vector<int64_t> values;
        for (int64_t value = -125; value < 600; ++value) values.push_back(value);
        values.push_back(INT64_MAX);
        values.push_back(INT64_MIN);
        std::vector<uint16_t> classes(values.size());
        cuts.classify(values.data(), values.size(), 1, classes.data());
        for (size_t i = 0; i < values.size(); ++i) {
            auto const not_above = std::count_if(bounds.begin(), bounds.end(),
                                                 [&](auto bound) { return bound <= values[i]; });
            ASSERT_EQ(classes[i], 1 + not_above) << count << " " << values[i];
            ASSERT_EQ(cuts.class_of(values[i]), not_above);
        }
    }
}

constexpr char const* items[] = {"staff", "m", "f", "d"};

std::string random_range(std::mt19937_64& random, size_t bounds) {
    size_t const low = random() % bounds, high = low + 1 + random() % (1 + bounds / 3);
    switch (random() % 12) {
        case 0: return "-";
        case 1: return ">" + std::to_string(low);
        case 2: return "<=" + std::to_string(high);
        case 3: return "?";
        default: return "[" + std::to_string(low) + ".." + std::to_string(high) + ")";
    }
}

/// A table of four columns over `bounds` bounds; days of 2026 count from the first of January.
std::string random_table(std::mt19937_64& random, size_t rows, size_t bounds) {
    std::string out = "staff,m,f,d,=> o\n";
    for (size_t r = 0; r < rows; ++r) {
        char const* const codes[] = {"-", "P", "Q|R", "?"};
        base::Day const first{base::parse_day("2026-01-01")->days + int32_t(random() % bounds)};
        std::string const day = random() % 3 == 0 ? "-" : ">=" + base::to_text(first);
        // No row takes everything, so that the rows behind it count.
        std::string staff = random_range(random, bounds);
        while (staff[0] != '[' && staff != "?") staff = random_range(random, bounds);
        out += staff + "," + random_range(random, bounds) + "," + codes[random() % 4] + "," + day +
               "," + std::to_string(r) + "\n";
    }
    return out;
}

Facts random_facts(std::mt19937_64& random, size_t bounds) {
    Facts out;
    auto const known = [&] { return random() % 6 != 0; };
    auto const number = [&] { return int64_t(random() % (2 * bounds + 2)); };
    if (known()) out.emplace("staff", base::Value(number()));
    if (known()) out.emplace("m", base::Value(base::Decimal{number() * 100, 2}));
    if (known()) out.emplace("f", base::Value(std::string(1, "PQRX"[random() % 4])));
    if (known())
        out.emplace("d", base::Value(base::Day{base::parse_day("2026-01-01")->days +
                                               int32_t(random() % (bounds + 9)) - 4}));
    return out;
}

size_t bytes_of(base::ColumnKind kind) {
    switch (kind) {
        case base::ColumnKind::boolean:
        case base::ColumnKind::uint8: return 1;
        case base::ColumnKind::int32:
        case base::ColumnKind::day: return 4;
        case base::ColumnKind::int64: return 8;
        default: return 16;
    }
}

/// out_0 of every record, from one batch.
std::vector<std::string> run_batch(Plan const& plan, std::vector<Facts> const& all) {
    Lists const none;
    ColumnPlan const columns(plan, none);
    struct Held {
        std::vector<base::Int128> data = std::vector<base::Int128>(base::batch_rows_max);
        std::vector<uint64_t> validity = std::vector<uint64_t>(base::batch_rows_max / 64);
    };
    auto const wrap = [](auto const& shapes, std::vector<Held>& held) {
        std::vector<base::BatchColumn> out;
        held.resize(shapes.size());
        for (size_t i = 0; i < shapes.size(); ++i)
            out.push_back(
                {shapes[i].kind, shapes[i].scale, held[i].data.data(), held[i].validity.data()});
        return out;
    };
    std::vector<Held> held_in, held_out;
    auto const in = wrap(columns.inputs(), held_in), out = wrap(columns.outputs(), held_out);
    auto const names = plan.inputs();
    for (size_t row = 0; row < all.size(); ++row) {
        for (size_t i = 0; i < names.size(); ++i) {
            auto const at = all[row].find(names[i].first);
            if (at == all[row].end()) continue;
            ColumnForTest one;
            put_value({in[i].kind, in[i].scale, one.memory.data(), &one.validity}, at->second);
            size_t const bytes = bytes_of(in[i].kind);
            std::memcpy(static_cast<std::byte*>(in[i].data) + row * bytes, one.memory.data(),
                        bytes);
            in[i].set_valid(row);
        }
    }
    ColumnRun(columns).run({in, all.size()}, {out, all.size()});
    std::vector<std::string> values;
    for (size_t row = 0; row < all.size(); ++row)
        values.push_back(out[0].is_valid(row) ? std::to_string(out[0].values<int64_t>()[row])
                                              : "null");
    return values;
}

void expect_same_rows(size_t rows, size_t bounds, bool has_stages, uint64_t seed) {
    SCOPED_TRACE(std::to_string(rows) + " rows, SEED=" + std::to_string(seed));
    std::mt19937_64 random(seed);
    pack::Book const book = book_with(
        {{"common/t/table/t.yaml",
          std::string("table: common.t\nkind: table\nname: {zh: 表, en: Table}\nhit: unique\n"
                      "grain: row\noutput: int\nfile: t.csv\n") +
              law_line},
         {"common/t/table/t.csv", random_table(random, rows, bounds)}});
    CompileOptions options;
    options.grain = "row";
    options.rules = {"common.good"};
    options.outputs = {{"table('common.t')", {.line = 1, .column = 1}}};
    auto const plan = compile(book, options);
    ASSERT_TRUE(plan.has_value()) << where(plan.error());
    Lists const none;
    ColumnProgram const program = make_column_program(plan->share(), none, {}, TextInputs::whole);
    ASSERT_EQ(program.tables.size(), 1u);
    EXPECT_EQ(program.tables[0].columns.size(), std::size(items));
    EXPECT_EQ(program.tables[0].stages.empty(), !has_stages);
    std::vector<Facts> all;
    for (int i = 0; i < 1500; ++i) all.push_back(random_facts(random, bounds));
    std::vector<std::string> const got = run_batch(*plan, all);
    size_t found = 0, last = 0;
    for (size_t i = 0; i < all.size(); ++i) {
        auto const record = evaluate(*plan, all[i], {});
        ASSERT_TRUE(record.has_value());
        base::Value const& value = record->outputs[0];
        std::string const want = base::is_null(value) ? "null" : base::to_text(value);
        found += want == "null" ? 0 : 1;
        ASSERT_EQ(got[i], want) << i;
        if (want != "null") last = std::max(last, size_t(std::stoul(want)));
    }
    EXPECT_GT(found, 0u);
    EXPECT_LT(found, all.size());
    EXPECT_TRUE(rows < 200 || last >= 64) << last;  // Beyond the first word of rows.
}

TEST(TableColumns, FirstRowThatPassesByNumberedSets) {
    uint64_t const seed = base::test_seed();
    for (size_t rows : {2, 5, 64, 65, 130}) expect_same_rows(rows, 5, true, seed + rows);
}

TEST(TableColumns, FirstRowThatPassesByIntersection) {
    expect_same_rows(700, 600, false, base::test_seed());
}

}  // namespace
}  // namespace rule
