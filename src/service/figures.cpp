// From totals to tables: summary rows first, detail rows from the verdict file.
#include "service/figures.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"

namespace service {
namespace {

std::string item_name(rule::Plan const& plan, int input) {
    if (input < 0) return "";
    return plan.inputs()[size_t(input)].first;
}

bool is_central(TablePlan const& table) { return table.number().starts_with("4."); }

void table_figures(RelationPlan const& relation, Judged const& judged, ReportResult& result) {
    for (TablePlan const& table : relation.tables) {
        if (table.is_summary() || table.is_bridge()) continue;
        bool const over_all = is_central(table) && result.edition == Edition::pboc;
        for (size_t i = 0; i < table.row_cells.size(); ++i) {
            pack::OutputRow const& row = table.version->rows[i];
            auto const put = [&](std::string legal, statistic::Totals totals) {
                std::string item = item_name(*relation.plan, totals.pending_item);
                result.figures.push_back({std::move(legal), table.number(), row.code, row.label,
                                          totals, std::move(item)});
            };
            if (over_all) {
                put("*", judged.totals->total(statistic::everywhere, table.row_cells[i]));
                continue;
            }
            for (size_t legal = 0; legal < result.load.legals.size(); ++legal)
                put(result.load.legals[legal].legal_uscc,
                    judged.totals->total(legal, table.row_cells[i]));
        }
    }
}

void summary_figures(RelationPlan const& relation, Judged const& judged, ReportResult& result) {
    statistic::Cube const& totals = *judged.totals;
    add_summary(relation, totals, {statistic::everywhere, "all", ""}, result.summary);
    for (TablePlan const& table : relation.tables) {
        if (!table.is_summary()) continue;
        for (size_t legal = 0; legal < result.load.legals.size(); ++legal) {
            std::string const& uscc = result.load.legals[legal].legal_uscc;
            statistic::Totals const& scope = totals.total(legal, table.row_cells[0]);
            if (scope.receipts != 0 || scope.pending_receipts != 0)
                add_summary(relation, totals, {legal, "institution", uscc}, result.summary);
            add_summary(relation, totals, {legal, "all", ""}, result.cube[uscc]);
            add_dimensions(relation, totals, legal, result.cube[uscc]);
        }
    }
    add_dimensions(relation, totals, statistic::everywhere, result.summary);
}

/// Parties on each list on the report date, and those of them with a loan; in edition pboc at any
/// bank too, each once.
void list_rates(pack::Book const& book, RelationPlan const& relation, Judged const& judged,
                ReportResult& result) {
    for (auto const& [name, list] : result.lists) {
        std::set<std::string_view> listed;
        auto const count = [&](rule::Lists::const_iterator at) {
            if (at == result.lists.end()) return;
            for (domain::ListEntry const& entry : at->second.entries)
                if (entry.period.covers(result.report_date)) listed.insert(entry.id);
        };
        pack::ListDeclaration const& declared = book.lists.at(name);
        count(result.lists.find(name));
        for (std::string const& other : declared.with) count(result.lists.find(other));
        size_t const cell = relation.rule_cells.at(declared.rule);
        if (result.edition == Edition::pboc)
            result.list_rates.push_back(
                {"*", name, int64_t(listed.size()),
                 judged.totals->total(statistic::everywhere, cell).customers});
        for (size_t legal = 0; legal < result.load.legals.size(); ++legal)
            result.list_rates.push_back({result.load.legals[legal].legal_uscc, name,
                                         int64_t(listed.size()),
                                         judged.totals->total(legal, cell).customers});
    }
    std::sort(result.list_rates.begin(), result.list_rates.end(),
              [](ListRate const& a, ListRate const& b) {
                  return std::pair(a.legal_uscc, a.list) < std::pair(b.legal_uscc, b.list);
              });
}

}  // namespace

void add_summary(RelationPlan const& relation, statistic::Cube const& cube,
                 SummaryGroup const& group, std::vector<SummaryFigure>& out) {
    auto const total = [&](size_t cell) {
        if (!group.in_dimension) return cube.total(group.institution, cell);
        return cube.by_value(group.institution, *group.in_dimension, group.value, cell);
    };
    for (TablePlan const& table : relation.tables) {
        if (!table.is_summary()) continue;
        statistic::Totals gross;
        auto const put = [&](std::string measure, statistic::Totals const& totals, bool only_sum) {
            out.push_back({relation.relation, group.dimension, group.value, std::move(measure),
                           totals, only_sum});
        };
        for (size_t i = 0; i < table.row_cells.size(); ++i) {
            statistic::Totals const totals = total(table.row_cells[i]);
            std::string const& code = table.version->rows[i].code;
            put(code, totals, false);
            if (std::find(std::begin(chapters), std::end(chapters), code) == std::end(chapters))
                continue;
            gross.amount += totals.amount;
            gross.receipts += totals.receipts;
            gross.pending_amount += totals.pending_amount;
            gross.pending_receipts += totals.pending_receipts;
        }
        put("gross", gross, true);
        put("net", total(cube.union_cell()), false);
    }
}

void add_dimensions(RelationPlan const& relation, statistic::Cube const& cube, size_t institution,
                    std::vector<SummaryFigure>& out) {
    for (TablePlan const& table : relation.tables) {
        if (!table.is_summary()) continue;
        for (size_t d = 0; d < dimension_names().size(); ++d)
            for (std::string const& value : cube.values(institution, d, table.row_cells[0]))
                add_summary(relation, cube, {institution, dimension_names()[d], value, d}, out);
    }
}

std::vector<std::string> summary_cells(TablePlan const& table, std::string const& code,
                                       statistic::Totals const& totals) {
    std::vector<std::string> out;
    for (pack::OutputField const& field : table.version->fields) {
        switch (field.put) {
            case pack::Put::category: out.push_back(code); break;
            case pack::Put::amount:
                out.push_back(base::to_text(base::Decimal{totals.amount, 2}));
                break;
            case pack::Put::rate:
                out.push_back(base::to_text(base::Decimal{totals.rate_e5(), 5}));
                break;
            case pack::Put::customers: out.push_back(std::to_string(totals.customers)); break;
            default: out.emplace_back();
        }
    }
    return out;
}

void collect_figures(pack::Book const& book, RelationPlan const& relation, Judged const& judged,
                     ReportResult& result) {
    if (!judged.totals) return;
    table_figures(relation, judged, result);
    summary_figures(relation, judged, result);
    if (relation.relation == "loan") list_rates(book, relation, judged, result);
    std::stable_sort(result.figures.begin(), result.figures.end(),
                     [](Figure const& a, Figure const& b) { return a.legal_uscc < b.legal_uscc; });
}

}  // namespace service
