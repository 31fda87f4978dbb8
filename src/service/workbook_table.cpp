// Tables 3.1 … 3.10 with their official heads, and 4.1 and 4.2.
#include <algorithm>

#include "base/text.hpp"
#include "service/figures.hpp"
#include "service/workbook_part.hpp"

namespace service {
namespace {

using warehouse::Cell;
using warehouse::ColumnFormat;

ColumnFormat format_of(domain::Field const& field) {
    if (field.kind == domain::FieldKind::integer) return ColumnFormat::count;
    if (field.kind != domain::FieldKind::decimal) return ColumnFormat::text;
    return field.scale == 5 ? ColumnFormat::rate : ColumnFormat::amount;
}

int width_of(ColumnFormat format) {
    return format == ColumnFormat::amount ? 20 : format == ColumnFormat::text ? 18 : 12;
}

/// A value of a detail row; texts that must be made stay in `held`.
Cell cell_of(domain::Field const& field, base::BatchColumn const& column, size_t row,
             std::deque<std::string>& held) {
    using base::ColumnKind;
    bool const valid = column.is_valid(row);
    if (field.kind == domain::FieldKind::yes_no || column.kind == ColumnKind::boolean) {
        bool const yes =
            valid && (column.kind == ColumnKind::boolean ? column.values<bool>()[row]
                                                         : column.values<uint8_t>()[row] == 1);
        return std::string_view(yes ? "1" : "0");
    }
    if (!valid) return std::monostate();
    switch (column.kind) {
        case ColumnKind::text: {
            std::string_view const text = column.values<base::TextView>()[row].view();
            return text;
        }
        case ColumnKind::day:
            held.push_back(base::to_text(base::Day{column.values<int32_t>()[row]}));
            return std::string_view(held.back());
        case ColumnKind::int64: return base::Decimal{column.values<int64_t>()[row], column.scale};
        case ColumnKind::int128:
            return base::Decimal{column.values<base::Int128>()[row], column.scale};
        case ColumnKind::int32: return base::Decimal{column.values<int32_t>()[row], 0};
        default: return base::Decimal{column.values<uint8_t>()[row], 0};
    }
}

/// Columns that stand after the official ones: the row's name and what is in doubt beside it.
void add_doubt_columns(BookPart const& part, std::vector<warehouse::SheetColumn>& columns) {
    auto more = part.columns("doubt", {{ColumnFormat::text, 34},
                                       {ColumnFormat::amount, 20},
                                       {ColumnFormat::count, 10},
                                       {ColumnFormat::text, 24}});
    std::move(more.begin(), more.end(), std::back_inserter(columns));
}

void add_doubt(BookPart const& part, Figure const& figure, SheetRow& row) {
    row.text(part.name(figure.label))
        .money(figure.totals.pending_amount)
        .count(figure.totals.pending_receipts)
        .text(figure.pending_item.empty() ? "" : part.item_name(figure.pending_item));
}

base::Result<void> put_summary_row(BookPart& part, TablePlan const& table, Figure const& figure) {
    SheetRow row;
    statistic::Totals const& t = figure.totals;
    for (pack::OutputField const& field : table.version->fields) {
        switch (field.put) {
            case pack::Put::category: row.text(figure.row); break;
            case pack::Put::amount: row.money(t.amount); break;
            case pack::Put::rate: row.rate(t.rate_e5()); break;
            case pack::Put::customers: row.count(t.customers); break;
            default: row.blank();
        }
    }
    add_doubt(part, figure, row);
    return part.add(row);
}

base::Result<void> put_details(BookPart& part, RelationPlan const& relation, TablePlan const& table,
                               std::string const& file) {
    auto const& fields = table.version->fields;
    std::vector<Cell> cells(fields.size() + 4);
    std::deque<std::string> held;
    std::string const sql = detail_select(relation, table, file, part.legal_uscc);
    return part.connection.query(sql, [&](base::Batch const& batch) -> base::Result<void> {
        for (size_t row = 0; row < batch.rows; ++row) {
            held.clear();
            size_t column = 0;
            for (size_t f = 0; f < fields.size(); ++f) {
                cells[f] = std::monostate();
                if (fields[f].put == pack::Put::category)
                    cells[f] = std::string_view(table.version->detail.code);
                else if (table.field_outputs[f] >= 0)
                    cells[f] = cell_of(fields[f].field, batch.columns[column++], row, held);
            }
            TRY_VOID(part.workbook.add(cells));
        }
        return {};
    });
}

std::vector<Figure const*> figures_of(BookPart const& part, std::string const& legal,
                                      std::string const& table) {
    std::vector<Figure const*> out;
    for (Figure const& figure : part.result().figures)
        if (figure.legal_uscc == legal && figure.table == table) out.push_back(&figure);
    return out;
}

base::Result<void> put_table(BookPart& part, RelationPlan const& relation, TablePlan const& table,
                             std::string const& file) {
    std::vector<warehouse::SheetColumn> columns;
    for (pack::OutputField const& field : table.version->fields) {
        ColumnFormat const format = format_of(field.field);
        columns.push_back({field.field.zh, format, width_of(format)});
    }
    add_doubt_columns(part, columns);
    std::string what = table.number() + " " + part.name(table.layout->label);
    if (!table.version->gaps.empty()) what += " · " + part.text("book.table_gap");
    TRY_VOID(part.begin_named(table.number(), what, std::move(columns)));
    // A layout with gaps cannot be filed; its summary figures stand in the sheet of all tables.
    if (!table.version->gaps.empty()) return {};
    for (Figure const* figure : figures_of(part, part.legal_uscc, table.number()))
        TRY_VOID(put_summary_row(part, table, *figure));
    return put_details(part, relation, table, file);
}

/// The figures of 4.1 and 4.2 of one legal person or of all, stock and flow side by side.
base::Result<void> put_central_rows(BookPart& part, std::string const& legal,
                                    std::string const& number) {
    auto const stock = figures_of(part, legal, number + "s");
    auto const flow = figures_of(part, legal, number + "f");
    for (size_t i = 0; i < stock.size() && i < flow.size(); ++i) {
        statistic::Totals const& s = stock[i]->totals;
        statistic::Totals const& f = flow[i]->totals;
        TRY_VOID(part.add(SheetRow()
                              .text(legal)
                              .text(stock[i]->row)
                              .text(part.name(stock[i]->label))
                              .money(s.amount)
                              .rate(s.rate_e5())
                              .money(f.amount)
                              .rate(f.rate_e5())
                              .count(s.customers)
                              .money(s.pending_amount)
                              .count(s.pending_receipts)
                              .money(f.pending_amount)
                              .count(f.pending_receipts)));
    }
    return {};
}

}  // namespace

base::Result<void> put_tables(BookPart& part) {
    struct Filed {
        RelationPlan const* relation;
        TablePlan const* table;
        std::string const* file;
    };
    std::vector<Filed> filed;
    for (size_t i = 0; i < part.request.plans.size(); ++i)
        for (TablePlan const& table : part.request.plans[i].tables)
            if (table.is_filed())
                filed.push_back({&part.request.plans[i], &table, &part.request.judged[i].file});
    // 3.1, 3.2, …, 3.10: stock and flow in turn.
    std::stable_sort(filed.begin(), filed.end(), [](Filed const& a, Filed const& b) {
        auto const key = [](std::string const& number) { return std::pair(number.size(), number); };
        return key(a.table->number()) < key(b.table->number());
    });
    for (Filed const& one : filed) TRY_VOID(put_table(part, *one.relation, *one.table, *one.file));
    return put_all_tables(part);
}

base::Result<void> put_all_tables(BookPart& part) {
    TRY_VOID(part.begin("all_tables", part.columns("all_tables", {{ColumnFormat::text, 22},
                                                                  {ColumnFormat::text, 8},
                                                                  {ColumnFormat::text, 8},
                                                                  {ColumnFormat::text, 36},
                                                                  {ColumnFormat::amount, 22},
                                                                  {ColumnFormat::rate, 10},
                                                                  {ColumnFormat::count, 10},
                                                                  {ColumnFormat::count, 10},
                                                                  {ColumnFormat::amount, 22},
                                                                  {ColumnFormat::count, 10},
                                                                  {ColumnFormat::text, 28}})));
    for (Figure const& figure : part.result().figures) {
        if (!part.over_all() && figure.legal_uscc != part.legal_uscc) continue;
        statistic::Totals const& t = figure.totals;
        TRY_VOID(part.add(
            SheetRow()
                .text(figure.legal_uscc)
                .text(figure.table)
                .text(figure.row)
                .text(part.name(figure.label))
                .money(t.amount)
                .rate(t.rate_e5())
                .count(t.customers)
                .count(t.receipts)
                .money(t.pending_amount)
                .count(t.pending_receipts)
                .text(figure.pending_item.empty() ? "" : part.item_name(figure.pending_item))));
    }
    return {};
}

base::Result<void> put_central(BookPart& part) {
    bool const central = part.result().edition == Edition::pboc;
    if (central && !part.over_all()) return {};  // Matched over all banks, or not at all.
    for (std::string const number : {"4.1", "4.2"}) {
        auto columns = part.columns("central", {{ColumnFormat::text, 22},
                                                {ColumnFormat::text, 6},
                                                {ColumnFormat::text, 32},
                                                {ColumnFormat::amount, 22},
                                                {ColumnFormat::rate, 12},
                                                {ColumnFormat::amount, 22},
                                                {ColumnFormat::rate, 12},
                                                {ColumnFormat::count, 12},
                                                {ColumnFormat::amount, 22},
                                                {ColumnFormat::count, 12},
                                                {ColumnFormat::amount, 22},
                                                {ColumnFormat::count, 12}});
        std::string const what = number + " " + part.text("book.table_" + number) + " · " +
                                 part.text(central ? "book.central_pboc" : "book.central_bank");
        TRY_VOID(part.begin_named(number, what, std::move(columns)));
        if (central) {
            TRY_VOID(put_central_rows(part, "*", number));
            continue;
        }
        for (warehouse::LoadedLegal const& legal : part.result().load.legals)
            if (part.over_all() || legal.legal_uscc == part.legal_uscc)
                TRY_VOID(put_central_rows(part, legal.legal_uscc, number));
    }
    return {};
}

}  // namespace service
