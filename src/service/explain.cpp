// A receipt's facts from the run's Parquet, the run's pack over them, the stored verdict beside.
#include "service/explain.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "service/book.hpp"
#include "service/finished_run.hpp"
#include "service/rules.hpp"
#include "warehouse/database.hpp"

namespace service {
namespace {

constexpr std::string_view grain_name = "loan";

/// What stands beside a record's inputs, in this order.
std::vector<std::string> const& key_columns() {
    static std::vector<std::string> const all = {"legal_uscc", "contract", "receipt",
                                                 "bill",       "txn",      "amount"};
    return all;
}

class Explainer {
public:
    Explainer(ExplainRequest const& request, pack::Book const& book, FinishedRun run)
        : request_(request), book_(book), run_(std::move(run)) {}

    base::Result<Explanation> run() {
        out_.month = run_.month;
        out_.pack_hash = run_.pack_hash;
        out_.grain = book_.grains.at(std::string(grain_name));
        auto database = TRY(warehouse::Database::open(warehouse::DatabaseOptions()));
        auto connection = TRY(database.connect());
        for (std::string const relation : {"loan", "flow"})
            TRY_VOID(relation_records(connection, relation));
        if (out_.found == 0)
            return base::fail(base::ErrorKind::not_found, "receipt_not_found",
                              {.file = request_.run}, {{"receipt", request_.receipt}});
        return std::move(out_);
    }

private:
    std::string where() const {
        std::string const no = warehouse::quote(request_.receipt);
        std::string out = "(receipt = " + no + " OR bill = " + no + ")";
        if (!request_.contract.empty())
            out += " AND contract = " + warehouse::quote(request_.contract);
        if (!request_.legal_uscc.empty())
            out += " AND legal_uscc = " + warehouse::quote(request_.legal_uscc);
        return out;
    }

    base::Result<rule::Plan> plan_of(std::string const& relation) const {
        rule::CompileOptions options;
        options.grain = grain_name;
        if (!request_.rule.empty()) {
            auto const at = book_.rules.find(request_.rule);
            if (at == book_.rules.end() || at->second.grain != grain_name)
                return base::fail(base::ErrorKind::not_found, "rule_not_found", {},
                                  {{"name", request_.rule}});
            options.rules.push_back(request_.rule);
            return rule::compile(book_, options);
        }
        for (auto const& [name, rule] : book_.rules)
            if (rule.grain == grain_name &&
                (!rule.is_check || rule.relation.empty() || rule.relation == relation))
                options.rules.push_back(name);
        return rule::compile(book_, options);
    }

    base::Result<void> relation_records(warehouse::Connection& connection,
                                        std::string const& relation) {
        auto const files = run_.files(relation, request_.legal_uscc);
        if (files.empty()) return {};
        auto const found = TRY(connection.value(
            "SELECT count(*) FROM " + warehouse::read_parquet(files) + " WHERE " + where()));
        if (found == "0") return {};
        auto const plan = TRY(plan_of(relation));
        std::vector<std::string> columns = key_columns();
        for (auto const& [item, column] : plan.inputs())
            columns.push_back(warehouse::identifier(column));
        auto const rows = TRY(connection.rows("SELECT " + base::join(columns, ", ") + " FROM " +
                                              warehouse::read_parquet(files) + " WHERE " + where() +
                                              " ORDER BY 1, 2, 3, 4, 5"));
        out_.found += int64_t(rows.size());
        for (auto const& row : rows) {
            if (out_.records.size() >= explained_records_max) break;
            auto record = TRY(explain_row(connection, relation, plan, row));
            out_.records.push_back(std::move(record));
        }
        return {};
    }

    base::Result<rule::Facts> facts_of(rule::Plan const& plan,
                                       std::vector<std::string> const& row) const {
        rule::Facts facts;
        auto const inputs = plan.inputs();
        for (size_t i = 0; i < inputs.size(); ++i) {
            auto const item =
                std::find_if(out_.grain.items.begin(), out_.grain.items.end(),
                             [&](auto const& it) { return it.name == inputs[i].first; });
            if (item == out_.grain.items.end()) continue;
            auto value = TRY(parse_fact(item->name, item->type, row[key_columns().size() + i]));
            facts.emplace(item->name, std::move(value));
        }
        return facts;
    }

