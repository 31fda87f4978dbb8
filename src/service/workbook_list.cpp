// Lists that a clerk works through: findings, what is in doubt, and refused lines.
#include <algorithm>
#include <unordered_map>

#include "base/text.hpp"
#include "service/mask.hpp"
#include "service/workbook_part.hpp"

namespace service {
namespace {

using warehouse::ColumnFormat;

/// More inputs than a person reads in a cell; such a check's reason stands in its detail.
constexpr size_t inputs_shown_max = 12;

std::string key_of(std::string_view contract, std::string_view receipt, std::string_view bill,
                   std::string_view txn) {
    std::string out;
    for (std::string_view part : {contract, receipt, bill, txn}) {
        out += part;
        out += '|';
    }
    return out;
}

constexpr std::string_view key_sql =
    "concat(coalesce(contract, '0'), '|', coalesce(receipt, '0'), '|', coalesce(bill, '0'), '|', "
    "coalesce(txn, ''), '|')";

bool is_other_side(std::string const& item) {
    return item.starts_with("rep.") || item.starts_with("prior.") ||
           item.starts_with("flow.drawn") || item.starts_with("flow.repaid");
}

/// An input of a check: its name for people, its column, and on which side it is shown.
struct Input {
    std::string label;
    std::string column;
    bool other_side;
};

std::string value_text(BookPart const& part, base::BatchColumn const& column, size_t row) {
    using base::ColumnKind;
    if (!column.is_valid(row)) return part.text("empty");
    switch (column.kind) {
        case ColumnKind::boolean: return part.text(column.values<bool>()[row] ? "yes" : "no");
        case ColumnKind::text: return std::string(column.values<base::TextView>()[row].view());
        case ColumnKind::day: return base::to_text(base::Day{column.values<int32_t>()[row]});
        case ColumnKind::int64:
            return base::to_text(base::Decimal{column.values<int64_t>()[row], column.scale});
        case ColumnKind::int128:
            return base::to_text(base::Decimal{column.values<base::Int128>()[row], column.scale});
        case ColumnKind::int32: return std::to_string(column.values<int32_t>()[row]);
        case ColumnKind::uint8: return std::to_string(column.values<uint8_t>()[row]);
        case ColumnKind::uint16: return std::to_string(column.values<uint16_t>()[row]);
    }
    return "";
}

/// The values that a legal person's findings rest on: key and check → both sides.
class FindingValues {
public:
    using Sides = std::pair<std::string, std::string>;

    base::Result<void> read(BookPart& part, std::vector<domain::Finding const*> const& findings) {
        for (RelationPlan const& relation : part.request.plans) {
            if (!relation.plan) continue;
            std::map<std::string, std::vector<std::string>> checks;  // Key → checks.
            for (domain::Finding const* finding : findings)
                if (finding->relation == relation.relation ||
                    (relation.relation == "gone" && finding->relation == "loan"))
                    checks[key_of(finding->contract, finding->receipt, finding->bill, finding->txn)]
                        .push_back(finding->check);
            if (!checks.empty()) TRY_VOID(read_relation(part, relation, checks));
        }
        return {};
    }

    Sides const* find(domain::Finding const& finding) const {
        auto const at =
            sides_.find(finding.relation + "|" + finding.check + "|" +
                        key_of(finding.contract, finding.receipt, finding.bill, finding.txn));
        return at == sides_.end() ? nullptr : &at->second;
    }

private:
    static std::vector<Input> inputs_of(BookPart& part, RelationPlan const& relation,
                                        CheckPlan const& check) {
        std::vector<Input> out;
        auto const& inputs = relation.plan->inputs();
        for (int condition : check.conditions)
            for (int input : relation.plan->inputs_of_condition(condition)) {
                auto const& [item, column] = inputs[size_t(input)];
                bool const seen = std::any_of(
                    out.begin(), out.end(), [&](Input const& one) { return one.column == column; });
                if (!seen && !column.empty())
                    out.push_back({part.item_name(item), column, is_other_side(item)});
            }
        if (out.size() > inputs_shown_max) out.clear();
        return out;
    }

