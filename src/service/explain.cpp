// A receipt's stored verdicts, its facts from the month, and the run's own pack over them.
#include "service/explain.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "base/file.hpp"
#include "base/text.hpp"
#include "service/book.hpp"
#include "service/finished_run.hpp"
#include "service/mask.hpp"
#include "service/rules.hpp"
#include "warehouse/database.hpp"

namespace service {
namespace {

constexpr std::string_view grain_name = "loan";

/// A record is named by these columns; amount stands with them for the reader.
std::vector<std::string> const key_columns = {"legal_uscc", "contract", "receipt", "bill", "txn"};

/// A row of a verdict file with the number that was asked for.
struct Found {
    ExplainedRecord record;
    std::map<std::string, std::string> stored;  // Rule to 0, 1 or 2.
    rule::Facts facts;
};

class Explainer {
public:
    Explainer(ExplainRequest const& request, pack::Book const& book, FinishedRun run)
        : request_(request), book_(book), run_(std::move(run)) {
        out_.month = run_.month;
        out_.pack_hash = run_.pack_hash;
        out_.trial = run_.trial;
        out_.notes = run_.notes;
        out_.grain = book_.grains.at(std::string(grain_name));
        out_.lists = book_.lists;
        for (auto const& [name, rule] : book_.rules)
            if (rule.grain == grain_name) out_.rules[name] = rule.label;
    }

    base::Result<Explanation> run() {
        auto database = TRY(warehouse::Database::open(warehouse::DatabaseOptions()));
        auto connection = TRY(database.connect());
        for (std::string const relation : {"loan", "flow"}) TRY_VOID(find(connection, relation));
        if (found_.empty())
            return base::fail(base::ErrorKind::not_found, "receipt_not_found",
                              {.file = request_.run}, {{"receipt", request_.receipt}});
        out_.found = int64_t(found_.size());
        for (Found const& found : found_) ++out_.found_by_legal[found.record.legal_uscc];
        // Numbers are each bank's own: another bank's loan is another loan.
        std::string const& first = out_.found_by_legal.begin()->first;
        std::erase_if(found_, [&](Found const& f) { return f.record.legal_uscc != first; });
        if (found_.size() > explained_records_max) found_.resize(explained_records_max);
        for (std::string const relation : {"loan", "flow"})
            TRY_VOID(explain_relation(connection, relation));
        return std::move(out_);
    }

private:
    /// Rows of a relation by receipt and by bill: two conditions that each skip row groups.
    base::Result<void> find(warehouse::Connection& connection, std::string const& relation) {
        auto const files = run_.files(relation, request_.legal_uscc);
        if (files.empty()) return {};
        std::string const select = "SELECT " + base::join(key_columns, ", ") +
                                   ", amount, file_row_number FROM " +
                                   warehouse::read_numbered_parquet(files);
        std::string narrow;
        if (!request_.contract.empty())
            narrow += " AND contract = " + warehouse::quote(request_.contract);
        std::string const number = warehouse::quote(request_.receipt);
        auto const rows = TRY(connection.rows(select + " WHERE receipt = " + number + narrow +
                                              " UNION ALL " + select + " WHERE bill = " + number +
                                              narrow + " ORDER BY 1, 2, 3, 4, 5"));
        for (auto const& row : rows) {
            Found found{{relation, row[0], row[1], row[2], row[3], row[4], row[5], {}, {}}, {}, {}};
            TRY_VOID(read_stored(connection, row[0], row[6], found));
            found_.push_back(std::move(found));
        }
        return {};
    }

    /// The verdicts of a row as the run wrote them.
    base::Result<void> read_stored(warehouse::Connection& connection, std::string const& legal_uscc,
                                   std::string const& row_no, Found& found) {
        std::string const& relation = found.record.relation;
        auto const bits = TRY(verdict_bits(run_.folder, relation));
        std::vector<std::string> columns;
        for (auto const& [rule, bit] : bits)
            columns.push_back("CASE WHEN " + bit_sql("y_", size_t(bit)) + " THEN 1 WHEN " +
                              bit_sql("q_", size_t(bit)) + " THEN 2 ELSE 0 END");
        auto const rows = TRY(connection.rows(
            "SELECT " + base::join(columns, ", ") + " FROM " +
            warehouse::read_parquet({run_.folder + "/verdict_" + relation + ".parquet"}) +
            " WHERE legal_uscc = " + warehouse::quote(legal_uscc) + " AND row_no = " + row_no));
        if (rows.size() != 1) return base::invalid("run_malformed", {.file = run_.folder});
        size_t column = 0;
        for (auto const& [rule, bit] : bits) found.stored[rule] = rows[0][column++];
        return {};
    }

