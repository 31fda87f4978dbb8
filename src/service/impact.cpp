// Both rulebooks as batch functions in one scan; verdicts counted into migration matrices.
#include "service/impact.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "base/text.hpp"
#include "service/book.hpp"
#include "service/finished_run.hpp"
#include "warehouse/batch_function.hpp"

namespace service {
namespace {

constexpr std::string_view grain = "loan";
constexpr size_t fixed_columns = 3;  // legal_uscc, city, amount in cents.

/// One book prepared for the scan.
struct Side {
    rule::ColumnPlan plan;
    std::string call;
    std::vector<std::string> rules;  // Sorted.
};

base::Result<Side> prepare(warehouse::Connection& connection, pack::Book const& book,
                           rule::Lists const& lists, std::string const& name) {
    rule::CompileOptions options;
    options.grain = grain;
    for (auto const& [id, rule] : book.rules)
        if (rule.grain == grain && !rule.is_check) options.rules.push_back(id);
    auto const compiled = TRY(rule::compile(book, options));
    rule::ColumnPlan const plan(compiled, lists);
    warehouse::BatchFunction function{name, plan.inputs(), plan.outputs(), [plan] {
                                          return [run = std::make_shared<rule::ColumnRun>(plan)](
                                                     base::Batch const& inputs,
                                                     base::Batch const& outputs) {
                                              run->run(inputs, outputs);
                                          };
                                      }};
    std::string call = warehouse::call_of(function);
    TRY_VOID(warehouse::register_batch_function(connection, std::move(function)));
    return Side{plan, std::move(call), options.rules};
}

/// Counts one relation's rows.
class Counter {
public:
    /// `at` gives the columns of a rule in either side, or -1.
    struct Columns {
        std::string rule;
        int before = -1, after = -1;
    };

    Counter(std::string relation, std::vector<Columns> columns)
        : relation_(std::move(relation)), columns_(std::move(columns)) {
        for (Columns const& c : columns_) {
            Migration migration;
            migration.relation = relation_;
            migration.rule = c.rule;
            migrations_.push_back(std::move(migration));
        }
    }

    void add(base::Batch const& batch) {
        place(batch);
        auto const* const amounts = batch.columns[2].values<int64_t>();
        for (size_t r = 0; r < columns_.size(); ++r) {
            uint8_t const* const a = verdicts(batch, columns_[r].before);
            uint8_t const* const b = verdicts(batch, columns_[r].after);
            // Nine sums in registers' reach; the rare row that moved is also counted by place.
            int64_t receipts[9] = {};
            base::Int128 cents[9] = {};
            for (size_t row = 0; row < batch.rows; ++row) {
                size_t const cell = size_t(a[row]) * 3 + b[row];
                ++receipts[cell];
                cents[cell] += amounts[row];
                if (a[row] != b[row]) move(r, row, cell, amounts[row]);
            }
            for (size_t cell = 0; cell < 9; ++cell) {
                migrations_[r].receipts[cell / 3][cell % 3] += receipts[cell];
                migrations_[r].amount_cents[cell / 3][cell % 3] += cents[cell];
            }
        }
        rows_ += int64_t(batch.rows);
    }

    void publish(ImpactReport& report) {
        report.rows += rows_;
        for (auto const& [key, moved] : moved_) {
            auto const& [rule, place, cell] = key;
            auto const& [legal, city] = places_[place];
            report.moved.push_back({relation_, columns_[rule].rule, legal, city,
                                    rule::Verdict(cell / 3), rule::Verdict(cell % 3), moved.first,
                                    moved.second});
        }
        std::move(migrations_.begin(), migrations_.end(), std::back_inserter(report.migrations));
    }

private:
    uint8_t const* verdicts(base::Batch const& batch, int column) const {
        return column < 0 ? none_.data() : batch.columns[size_t(column)].values<uint8_t>();
    }

