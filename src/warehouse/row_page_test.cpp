// Goal: pages hold what the conditions, orders and the scope say, and nothing else.
// Method: a few rows that any reader can check; then random rows in three files beside a slow
// second way: every row as values, filtered and sorted by the standard library.
#include "warehouse/row_page.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "base/folder_for_test.hpp"
#include "base/seed_for_test.hpp"
#include "warehouse/row_writer.hpp"

namespace warehouse {
namespace {

using base::Value;
using Names = std::vector<std::string>;

std::vector<RowShape> const shapes = {
    {"legal_uscc", RowKind::text, 0, "legal_uscc"},
    {"receipt", RowKind::text, 0, "receipt"},
    {"bill", RowKind::text, 0, "bill"},
    {"branch_no", RowKind::text, 0, "branch_no"},
    {"branch_region", RowKind::text, 0, "branch_region"},
    {"amount", RowKind::integer, 2, "amount"},
    {"rate", RowKind::decimal, 5, "rate"},
    {"due", RowKind::day, 0, "due"},
};

Names names_of(std::vector<RowShape> const& all) {
    Names out;
    for (RowShape const& shape : all) out.push_back(shape.name);
    return out;
}

/// Files of rows in a folder that goes away.
class Files {
public:
    Files() : database_(*Database::open(DatabaseOptions())), connection_(*database_.connect()) {}

    /// A file from a table of these columns: legal_uscc is the first part of the key.
    void add(std::string const& name, std::string const& select) {
        ASSERT_TRUE(connection_.run("CREATE TABLE " + name +
                                    " (legal_uscc VARCHAR, receipt VARCHAR, bill VARCHAR, "
                                    "branch_no VARCHAR, branch_region VARCHAR, "
                                    "amount DECIMAL(18,2), rate DECIMAL(10,5), due DATE)"));
        ASSERT_TRUE(connection_.run("INSERT INTO " + name + " " + select));
        auto const rows = *connection_.value("SELECT count(*) FROM " + name);
        RowSource source{{{name, "rowid", shapes}}, 3, size_t(std::stoll(rows)), "made for a test"};
        auto const written = write_rows(connection_, source, path(name));
        ASSERT_TRUE(written) << written.error().code;
        auto opened = RowFile::open(path(name));
        ASSERT_TRUE(opened) << opened.error().code;
        EXPECT_EQ(int64_t(opened->bytes()), *written);
        EXPECT_EQ(opened->source().substr(0, 15), "made for a test");
        files_.push_back(std::make_unique<RowFile>(std::move(*opened)));
    }

    std::string path(std::string const& name) const { return folder_.path() + "/" + name; }

    std::vector<RowFile const*> all() const {
        std::vector<RowFile const*> out;
        for (auto const& file : files_) out.push_back(file.get());
        return out;
    }

    /// The receipts or bills of a page, or the error's code.
    Names ask(RowRequest request, Scope const& scope = Scope::everything()) const {
        request.columns = {"receipt", "bill"};
        auto const page = read_page(all(), scope, request);
        if (!page) return {page.error().code};
        Names out;
        for (auto const& row : page->rows)
            out.push_back(base::to_text(base::is_null(row[0]) ? row[1] : row[0]));
        if (page->count) out.push_back("of " + std::to_string(*page->count));
        return out;
    }

private:
    base::FolderForTest folder_;
    Database database_;
    Connection connection_;
    std::vector<std::unique_ptr<RowFile>> files_;
};

/// Two banks. A bill has no receipt, so it stands last in its bank.
class RowPage : public testing::Test {
protected:
    void SetUp() override {
        files_.add("one", R"(VALUES
            ('A', 'r3', NULL, 'A-1', '140105', 30.00, 4.35000, DATE '2027-01-31'),
            ('A', 'r1', NULL, 'A-1', '140105', -10.00, 3.00000, NULL),
            ('A', NULL, 'b9', 'A-2', '140200', 20.00, 1.85000, DATE '2026-12-31'),
            ('A', 'r2, a name of more than twelve bytes', NULL, 'A-2', NULL, 30.00, 4.35000,
             DATE '2026-10-01'))");
        files_.add("two", R"(VALUES
            ('B', 'r1', NULL, NULL, '140105', 30.00, 4.35000, DATE '2026-10-01'),
            ('B', 'r0', NULL, 'B-1', '410100', 7.07, NULL, NULL))");
    }

