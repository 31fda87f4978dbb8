// Text outputs of a run; every file is deterministic.
#include "service/run_files.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "base/csv.hpp"
#include "base/file.hpp"
#include "service/beside.hpp"
#include "service/bridge.hpp"
#include "service/check_table.hpp"
#include "service/finished_run.hpp"
#include "service/mask.hpp"
#include "service/noted_csv.hpp"
#include "service/stamp.hpp"

namespace service {
namespace {

using Json = nlohmann::ordered_json;

std::string money(base::Int128 cents) { return base::to_text(base::Decimal{cents, 2}); }
std::string percent(int64_t e5) { return base::to_text(base::Decimal{e5, 5}); }

std::vector<std::string> figure_row(Figure const& f) {
    statistic::Totals const& t = f.totals;
    return {f.legal_uscc,
            f.table,
            f.row,
            money(t.amount),
            percent(t.rate_e5()),
            std::to_string(t.customers),
            std::to_string(t.receipts),
            money(t.pending_amount),
            std::to_string(t.pending_receipts),
            f.pending_item};
}

std::vector<std::string> summary_row(SummaryFigure const& f) {
    statistic::Totals const& t = f.totals;
    return {f.relation,
            f.dimension,
            f.value,
            f.measure,
            money(t.amount),
            f.only_sum ? "" : percent(t.rate_e5()),
            f.only_sum ? "" : std::to_string(t.customers),
            std::to_string(t.receipts),
            money(t.pending_amount),
            std::to_string(t.pending_receipts)};
}

Json totals_json(statistic::Totals const& t) {
    return {{"amount", money(t.amount)},
            {"rate", percent(t.rate_e5())},
            {"customers", t.customers},
            {"receipts", t.receipts},
            {"pending_amount", money(t.pending_amount)},
            {"pending_receipts", t.pending_receipts}};
}

/// What a mapping read: every row of its files is accepted, refused or left out by its own filter.
Json mapping_json(warehouse::Mapping const& mapping, ReportResult const& result) {
    Json out = {{"mapping", mapping.name},
                {"file", std::string(base::file_name(mapping.file))},
                {"legal_uscc", mapping.legal_uscc},
                {"what_if", mapping.what_if}};
    for (warehouse::FileReport const& file : result.load.files) {
        auto const reads = [&](warehouse::MappedTable const& t) { return t.table == file.table; };
        if (file.legal_uscc != mapping.legal_uscc ||
            std::none_of(mapping.tables.begin(), mapping.tables.end(), reads))
            continue;
        out["files"].push_back({{"table", file.table},
                                {"file", file.file},
                                {"rows", file.counts.lines},
                                {"accepted", file.counts.accepted},
                                {"refused", file.counts.refused},
                                {"filtered", file.counts.filtered},
                                {"unused_columns", file.unused}});
    }
    return out;
}

base::Result<void> write_cube(ReportResult const& result, std::string const& file) {
    NotedCsv cube(result.load.notes);
    cube.add({"legal_uscc", "relation", "dimension", "value", "measure", "amount", "rate",
              "customers", "receipts", "pending_amount", "pending_receipts"});
    for (auto const& [legal, figures] : result.cube)
        for (SummaryFigure const& figure : figures) {
            auto row = summary_row(figure);
            row.insert(row.begin(), legal);
            cube.add(std::move(row));
        }
    return base::write_file(file, cube.text());
}

}  // namespace

base::Result<void> write_csv_files(ReportResult const& result, std::string const& folder,
                                   int threads) {
    auto cube = beside(threads, [&] { return write_cube(result, folder + "/cube.csv"); });
    auto const& notes = result.load.notes;
    NotedCsv refused(notes), findings(notes), tables(notes), summary(notes), rates(notes);
    refused.add_records(result.load.refusals);
    findings.add_records(result.findings);
    tables.add({"legal_uscc", "table", "row", "amount", "rate", "customers", "receipts",
                "pending_amount", "pending_receipts", "pending_item"});
    for (Figure const& figure : result.figures) tables.add(figure_row(figure));
    summary.add({"relation", "dimension", "value", "measure", "amount", "rate", "customers",
                 "receipts", "pending_amount", "pending_receipts"});
    for (SummaryFigure const& figure : result.summary) summary.add(summary_row(figure));
    rates.add({"legal_uscc", "list", "listed", "with_loan", "rate"});
    for (ListRate const& rate : result.list_rates) {
        auto const share =
            base::divide_half_up({base::Int128(rate.with_loan) * 100, 0}, {rate.listed, 0}, 2);
        rates.add({rate.legal_uscc, rate.list, std::to_string(rate.listed),
                   std::to_string(rate.with_loan), share ? base::to_text(*share) : ""});
    }
    TRY_VOID(write_bridge(result, folder));
    TRY_VOID(write_check_table(result, folder));
    TRY_VOID(base::write_file(folder + "/refused.csv", refused.text()));
    TRY_VOID(base::write_file(folder + "/finding.csv", findings.text()));
    TRY_VOID(base::write_file(folder + "/tables.csv", tables.text()));
    TRY_VOID(base::write_file(folder + "/summary.csv", summary.text()));
    TRY_VOID(cube.get());
    return base::write_file(folder + "/list_rate.csv", rates.text());
}

base::Result<void> write_plan(ReportResult const& result, std::vector<RelationPlan> const& plans,
                              std::string const& folder) {
    Json out = {{"month", base::to_month_text(result.report_date)},
                {"pack", result.pack_hash},
                {"mask_bits", rule::mask_bits}};
    if (!result.load.notes.empty()) out["notes"] = result.load.notes;
    for (RelationPlan const& relation : plans) {
        if (!relation.plan) continue;
        Json plan;
        for (auto const& [name, column] : relation.plan->inputs())
            plan["inputs"].push_back({{"item", name}, {"column", column}});
        for (rule::ConditionInfo const& c : relation.plan->conditions())
            plan["conditions"].push_back({{"bit", c.bit},
                                          {"rule", c.rule},
                                          {"condition", c.name},
                                          {"from", base::to_text(c.from)},
                                          {"text", c.text},
                                          {"items", c.items}});
        for (rule::RuleInfo const& r : relation.plan->rules()) {
            Json rule = {
                {"rule", r.name}, {"kind", r.is_check ? "check" : "eligibility"}, {"any", r.any}};
            if (r.bit >= 0) rule["bit"] = r.bit;
            for (auto const& v : r.versions)
                rule["versions"].push_back({{"from", base::to_text(v.from)},
                                            {"repealed", v.repealed},
                                            {"conditions", v.conditions}});
            plan["rules"].push_back(std::move(rule));
        }
        for (size_t i = 0; i < relation.plan->outputs().size(); ++i)
            plan["outputs"].push_back({{"column", "out_" + std::to_string(i)},
                                       {"text", relation.plan->outputs()[i].expression},
                                       {"type", relation.plan->outputs()[i].type}});
        for (TablePlan const& table : relation.tables) {
            for (size_t i = 0; i < table.row_cells.size(); ++i)
                if (table.row_cells[i] != no_cell)
                    plan["cells"].push_back({{"cell", table.row_cells[i]},
                                             {"table", table.number()},
                                             {"row", table.version->rows[i].code}});
            plan["details"].push_back({{"cell", table.detail_cell}, {"table", table.number()}});
        }
        for (CheckPlan const& check : relation.checks)
            plan["cells"].push_back({{"cell", check.cell}, {"check", check.id}});
        out["relations"][relation.relation] = std::move(plan);
    }
    return base::write_file(folder + "/plan.json", out.dump(1) + "\n");
}

base::Result<void> write_views(std::vector<RelationPlan> const& plans, std::string const& folder) {
    std::string out =
        "-- DuckDB views of this run's verdicts, to be read from the run's folder:\n"
        "-- every row of the month with v_<rule>, 0 no, 1 yes, 2 pending.\n";
    for (RelationPlan const& relation : plans) {
        if (!relation.has_rules()) continue;
        out += "CREATE OR REPLACE VIEW verdict_" + relation.relation +
               " AS\nSELECT m.*, v.* EXCLUDE (legal_uscc, row_no)";
        for (rule::RuleInfo const& info : relation.plan->rules())
            if (info.bit >= 0)
                out += ",\n  CASE WHEN " + bit_sql("v.y_", size_t(info.bit)) + " THEN 1 WHEN " +
                       bit_sql("v.q_", size_t(info.bit)) + " THEN 2 ELSE 0 END AS " +
                       warehouse::identifier("v_" + info.name);
        out += "\nFROM read_parquet('month/*/" + relation.relation +
               ".parquet', file_row_number = true) m\nJOIN read_parquet('verdict_" +
               relation.relation +
               ".parquet') v ON v.legal_uscc = m.legal_uscc"
               " AND v.row_no = m.file_row_number;\n";
    }
    return base::write_file(folder + "/verdict.sql", out);
}

std::string summary_json(ReportResult const& result) {
    Json out = {{"month", base::to_month_text(result.report_date)},
                {"edition", edition_text(result.edition)},
                {"trial", result.trial}};
    if (result.only_figures) out["only_figures"] = true;
    out["stamps"] = Json::array();
    for (Stamp const& stamp : stamps_of(result, "*", Language::zh)) {
        out["stamps"].push_back(stamp.name);
        out["stamp_reasons"].push_back({{"stamp", stamp.name}, {"reason", stamp.reason}});
    }
    if (!result.load.notes.empty()) out["notes"] = result.load.notes;
    for (warehouse::Mapping const& mapping : result.mappings)
        out["mappings"].push_back(mapping_json(mapping, result));
    out["institutions"] = result.load.legals.size();
    int64_t lines = 0, refused = 0, accepted = 0, filtered = 0;
    for (auto const& file : result.load.files) {
        lines += file.counts.lines;
        refused += file.counts.refused;
        accepted += file.counts.accepted;
        filtered += file.counts.filtered;
    }
    out["lines"] = lines;
    out["accepted"] = accepted;
    out["refused"] = refused;
    out["filtered"] = filtered;
    std::map<std::string, std::pair<std::string, int64_t>> checks;
    for (domain::Finding const& finding : result.findings) {
        auto& entry = checks[finding.check];
        entry.first = finding.severity;
        ++entry.second;
    }
    out["findings"] = Json::object();
    for (auto const& [check, entry] : checks)
        out["findings"][check] = {{"severity", entry.first}, {"count", entry.second}};
    for (SummaryFigure const& f : result.summary) {
        if (f.dimension != "all") continue;
        out[f.relation == "loan" ? "stock" : "flow"][f.measure] = totals_json(f.totals);
    }
    for (TableFile const& file : result.files) {
        if (!file.gaps.empty())
            out["not_written"].push_back(
                {{"legal_uscc", file.legal_uscc}, {"table", file.number}, {"gaps", file.gaps}});
        if (!file.zip.empty()) out["zips"].push_back(file.zip);
    }
    out["uncertain_rules"] = result.uncertain;
    out["workbooks"] = result.workbooks;
    return out.dump(1) + "\n";
}

base::Result<void> write_summary(ReportResult const& result, std::string const& folder) {
    TRY_VOID(base::write_file(folder + "/summary.json", summary_json(result)));
    Json manifest = {{"month", base::to_month_text(result.report_date)},
                     {"edition", edition_text(result.edition)},
                     {"pack", result.pack_hash}};
    if (result.only_figures) manifest["only_figures"] = true;
    if (!result.load.notes.empty()) manifest["notes"] = result.load.notes;
    for (auto const& legal : result.load.legals)
        manifest["legals"].push_back({{"legal_uscc", legal.legal_uscc},
                                      {"loans", legal.loans},
                                      {"flows", legal.flows},
                                      {"customers", legal.customers},
                                      {"sent", legal.sent.tables},
                                      {"trial", result.trial_legals.contains(legal.legal_uscc)}});
    for (auto const& file : result.load.files)
        manifest["files"].push_back({{"legal_uscc", file.legal_uscc},
                                     {"file", file.file},
                                     {"sha256", file.sha256},
                                     {"bytes", file.bytes},
                                     {"lines", file.counts.lines},
                                     {"accepted", file.counts.accepted},
                                     {"refused", file.counts.refused},
                                     {"filtered", file.counts.filtered}});
    for (auto const& [name, list] : result.lists) {
        Json coverage = Json::array();
        for (domain::ListCoverage const& c : list.coverage)
            coverage.push_back({{"region", c.region},
                                {"from", base::to_text(c.period.from)},
                                {"to", c.period.to ? Json(base::to_text(*c.period.to)) : Json()}});
        manifest["lists"].push_back({{"list", name},
                                     {"revision", list.revision},
                                     {"entries", list.entries.size()},
                                     {"coverage", coverage}});
    }
    return base::write_file(folder + "/manifest.json", manifest.dump(1) + "\n");
}

}  // namespace service
