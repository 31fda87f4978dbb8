// The bulk path: plan over batches, verdict file, one narrow read for totals, one for findings.
#include "service/judge.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "base/text.hpp"
#include "service/label.hpp"
#include "service/totals.hpp"
#include "warehouse/batch_function.hpp"

namespace service {
namespace {

/// What a summary shows for codes that stand for no industry (docs/month.md, section 10).
std::string shown(std::string const& key) {
    return warehouse::quote(label("text." + key, Language::zh));
}

std::vector<std::string> mask_columns(char const* prefix, int words) {
    std::vector<std::string> out;
    for (int w = 0; w < words; ++w) out.push_back(prefix + std::to_string(w));
    return out;
}

/// The columns that totals need, and where each stands.
std::vector<base::ColumnShape> totals_columns(rule::Plan const& plan, statistic::Columns& columns) {
    using enum base::ColumnKind;
    std::vector<base::ColumnShape> shapes = {{"legal_uscc", text, 0, 0},
                                             {"customer_no", int32, 0, 0},
                                             {"borrower_no", int32, 0, 0},
                                             {"amount_cents", int64, 0, 0},
                                             {"rate_e5", int64, 0, 0}};
    columns = {0, 1, 2, 3, 4, {}, {}, {}, {}, {}};
    auto const add = [&](std::vector<std::string> const& more, base::ColumnKind kind,
                         std::vector<size_t>& at) {
        for (std::string const& name : more) {
            at.push_back(shapes.size());
            shapes.push_back({name, kind, 0, 0});
        }
    };
    add({"city", "industry", "size", "guarantee"}, text, columns.dimensions);
    add(mask_columns("c_", plan.cell_words()), int64, columns.in_cell);
    add(mask_columns("d_", plan.cell_words()), int64, columns.in_doubt);
    add(mask_columns("u_", plan.words()), int64, columns.unknown);
    add(mask_columns("m_", plan.missing_words()), int64, columns.missing);
    return shapes;
}

statistic::Spec totals_spec(RelationPlan const& relation, warehouse::LoadResult const& load,
                            bool all_tables_overall) {
    rule::Plan const& plan = *relation.plan;
    statistic::Spec spec;
    // Table cells come first; those of checks are findings, not figures.
    size_t cells = 0;
    for (TablePlan const& table : relation.tables) {
        cells = std::max(cells, table.detail_cell + 1);
        for (size_t cell : table.row_cells)
            if (cell != no_cell) cells = std::max(cells, cell + 1);
    }
    spec.cells.resize(cells);
    for (size_t cell = 0; cell < spec.cells.size(); ++cell)
        spec.cells[cell].conditions = plan.cells()[cell];
    for (TablePlan const& table : relation.tables) {
        if (table.is_bridge()) continue;  // Amounts by institution are all it asks.
        for (size_t i = 0; i < table.row_cells.size(); ++i) {
            statistic::Cell& cell = spec.cells[table.row_cells[i]];
            std::string const& code = table.version->rows[i].code;
            cell.in_overall = cell.in_overall || table.is_summary() || all_tables_overall;
            cell.in_dimensions = cell.in_dimensions || table.is_summary();
            constexpr std::string_view chapters[] = {"tech", "green", "inclusive", "pension",
                                                     "digital"};
            cell.in_union = cell.in_union || (table.is_summary() &&
                                              std::find(std::begin(chapters), std::end(chapters),
                                                        code) != std::end(chapters));
        }
    }
    for (rule::ConditionInfo const& condition : plan.conditions())
        spec.condition_inputs.push_back(plan.inputs_of_condition(condition.bit));
    for (warehouse::LoadedLegal const& legal : load.legals)
        spec.institutions.push_back({legal.legal_uscc, legal.customers});
    spec.borrowers = load.borrowers;
    return spec;
}

/// One row's key as a finding without its check.
struct FindingReader {
    std::vector<std::string> columns = {"legal_uscc", "contract", "receipt",
                                        "bill",       "txn",      "branch_no"};
    RelationPlan const& relation;
    size_t cell_at, true_at, unknown_at, detail_at;
    std::vector<int> details;  // Outputs that findings show.

