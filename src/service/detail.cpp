// Details: the rows of a month that somebody will read one by one, and the findings among them.
#include <algorithm>

#include "base/text.hpp"
#include "service/judge.hpp"
#include "warehouse/batch_function.hpp"

namespace service {
namespace {

std::vector<std::string> mask_columns(char const* prefix, int words) {
    std::vector<std::string> out;
    for (int w = 0; w < words; ++w) out.push_back(prefix + std::to_string(w));
    return out;
}

/// SQL: one of the cells' bits is set.
std::string any_bit(std::string const& prefix, std::vector<size_t> const& cells) {
    std::map<size_t, uint64_t> wanted;
    for (size_t cell : cells)
        wanted[cell / rule::mask_bits] |= uint64_t(1) << (cell % rule::mask_bits);
    std::vector<std::string> words;
    for (auto const& [word, bits] : wanted)
        words.push_back("(" + prefix + std::to_string(word) + " & " + std::to_string(bits) +
                        ") <> 0");
    return words.empty() ? "FALSE" : "(" + base::join(words, " OR ") + ")";
}

/// The condition under which a row is kept.
std::string is_detail(RelationPlan const& relation) {
    std::vector<size_t> held, doubted;
    for (TablePlan const& table : relation.tables)
        if (table.is_filed()) held.push_back(table.detail_cell);
    for (CheckPlan const& check : relation.checks) held.push_back(check.cell);
    for (ChapterCell const& chapter : relation.chapter_cells()) doubted.push_back(chapter.cell);
    return any_bit("c_", held) + " OR " + any_bit("d_", doubted);
}

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
        std::vector<size_t> cells;
        for (CheckPlan const& check : relation.checks) cells.push_back(check.cell);
        return "SELECT " + base::join(columns, ", ") + " FROM " + warehouse::read_parquet({file}) +
               " WHERE " + any_bit("c_", cells);
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