    Files files_;
    std::string const long_ = "r2, a name of more than twelve bytes";
};

TEST_F(RowPage, OrdersByValueThenByKeyAndNullLast) {
    EXPECT_EQ(files_.ask({}), (Names{"r1", long_, "r3", "b9", "r0", "r1"}));
    EXPECT_EQ(files_.ask({.orders = {{"amount", true}}}),
              (Names{long_, "r3", "r1", "b9", "r0", "r1"}));
    EXPECT_EQ(files_.ask({.orders = {{"rate", true}}}),
              (Names{long_, "r3", "r1", "r1", "b9", "r0"}));
    EXPECT_EQ(files_.ask({.orders = {{"rate", false}}}),
              (Names{"b9", "r1", long_, "r3", "r1", "r0"}));
    EXPECT_EQ(files_.ask({.orders = {{"due", false}, {"amount", false}}}),
              (Names{long_, "r1", "b9", "r3", "r1", "r0"}));
    EXPECT_EQ(files_.ask({.orders = {{"receipt", true}}}),
              (Names{"r3", long_, "r1", "r1", "r0", "b9"}));
    EXPECT_EQ(files_.ask({.orders = {{"receipt", false}}}),
              (Names{"r0", "r1", "r1", long_, "r3", "b9"}));
}

TEST_F(RowPage, ConditionsAreThoseOfSql) {
    auto const ask = [&](std::string column, RowCompare compare, Value value) {
        return files_.ask(
            {.conditions = {{std::move(column), compare, std::move(value)}}, .count = true});
    };
    EXPECT_EQ(ask("amount", RowCompare::equal, int64_t(3000)), (Names{long_, "r3", "r1", "of 3"}));
    EXPECT_EQ(ask("amount", RowCompare::less, int64_t(707)), (Names{"r1", "of 1"}));
    EXPECT_EQ(ask("amount", RowCompare::at_most, int64_t(707)), (Names{"r1", "r0", "of 2"}));
    EXPECT_EQ(ask("rate", RowCompare::not_equal, base::Decimal{435, 2}),
              (Names{"r1", "b9", "of 2"}));  // Not the row without a rate.
    EXPECT_EQ(ask("rate", RowCompare::more, base::Decimal{29999999, 7}),
              (Names{"r1", long_, "r3", "r1", "of 4"}));
    EXPECT_EQ(ask("due", RowCompare::at_least, *base::parse_day("2026-12-31")),
              (Names{"r3", "b9", "of 2"}));
    EXPECT_EQ(ask("receipt", RowCompare::begins, "r2,"), (Names{long_, "of 1"}));
    EXPECT_EQ(ask("receipt", RowCompare::begins, "r"),
              (Names{"r1", long_, "r3", "r0", "r1", "of 5"}));
    EXPECT_EQ(ask("receipt", RowCompare::equal, "r"), (Names{"of 0"}));
    EXPECT_EQ(ask("receipt", RowCompare::not_equal, ""),
              (Names{"r1", long_, "r3", "r0", "r1", "of 5"}));
    EXPECT_EQ(ask("amount", RowCompare::equal, "30"), (Names{"list_operator"}));
    EXPECT_EQ(ask("amount", RowCompare::begins, int64_t(3)), (Names{"list_operator"}));
    EXPECT_EQ(ask("amount", RowCompare::equal, Value()), (Names{"list_operator"}));
    EXPECT_EQ(ask("name", RowCompare::equal, "x"), (Names{"list_column"}));
}

TEST_F(RowPage, TheScopeIsAWall) {
    auto const seen = [&](Scope const& scope) { return files_.ask({.count = true}, scope); };
    EXPECT_EQ(seen(Scope()), (Names{"list_column"}));  // Not even a field.
    Scope scope;
    scope.fields = Seen::everything();
    EXPECT_EQ(seen(scope), (Names{"of 0"}));
    scope.legals = Seen::of({"B"});
    scope.branches = scope.regions = Seen::everything();
    EXPECT_EQ(seen(scope), (Names{"r0", "r1", "of 2"}));
    scope.regions = Seen::of({"14"});
    EXPECT_EQ(seen(scope), (Names{"r1", "of 1"}));
    scope.legals = Seen::everything();
    EXPECT_EQ(seen(scope), (Names{"r1", "r3", "b9", "r1", "of 4"}));  // No row without a region.
    scope.branches = Seen::of({"A-2", "B-1"});
    EXPECT_EQ(seen(scope), (Names{"b9", "of 1"}));
    RowRequest request{.conditions = {{"legal_uscc", RowCompare::equal, "B"}}};
    EXPECT_EQ(files_.ask(request, scope), Names{});
}

TEST_F(RowPage, AFieldOutsideTheScopeIsNoField) {
    Scope scope = Scope::everything();
    scope.fields = Seen::of({"legal_uscc", "receipt", "bill", "due"});
    auto const code = [&](RowRequest const& request) {
        auto const page = read_page(files_.all(), scope, request);
        return page ? std::string("ok") : page.error().code;
    };
    EXPECT_EQ(code({.columns = {"due"}}), "ok");
    EXPECT_EQ(code({.columns = {"amount"}}), "list_column");
    EXPECT_EQ(code({.columns = {"due"}, .orders = {{"amount", false}}}), "list_column");
    EXPECT_EQ(code({.columns = {"due"}, .conditions = {{"amount", RowCompare::equal, int64_t(1)}}}),
              "list_column");
    EXPECT_EQ(code({.columns = {"due"}, .limit = 501}), "list_limit");
    EXPECT_EQ(code({.columns = {"due"}, .orders = {{"due", false}}, .after = {Value()}}),
              "cursor_malformed");
}

TEST_F(RowPage, WritesNothingThatIsNotWhole) {
    auto database = *Database::open(DatabaseOptions());
    auto connection = *database.connect();
    std::vector<RowShape> const two = {{"k", RowKind::text, 0, "'a'"},
                                       {"n", RowKind::integer, 0, "x"}};
    auto const code = [&](std::string const& from, std::string const& row, size_t rows) {
        RowSource const source{{{from, row, two}}, 1, rows, ""};
        auto const done = write_rows(connection, source, files_.path("bad"));
        EXPECT_EQ(base::is_file(files_.path("bad")), done.has_value());
        EXPECT_FALSE(base::is_file(files_.path("bad") + ".part"));
        return done ? std::string("ok") : done.error().code;
    };
    EXPECT_EQ(code("range(3) t(x)", "x", 4), "rows_differ");           // A row lacks.
    EXPECT_EQ(code("range(3) t(x)", "x", 2), "rows_differ");           // One too many.
    EXPECT_EQ(code("range(4) t(x)", "x // 2 * 3", 4), "rows_differ");  // One twice.
    EXPECT_EQ(code("range(3) t(x)", "x - 1", 3), "rows_differ");
    EXPECT_EQ(code("(SELECT 0.5 AS x)", "0::BIGINT", 1), "database_type");
    EXPECT_EQ(code("range(3) t(x)", "2 - x", 3), "ok");
}

/// A row as values, for the slow second way.
using Row = std::vector<Value>;

class Random : public testing::Test {
protected:
    void SetUp() override {
        SCOPED_TRACE(base::test_seed());
        // Texts of 1 to 20 bytes, codes of one, two and four bytes, and nulls.
        for (std::string const legal : {"A", "B", "C"}) {
            std::string const rows = legal == "B" ? "70000" : "400";
            files_.add("rows_" + legal, R"(SELECT ')" + legal + R"(',
                CASE WHEN x % 7 = 0 THEN NULL ELSE lpad('', (x % 13)::INT, 'r') || x END,
                CASE WHEN x % 7 = 0 THEN 'b' || x END,
                CASE WHEN x % 5 > 0 THEN 'branch ' || (x % 300) END, '14' || (1000 + x % 900),
                CASE WHEN x % 11 > 0 THEN (hash(x * 31) % 90000)::INT / 100 - 300 END,
                CASE WHEN x % 3 > 0 THEN (hash(x) % 40)::INT / 100000 END,
                CASE WHEN x % 17 > 0 THEN DATE '2020-01-01' + (hash(x * 7) % 3000)::INT END
                FROM range()" + rows + ") t(x)");
        }
        for (RowFile const* file : files_.all())
            for (size_t row = 0; row < file->rows(); ++row) {
                rows_.emplace_back();
                for (RowColumn const& column : file->columns())
                    rows_.back().push_back(column.value(column.code(row)));
            }
        ASSERT_EQ(rows_.size(), 70800u);
    }

