// 核查表 and 口径桥: this month beside the last, and our figures beside other returns'.
#include "service/bridge.hpp"
#include "service/check_table.hpp"
#include "service/workbook_part.hpp"

namespace service {
namespace {

using enum warehouse::ColumnFormat;

/// A field of the check table for people: an item, a rule, or a field of a table.
struct FieldName {
    std::string name;
    std::string codes;  // Code list; "" for verdicts, flags and types.
};

std::map<std::string, FieldName> field_names(BookPart const& part) {
    std::map<std::string, FieldName> out;
    for (pack::Item const& item : part.request.book.grains.at("loan").items)
        out.emplace(item.name, FieldName{part.name(item.label), item.type.codes});
    for (auto const& [name, rule] : part.request.book.rules)
        out[name] = {part.name(rule.label), ""};
    for (RelationPlan const& relation : part.request.plans)
        for (TablePlan const& table : relation.tables)
            for (pack::OutputField const& field : table.version->fields)
                out[table.number() + "." + field.field.id] = {
                    table.number() + " " + field.field.zh,
                    field.field.id == "class" ? "loan_class" : ""};
    return out;
}

std::string code_text(BookPart& part, FieldName const& field, std::string const& code) {
    if (code == "-") return part.text("empty");
    if (code == "Y" || code == "N" || code == "U") return part.text("verdict_" + code);
    if (code == "1" || code == "0") return part.text(code == "1" ? "yes" : "no");
    return field.codes.empty() ? part.type_name(code) : part.code_name(field.codes, code);
}

void add_rate(SheetRow& row, std::string const& rate) {
    if (auto const value = base::parse_decimal(rate))
        row.number(*value);
    else
        row.blank();
}

}  // namespace

base::Result<void> put_check_table(BookPart& part) {
    TRY_VOID(part.begin("check", part.columns("check", {{text, 8},
                                                        {text, 22},
                                                        {text, 52},
                                                        {text, 12},
                                                        {text, 30},
                                                        {amount, 22},
                                                        {count, 10},
                                                        {amount, 22},
                                                        {count, 10},
                                                        {amount, 22},
                                                        {share, 12},
                                                        {count, 10},
                                                        {share, 12}})));
    auto const names = field_names(part);
    for (CheckLine const& line : part.result().check_table) {
        if (line.legal_uscc != part.legal_uscc) continue;
        auto const known = names.find(line.field);
        FieldName const field = known == names.end() ? FieldName{} : known->second;
        SheetRow row;
        row.text(part.text("relation_" + line.relation))
            .text(line.field)
            .text(field.name)
            .text(line.code)
            .text(code_text(part, field, line.code))
            .money(line.amount)
            .count(line.receipts);
        if (!line.prior_amount || !line.prior_receipts) {
            TRY_VOID(part.add(row.blank(6)));
            continue;
        }
        row.money(*line.prior_amount)
            .count(*line.prior_receipts)
            .money(line.amount - *line.prior_amount);
        add_rate(row, gap_rate(line.amount, line.prior_amount));
        row.count(line.receipts - *line.prior_receipts);
        add_rate(row, gap_rate(line.receipts, line.prior_receipts));
        TRY_VOID(part.add(row));
    }
    return {};
}

base::Result<void> put_bridge(BookPart& part) {
    TRY_VOID(part.begin("bridge", part.columns("bridge", {{text, 10},
                                                          {text, 16},
                                                          {text, 30},
                                                          {text, 12},
                                                          {text, 44},
                                                          {amount, 22},
                                                          {count, 10},
                                                          {amount, 22},
                                                          {count, 10},
                                                          {amount, 16},
                                                          {text, 60}})));
    for (BridgeLine const& line : part.result().bridge) {
        if (line.legal_uscc != part.legal_uscc) continue;
        std::string note = part.name(line.row->why);
        if (line.uncertain && line.row->step == pack::Step::end)
            note += (note.empty() ? "" : "; ") + part.text("bridge_uncertain");
        SheetRow row;
        row.text(line.report)
            .text(line.item)
            .text(part.name(line.item_label))
            .text(part.text("step_" + std::string(step_name(line.row->step))))
            .text(part.name(line.row->label));
        if (line.row->step == pack::Step::absent)
            row.text(part.text("not_held")).blank(3);
        else
            row.money(line.totals.amount)
                .count(line.totals.receipts)
                .money(line.totals.pending_amount)
                .count(line.totals.pending_receipts);
        if (line.row->step == pack::Step::end)
            row.money(line.gap);
        else
            row.blank();
        TRY_VOID(part.add(row.text(note)));
    }
    return {};
}

}  // namespace service