    base::Result<void> read_relation(BookPart& part, RelationPlan const& relation,
                                     std::map<std::string, std::vector<std::string>> const& keys) {
        std::map<std::string, std::vector<Input>> inputs;
        std::vector<std::string> columns = {std::string(key_sql)};
        std::map<std::string, size_t> at;
        for (CheckPlan const& check : relation.checks) {
            bool const wanted = std::any_of(keys.begin(), keys.end(), [&](auto const& one) {
                return std::find(one.second.begin(), one.second.end(), check.id) !=
                       one.second.end();
            });
            if (!wanted) continue;
            inputs[check.id] = inputs_of(part, relation, check);
            for (Input const& input : inputs[check.id])
                if (at.emplace(input.column, columns.size()).second)
                    columns.push_back(warehouse::identifier(input.column));
        }
        std::vector<std::string> quoted;
        for (auto const& [key, checks] : keys) quoted.push_back(warehouse::quote(key));
        std::string const file = part.request.folder + "/month/" + part.legal_uscc + "/" +
                                 relation.relation + ".parquet";
        std::string const sql = "SELECT " + base::join(columns, ", ") + " FROM " +
                                warehouse::read_parquet({file}) + " WHERE " + std::string(key_sql) +
                                " IN (" + base::join(quoted, ", ") + ")";
        std::string const shown = relation.relation == "gone" ? "loan" : relation.relation;
        return part.connection.query(sql, [&](base::Batch const& batch) -> base::Result<void> {
            for (size_t row = 0; row < batch.rows; ++row) {
                std::string const key(batch.columns[0].values<base::TextView>()[row].view());
                for (std::string const& check : keys.at(key)) {
                    Sides sides;
                    for (Input const& input : inputs[check]) {
                        std::string& side = input.other_side ? sides.first : sides.second;
                        side += (side.empty() ? "" : "; ") + input.label + "=" +
                                value_text(part, batch.columns[at.at(input.column)], row);
                    }
                    sides_.emplace(shown + "|" + check + "|" + key, std::move(sides));
                }
            }
            return {};
        });
    }

    std::unordered_map<std::string, Sides> sides_;
};

/// What a check is called: its rule's name, or a label for checks on whole files and lists.
std::string check_name(BookPart const& part, std::string const& check) {
    if (pack::Rule const* const rule = pack::find(part.request.book.rules, check))
        return part.name(rule->label);
    return part.any_text("check." + check);
}

/// What to do about a check: its own label, or that of its family.
std::string step_text(BookPart const& part, std::string const& check) {
    if (check.starts_with("match_")) return part.any_text("step.match");
    return has_label("step." + check) ? part.any_text("step." + check)
                                      : part.any_text("step.other");
}

std::vector<domain::Finding const*> findings_of(BookPart const& part) {
    std::vector<domain::Finding const*> out;
    for (domain::Finding const& finding : part.result().findings)
        if (finding.legal_uscc == part.legal_uscc) out.push_back(&finding);
    std::stable_sort(out.begin(), out.end(), [](auto const* a, auto const* b) {
        return (a->severity == "hard") > (b->severity == "hard");
    });
    return out;
}

/// Reads the rows of a relation with a chapter in doubt.
class PendingReader {
public:
    PendingReader(BookPart& part, RelationPlan const& relation, std::string const& file)
        : part_(part),
          relation_(relation),
          plan_(*relation.plan),
          cells_(relation.chapter_cells()) {
        columns_ = {"contract", "receipt",   "bill",
                    "txn",      "branch_no", "CAST(amount * 100 AS BIGINT) AS amount_cents"};
        doubt_at_ = add("d_", plan_.cell_words());
        unknown_at_ = add("u_", plan_.words());
        missing_at_ = add("m_", plan_.missing_words());
        lacks_.resize(plan_.cells().size());
        auto const inputs = plan_.inputs();
        for (ChapterCell const& one : cells_)
            for (int condition : plan_.cells()[one.cell]) {
                Lack lack{size_t(condition), {}, {}};
                for (int input : plan_.inputs_of_condition(condition))
                    lack.inputs.emplace_back(size_t(input),
                                             part.item_name(inputs[size_t(input)].first));
                for (rule::ListUse& use : plan_.lists_of_condition(condition)) {
                    std::string name = part.item_name(use.call);
                    lack.lists.emplace_back(std::move(use), std::move(name));
                }
                lacks_[one.cell].push_back(std::move(lack));
            }
        std::vector<size_t> doubted;
        for (ChapterCell const& one : cells_) doubted.push_back(one.cell);
        sql_ = "SELECT " + base::join(columns_, ", ") + " FROM " + warehouse::read_parquet({file}) +
               " WHERE legal_uscc = " + warehouse::quote(part.legal_uscc) + " AND " +
               any_bit_sql("d_", doubted) + " ORDER BY contract, receipt, bill, txn";
    }