    bool fulfils(Row const& row, RowCondition const& condition) const {
        Value const& value = row[index(condition.column)];
        if (base::is_null(value)) return false;
        auto const sign = value <=> condition.value;
        auto const text = std::get_if<std::string>(&value);
        switch (condition.compare) {
            case RowCompare::equal: return sign == 0;
            case RowCompare::not_equal: return sign != 0;
            case RowCompare::less: return sign < 0;
            case RowCompare::at_most: return sign <= 0;
            case RowCompare::more: return sign > 0;
            case RowCompare::at_least: return sign >= 0;
            default: return text->starts_with(std::get<std::string>(condition.value));
        }
    }

    static size_t index(std::string const& name) {
        auto const names = names_of(shapes);
        return size_t(std::find(names.begin(), names.end(), name) - names.begin());
    }

    /// The first pages one by one, beside all rows filtered and sorted.
    void compare(RowRequest request) {
        constexpr size_t pages = 4;
        std::vector<Row const*> want;
        for (Row const& row : rows_)
            if (std::all_of(request.conditions.begin(), request.conditions.end(),
                            [&](RowCondition const& one) { return fulfils(row, one); }))
                want.push_back(&row);
        for (std::string const name : {"legal_uscc", "receipt", "bill"})
            request.orders.push_back({name, false});
        std::vector<size_t> columns;
        for (RowOrder const& order : request.orders) columns.push_back(index(order.column));
        size_t const sorted = std::min(want.size(), pages * request.limit + 1);
        std::partial_sort(want.begin(), want.begin() + ptrdiff_t(sorted), want.end(),
                          [&](Row const* a, Row const* b) {
                              for (size_t i = 0; i < columns.size(); ++i) {
                                  Value const &left = (*a)[columns[i]], &right = (*b)[columns[i]];
                                  if (left == right) continue;
                                  if (base::is_null(left) || base::is_null(right))
                                      return base::is_null(right);
                                  return (left < right) != request.orders[i].descending;
                              }
                              return false;
                          });
        request.columns = names_of(shapes);
        request.count = true;
        size_t seen = 0;
        for (size_t page_no = 0; page_no < pages; ++page_no) {
            auto const page = read_page(files_.all(), Scope::everything(), request);
            ASSERT_TRUE(page) << page.error().code;
            EXPECT_EQ(*page->count, int64_t(want.size()));
            for (Row const& row : page->rows) ASSERT_EQ(row, *want[seen++]);
            EXPECT_EQ(page->more, seen < want.size());
            if (!page->more) return;
            ASSERT_EQ(page->rows.size(), request.limit);
            request.after.clear();
            for (size_t const column : columns) request.after.push_back(page->rows.back()[column]);
        }
    }