    explicit FindingReader(RelationPlan const& r) : relation(r) {
        rule::Plan const& plan = *r.plan;
        auto const add = [&](std::vector<std::string> const& more) {
            size_t const at = columns.size();
            columns.insert(columns.end(), more.begin(), more.end());
            return at;
        };
        cell_at = add(mask_columns("c_", plan.cell_words()));
        true_at = add(mask_columns("t_", plan.words()));
        unknown_at = add(mask_columns("u_", plan.words()));
        detail_at = columns.size();
        for (CheckPlan const& check : r.checks) {
            if (check.detail_output < 0) continue;
            details.push_back(check.detail_output);
            columns.push_back("out_" + std::to_string(check.detail_output));
        }
    }

    std::string sql(std::string const& file) const {
        std::vector<uint64_t> wanted(size_t(relation.plan->cell_words()), 0);
        for (CheckPlan const& check : relation.checks)
            wanted[check.cell / rule::mask_bits] |= uint64_t(1) << (check.cell % rule::mask_bits);
        std::string where;
        for (size_t w = 0; w < wanted.size(); ++w)
            if (wanted[w] != 0)
                where += (where.empty() ? "" : " OR ") +
                         ("(c_" + std::to_string(w) + " & " + std::to_string(wanted[w]) + ") <> 0");
        return "SELECT " + base::join(columns, ", ") + " FROM " + warehouse::read_parquet({file}) +
               " WHERE " + where;
    }

    static bool bit(base::Batch const& batch, size_t first, size_t row, size_t index) {
        uint64_t const word =
            uint64_t(batch.columns[first + index / rule::mask_bits].values<int64_t>()[row]);
        return ((word >> (index % rule::mask_bits)) & 1) != 0;
    }

    static std::string text(base::Batch const& batch, size_t column, size_t row,
                            char const* otherwise) {
        base::BatchColumn const& c = batch.columns[column];
        return c.is_valid(row) ? std::string(c.values<base::TextView>()[row].view()) : otherwise;
    }

