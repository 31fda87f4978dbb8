// Both plans of the month as batch functions; a third one counts and says which rows differ.
#include "service/draft_impact.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>

#include "base/text.hpp"
#include "service/judge.hpp"
#include "service/month_plan.hpp"
#include "warehouse/batch_function.hpp"

namespace service {
namespace {

constexpr std::string_view keys[] = {"legal_uscc", "branch_no", "contract",
                                     "receipt",    "bill",      "txn"};

/// One book's plan of a relation, as a call and the columns of its cells.
struct Side {
    RelationPlan plan;
    std::string call;
    std::vector<std::string> in_cell, in_doubt;  // c_0 …, d_0 …
};

base::Result<Side> make_side(warehouse::Connection& connection, RelationPlan plan,
                             rule::ListIndex const& lists, std::string const& name) {
    rule::ColumnPlan const columns(*plan.plan, lists, plan.verdicts(),
                                   {rule::TextInputs::classes, {}});
    Side out{std::move(plan), "", {}, {}};
    out.call = TRY(rules_call(connection, name, columns));
    for (base::ColumnShape const& shape : columns.outputs()) {
        if (shape.name.starts_with("c_")) out.in_cell.push_back(shape.name);
        if (shape.name.starts_with("d_")) out.in_doubt.push_back(shape.name);
    }
    return out;
}

/// Where an item stands: its cell in each plan, or -1.
struct Cells {
    int before = -1, after = -1;
};

/// Items of both sides with their cells, rules first.
class Pairing {
public:
    Pairing(std::string relation, RelationPlan const& before, RelationPlan const& after,
            DraftImpactRequest const& request)
        : relation_(std::move(relation)), request_(request) {
        add(before, &Cells::before);
        add(after, &Cells::after);
    }
    std::vector<ItemImpact> items;
    std::vector<Cells> cells;

private:
    void put(ItemImpact item, int cell, int Cells::* side) {
        auto const at = std::find_if(items.begin(), items.end(), [&](ItemImpact const& one) {
            return one.kind == item.kind && one.item == item.item;
        });
        size_t const number = size_t(at - items.begin());
        if (at == items.end()) {
            items.push_back(std::move(item));
            cells.emplace_back();
        }
        cells[number].*side = cell;
    }

    void add(RelationPlan const& plan, int Cells::* side) {
        for (auto const& [name, cell] : plan.rule_cells) {
            auto const& book =
                request_.after.rules.contains(name) ? request_.after : request_.before;
            put({relation_,
                 "rule",
                 name.substr(0, name.find('.')),
                 name,
                 book.rules.at(name).label,
                 {},
                 {}},
                int(cell), side);
        }
        for (TablePlan const& table : plan.tables)
            if (!table.is_bridge()) add(table, side);
    }

    void add(TablePlan const& table, int Cells::* side) {
        std::string const& name = table.layout->name;
        for (size_t i = 0; i < table.row_cells.size(); ++i) {
            if (table.row_cells[i] == no_cell) continue;
            pack::OutputRow const& row = table.version->rows[i];
            bool const chapter =
                std::find(std::begin(chapters), std::end(chapters), row.code) != std::end(chapters);
            std::string const of = !table.is_summary() ? name.substr(0, name.find('.'))
                                   : chapter           ? row.code
                                                       : "common";
            put({relation_, "row", of, table.number() + " " + row.code, row.label, {}, {}},
                int(table.row_cells[i]), side);
        }
    }

    std::string relation_;
    DraftImpactRequest const& request_;
};

/// The words of a batch's columns: amount, then those of the two sides.
struct Words {
    size_t in_cell[2], in_doubt[2];  // First column of each.