    base::Result<void> run() {
        return part_.connection.query(sql_, [&](base::Batch const& batch) -> base::Result<void> {
            for (size_t row = 0; row < batch.rows; ++row)
                for (ChapterCell const& one : cells_)
                    if (has_bit(batch, doubt_at_, row, one.cell)) TRY_VOID(put(batch, row, one));
            return {};
        });
    }

private:
    size_t add(std::string const& prefix, int words) {
        size_t const at = columns_.size();
        for (std::string& name : mask_columns(prefix, words)) columns_.push_back(std::move(name));
        return at;
    }

    base::Result<void> put(base::Batch const& batch, size_t row, ChapterCell const& one) {
        std::vector<std::string> missing;
        auto const add_once = [&](std::string const& name) {
            if (std::find(missing.begin(), missing.end(), name) == missing.end())
                missing.push_back(name);
        };
        for (Lack const& lack : lacks_[one.cell]) {
            if (!has_bit(batch, unknown_at_, row, lack.condition)) continue;
            for (auto const& [input, name] : lack.inputs)
                if (has_bit(batch, missing_at_, row, input)) add_once(name);
            for (auto const& [use, name] : lack.lists)
                if (is_open(batch, row, use)) add_once(name);
        }
        return part_.add(
            SheetRow()
                .text(part_.text("relation_" + relation_.relation))
                .text(part_.any_text("text.measure_" + one.chapter))
                .text(text_at(batch, 0, row))
                .text(text_at(batch, 1, row))
                .text(text_at(batch, 2, row))
                .text(text_at(batch, 3, row))
                .text(text_at(batch, 4, row))
                .money(batch.columns[5].values<int64_t>()[row])
                .text(missing.empty() ? part_.text("nothing_missing") : base::join(missing, "; "))
                .blank(3));
    }

    /// Of a condition in doubt: whether a list that it asks is what leaves it open.
    bool is_open(base::Batch const& batch, size_t row, rule::ListUse const& use) const {
        return std::none_of(use.inputs.begin(), use.inputs.end(),
                            [&](int i) { return has_bit(batch, missing_at_, row, size_t(i)); }) &&
               std::none_of(use.conditions.begin(), use.conditions.end(),
                            [&](int i) { return has_bit(batch, unknown_at_, row, size_t(i)); });
    }

    /// A condition that can be in doubt, and what it may lack, with its names.
    struct Lack {
        size_t condition;
        std::vector<std::pair<size_t, std::string>> inputs;
        std::vector<std::pair<rule::ListUse, std::string>> lists;
    };

