// Tables 3.1 … 3.10 with their official heads, and 4.1 and 4.2.
#include <algorithm>

#include "base/file.hpp"
#include "base/text.hpp"
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
    return format == ColumnFormat::amount || format == ColumnFormat::text ? 20 : 12;
}

/// A field of a filed line as a cell: text stays text, numbers become exact numbers.
Cell cell_of(domain::Field const& field, std::string_view text) {
    bool const number =
        field.kind == domain::FieldKind::decimal || field.kind == domain::FieldKind::integer;
    if (!number || text.empty()) return text;
    auto const value = base::parse_decimal(text);
    return value ? Cell(*value) : Cell(text);
}

/// Columns that stand after the official ones: the row's name and what is in doubt beside it.
void add_doubt_columns(BookPart const& part, std::vector<warehouse::SheetColumn>& columns) {
    auto more = part.columns("doubt", {{ColumnFormat::text, 34},
                                       {ColumnFormat::amount, 20},
                                       {ColumnFormat::count, 10},
                                       {ColumnFormat::text, 24}});
    std::move(more.begin(), more.end(), std::back_inserter(columns));
}

void add_doubt(BookPart& part, Figure const& figure, SheetRow& row) {
    row.text(part.name(figure.label))
        .money(figure.totals.pending_amount)
        .count(figure.totals.pending_receipts)
        .text(figure.pending_item.empty() ? "" : part.item_name(figure.pending_item));
}

std::vector<Figure const*> figures_of(BookPart const& part, std::string const& legal,
                                      std::string const& table) {
    std::vector<Figure const*> out;
    for (Figure const& figure : part.result().figures)
        if (figure.legal_uscc == legal && figure.table == table) out.push_back(&figure);
    return out;
}

/// The lines of a filed table as rows: what is in the workbook is what is filed.
base::Result<void> put_lines(BookPart& part, TablePlan const& table, std::string_view lines) {
    auto const& fields = table.version->fields;
    auto const figures = figures_of(part, part.legal_uscc, table.number());
    std::vector<Cell> cells;
    for (size_t row = 0; !lines.empty(); ++row) {
        size_t const end = lines.find('\n');
        std::string_view const line = lines.substr(0, end);
        lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
        auto const values = base::split(line, '|');
        cells.assign(fields.size(), std::monostate());
        for (size_t f = 0; f < fields.size() && f < values.size(); ++f)
            cells[f] = cell_of(fields[f].field, values[f]);
        SheetRow doubt;
        if (row < figures.size())
            add_doubt(part, *figures[row], doubt);
        else
            doubt.blank(4);
        cells.insert(cells.end(), doubt.cells().begin(), doubt.cells().end());
        TRY_VOID(part.workbook.add(cells));
    }
    return {};
}

base::Result<void> put_table(BookPart& part, TablePlan const& table) {
    std::vector<warehouse::SheetColumn> columns;
    for (pack::OutputField const& field : table.version->fields) {
        ColumnFormat const format = format_of(field.field);
        columns.push_back({field.field.zh, format, width_of(format)});
    }
    add_doubt_columns(part, columns);
    std::string what = table.number() + " " + part.name(table.layout->label);
    if (!table.version->gaps.empty()) what += " · " + part.text("table_gap");
    TRY_VOID(part.begin_named(table.number(), what, std::move(columns)));
    // A layout with gaps cannot be filed; its summary figures stand in the sheet of all tables.
    for (TableFile const& file : part.result().files) {
        if (file.legal_uscc != part.legal_uscc || file.number != table.number()) continue;
        if (file.path.empty()) continue;
        auto const mapped = TRY(base::MappedFile::open(part.request.folder + "/" + file.path));
        TRY_VOID(put_lines(part, table, mapped.bytes()));
    }
    return {};
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
    std::vector<TablePlan const*> filed;
    for (RelationPlan const& relation : part.request.plans)
        for (TablePlan const& table : relation.tables)
            if (table.is_filed()) filed.push_back(&table);
    // 3.1, 3.2, …, 3.10: stock and flow in turn.
    std::stable_sort(filed.begin(), filed.end(), [](auto const* a, auto const* b) {
        return std::pair(a->number().size(), a->number()) <
               std::pair(b->number().size(), b->number());
    });
    for (TablePlan const* table : filed) TRY_VOID(put_table(part, *table));
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
        std::string const what = number + " " + part.text("table_" + number) + " · " +
                                 part.text(central ? "central_pboc" : "central_bank");
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