    void read(base::Batch const& batch, size_t row, std::vector<domain::Finding>& out) const {
        size_t next_detail = detail_at;
        for (CheckPlan const& check : relation.checks) {
            size_t const detail_column = check.detail_output >= 0 ? next_detail++ : 0;
            if (!bit(batch, cell_at, row, check.cell)) continue;
            domain::Finding finding;
            finding.legal_uscc = text(batch, 0, row, "");
            finding.relation = relation.relation == "gone"
                                   ? "loan"
                                   : relation.relation;  // A loan of the prior month.
            finding.contract = text(batch, 1, row, "0");
            finding.receipt = text(batch, 2, row, "0");
            finding.bill = text(batch, 3, row, "0");
            finding.txn = text(batch, 4, row, "");
            finding.branch = text(batch, 5, row, "");
            finding.check = check.id;
            finding.severity = check.rule->severity == pack::Severity::hard ? "hard" : "soft";
            if (check.detail_output >= 0)
                finding.detail = text(batch, detail_column, row, "");
            else
                for (size_t i = 0; i < check.conditions.size(); ++i)
                    if (!bit(batch, true_at, row, size_t(check.conditions[i])) &&
                        !bit(batch, unknown_at, row, size_t(check.conditions[i])))
                        finding.detail += (finding.detail.empty() ? "" : ";") + check.names[i];
            out.push_back(std::move(finding));
        }
    }
};

}  // namespace

std::vector<std::string> const& dimension_names() {
    static std::vector<std::string> const all = {"city", "industry", "size", "guarantee"};
    return all;
}

std::vector<std::string> columns_read(std::string const& relation) {
    std::vector<std::string> out = {"relation", "legal_uscc", "branch_no", "contract",
                                    "receipt",  "bill",       "txn"};
    if (relation == "loan" || relation == "flow")
        for (char const* column : {"class", "line_no", "branch_uscc", "borrower_no", "customer_no",
                                   "amount", "amount_own", "rate", "due", "extended_due",
                                   "borrower_size", "guarantee", "branch_region", "use_industry"})
            out.emplace_back(column);
    return out;
}

std::vector<std::string> kept_columns(std::string const& relation) {
    std::vector<std::string> out = columns_read(relation);
    if (relation != "loan" && relation != "flow") return out;
    // Those that are kept under another name, or not as they stand.
    std::erase(out, "branch_region");
    std::erase(out, "use_industry");
    *std::find(out.begin(), out.end(), "borrower_size") = "borrower_size AS size";
    for (char const* column :
         {"CAST(amount * 100 AS BIGINT) AS amount_cents",
          "CAST(rate * 100000 AS BIGINT) AS rate_e5", "left(branch_region, 4) || '00' AS city"})
        out.emplace_back(column);
    out.push_back("CASE use_industry WHEN '2000' THEN " + shown("industry_abroad") +
                  " WHEN '1000' THEN " + shown("industry_personal") +
                  " ELSE left(use_industry, 1) END AS industry");
    return out;
}

std::string verdict_file(std::string const& folder, std::string const& relation) {
    return folder + "/verdict_" + relation + ".parquet";
}

std::vector<std::string> month_files(warehouse::LoadResult const& load, std::string const& folder,
                                     std::string const& relation) {
    std::vector<std::string> out;
    for (warehouse::LoadedLegal const& legal : load.legals)
        out.push_back(folder + "/month/" + legal.legal_uscc + "/" + relation + ".parquet");
    return out;
}

base::Result<void> write_verdicts(warehouse::Connection& connection, RelationPlan const& relation,
                                  rule::Lists const& lists, warehouse::LoadResult const& load,
                                  std::string const& folder) {
    rule::ColumnPlan const plan(*relation.plan, lists);
    warehouse::BatchFunction function{
        "wp_rules_" + relation.relation, plan.inputs(), plan.outputs(), [plan] {
            return [run = std::make_shared<rule::ColumnRun>(plan)](base::Batch const& inputs,
                                                                   base::Batch const& outputs) {
                run->run(inputs, outputs);
            };
        }};
    std::string const call = warehouse::call_of(function);
    TRY_VOID(warehouse::register_batch_function(connection, std::move(function)));
    std::string const kept = base::join(kept_columns(relation.relation), ", ");
    return connection.run("COPY (SELECT " + kept + ", unnest(" + call + ") FROM " +
                          warehouse::read_parquet(month_files(load, folder, relation.relation)) +
                          ") TO " + warehouse::quote(verdict_file(folder, relation.relation)) +
                          warehouse::parquet_options(load.notes));
}

base::Result<Judged> read_totals(warehouse::Connection& connection, RelationPlan const& relation,
                                 warehouse::LoadResult const& load, std::string const& folder,
                                 bool all_tables_overall) {
    Judged out{relation.relation, verdict_file(folder, relation.relation), nullptr};
    if (relation.tables.empty()) return out;
    statistic::Spec spec = totals_spec(relation, load, all_tables_overall);
    auto columns = totals_columns(*relation.plan, spec.columns);
    out.totals =
        TRY(add_up(connection, {relation.relation, out.file, std::move(columns), std::move(spec)}));
    return out;
}

base::Result<statistic::Accumulator> totals_of_legal(warehouse::Connection& connection,
                                                     RelationPlan const& relation,
                                                     Judged const& judged,
                                                     warehouse::LoadedLegal const& legal) {
    warehouse::LoadResult one;
    one.legals = {legal};
    one.borrowers = legal.customers;
    statistic::Spec spec = totals_spec(relation, one, false);
    for (statistic::Cell& cell : spec.cells) cell.in_overall = false;
    std::vector<std::string> names;
    for (base::ColumnShape const& column : totals_columns(*relation.plan, spec.columns))
        names.push_back(column.name);
    std::string const sql = "SELECT " + base::join(names, ", ") + " FROM " +
                            warehouse::read_parquet({judged.file}) +
                            " WHERE legal_uscc = " + warehouse::quote(legal.legal_uscc);
    spec.columns.borrower = spec.columns.customer;
    statistic::Accumulator totals(std::move(spec));
    TRY_VOID(connection.query(sql, [&](base::Batch const& batch) -> base::Result<void> {
        totals.add(batch);
        return {};
    }));
    return totals;
}

base::Result<std::vector<domain::Finding>> findings_of(warehouse::Connection& connection,
                                                       RelationPlan const& relation,
                                                       Judged const& judged) {
    std::vector<domain::Finding> out;
    if (relation.checks.empty()) return out;
    FindingReader const reader(relation);
    TRY_VOID(connection.query(reader.sql(judged.file),
                              [&](base::Batch const& batch) -> base::Result<void> {
                                  for (size_t row = 0; row < batch.rows; ++row)
                                      reader.read(batch, row, out);
                                  return {};
                              }));
    return out;
}

}  // namespace service