    BookPart& part_;
    RelationPlan const& relation_;
    rule::Plan const& plan_;
    std::vector<std::vector<Lack>> lacks_;  // By cell.
    std::vector<ChapterCell> cells_;
    std::vector<std::string> columns_;
    size_t doubt_at_, unknown_at_, missing_at_;
    std::string sql_;
};

std::vector<std::string> choices(BookPart const& part, std::string const& key) {
    std::string const all = part.text(key);
    auto const parts = base::split(all, '|');
    return {parts.begin(), parts.end()};
}

}  // namespace

base::Result<void> put_findings(BookPart& part) {
    using enum ColumnFormat;
    auto columns = part.columns("finding", {{ordinal, 10},
                                            {text, 8},
                                            {text, 30},
                                            {text, 22},
                                            {text, 10},
                                            {text, 22},
                                            {text, 24},
                                            {text, 24},
                                            {text, 20},
                                            {text, 16},
                                            {text, 34},
                                            {note, 40},
                                            {note, 44},
                                            {note, 50},
                                            {text, 12},
                                            {text, 10},
                                            {text, 24}});
    columns[14].choices = choices(part, "choices_finding");
    TRY_VOID(part.begin("finding", std::move(columns)));
    auto const findings = findings_of(part);
    FindingValues values;
    if (!part.over_all()) TRY_VOID(values.read(part, findings));
    int64_t number = 0;
    for (domain::Finding const* finding : findings) {
        SheetRow row;
        row.count(++number)
            .text(part.text("severity_" + finding->severity))
            .text(check_name(part, finding->check))
            .text(finding->check)
            .text(part.text("relation_" + finding->relation))
            .text(finding->contract)
            .text(finding->receipt)
            .text(finding->bill)
            .text(finding->txn)
            .text(finding->branch)
            .text(finding->detail);
        if (auto const* sides = values.find(*finding))
            row.text(sides->first).text(sides->second);
        else
            row.blank(2);
        row.text(step_text(part, finding->check)).blank(3);
        TRY_VOID(part.add(row));
    }
    return {};
}

base::Result<void> put_finding_counts(BookPart& part) {
    using enum ColumnFormat;
    TRY_VOID(
        part.begin("finding_counts",
                   part.columns("finding_counts",
                                {{text, 22}, {text, 8}, {text, 24}, {text, 36}, {count, 10}})));
    std::map<std::tuple<std::string, std::string, std::string>, int64_t> counts;
    for (domain::Finding const& finding : part.result().findings)
        ++counts[{finding.legal_uscc, finding.severity, finding.check}];
    for (domain::Refusal const& refusal : part.result().load.refusals)
        ++counts[{refusal.legal_uscc, "refused", refusal.code}];
    for (auto const& [key, number] : counts) {
        auto const& [legal, severity, check] = key;
        TRY_VOID(part.add(SheetRow()
                              .text(legal)
                              .text(part.text("severity_" + severity))
                              .text(check)
                              .text(severity == "refused"
                                        ? part.any_text("refusal." + check, {{"value", "…"}})
                                        : check_name(part, check))
                              .count(number)));
    }
    return {};
}

base::Result<void> put_pending(BookPart& part) {
    using enum ColumnFormat;
    auto columns = part.columns("pending", {{text, 8},
                                            {text, 8},
                                            {text, 24},
                                            {text, 24},
                                            {text, 24},
                                            {text, 20},
                                            {text, 16},
                                            {amount, 20},
                                            {note, 60},
                                            {text, 14},
                                            {text, 10},
                                            {text, 24}});
    columns[9].choices = choices(part, "choices_pending");
    TRY_VOID(part.begin("pending", std::move(columns)));
    for (size_t i = 0; i < part.request.plans.size(); ++i) {
        RelationPlan const& relation = part.request.plans[i];
        if (relation.plan && !relation.chapter_cells().empty())
            TRY_VOID(PendingReader(part, relation, part.request.judged[i].details).run());
    }
    return {};
}

base::Result<void> put_refused(BookPart& part) {
    using enum ColumnFormat;
    auto columns = part.columns("refused", {{text, 44},
                                            {ordinal, 9},
                                            {text, 20},
                                            {text, 20},
                                            {text, 70},
                                            {text, 40},
                                            {text, 12},
                                            {text, 10}});
    columns[6].choices = choices(part, "choices_finding");
    TRY_VOID(part.begin("refused", std::move(columns)));
    for (domain::Refusal const& refusal : part.result().load.refusals) {
        if (refusal.legal_uscc != part.legal_uscc) continue;
        TRY_VOID(
            part.add(SheetRow()
                         .text(refusal.file)
                         .count(refusal.line)
                         .text(refusal.field)
                         .text(refusal.code)
                         .text(part.any_text("refusal." + refusal.code, {{"value", refusal.value}}))
                         .text(refusal.value)
                         .blank(2)));
    }
    return {};
}

}  // namespace service
