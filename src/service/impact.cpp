// Both rulebooks as batch functions in one scan; verdicts counted into migration matrices.
#include "service/impact.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "engine/statistic/statistic.hpp"
#include "service/book.hpp"
#include "service/finished_run.hpp"
#include "service/judge.hpp"
#include "service/workers.hpp"

namespace service {
namespace {

constexpr std::string_view grain = "loan";

/// One book prepared for the scan.
struct Side {
    rule::ColumnPlan plan;
    std::string call;
    size_t words;                      // Of each of the verdict masks.
    std::map<std::string, int> rules;  // With their bits.
};

base::Result<Side> prepare(warehouse::Connection& connection, pack::Book const& book,
                           rule::ListIndex const& lists, std::string const& name) {
    rule::CompileOptions options;
    options.grain = grain;
    for (auto const& [id, rule] : book.rules)
        if (rule.grain == grain && !rule.is_check) options.rules.push_back(id);
    auto const compiled = TRY(rule::compile(book, options));
    rule::ColumnPlan const plan(compiled, lists, {false, 0, 0}, {rule::TextInputs::classes, {}});
    std::string call = TRY(rules_call(connection, name, plan));
    Side out{plan, std::move(call), size_t(compiled.rule_words()), {}};
    for (rule::RuleInfo const& info : compiled.rules()) out.rules.emplace(info.name, info.bit);
    return out;
}

struct Sides {
    Side before, after;
};

/// A rule's bit in the verdict words of one side: y words from `word` on, then q words. Without a
/// bit it is 否.
struct RuleAt {
    int bit = -1;
    size_t word = 0;
    size_t words = 0;

    size_t verdict(std::vector<uint64_t> const& words_of_row) const {
        if (bit < 0) return size_t(rule::Verdict::no);
        size_t const at = word + size_t(bit) / rule::mask_bits;
        uint64_t const mask = uint64_t(1) << (size_t(bit) % rule::mask_bits);
        if ((words_of_row[at] & mask) != 0) return size_t(rule::Verdict::yes);
        bool const pending = (words_of_row[at + words] & mask) != 0;
        return size_t(pending ? rule::Verdict::unknown : rule::Verdict::no);
    }
};

/// Rows of a relation by bank, city and the verdict words of both sides.
base::Result<std::vector<statistic::Tally::Group>> tally_relation(
    warehouse::Connection& connection, std::vector<std::string> const& files,
    std::string const& relation, Sides const& sides) {
    std::vector<base::ColumnShape> shapes = {{"legal_uscc", base::ColumnKind::text, 0, 0},
                                             {"branch_region", base::ColumnKind::text, 0, 0},
                                             {"amount", base::ColumnKind::int64, 18, 2}};
    statistic::Tally::Columns columns{{{0, {}}, {1, city_of}}, {}, 2};
    std::vector<std::string> extracts;
    for (auto const& [side, name] : {std::pair(&sides.before, "a"), {&sides.after, "b"}})
        for (base::ColumnShape const& shape : side->plan.outputs()) {
            if (shape.name[0] != 'y' && shape.name[0] != 'q') continue;
            std::string const column = std::string(name) + "_" + shape.name;
            extracts.push_back(std::string(name) + "." + shape.name + " AS " + column);
            columns.words.push_back(shapes.size());
            shapes.push_back({column, shape.kind, 0, 0});
        }
    auto const workers = std::make_shared<Workers<statistic::Tally>>();
    auto function = workers->function("wp_tally_" + relation, std::move(shapes),
                                      [columns] { return statistic::Tally(columns); });
    std::string const call = warehouse::call_of(function);
    TRY_VOID(warehouse::register_batch_function(connection, std::move(function)));
    auto const rows = TRY(connection.rows("SELECT sum((" + call +
                                          ").zero), count(*) FROM (SELECT legal_uscc,"
                                          " branch_region, amount, " +
                                          base::join(extracts, ", ") +
                                          " FROM (SELECT legal_uscc, branch_region, amount, " +
                                          sides.before.call + " AS a, " + sides.after.call +
                                          " AS b FROM " + warehouse::read_parquet(files) + "))"));
    if (rows[0][1] != std::to_string(workers->rows()))
        return base::fail(base::ErrorKind::internal, "totals_rows", {},
                          {{"added", std::to_string(workers->rows())}, {"rows", rows[0][1]}});
    return workers->merged(statistic::Tally(columns)).groups();
}

/// The migration of every rule of a relation, and what moved where.
base::Result<void> count_relation(warehouse::Connection& connection,
                                  std::vector<std::string> const& files,
                                  std::string const& relation, Sides const& sides,
                                  ImpactReport& report) {
    if (files.empty()) return {};
    auto const groups = TRY(tally_relation(connection, files, relation, sides));
    for (auto const& group : groups) report.rows += group.receipts;
    std::set<std::string> names;
    for (Side const* side : {&sides.before, &sides.after})
        for (auto const& [name, bit] : side->rules) names.insert(name);
    auto const rule_at = [](Side const& side, std::string const& name, size_t word) {
        auto const at = side.rules.find(name);
        return RuleAt{at == side.rules.end() ? -1 : at->second, word, side.words};
    };
    for (std::string const& name : names) {
        RuleAt const a = rule_at(sides.before, name, 0);
        RuleAt const b = rule_at(sides.after, name, 2 * sides.before.words);
        Migration migration{relation, name, {}, {}};
        std::map<std::tuple<std::string, std::string, size_t>, std::pair<int64_t, base::Int128>>
            moved;
        for (auto const& group : groups) {
            size_t const from = a.verdict(group.words), to = b.verdict(group.words);
            migration.receipts[from][to] += group.receipts;
            migration.amount_cents[from][to] += group.amount;
            if (from == to) continue;
            auto& sum = moved[{group.texts[0], group.texts[1], from * 3 + to}];
            sum.first += group.receipts;
            sum.second += group.amount;
        }
        for (auto const& [key, sum] : moved) {
            auto const& [legal, city, cell] = key;
            report.moved.push_back({relation, name, legal, city == "-" ? "" : city,
                                    rule::Verdict(cell / 3), rule::Verdict(cell % 3), sum.first,
                                    sum.second});
        }
        report.migrations.push_back(std::move(migration));
    }
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
    rule::ListIndex const lists(run.lists);
    auto a = TRY(prepare(connection, before, lists, "wp_before"));
    auto b = TRY(prepare(connection, after, lists, "wp_after"));
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