    base::Result<void> explain_relation(warehouse::Connection& connection,
                                        std::string const& relation) {
        std::vector<Found*> records;
        for (Found& found : found_)
            if (found.record.relation == relation) records.push_back(&found);
        if (records.empty()) return {};
        auto const plan = TRY(plan_of(relation));
        std::vector<std::string> parties;
        for (Found* found : records) {
            TRY_VOID(read_facts(connection, plan, *found));
            for (auto const& [item, value] : found->facts)
                if (auto const* text = std::get_if<std::string>(&value)) parties.push_back(*text);
        }
        TRY_VOID(run_.read_lists(connection, parties));
        for (Found* found : records) {
            TRY_VOID(explain(plan, *found));
            out_.records.push_back(std::move(found->record));
        }
        return {};
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

    /// Keeps what a code is called.
    void name_code(pack::Item const& item, std::string const& code) {
        pack::CodeList const* const list = pack::find(book_.codes, item.type.codes);
        if (item.type.kind != pack::TypeKind::code || list == nullptr) return;
        for (pack::Code const& one : list->codes)
            if (one.code == code) out_.codes[item.name][code] = one.label;
    }

    base::Result<void> read_facts(warehouse::Connection& connection, rule::Plan const& plan,
                                  Found& found) {
        ExplainedRecord const& r = found.record;
        std::vector<std::string> columns, where;
        auto const inputs = plan.inputs();
        for (auto const& [item, column] : inputs) columns.push_back(warehouse::identifier(column));
        std::string const* const key[] = {&r.legal_uscc, &r.contract, &r.receipt, &r.bill, &r.txn};
        for (size_t i = 0; i < key_columns.size(); ++i)
            where.push_back(key_columns[i] +
                            (key[i]->empty() ? " IS NULL" : " = " + warehouse::quote(*key[i])));
        auto const rows =
            TRY(connection.rows("SELECT " + base::join(columns, ", ") + " FROM " +
                                warehouse::read_parquet(run_.files(r.relation, r.legal_uscc)) +
                                " WHERE " + base::join(where, " AND ")));
        if (rows.empty()) return base::invalid("run_malformed", {.file = run_.folder});
        for (size_t i = 0; i < inputs.size(); ++i) {
            auto const item =
                std::find_if(out_.grain.items.begin(), out_.grain.items.end(),
                             [&](pack::Item const& it) { return it.name == inputs[i].first; });
            if (item == out_.grain.items.end()) continue;
            auto value = TRY(parse_fact(item->name, item->type, rows[0][i]));
            found.facts.emplace(item->name, std::move(value));
            name_code(*item, rows[0][i]);
        }
        return {};
    }

    base::Result<void> explain(rule::Plan const& plan, Found& found) const {
        std::set<std::string_view> read;
        std::vector<ExplainedRule> checks;
        found.record.traces = TRY(rule::explain_all(plan, found.facts, run_.lists));
        for (size_t i = 0; i < plan.rules().size(); ++i) {
            rule::RuleInfo const& info = plan.rules()[i];
            ExplainedRule one;
            one.trace = found.record.traces.rules()[i];
            one.is_check = info.is_check;
            if (one.is_check) {
                if (one.trace.verdict == rule::Verdict::no || !request_.rule.empty())
                    checks.push_back(one);
                continue;
            }
            // A run is never changed after it was written: the stored verdict must be this one.
            auto const stored = found.stored.find(info.name);
            if (stored != found.stored.end() &&
                stored->second != std::to_string(int(one.trace.verdict)))
                return base::fail(base::ErrorKind::conflict, "explain_disagrees",
                                  {.file = run_.folder}, {{"rule", info.name}});
            for (auto const& condition : one.trace.conditions)
                read.insert(condition.rules.begin(), condition.rules.end());
            found.record.rules.push_back(one);
        }
        for (ExplainedRule& one : found.record.rules) one.is_root = !read.contains(one.trace.rule);
        std::move(checks.begin(), checks.end(), std::back_inserter(found.record.rules));
        return {};
    }

    ExplainRequest const& request_;
    pack::Book const& book_;
    FinishedRun run_;
    std::vector<Found> found_;
    Explanation out_;
};

}  // namespace

base::Result<Explanation> explain_receipt(ExplainRequest const& request) {
    auto run = TRY(open_run(request.run));
    auto const book = TRY(load_book(request.run + "/pack"));
    return Explainer(request, book, std::move(run)).run();
}

}  // namespace service