    size_t verdict(base::Batch const& batch, size_t row, int side, int cell) const {
        if (cell < 0) return size_t(rule::Verdict::no);
        size_t const word = size_t(cell) / rule::mask_bits;
        uint64_t const mask = uint64_t(1) << (size_t(cell) % rule::mask_bits);
        auto const is_set = [&](size_t first) {
            return (uint64_t(batch.columns[first + word].values<int64_t>()[row]) & mask) != 0;
        };
        if (is_set(in_cell[side])) return size_t(rule::Verdict::yes);
        return size_t(is_set(in_doubt[side]) ? rule::Verdict::unknown : rule::Verdict::no);
    }
};

/// Sums of one thread.
struct Sums {
    std::vector<ItemImpact> items;
    int64_t rows = 0, changed = 0;
};

/// What all threads share of one relation's scan.
struct Counting {
    std::vector<Cells> cells;
    std::vector<ItemImpact> items;  // Empty sums to begin with.
    Words words{};
    std::mutex mutex;
    std::vector<std::unique_ptr<Sums>> sums;
    std::function<bool()> is_cancelled;
    std::function<void(int64_t)> tell;  // By one thread at a time.
};

void count(Counting& all, Sums& mine, base::Batch const& batch, base::Batch const& out) {
    auto* const changed = out.columns[0].values<int32_t>();
    std::fill_n(changed, batch.rows, 0);
    if (all.is_cancelled && all.is_cancelled()) return;
    base::BatchColumn const& amounts = batch.columns[0];
    for (size_t row = 0; row < batch.rows; ++row) {
        int64_t const amount = amounts.is_valid(row) ? amounts.values<int64_t>()[row] : 0;
        for (size_t i = 0; i < all.cells.size(); ++i) {
            size_t const from = all.words.verdict(batch, row, 0, all.cells[i].before);
            size_t const to = all.words.verdict(batch, row, 1, all.cells[i].after);
            ++mine.items[i].receipts[from][to];
            mine.items[i].amount_cents[from][to] += amount;
            if (from != to && all.items[i].kind == "rule") changed[row] = 1;
        }
        mine.changed += changed[row];
    }
    mine.rows += int64_t(batch.rows);
    if (!all.tell) return;
    std::lock_guard const lock(all.mutex);
    all.tell(int64_t(batch.rows));
}

warehouse::BatchFunction counting_function(std::shared_ptr<Counting> const& all, std::string name,
                                           std::vector<base::ColumnShape> inputs) {
    return {std::move(name),
            std::move(inputs),
            {{"changed", base::ColumnKind::int32, 0, 0}},
            [all]() -> warehouse::BatchWorker {
                auto made = std::make_unique<Sums>(Sums{all->items, 0, 0});
                Sums* const mine = made.get();
                std::lock_guard const lock(all->mutex);
                all->sums.push_back(std::move(made));
                return [all, mine](base::Batch const& batch, base::Batch const& out) {
                    count(*all, *mine, batch, out);
                };
            },
            true};
}

/// One relation: its sides, its counting, and the SELECT of changed rows of a file.
struct Scan {
    std::string relation;
    std::shared_ptr<Counting> counting;
    std::string select, where;  // Around FROM.
    std::string call;
    size_t first_item = 0;  // In the whole impact.
};

base::Result<Scan> prepare(warehouse::Connection& connection, std::string const& relation,
                           std::array<Side, 2> const& sides, DraftImpactRequest const& request) {
    Scan out{relation, std::make_shared<Counting>(), "", "", "", 0};
    Pairing pairing(relation, sides[0].plan, sides[1].plan, request);
    out.counting->cells = std::move(pairing.cells);
    out.counting->items = std::move(pairing.items);
    std::vector<base::ColumnShape> shapes = {{"amount", base::ColumnKind::int64, 18, 2}};
    std::vector<std::string> extracts;
    for (size_t side = 0; side < 2; ++side) {
        std::string const letter = side == 0 ? "a" : "b";
        auto const add = [&](std::vector<std::string> const& names, size_t& first) {
            first = shapes.size();
            for (std::string const& name : names) {
                std::string const column = letter + "_" + name;
                extracts.push_back(letter + "." + name + " AS " + column);
                shapes.push_back({column, base::ColumnKind::int64, 0, 0});
            }
        };
        add(sides[side].in_cell, out.counting->words.in_cell[side]);
        add(sides[side].in_doubt, out.counting->words.in_doubt[side]);
    }
    std::vector<std::string> words;
    for (base::ColumnShape const& shape : shapes) words.push_back(shape.name);
    std::string const own = base::join({std::begin(keys), std::end(keys)}, ", ");
    auto function = counting_function(out.counting, "wp_draft_" + relation, std::move(shapes));
    out.call = warehouse::call_of(function);
    TRY_VOID(warehouse::register_batch_function(connection, std::move(function)));
    out.select = "SELECT " + base::join(words, ", ") + ", " + own + " FROM (SELECT " + own +
                 ", amount, " + base::join(extracts, ", ") + " FROM (SELECT " + own + ", amount, " +
                 sides[0].call + " AS a, " + sides[1].call + " AS b FROM ";
    out.where = ")) WHERE (" + out.call + ").changed = 1";
    return out;
}

std::string text_at(base::BatchColumn const& column, size_t row) {
    return column.is_valid(row) ? std::string(column.values<base::TextView>()[row].view()) : "";
}

/// Adds the changed verdicts of a batch of changed rows.
void take(Scan const& scan, base::Batch const& batch, DraftImpact& out) {
    size_t const key = batch.columns.size() - std::size(keys);
    for (size_t row = 0; row < batch.rows; ++row) {
        for (size_t i = 0; i < scan.counting->cells.size(); ++i) {
            if (scan.counting->items[i].kind != "rule") continue;
            Cells const& cells = scan.counting->cells[i];
            size_t const from = scan.counting->words.verdict(batch, row, 0, cells.before);
            size_t const to = scan.counting->words.verdict(batch, row, 1, cells.after);
            if (from == to) continue;
            ++out.changed_verdicts;
            if (int64_t(out.changed.size()) >= changes_listed_max) continue;
            auto const text = [&](size_t n) { return text_at(batch.columns[key + n], row); };
            base::BatchColumn const& amount = batch.columns[0];
            out.changed.push_back({scan.relation, text(0), text(1), text(2), text(3), text(4),
                                   text(5),
                                   amount.is_valid(row) ? amount.values<int64_t>()[row] : 0,
                                   scan.first_item + i, rule::Verdict(from), rule::Verdict(to)});
        }
    }
}

void merge(Scan const& scan, DraftImpact& out) {
    for (ItemImpact const& item : scan.counting->items) out.items.push_back(item);
    for (auto const& sums : scan.counting->sums) {
        out.rows += sums->rows;
        out.changed_rows += sums->changed;
        for (size_t i = 0; i < sums->items.size(); ++i)
            for (size_t from = 0; from < 3; ++from)
                for (size_t to = 0; to < 3; ++to) {
                    ItemImpact& item = out.items[scan.first_item + i];
                    item.receipts[from][to] += sums->items[i].receipts[from][to];
                    item.amount_cents[from][to] += sums->items[i].amount_cents[from][to];
                }
    }
}

/// Everything that one impact works with.
class Work {
public:
    Work(DraftImpactRequest const& request, Watch const& watch, FinishedRun run)
        : request_(request), watch_(watch), run_(std::move(run)) {}