    /// Numbers the (bank, city) of every row.
    void place(base::Batch const& batch) {
        auto const* const legals = batch.columns[0].values<base::TextView>();
        for (size_t row = 0; row < batch.rows; ++row) {
            base::BatchColumn const& city = batch.columns[1];
            key_.assign(legals[row].view());
            key_ += '|';
            if (city.is_valid(row)) key_ += city.values<base::TextView>()[row].view();
            auto const [at, is_new] = place_of_.try_emplace(key_, uint32_t(places_.size()));
            if (is_new) {
                size_t const bar = key_.find('|');
                places_.emplace_back(key_.substr(0, bar), key_.substr(bar + 1));
            }
            place_[row] = at->second;
        }
    }

    void move(size_t rule, size_t row, size_t cell, int64_t amount) {
        auto& moved = moved_[{rule, place_[row], cell}];
        ++moved.first;
        moved.second += amount;
    }

    std::string relation_;
    std::vector<Columns> columns_;
    std::vector<Migration> migrations_;
    std::map<std::tuple<size_t, uint32_t, size_t>, std::pair<int64_t, base::Int128>> moved_;
    std::unordered_map<std::string, uint32_t> place_of_;
    std::vector<std::pair<std::string, std::string>> places_;
    std::array<uint32_t, base::batch_rows_max> place_{};
    std::array<uint8_t, base::batch_rows_max> none_{};  // All 否.
    std::string key_;
    int64_t rows_ = 0;
};

struct Sides {
    Side before, after;
};

base::Result<void> count_relation(warehouse::Connection& connection,
                                  std::vector<std::string> const& files,
                                  std::string const& relation, Sides const& sides,
                                  ImpactReport& report) {
    if (files.empty()) return {};
    auto const& [before, after] = sides;
    std::set<std::string> names(before.rules.begin(), before.rules.end());
    names.insert(after.rules.begin(), after.rules.end());
    std::vector<std::string> select = {"legal_uscc", "city", "cents"};
    std::vector<Counter::Columns> columns;
    auto const column = [&](Side const& side, char const* from, std::string const& rule) {
        if (!std::binary_search(side.rules.begin(), side.rules.end(), rule)) return -1;
        select.push_back(from + (".\"v_" + rule + "\""));
        return int(select.size()) - 1;
    };
    for (std::string const& name : names) {
        int const a = column(before, "a", name);
        int const b = column(after, "b", name);
        columns.push_back({name, a, b});
    }
    Counter counter(relation, std::move(columns));
    std::string const sql = "SELECT " + base::join(select, ", ") +
                            " FROM (SELECT legal_uscc, left(branch_region, 4) || '00' AS city,"
                            " coalesce(CAST(amount * 100 AS BIGINT), 0) AS cents, " +
                            before.call + " AS a, " + after.call + " AS b FROM " +
                            warehouse::read_parquet(files) + ")";
    TRY_VOID(connection.query(sql, [&](base::Batch const& batch) -> base::Result<void> {
        counter.add(batch);
        return {};
    }));
    counter.publish(report);
    return {};
}

}  // namespace

bool Migration::is_changed() const {
    for (size_t from = 0; from < 3; ++from)
        for (size_t to = 0; to < 3; ++to)
            if (from != to && receipts[from][to] != 0) return true;
    return false;
}

base::Result<ImpactReport> compare_rulebooks(ImpactRequest const& request) {
    auto const before = TRY(load_book(request.before));
    auto const after = TRY(load_book(request.after));
    ImpactReport report;
    report.changes = rule::diff(before, after);
    if (request.run.empty()) return report;
    auto run = TRY(open_run(request.run));
    auto database = TRY(warehouse::Database::open({request.threads, "1500MB", ""}));
    auto connection = TRY(database.connect());
    TRY_VOID(run.read_lists(connection, {}));
    auto a = TRY(prepare(connection, before, run.lists, "wp_before"));
    auto b = TRY(prepare(connection, after, run.lists, "wp_after"));
    Sides const sides{std::move(a), std::move(b)};
    for (std::string const relation : {"loan", "flow"})
        TRY_VOID(count_relation(connection, run.files(relation), relation, sides, report));
    std::stable_sort(report.moved.begin(), report.moved.end(), [](Moved const& x, Moved const& y) {
        // The stock before the flow.
        return std::tie(y.relation, x.rule, x.legal_uscc, x.city, x.from, x.to) <
               std::tie(x.relation, y.rule, y.legal_uscc, y.city, y.from, y.to);
    });
    return report;
}

}  // namespace service
