// Details: the rows of a month that somebody will read one by one, and the findings among them.
#include <algorithm>

#include "base/text.hpp"
#include "service/judge.hpp"
#include "service/mask.hpp"
#include "warehouse/batch_function.hpp"

namespace service {
namespace {

/// The condition under which a row is kept.
std::string is_detail(RelationPlan const& relation) {
    std::vector<size_t> held, doubted;
    for (TablePlan const& table : relation.tables)
        if (table.is_filed()) held.push_back(table.detail_cell);
    for (CheckPlan const& check : relation.checks) held.push_back(check.cell);
    for (ChapterCell const& chapter : relation.chapter_cells()) doubted.push_back(chapter.cell);
    return any_bit_sql("c_", held) + " OR " + any_bit_sql("d_", doubted);
}

/// One row's key as a finding without its check, and then its checks.
struct FindingReader {
    std::vector<std::string> columns = {"legal_uscc", "contract", "receipt",
                                        "bill",       "txn",      "branch_no"};
    RelationPlan const& relation;
    size_t cell_at, true_at, unknown_at, detail_at;

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
            columns.push_back("out_" + std::to_string(check.detail_output));
        }
    }

    std::string sql(std::string const& file) const {
        std::vector<size_t> cells;
        for (CheckPlan const& check : relation.checks) cells.push_back(check.cell);
        return "SELECT " + base::join(columns, ", ") + " FROM " + warehouse::read_parquet({file}) +
               " WHERE " + any_bit_sql("c_", cells);
    }

    void read(base::Batch const& batch, size_t row, std::vector<domain::Finding>& out) const {
        size_t next_detail = detail_at;
        for (CheckPlan const& check : relation.checks) {
            size_t const detail_column = check.detail_output >= 0 ? next_detail++ : 0;
            if (!has_bit(batch, cell_at, row, check.cell)) continue;
            domain::Finding finding;
            finding.legal_uscc = text_at(batch, 0, row);
            finding.relation = relation.relation == "gone"
                                   ? "loan"
                                   : relation.relation;  // A loan of the prior month.
            finding.contract = text_at(batch, 1, row, "0");
            finding.receipt = text_at(batch, 2, row, "0");
            finding.bill = text_at(batch, 3, row, "0");
            finding.txn = text_at(batch, 4, row);
            finding.branch = text_at(batch, 5, row);
            finding.check = check.id;
            finding.severity = check.rule->severity == pack::Severity::hard ? "hard" : "soft";
            if (check.detail_output >= 0)
                finding.detail = text_at(batch, detail_column, row);
            else
                for (size_t i = 0; i < check.conditions.size(); ++i)
                    if (!has_bit(batch, true_at, row, size_t(check.conditions[i])) &&
                        !has_bit(batch, unknown_at, row, size_t(check.conditions[i])))
                        finding.detail += (finding.detail.empty() ? "" : ";") + check.names[i];
            out.push_back(std::move(finding));
        }
    }
};

}  // namespace

base::Result<void> write_details(warehouse::Connection& connection, RelationPlan const& relation,
                                 JudgedRows const& rows, warehouse::LoadResult const& load,
                                 std::string const& file) {
    // A volatile function between the rules and the filter: the optimiser would otherwise judge
    // once to filter and once more to write.
    warehouse::BatchFunction keep{"wp_keep_" + relation.relation,
                                  {{"kept", base::ColumnKind::boolean, 0, 0}},
                                  {{"kept", base::ColumnKind::boolean, 0, 0}},
                                  [] {
                                      return [](base::Batch const& in, base::Batch const& out) {
                                          std::copy_n(in.columns[0].values<bool>(), in.rows,
                                                      out.columns[0].values<bool>());
                                      };
                                  },
                                  true};
    std::string const name = keep.name;
    TRY_VOID(warehouse::register_batch_function(connection, std::move(keep)));
    std::vector<std::string> columns = {"relation", "legal_uscc", "branch_no", "contract",
                                        "receipt",  "bill",       "txn"};
    if (relation.has_rules()) columns.insert(columns.end(), {"class", "line_no", "amount"});
    for (base::ColumnShape const& shape : rows.detail_columns) columns.push_back(shape.name);
    return connection.run("COPY (SELECT row_no, " + base::join(columns, ", ") +
                          " FROM (SELECT *, (" + name + "(" + is_detail(relation) +
                          ")).kept AS kept FROM " + rows.details + ") WHERE kept) TO " +
                          warehouse::quote(file) + warehouse::parquet_options(load.notes));
}

base::Result<std::vector<domain::Finding>> findings_of(warehouse::Connection& connection,
                                                       RelationPlan const& relation,
                                                       Judged const& judged) {
    std::vector<domain::Finding> out;
    if (relation.checks.empty()) return out;
    FindingReader const reader(relation);
    TRY_VOID(connection.query(reader.sql(judged.details),
                              [&](base::Batch const& batch) -> base::Result<void> {
                                  for (size_t row = 0; row < batch.rows; ++row)
                                      reader.read(batch, row, out);
                                  return {};
                              }));
    return out;
}

}  // namespace service