    base::Result<DraftImpact> run() {
        auto database = TRY(warehouse::Database::open({request_.threads, "1500MB", ""}));
        auto connection = TRY(database.connect());
        TRY_VOID(run_.read_lists(connection, {}));
        rule::ListIndex const lists(run_.lists);
        auto before = TRY(plan_month(request_.before, run_.report_date));
        auto after = TRY(plan_month(request_.after, run_.report_date));
        for (std::string const relation : {"loan", "flow"})
            for (std::string const& file : run_.files(relation, request_.legal)) {
                auto const rows = TRY(
                    connection.value("SELECT count(*) FROM " + warehouse::read_parquet({file})));
                total_ += base::parse_integer(rows).value_or(0);
            }
        for (size_t i = 0; i < before.size(); ++i) {
            std::string const relation = before[i].relation;
            if (relation != "loan" && relation != "flow") continue;
            auto a = TRY(make_side(connection, std::move(before[i]), lists, "wp_a_" + relation));
            auto b = TRY(make_side(connection, std::move(after[i]), lists, "wp_b_" + relation));
            std::array<Side, 2> const sides{std::move(a), std::move(b)};
            TRY_VOID(scan(connection, relation, sides));
        }
        if (out_.rows != total_)
            return base::fail(
                base::ErrorKind::internal, "totals_rows", {},
                {{"added", std::to_string(out_.rows)}, {"rows", std::to_string(total_)}});
        return std::move(out_);
    }

private:
    base::Result<void> scan(warehouse::Connection& connection, std::string const& relation,
                            std::array<Side, 2> const& sides) {
        auto one = TRY(prepare(connection, relation, sides, request_));
        one.first_item = out_.items.size();
        one.counting->is_cancelled = watch_.is_cancelled;
        if (watch_.progress)
            one.counting->tell = [this](int64_t rows) {
                done_ += rows;
                watch_.progress(done_, total_);
            };
        for (std::string const& file : run_.files(relation, request_.legal)) {
            TRY_VOID(connection.query(one.select + warehouse::read_parquet({file}) + one.where,
                                      [&](base::Batch const& batch) -> base::Result<void> {
                                          take(one, batch, out_);
                                          return go_on();
                                      }));
            TRY_VOID(go_on());
        }
        merge(one, out_);
        return {};
    }

    base::Result<void> go_on() const {
        if (watch_.is_cancelled && watch_.is_cancelled())
            return base::fail(base::ErrorKind::conflict, "cancelled", {});
        return {};
    }

    DraftImpactRequest const& request_;
    Watch const& watch_;
    FinishedRun run_;
    DraftImpact out_;
    int64_t total_ = 0, done_ = 0;
};

}  // namespace

base::Result<DraftImpact> draft_impact(DraftImpactRequest const& request, Watch const& watch) {
    auto run = TRY(open_run(request.run));
    return Work(request, watch, std::move(run)).run();
}

}  // namespace service