    Files files_;
    std::vector<Row> rows_;
};

TEST_F(Random, PagesAreThoseOfTheSlowWay) {
    std::mt19937_64 random(base::test_seed());
    auto const below = [&](size_t count) { return size_t(random() % count); };
    for (int round = 0; round < 60; ++round) {
        RowRequest request;
        request.limit = 1 + below(400);
        request.threads = 1 + int(below(3));
        for (size_t i = below(3); i > 0; --i) {
            Row const& like = rows_[below(rows_.size())];
            size_t const column = below(shapes.size());
            if (base::is_null(like[column])) continue;
            bool const text = shapes[column].kind == RowKind::text;
            RowCondition condition{shapes[column].name, RowCompare(below(text ? 7 : 6)),
                                   like[column]};
            if (auto* prefix = std::get_if<std::string>(&condition.value); prefix != nullptr)
                prefix->resize(1 + below(prefix->size()));
            request.conditions.push_back(std::move(condition));
        }
        for (size_t i = below(4); i > 0; --i) {
            std::string const name = shapes[3 + below(shapes.size() - 3)].name;
            bool const twice = std::any_of(request.orders.begin(), request.orders.end(),
                                           [&](RowOrder const& one) { return one.column == name; });
            if (!twice) request.orders.push_back({name, below(2) == 1});
        }
        compare(request);
        if (HasFailure()) {
            ADD_FAILURE() << "SEED=" << base::test_seed() << " round " << round;
            return;
        }
    }
}

}  // namespace
}  // namespace warehouse
