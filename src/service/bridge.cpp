// Steps are cells of the plans; here they only meet, and start ± steps is held against the end.
#include "service/bridge.hpp"

#include <algorithm>

#include "base/file.hpp"
#include "service/noted_csv.hpp"

namespace service {
namespace {

std::string money(base::Int128 cents) { return base::to_text(base::Decimal{cents, 2}); }

void add(statistic::Totals& total, statistic::Totals const& part) {
    total.amount += part.amount;
    total.receipts += part.receipts;
    total.pending_amount += part.pending_amount;
    total.pending_receipts += part.pending_receipts;
}

statistic::Totals totals_of(Judged const& judged, size_t cell, size_t legal, size_t legals) {
    if (cell == no_cell) return {};
    if (legal < legals) return judged.totals->total(legal, cell);
    statistic::Totals all;
    for (size_t i = 0; i < legals; ++i) add(all, judged.totals->total(i, cell));
    return all;
}

/// One bridge of one legal person; `legal` past the last means all of them.
void add_bridge(TablePlan const& table, Judged const& judged, size_t legal, ReportResult& result) {
    size_t const legals = result.load.legals.size();
    bool const uncertain =
        std::any_of(table.version->law.begin(), table.version->law.end(),
                    [](pack::Citation const& c) { return c.mark == pack::Mark::uncertain; });
    base::Int128 by_steps = 0, end = 0;
    size_t end_at = 0;
    for (size_t i = 0; i < table.row_cells.size(); ++i) {
        pack::OutputRow const& row = table.version->rows[i];
        BridgeLine line;
        line.legal_uscc = legal < legals ? result.load.legals[legal].legal_uscc : "*";
        line.report = table.version->message;
        line.item = table.number().substr(table.number().find('.') + 1);
        line.item_label = table.layout->label;
        line.row = &row;
        line.totals = totals_of(judged, table.row_cells[i], legal, legals);
        line.uncertain = uncertain;
        if (row.step == pack::Step::start || row.step == pack::Step::plus)
            by_steps += line.totals.amount;
        if (row.step == pack::Step::minus) by_steps -= line.totals.amount;
        if (row.step == pack::Step::end) {
            end = line.totals.amount;
            end_at = result.bridge.size();
        }
        result.bridge.push_back(std::move(line));
    }
    result.bridge[end_at].gap = by_steps - end;
}

}  // namespace

std::string_view step_name(pack::Step step) {
    constexpr std::string_view names[] = {"none", "start",  "plus", "minus",
                                          "memo", "absent", "end"};
    return names[size_t(step)];
}

void collect_bridge(std::vector<RelationPlan> const& plans, std::vector<Judged> const& judged,
                    ReportResult& result) {
    for (size_t legal = 0; legal <= result.load.legals.size(); ++legal) {
        size_t const from = result.bridge.size();
        for (size_t i = 0; i < plans.size(); ++i)
            for (TablePlan const& table : plans[i].tables)
                if (table.is_bridge()) add_bridge(table, judged[i], legal, result);
        // Stock and flow items of one return stand together.
        std::stable_sort(result.bridge.begin() + std::ptrdiff_t(from), result.bridge.end(),
                         [](BridgeLine const& a, BridgeLine const& b) { return a.item < b.item; });
    }
}

base::Result<void> write_bridge(ReportResult const& result, std::string const& folder) {
    NotedCsv text(result.load.notes);
    text.add({"legal_uscc", "report", "item", "code", "step", "amount", "receipts",
              "pending_amount", "pending_receipts", "gap"});
    for (BridgeLine const& line : result.bridge) {
        bool const held = line.row->step != pack::Step::absent;
        bool const end = line.row->step == pack::Step::end;
        statistic::Totals const& t = line.totals;
        text.add({line.legal_uscc, line.report, line.item, line.row->code,
                  std::string(step_name(line.row->step)), held ? money(t.amount) : "",
                  held ? std::to_string(t.receipts) : "", held ? money(t.pending_amount) : "",
                  held ? std::to_string(t.pending_receipts) : "", end ? money(line.gap) : ""});
    }
    return base::write_file(folder + "/bridge.csv", text.text());
}

}  // namespace service
