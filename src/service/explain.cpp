// A receipt's facts from the run's Parquet, the run's pack over them, the stored verdict beside.
#include "service/explain.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/file.hpp"
#include "base/text.hpp"
#include "service/book.hpp"
#include "service/rules.hpp"
#include "warehouse/database.hpp"
#include "warehouse/list_entries.hpp"

namespace service {
namespace {

using Json = nlohmann::json;

constexpr std::string_view grain_name = "loan";

base::Result<Json> read_manifest(std::string const& run) {
    std::string const file = run + "/manifest.json";
    if (!base::is_file(file))
        return base::fail(base::ErrorKind::not_found, "run_missing", {.file = run});
    auto const text = TRY(base::read_file(file));
    Json manifest = Json::parse(text, nullptr, false);
    if (!manifest.is_object()) return base::invalid("prior_malformed", {.file = file});
    return manifest;
}

/// The lists with what they cover, and no entries yet.
rule::Lists lists_of(Json const& manifest) {
    rule::Lists out;
    for (Json const& list : manifest.value("lists", Json::array())) {
        domain::ListSet set;
        set.id = list.value("list", "");
        set.revision = list.value("revision", "");
        for (Json const& c : list.value("coverage", Json::array())) {
            domain::ListCoverage coverage;
            coverage.region = c.value("region", "");
            coverage.period.from = base::parse_day(c.value("from", "")).value_or(base::Day{});
            if (c.contains("to") && c["to"].is_string())
                coverage.period.to = base::parse_day(c["to"].get<std::string>());
            set.coverage.push_back(coverage);
        }
        out.emplace(set.id, std::move(set));
    }
    return out;
}

/// What stands beside a record's inputs, in this order.
std::vector<std::string> const& key_columns() {
    static std::vector<std::string> const all = {"legal_uscc", "contract", "receipt",
                                                 "bill",       "txn",      "amount"};
    return all;
}

class Explainer {
public:
    Explainer(ExplainRequest const& request, pack::Book const& book, Json const& manifest)
        : request_(request), book_(book), lists_(lists_of(manifest)), manifest_(manifest) {}

    base::Result<Explanation> run() {
        out_.month = manifest_.value("month", "");
        out_.pack_hash = manifest_.value("pack", "");
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
    std::vector<std::string> files_of(std::string const& relation) const {
        std::vector<std::string> out;
        for (Json const& legal : manifest_.value("legals", Json::array())) {
            std::string const uscc = legal.value("legal_uscc", "");
            if (!request_.legal_uscc.empty() && uscc != request_.legal_uscc) continue;
            std::string const file = request_.run + "/month/" + uscc + "/" + relation + ".parquet";
            if (base::is_file(file)) out.push_back(file);
        }
        return out;
    }

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
        auto const files = files_of(relation);
        if (files.empty()) return {};
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
        auto entries =
            TRY(warehouse::read_list_entries(connection, request_.run + "/list.parquet", ids));
        for (auto& [name, set] : lists_) set.entries = std::move(entries[name]);
        return {};
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
            one.trace = TRY(rule::explain(plan, info.name, facts, lists_));
            one.is_check = info.is_check;
            if (one.trace.verdict == rule::Verdict::unknown)
                one.missing = rule::missing_items(plan, info.name, facts, lists_);
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
    rule::Lists lists_;
    Json const& manifest_;
    Explanation out_;
};

}  // namespace

base::Result<Explanation> explain_receipt(ExplainRequest const& request) {
    auto const manifest = TRY(read_manifest(request.run));
    auto const book = TRY(load_book(request.run + "/pack"));
    auto out = TRY(Explainer(request, book, manifest).run());
    auto const summary = TRY(base::read_file(request.run + "/summary.json"));
    auto const parsed = Json::parse(summary, nullptr, false);
    out.trial = parsed.is_object() && parsed.value("trial", false);
    return out;
}

}  // namespace service