    /// The lists with the entries of the parties that the facts name.
    base::Result<void> fill_lists(warehouse::Connection& connection, rule::Facts const& facts) {
        std::vector<std::string> ids;
        for (auto const& [item, value] : facts)
            if (auto const* text = std::get_if<std::string>(&value)) ids.push_back(*text);
        return run_.read_lists(connection, ids);
    }

    base::Result<ExplainedRecord> explain_row(warehouse::Connection& connection,
                                              std::string const& relation, rule::Plan const& plan,
                                              std::vector<std::string> const& row) {
        ExplainedRecord out{relation, row[0], row[1], row[2], row[3], row[4], row[5], {}};
        auto const facts = TRY(facts_of(plan, row));
        TRY_VOID(fill_lists(connection, facts));
        std::set<std::string> read;
        std::vector<ExplainedRule> checks;
        for (rule::RuleInfo const& info : plan.rules()) {
            ExplainedRule one;
            one.trace = TRY(rule::explain(plan, info.name, facts, run_.lists));
            one.is_check = info.is_check;
            if (one.trace.verdict == rule::Verdict::unknown)
                one.missing = rule::missing_items(plan, info.name, facts, run_.lists);
            if (one.is_check) {
                if (one.trace.verdict == rule::Verdict::no || !request_.rule.empty())
                    checks.push_back(std::move(one));
                continue;
            }
            for (auto const& condition : one.trace.conditions)
                read.insert(condition.rules.begin(), condition.rules.end());
            out.rules.push_back(std::move(one));
        }
        for (ExplainedRule& one : out.rules) one.is_root = !read.contains(one.trace.rule);
        TRY_VOID(compare(connection, out));
        std::move(checks.begin(), checks.end(), std::back_inserter(out.rules));
        return out;
    }

    /// The stored verdicts must be these: a run is never changed after it was written.
    base::Result<void> compare(warehouse::Connection& connection, ExplainedRecord const& record) {
        if (record.rules.empty()) return {};
        std::vector<std::string> columns, where;
        for (ExplainedRule const& one : record.rules)
            columns.push_back(warehouse::identifier("v_" + one.trace.rule));
        for (auto const& [column, value] :
             {std::pair{"legal_uscc", &record.legal_uscc}, std::pair{"contract", &record.contract},
              std::pair{"receipt", &record.receipt}, std::pair{"bill", &record.bill},
              std::pair{"txn", &record.txn}})
            where.push_back(value->empty() ? std::string(column) + " IS NULL"
                                           : column + (" = " + warehouse::quote(*value)));
        auto const rows = TRY(connection.rows(
            "SELECT " + base::join(columns, ", ") + " FROM " +
            warehouse::read_parquet({request_.run + "/verdict_" + record.relation + ".parquet"}) +
            " WHERE " + base::join(where, " AND ")));
        if (rows.size() != 1) return {};  // A number that stands twice is a finding of its own.
        for (size_t i = 0; i < record.rules.size(); ++i)
            if (rows[0][i] != std::to_string(int(record.rules[i].trace.verdict)))
                return base::fail(base::ErrorKind::conflict, "explain_disagrees",
                                  {.file = request_.run}, {{"rule", record.rules[i].trace.rule}});
        return {};
    }

    ExplainRequest const& request_;
    pack::Book const& book_;
    FinishedRun run_;
    Explanation out_;
};

}  // namespace

base::Result<Explanation> explain_receipt(ExplainRequest const& request) {
    auto run = TRY(open_run(request.run));
    auto const book = TRY(load_book(request.run + "/pack"));
    bool const trial = run.trial;
    auto out = TRY(Explainer(request, book, std::move(run)).run());
    out.trial = trial;
    return out;
}

}  // namespace service
